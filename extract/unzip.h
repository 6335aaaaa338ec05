/*
 * A .zip that somebody else made, unpacked without trusting anything in it.
 *
 * unzip_to() writes the files of the zip into `dir`: a folder that is empty or not there yet.
 * All of them, or none: what was written is removed again on an error. The files are named as
 * in the zip, or by their place there (unzip_path()), mode 0600.
 *
 * Refused (ERR_DATA, one sentence): a zip that is cut, inconsistent or has entries that overlap;
 * names that filename_fault() faults (folders among them) and two that differ in case only;
 * links, devices and folders; encryption; methods other than stored and deflate; too
 * many files, one or all of them too large, a ratio that only a bomb has; more or fewer bytes
 * than the size field says, or a wrong checksum. Bytes are counted as they come out. Errors of
 * the world (no such file, no room) keep their own codes.
 *
 *     struct unzip_result r = { .arena = a };
 *     unzip_limits_of(conf, &limits);
 *     if (unzip_to(path, dir, &limits, &r, e) < 0) ...
 *     for (i = 0; i < r.n; i++) ... r.name[i] ...
 *     unzip_remove(dir, e);
 */
#ifndef UNZIP_H
#define UNZIP_H
#include "common/conf.h"

struct unzip_limits {
	size_t entries;
	int64_t one, all; /* bytes unpacked: of one file, of all together */
	int64_t ratio;    /* unpacked : packed, looked at above 1 MiB */
	bool by_number; /* files are named 1, 2, 3: what the sender calls them stays off the disk */
};
/* From the settings of section [zip]. */
void unzip_limits_of(const struct conf *c, struct unzip_limits *ret);

struct unzip_result {
	struct arena *arena; /* the caller's; the names live there */
	const char **name;   /* in the order of the zip */
	size_t n;
	int64_t bytes; /* of all, unpacked */
};

int unzip_to(const char *zip_path, const char *dir, const struct unzip_limits *limits,
        struct unzip_result *ret, struct err *e) MUST_CHECK;
/* Where file i lies when unpacked by_number; arena. */
const char *unzip_path(struct arena *a, const char *dir, size_t i);
/* Removes the folder and the files in it, of a run that was cut short too; absent is fine. */
int unzip_remove(const char *dir, struct err *e) MUST_CHECK;
/* Does the file begin as a zip does? What it is called proves nothing. */
bool unzip_is_zip(const char *path);
#endif
