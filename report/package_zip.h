/*
 * The zip layer of an ASiC container: entries in the order they are added, the
 * same bytes for the same input, written through an open FILE.
 *
 * zip_out_begin(), zip_out_bytes()/zip_out_file() for each entry, zip_out_end().
 * Files are read and deflated in zip_out_end(), block by block; bytes must stay
 * until then. CLEANUP(zip_out_done). Times are 1980-01-01 00:00, mode 0600.
 */
#ifndef REPORT_PACKAGE_ZIP_H
#define REPORT_PACKAGE_ZIP_H
#include <zip.h>

#include "common/err.h"

struct zip_out {
	zip_t *zip;
	FILE *to; /* borrowed */
	int level;
	zip_error_t error;
};

int zip_out_begin(struct zip_out *z, FILE *to, int level, struct err *e) MUST_CHECK;
int zip_out_bytes(struct zip_out *z, const char *name, const void *data, size_t n, bool stored,
        struct err *e) MUST_CHECK;
int zip_out_file(struct zip_out *z, const char *name, const char *path, struct err *e) MUST_CHECK;
int zip_out_end(struct zip_out *z, struct err *e) MUST_CHECK;
void zip_out_done(struct zip_out *z);
#endif
