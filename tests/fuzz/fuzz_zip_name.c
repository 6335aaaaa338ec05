/* Any bytes as the names in a zip (one a line), or as the zip: nothing lands outside the folder. */
#include <unistd.h>

#include "common/file.h"
#include "common/text.h"
#include "common/filename.h"
#include "extract/unzip.h"
#include "tests/fuzz/zip_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct unzip_limits limits = { 20, 1 << 20, 4 << 20, 200, false };
	const char *tmp = getenv("TMP");
	struct arena a CLEANUP(arena_done) = { 0 };
	const char *zip = arena_printf(&a, "%s/fuzz_zip_name.zip", tmp ? tmp : "/tmp");
	const char *dir = arena_printf(&a, "%s/fuzz_zip_name.dir", tmp ? tmp : "/tmp");
	struct unzip_result r = { .arena = &a };
	struct err e = { 0 };
	int rc;

	zip_bytes(zip, data, size);
	rc = unzip_to(zip, dir, &limits, &r, &e);
	for (size_t i = 0; rc == 0 && i < r.n; i++)
		if (filename_fault(r.name[i]) ||
		        !file_exists(arena_printf(&a, "%s/%s", dir, r.name[i])))
			abort();
	if ((rc < 0 && e.code != ERR_DATA) || (rc < 0 && file_exists(dir) && rmdir(dir) < 0) ||
	        unzip_remove(dir, &e) < 0)
		abort();
	return 0;
}
