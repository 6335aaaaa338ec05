/*
 * Any bytes as a workbook that somebody filled in, or (when they are no zip) as the texts in one,
 * parted by NUL: the sheet, the shared strings, the book, its relations; what is left out is as it
 * should be. No crash, no leak; rows in order within the limits, or one sentence that says why not.
 */
#include <zip.h>

#include "common/text.h"
#include "extract/xlsx_read.h"
#include "tests/fuzz/load.h"

enum { PARTS = 4 };

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct {
	const char *name, *usual;
} part[PARTS] = {
	{ "xl/worksheets/sheet1.xml", "<worksheet/>" },
	{ "xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><t>b</t></si></sst>" },
	{ "xl/workbook.xml",
	        "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" REL
	        "\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>" },
	{ "xl/_rels/workbook.xml.rels",
	        "<Relationships><Relationship Id=\"r1\" Type=\"" REL
	        "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" REL
	        "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>" },
};

static void put(zip_t *z, const char *name, const void *data, size_t n)
{
	zip_source_t *from = zip_source_buffer(z, data, n, 0);
	zip_int64_t i = from ? zip_file_add(z, name, from, 0) : -1;

	if (i < 0 || zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_STORE, 0) < 0)
		abort();
}

static void zip_of_parts(const char *path, const uint8_t *data, size_t size)
{
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	if (!z)
		abort();
	for (size_t i = 0; i < PARTS; i++) {
		const uint8_t *end = size ? memchr(data, 0, size) : NULL;
		size_t n = end ? (size_t)(end - data) : size;

		put(z, part[i].name, n ? (const void *)data : part[i].usual,
		        n ? n : strlen(part[i].usual));
		data += n + (end != NULL);
		size -= n + (end != NULL);
	}
	if (zip_close(z) < 0)
		abort();
}

static void check_row(const struct xlsx *x, const struct xlsx_row *row, int64_t last)
{
	int32_t day = 0;

	if (!row->n || row->n > XLSX_COLUMNS || row->row <= last || row->row > XLSX_ROWS)
		abort();
	for (size_t i = 0; i < row->n; i++) {
		const char *s = row->cell[i].text;

		if (strlen(s) > XLSX_CELL || !utf8_valid(s, strlen(s)))
			abort();
		if (xlsx_day(x, &row->cell[i], &day) &&
		        (day < day_from_ymd(1, 1, 1) || day > day_from_ymd(9999, 12, 31)))
			abort();
	}
}

static int read_all(struct xlsx *x, struct err *e)
{
	const char *sheet = NULL;
	struct xlsx_row row;
	int64_t last = 0;
	int rc;

	while ((rc = xlsx_next(x, &row, e)) > 0) {
		check_row(x, &row, row.sheet == sheet ? last : 0);
		sheet = row.sheet;
		last = row.row;
	}
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct unzip_limits limits = { 20, 1 << 20, 4 << 20, 200, false };
	struct xlsx *x CLEANUP(xlsx_close) = NULL;
	struct err e = { 0 };
	char path[64];
	int rc;

	snprintf(path, sizeof path, "/tmp/fuzz_xlsx.%ld", (long)getpid());
	if (size > 1 && memcmp(data, "PK", 2) == 0)
		write_file(path, data, size);
	else
		zip_of_parts(path, data, size);
	rc = xlsx_open(&x, path, &limits, &e);
	if (rc == 0)
		rc = read_all(x, &e);
	if (rc < 0 && (e.code != ERR_DATA || !*e.msg || !utf8_valid(e.msg, strlen(e.msg))))
		abort();
	(void)unlink(path);
	return 0;
}
