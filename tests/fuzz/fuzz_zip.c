/* Bytes as a container, and as what a package has inside: no crash, no leak, no hang. */
#include "report/container.h"
#include "report/manifest.h"
#include "common/xml_safe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const struct container *c, struct arena *a, struct err *e)
{
	for (size_t i = 0; i < c->n; i++) {
		struct manifest m;
		struct manifest_payload *list;
		const char *signature;
		size_t n, len;
		char *text;

		if (entry_text(c, &c->entry[i], 1 << 20, a, &text, &len, e) < 0)
			continue;
		(void)!manifest_read(text, len, a, &m, e);
		(void)!asic_manifest_read(text, len, a, &list, &n, &signature, e);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct limits limits = { 100, 1 << 20, 4 << 20, 200 };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct container c CLEANUP(container_done) = { .dir = -1 };
	struct err e = { 0 };

	if (container_open_memory(&c, data, size, &limits, &a, &e) == 0)
		read_all(&c, &a, &e);
	return 0;
}
