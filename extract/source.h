/*
 * What the stages of extract say to one another about one source of data.
 *
 * A source is a feed or the case store. The loader of a file gets a struct
 * feed_file (borrowed; lives as long as the call) and fills a struct
 * source_result (zeroed by the caller). Always: rows_in = staged + rejected.
 *
 * The inbox owns the transaction, the rows of staging_file and staging_delivery,
 * and the counts in them. A loader writes its staging rows, its findings, its
 * rows in staging_raw, and may UPDATE municipality, period, produced, previous,
 * trailer, encoding and nothing of its row in staging_file (source_facts()).
 *
 * Bad data is a result: a loader returns 0 also for a file that cannot be used.
 * It then calls source_refuse() and returns; the inbox takes back everything
 * the loader wrote, and keeps the one finding. -1 is for a broken world only.
 */
#ifndef SOURCE_H
#define SOURCE_H
#include "common/ctx.h"
#include "extract/finding.h"

#define NO_DAY INT32_MIN

struct feed;

/* A part of a source that is kept from reading to reading: an entity of the case store. */
struct source_part {
	const char *name;
	int64_t rows_in, staged, rejected; /* as it stands now */
	int64_t read, keys_read;           /* rows, and keys alone, that were asked for */
	int64_t changed, unchanged, gone;  /* rows of staging: made or replaced, left, removed */
};

struct source_result {
	const char *source;
	int64_t files; /* loaded; duplicates, older and refused ones are not */
	int64_t rows_in, staged, rejected, findings;
	int64_t waiting; /* files that are not finished, or wait for another: left in the inbox */
	/* Set by source_refuse(): "refused", "older" or "waits"; NULL is loaded. */
	const char *verdict;
	struct finding why;
	/* Of a source that is read by its changes. */
	int64_t read, changed, gone;
	const char *why_full; /* why all of it was read; NULL: only what changed */
	struct source_part *part;
	size_t parts;
};

struct feed_file {
	int64_t file_id;  /* staging_file.file */
	const char *path; /* the copy in the archive: this is what is read */
	const char *name; /* as delivered; may go into messages, holds no person */
	const char *feed; /* its id */
	const struct feed *def;
	const char *sha256;
	int64_t bytes;
	const char *municipality; /* from the name, three digits; NULL: not given there */
	const char *period;       /* from {year} in the name, or NULL */
	int32_t produced;         /* from {date} in the name, or NO_DAY */
};

/* What a loader learns about its file. NULL, NO_DAY, -1: leave as it is. */
struct file_facts {
	const char *municipality, *period, *encoding;
	int32_t produced, previous;
	int64_t trailer;
	bool nothing;
};
#define FILE_FACTS_NONE                                                                            \
	{                                                                                          \
		.produced = NO_DAY, .previous = NO_DAY, .trailer = -1                              \
	}

int source_facts(struct ctx *c, const struct feed_file *f, const struct file_facts *facts,
        struct err *e) MUST_CHECK;

/* `verdict` is "refused", "older" or "waits": the file stays in the inbox and is tried again
 * after the others and in the next run. The finding is copied into the arena of the run. */
void source_refuse(
        struct ctx *c, struct source_result *r, const char *verdict, const struct finding *why);

/* Keeps the text of a row in staging_raw: foreign bytes as \xNN, cut at 64 KiB. */
struct raw_out {
	sqlite3_stmt *insert;
	struct buf text;
};
int raw_begin(struct raw_out *o, sqlite3 *db, struct err *e) MUST_CHECK;
int raw_add(struct raw_out *o, int64_t file, int64_t line, int64_t byte, const char *raw, size_t n,
        struct err *e) MUST_CHECK;
void raw_done(struct raw_out *o);
/* The same form, into a buffer. */
int raw_text(struct buf *b, const char *s, size_t n) MUST_CHECK;

/*
 * The text of one row as it came, from the archive, as UTF-8: by the line on which it
 * begins, or by its byte offset (in line mode the file is read up to that line). What is shaped
 * like a personal number is masked unless `whole`. ERR_NOINPUT: no such file or line.
 */
int source_row(struct ctx *c, int64_t file, int64_t line, bool whole, struct buf *ret,
        struct err *e) MUST_CHECK;
int source_row_at(struct ctx *c, int64_t file, int64_t byte, bool whole, struct buf *ret,
        struct err *e) MUST_CHECK;

/* <workspace>/archive/<two>/<sha256>, in the arena of the run. */
const char *source_archive_path(struct ctx *c, const char *sha256);
#endif
