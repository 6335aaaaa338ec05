#include "extract/profile.h"

#include "common/defs.h"
#include "common/file.h"

enum { TEXT_MAX = 1 << 20 };

static bool built_in(const char *folder)
{
	size_t cursor = 0;

	return def_next(folder, "", &cursor) != NULL;
}

int profile_find(const struct ctx *x, struct arena *a, struct profile *ret, struct err *e)
{
	const char *name = conf_text(x->conf, "case-store.profile");
	const char *own = arena_printf(a, "extract/profiles/%s/", name);

	if (!*name)
		return err_set(e, ERR_CONFIG, "setting case-store.profile is empty");
	if (!strchr(name, '/') && built_in(own)) {
		*ret = (struct profile){ .shown = own };
		return 0;
	}
	*ret = (struct profile){
		.shown = arena_printf(a, "%s/", name),
		.folder = *name == '/' ? arena_printf(a, "%s/", name)
		                       : arena_printf(a, "%s/%s/", x->workspace, name),
	};
	return file_exists(ret->folder) ? 0
	                                : err_set(e, ERR_CONFIG,
	                                          "setting case-store.profile: '%s' is neither "
	                                          "built in nor a folder of the workspace",
	                                          name);
}

int profile_text(const struct profile *p, const char *name, struct arena *a, const char **ret_path,
        const char **ret_text, struct err *e)
{
	const struct def_file *f;
	const char *path;
	char *text;
	size_t n;

	*ret_path = arena_printf(a, "%s%s", p->shown, name);
	if (!p->folder) {
		f = def_find(*ret_path);
		*ret_text = f ? f->data : NULL;
		return f != NULL;
	}
	path = arena_printf(a, "%s%s", p->folder, name);
	if (!file_exists(path))
		return 0;
	if (file_read(a, path, TEXT_MAX, &text, &n, e) < 0)
		return err_ctx(e, "profile '%s'", *ret_path);
	if (strlen(text) != n)
		return err_set(e, ERR_CONFIG, "profile '%s' holds NUL bytes", *ret_path);
	*ret_text = text;
	return 1;
}

const char *profile_no_rows(const struct entity *t, struct arena *a)
{
	const char *columns = "";

	for (size_t i = 0; i < t->n; i++)
		columns = arena_printf(a, "%s%sCAST(NULL AS TEXT) AS %s", columns, i ? ", " : "",
		        t->columns[i].name);
	return arena_printf(a, "SELECT %s WHERE 1 = 0", columns);
}

/* 1: the store's system has no such thing. */
static int lacks(const struct profile *p, const struct entity *t, struct arena *a,
        const char **ret_path, const char **ret_sql, struct err *e)
{
	const char *text;
	struct head h;
	int rc = profile_text(p, arena_printf(a, "%s.map", t->name), a, ret_path, &text, e);

	if (rc <= 0)
		return rc;
	if (head_parse_text(*ret_path, text, a, &h, e) < 0)
		return -1;
	if (!head_get(&h, "lacks"))
		return err_set(e, ERR_CONFIG,
		        "profile '%s': only an export of CSV files has column maps", *ret_path);
	*ret_sql = profile_no_rows(t, a);
	return 1;
}

static int find_query(const struct profile *p, const struct entity *t, struct arena *a,
        const char **ret_path, const char **ret_sql, struct err *e)
{
	const char *map;
	int rc;

	for (size_t i = 0; i < p->n_made; i++)
		if (strcmp(p->made[i].entity, t->name) == 0) {
			*ret_path = p->made[i].path;
			*ret_sql = p->made[i].sql;
			return 1;
		}
	rc = profile_text(p, arena_printf(a, "%s.sql", t->name), a, ret_path, ret_sql, e);
	if (rc != 0)
		return rc;
	rc = lacks(p, t, a, &map, ret_sql, e);
	if (rc > 0)
		*ret_path = map;
	return rc;
}

int profile_query(const struct profile *p, const struct entity *t, struct arena *a,
        const char **ret_path, const char **ret_sql, struct err *e)
{
	int rc = find_query(p, t, a, ret_path, ret_sql, e);

	if (rc < 0)
		return err_ctx(e, "entity '%s'", t->name);
	if (rc == 0)
		return err_set(e, ERR_CONFIG,
		        "entity '%s': profile '%s' is not there; where the system has no such "
		        "thing, "
		        "%s.map says so: 'lacks = why'",
		        t->name, *ret_path, t->name);
	return 0;
}
