/*
 * What the files of the inbox share: inbox.c (the run), inbox_look.c (what lies there and what
 * is to be done with it), inbox_store.c (one delivery into the mart), inbox_zip.c.
 */
#ifndef INBOX_JOB_H
#define INBOX_JOB_H
#include "extract/archive.h"
#include "extract/inbox.h"

enum inbox_lies {
	LIES_TAKE,   /* it is taken */
	LIES_WAIT,   /* not finished, or without its marker; ->tell: for too long */
	LIES_LEFT,   /* not for us as it is: a finding, and it stays */
	LIES_BESIDE, /* goes with another file */
	LIES_GONE,   /* was there when the folder was read */
};

enum { DELIVERY_BESIDE = 2 };

struct inbox_file {
	const char *name, *shown, *path; /* shown: as it may be stored */
	struct stat st;
	enum inbox_lies lies;
	enum finding_kind why;
	bool tell, tried;
	const char *found, *expected; /* for the finding */
	const struct feed *feed;      /* NULL beside ->zip */
	bool zip;
	struct feed_name says;
	struct inbox_file *marker; /* or NULL */
	bool side;                 /* a side file (beside.h) */
};

struct inbox_list {
	struct inbox_file *files; /* in byte order of the names */
	size_t n;
};

/* What the folder holds. `now` of the context decides what has lain for long; 0: nothing has. */
int inbox_look(struct ctx *c, const struct feed_set *feeds, const char *dir, struct inbox_list *ret,
        struct err *e) MUST_CHECK;
struct inbox {
	struct ctx *c;
	struct feed_set feeds;
	const char *dir;
	struct inbox_list list;
	struct findings findings;
	struct source_result *res;
	size_t n_res;
	int64_t loaded;
	bool again; /* those that wait for another are tried once more */
};

/* A file on its way. */
struct delivery {
	const char *name; /* as it may be stored */
	const char *feed_id;
	const struct feed *feed; /* NULL: a .zip */
	struct feed_name says;
	struct archived archived;
	const char *verdict;
	int64_t file;
	const char *inside; /* hash of the .zip it came in, or NULL */
	int64_t place;
	struct {
		const char *name, *path; /* path NULL: not in the inbox itself */
		struct archived archived;
	} beside[DELIVERY_BESIDE];
	size_t n_beside;
};

/* Committed by a run that did not come to remove the file: *ret is its number, or 0. */
int delivery_before(
        struct inbox *in, const struct delivery *d, int64_t *ret, struct err *e) MUST_CHECK;
/* Loads it, or finds that it is not to be: one transaction. With verdict "waits" it is not booked.
 */
int delivery_store(struct inbox *in, struct delivery *d, struct err *e) MUST_CHECK;
/* Only the row of staging_delivery, and what came beside; in the caller's transaction. */
int delivery_book(struct inbox *in, const struct delivery *d, struct err *e) MUST_CHECK;
/* Removes it from the inbox, unless another file has come under its name, and says so. */
int delivery_acknowledge(
        struct inbox *in, const struct delivery *d, const char *path, struct err *e) MUST_CHECK;
/* Removed by a run that did not come to say so. */
int deliveries_settle(struct inbox *in, struct err *e) MUST_CHECK;
/* First column of the first row, 0 when there is none. */
int inbox_ask(struct ctx *c, const char *sql, const struct params *p, int64_t *ret,
        struct err *e) MUST_CHECK;
void delivery_params(struct inbox *in, const struct delivery *d, struct params *p);

/* A finding of the inbox itself, in the transaction that is open. */
int inbox_note(struct inbox *in, enum finding_kind kind, const char *key, const char *found,
        const char *expected, struct err *e) MUST_CHECK;

/* Into the archive, with what comes beside it. */
int inbox_keep(
        struct inbox *in, const struct inbox_file *f, struct delivery *d, struct err *e) MUST_CHECK;
bool delivery_waits(const struct delivery *d);
/* A .zip that was taken: its files one by one, then the .zip itself. Verdict "waits": a file in it
 * does. */
int inbox_zip(
        struct inbox *in, const struct inbox_file *f, struct delivery *d, struct err *e) MUST_CHECK;

int inbox_result(
        struct inbox *in, const char *feed, struct source_result **ret, struct err *e) MUST_CHECK;
#endif
