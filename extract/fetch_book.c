#define _GNU_SOURCE /* renameat2 */
#include "extract/fetch_book.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"

static void params_of(const struct book *b, const struct remote *r, struct params *p)
{
	*p = (struct params){ .arena = b->c->arena };
	params_text(p, "source", b->s->name);
	params_int(p, "run", b->c->run_id);
	if (!r)
		return;
	params_text(p, "name", r->name);
	params_int(p, "size", r->size);
	params_text(p, "stamp", r->stamp);
}

/* --- rows ------------------------------------------------------------------- */

static void row(const struct book *b, sqlite3_stmt *s, struct booked *ret)
{
	*ret = (struct booked){ .id = sqlite3_column_int64(s, 0),
		.size = sqlite3_column_int64(s, 1),
		.stamp = arena_strdup(b->c->arena, col_text(s, 2)),
		.sha256 = arena_strdup(b->c->arena, col_text(s, 3)),
		.state = arena_strdup(b->c->arena, col_text(s, 4)) };
}

int book_find(const struct book *b, const char *name, struct booked *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	*ret = (struct booked){ .id = 0 };
	if (db_prepare(b->c->db,
	            "SELECT fetch, size, stamp, sha256, state FROM fetch_file"
	            " WHERE source = :source AND name = :name ORDER BY fetch DESC LIMIT 1",
	            "fetch_file", &s, e) < 0 ||
	        db_bind_text(s, ":source", b->s->name, e) < 0 ||
	        db_bind_text(s, ":name", name, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc > 0)
		row(b, s, ret);
	return rc < 0 ? -1 : 0;
}

int book_again(const struct book *b, int64_t id, const struct remote *r, struct err *e)
{
	struct params p;

	params_of(b, r, &p);
	params_int(&p, "id", id);
	return db_exec_params(b->c->db,
	        "UPDATE fetch_file SET size = :size, stamp = :stamp, state = 'fetched'"
	        " WHERE fetch = :id",
	        "fetch_file", &p, e);
}

int book_arriving(const struct book *b, const struct remote *r, const char *sha256, int64_t *ret_id,
        struct err *e)
{
	struct params p;

	params_of(b, r, &p);
	params_text(&p, "sha256", sha256);
	if (db_exec_params(b->c->db,
	            "INSERT INTO fetch_file(source, name, size, stamp, sha256, run, state)"
	            " VALUES(:source, :name, :size, :stamp, :sha256, :run, 'arriving')",
	            "fetch_file", &p, e) < 0)
		return -1;
	*ret_id = sqlite3_last_insert_rowid(b->c->db);
	return FAULT("fetch.arriving") ? err_set(e, ERR_IO, "stopped after COMMIT") : 0;
}

static int set_state(const struct book *b, int64_t id, const char *state, struct err *e)
{
	struct params p;

	params_of(b, NULL, &p);
	params_int(&p, "id", id);
	params_text(&p, "state", state);
	return db_exec_params(b->c->db, "UPDATE fetch_file SET state = :state WHERE fetch = :id",
	        "fetch_file", &p, e);
}

int book_fetched(const struct book *b, int64_t id, struct err *e)
{
	return set_state(b, id, "fetched", e);
}

int book_gone(const struct book *b, int64_t id, struct err *e)
{
	return set_state(b, id, "gone", e);
}

#define IS_STORED                                                                                  \
	"(EXISTS (SELECT 1 FROM staging_delivery AS d WHERE d.sha256 = f.sha256 AND d.name = "     \
	"f.name) OR EXISTS (SELECT 1 FROM staging_beside AS b WHERE b.sha256 = f.sha256 AND "      \
	"b.name = f.name))"

int book_stored(const struct book *b, int64_t after, int64_t *ret_id, const char **ret_name,
        struct booked *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(b->c->db,
	            "SELECT fetch, size, stamp, sha256, state, name FROM fetch_file AS f"
	            " WHERE source = :source AND state = 'fetched' AND fetch > :after "
	            "AND " IS_STORED " ORDER BY fetch LIMIT 1",
	            "fetch_file", &s, e) < 0 ||
	        db_bind_text(s, ":source", b->s->name, e) < 0 ||
	        db_bind_int(s, ":after", after, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc <= 0)
		return rc;
	row(b, s, ret);
	*ret_id = ret->id;
	*ret_name = arena_strdup(b->c->arena, col_text(s, 5));
	return 1;
}

/* --- files ------------------------------------------------------------------ */

const char *book_part(const struct book *b, const struct remote *r)
{
	struct arena *a = b->c->arena;
	bool own = b->s->kind == FETCH_SFTP && *r->stamp;
	const char *what =
	        own ? arena_printf(a, "%s\n%lld\n%s", r->name, (long long)r->size, r->stamp)
	            : r->name;
	char hex[65];

	sha256_hex(what, strlen(what), hex);
	return arena_printf(a, "%s/%s-%.24s.part", b->tmp, b->s->name, hex);
}

static int sync_folder(const char *path, struct err *e)
{
	int fd CLEANUP(fd_closep) = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) < 0 ? err_sys(e, ERR_IO, "could not sync '%s'", path) : 0;
}

/* Renames, but over nothing. 1, 0 there is one already, -1 with errno. */
static int move(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 1;
	if (errno == EEXIST)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (file_exists(to))
		return 0;
	return rename(from, to) == 0 ? 1 : -1;
}

static int copy(const char *from, const char *to, struct err *e)
{
	FILE *in CLEANUP(file_closep) = fopen(from, "re");
	struct file_out out CLEANUP(file_abandon) = { 0 };
	static _Thread_local char block[64 * 1024];
	size_t n;

	if (!in)
		return err_sys(e, ERR_IO, "could not open '%s'", from);
	if (file_begin(&out, to, e) < 0)
		return -1;
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		if (fwrite(block, 1, n, out.f) != n)
			return err_sys(e, ERR_IO, "could not copy to the inbox");
	return ferror(in) ? err_sys(e, ERR_IO, "could not read '%s'", from) : file_commit(&out, e);
}

int book_place(const struct book *b, const char *part, const char *name, struct err *e)
{
	const char *to = arena_printf(b->c->arena, "%s/%s", b->inbox, name);
	const char *near = arena_printf(b->c->arena, "%s/.%s", b->inbox, strrchr(part, '/') + 1);
	int rc = FAULT("fetch.move") ? -1 : move(part, to);

	/* Another disk: first over there, under a name that is not finished. */
	if (rc < 0 && errno == EXDEV) {
		if (copy(part, near, e) < 0)
			return -1;
		rc = move(near, to);
		if (rc > 0 && file_remove(part, e) < 0)
			return -1;
		if (rc == 0)
			(void)unlink(near);
	}
	if (rc < 0)
		return err_sys(e, ERR_IO, "could not move '%s' into the inbox", name);
	return rc == 0 || sync_folder(b->inbox, e) == 0 ? rc : -1;
}

/* --- what a run that died left ---------------------------------------------- */

static int forget(const struct book *b, int64_t id, struct err *e)
{
	struct params p;

	params_of(b, NULL, &p);
	params_int(&p, "id", id);
	return db_exec_params(
	        b->c->db, "DELETE FROM fetch_file WHERE fetch = :id", "fetch_file", &p, e);
}

/* Did it get into the inbox? Then it lies there, or has been read. */
static int arrived(const struct book *b, const struct remote *r, const struct booked *k, bool *ret,
        struct err *e)
{
	const char *path = arena_printf(b->c->arena, "%s/%s", b->inbox, r->name);
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	char hex[65] = "";
	int rc;

	if (file_exists(path) && file_sha256(path, hex, e) < 0)
		return -1;
	*ret = strcmp(hex, k->sha256) == 0;
	if (*ret)
		return 0;
	if (db_prepare(b->c->db, "SELECT 1 FROM fetch_file AS f WHERE fetch = :id AND " IS_STORED,
	            "fetch_file", &s, e) < 0 ||
	        db_bind_int(s, ":id", k->id, e) < 0)
		return -1;
	rc = db_step(s, e);
	*ret = rc > 0;
	return rc < 0 ? -1 : 0;
}

static int recover(
        const struct book *b, const struct remote *r, const struct booked *k, struct err *e)
{
	const char *part = book_part(b, r);
	char hex[65] = "";
	bool there;
	int rc = 0;

	if (arrived(b, r, k, &there, e) < 0)
		return -1;
	if (there)
		return book_fetched(b, k->id, e);
	if (file_exists(part) && file_sha256(part, hex, e) < 0)
		return -1;
	if (strcmp(hex, k->sha256) == 0)
		rc = book_place(b, part, r->name, e);
	if (rc < 0)
		return -1;
	return rc > 0 ? book_fetched(b, k->id, e) : forget(b, k->id, e);
}

static int next_arriving(
        const struct book *b, int64_t after, struct remote *r, struct booked *ret, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(b->c->db,
	            "SELECT fetch, size, stamp, sha256, state, name FROM fetch_file"
	            " WHERE source = :source AND state = 'arriving' AND fetch > :after"
	            " ORDER BY fetch LIMIT 1",
	            "fetch_file", &s, e) < 0 ||
	        db_bind_text(s, ":source", b->s->name, e) < 0 ||
	        db_bind_int(s, ":after", after, e) < 0)
		return -1;
	rc = db_step(s, e);
	if (rc <= 0)
		return rc;
	row(b, s, ret);
	*r = (struct remote){ .name = arena_strdup(b->c->arena, col_text(s, 5)),
		.size = ret->size,
		.stamp = ret->stamp };
	return 1;
}

int book_recover(const struct book *b, struct err *e)
{
	struct remote r;
	struct booked k = { .id = 0 };
	int rc;

	while ((rc = next_arriving(b, k.id, &r, &k, e)) > 0)
		if (recover(b, &r, &k, e) < 0)
			return -1;
	return rc;
}
