/*
 * One workspace: a folder for one municipality, its settings and its mart.
 *
 * workspace_make() lays out a new one; workspace_open() takes the lock if
 * asked, reads indberet.conf, opens mart.db and brings its tables up to this
 * program's. A mart made by another set of schema files is refused, not guessed at.
 */
#ifndef WORKSPACE_H
#define WORKSPACE_H
#include "common/ctx.h"
#include "common/file.h"

enum workspace_need { WS_CONF = 1 << 0, WS_DB = 1 << 1, WS_LOCK = 1 << 2, WS_DB_RO = 1 << 3 };

struct workspace {
	char path[FILE_PATH];
	struct arena arena;
	struct conf *conf;
	sqlite3 *db;
	struct file_lock lock;
};
#define WORKSPACE_NONE                                                                             \
	{                                                                                          \
		.lock = FILE_LOCK_NONE                                                             \
	}

struct workspace_override {
	const char *section, *name, *value;
};

int workspace_make(
        const char *dir, const char *municipality, const char *name, struct err *e) MUST_CHECK;
int workspace_open(struct workspace *w, const char *dir, unsigned needs,
        const struct workspace_override *set, size_t n, struct err *e) MUST_CHECK;
void workspace_close(struct workspace *w);

/* "section.name=value" for every setting that is not its preset; secrets are paths and may be
 * shown. */
const char *workspace_settings_line(struct workspace *w);
/* ERR_IO when less than run.free-mib is left on the workspace's file system. */
int workspace_disk(const struct workspace *w, struct err *e) MUST_CHECK;
#endif
