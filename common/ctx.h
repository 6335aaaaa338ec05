/*
 * What a stage is given: the open mart, the settings and the inputs that decide
 * the result. Nothing here is owned by the stage.
 */
#ifndef CTX_H
#define CTX_H
#include "common/conf.h"
#include "common/db.h"

struct ctx {
	sqlite3 *db; /* the mart, writable */
	const struct conf *conf;
	const char *workspace;    /* path of the folder, no slash at the end */
	const char *municipality; /* three digits */
	int32_t as_of;            /* day the run stands for; results never read the clock */
	int64_t now;              /* seconds since 1970, UTC: only for signatures and expiry */
	int64_t run_id;
	bool full;        /* take everything again, not what changed */
	bool accept_loss; /* a source may have lost much of what it gave before */
	/* returns that go by what changed: everything (as it is held, or as new); also what was
	 * rejected
	 */
	bool send_all, send_initial, resend;
	const char *lang;    /* "da" or "en" */
	struct arena *arena; /* lives as long as the run */
};
#endif
