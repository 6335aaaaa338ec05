/*
 * The files of a CSV export: those of a folder, or of a .zip, unpacked where nobody else reads.
 *
 * store_files_open() · store_files_pick() for each file that is wanted · read them ·
 * store_files_same() · store_files_done(), which removes what was unpacked. What a run that was
 * cut short left behind is removed by the next.
 *
 * An export that may not be whole is ERR_TRYLATER: a wanted file is still being written
 * (NAME.part and the like lie beside it), files are of different days, the marker is not there
 * or older than a file, a file changed while it was read. Names that differ in case only are
 * refused. Errors else: ERR_NOINPUT, ERR_CONFIG, ERR_DATA (unzip.h).
 *
 * Ownership: the arena given.
 */
#ifndef STORE_FILES_H
#define STORE_FILES_H
#include <sys/stat.h>

#include "common/file.h"
#include "extract/feed.h"
#include "extract/unzip.h"

struct store_file {
	const char *name, *path;
	int32_t produced; /* as the name says; NO_DAY */
	bool wanted;
	struct stat as_picked;
};

struct store_files {
	struct arena *a;
	const char *shown; /* the folder or .zip, for messages */
	bool zipped;
	struct store_file *all; /* by name */
	size_t n;
	const char *unpacked; /* folder of ours; NULL: none */
	struct file_lock lock;
};

/* `tmp` is a folder of ours, for a .zip. `limits` NULL: those of the settings' presets. */
int store_files_open(struct store_files *f, const char *path, const char *tmp,
        const struct unzip_limits *limits, struct arena *a, struct err *e) MUST_CHECK;
/* The file one of the patterns fits, the newest by the day in its name. */
int store_files_pick(struct store_files *f, const struct feed_words *patterns,
        struct store_file **ret, struct err *e) MUST_CHECK;
/* After picking: is the export whole? */
int store_files_whole(const struct store_files *f, const char *marker, struct err *e) MUST_CHECK;
/* After reading: are they what was picked? */
int store_files_same(const struct store_files *f, struct err *e) MUST_CHECK;
void store_files_done(struct store_files *f);
#endif
