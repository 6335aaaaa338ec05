#include "tests/harness/h_inbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/defs.h"
#include "common/fault.h"

void stand_open(struct stand *s)
{
	struct err e = { 0 };

	h_ok(db_open(arena_printf(&s->a, "%s/mart.db", s->workspace), DB_RW, &s->db, &e), e);
	s->c.db = s->db;
}

void stand_begin(struct stand *s, const char *name)
{
	const struct def_file *f;
	struct err e = { 0 };
	size_t cursor = 0;

	*s = (struct stand){ .n = 0 };
	snprintf(s->workspace, sizeof s->workspace, "%s", h_tmp(name));
	h_ok(dir_make(arena_printf(&s->a, "%s/inbox", s->workspace), &e), e);
	stand_open(s);
	h_ctx(&s->c, s->db, &s->a, s->workspace);
	while ((f = def_next("schemas/db/", ".sql", &cursor)))
		h_ok(db_exec_file(s->db, f->path, &e), e);
}

void stand_end(struct stand *s)
{
	db_closep(&s->db);
	h_tmp_remove(s->workspace);
	arena_done(&s->a);
}

void stand_set(struct stand *s, const char *section, const char *name, const char *value)
{
	struct err e = { 0 };

	h_ok(conf_set((struct conf *)s->c.conf, section, name, value, "command line", &e), e);
}

const char *stand_path(struct stand *s, const char *name)
{
	return arena_printf(&s->a, "%s/inbox/%s", s->workspace, name);
}

void stand_put(struct stand *s, const char *name, const char *text)
{
	h_write(stand_path(s, name), text, strlen(text));
}

void stand_age(struct stand *s, const char *name, int64_t seconds)
{
	const struct timespec t[2] = { { .tv_nsec = UTIME_NOW },
		{ .tv_sec = (time_t)(s->c.now - seconds) } };

	assert_int_equal(utimensat(AT_FDCWD, stand_path(s, name), t, 0), 0);
}

bool stand_has(struct stand *s, const char *name)
{
	return access(stand_path(s, name), F_OK) == 0;
}

void stand_run(struct stand *s)
{
	struct err e = { 0 };

	h_ok(inbox_extract(&s->c, s->res, &s->n, &e), e);
}

bool stand_run_dying(struct stand *s, long crash, unsigned usec)
{
	pid_t child;
	int status;

	db_closep(&s->db);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct err e = { 0 };

		stand_open(s);
#ifdef WITH_FAULTS
		fault_crash(crash);
#else
		(void)crash;
#endif
		_exit(inbox_extract(&s->c, s->res, &s->n, &e) < 0);
	}
	if (usec) {
		usleep(usec);
		kill(child, SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	stand_open(s);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void stand_list(struct buf *b, const char *dir)
{
	struct dirent **d;
	int n = scandir(dir, &d, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (d[i]->d_name[0] != '.') {
			char path[2 * FILE_PATH];
			struct stat st;

			snprintf(path, sizeof path, "%s/%s", dir, d[i]->d_name);
			buf_printf(b, "%s\n", d[i]->d_name);
			if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
				stand_list(b, path);
		}
		free(d[i]);
	}
	if (n >= 0)
		free(d);
}
