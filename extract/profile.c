#include "extract/profile.h"

#include "common/defs.h"
#include "common/file.h"

enum { QUERY_MAX = 1 << 20 };

static bool built_in(const char *folder)
{
	size_t cursor = 0;

	return def_next(folder, ".sql", &cursor) != NULL;
}

int profile_find(const struct ctx *x, struct arena *a, struct profile *ret, struct err *e)
{
	const char *name = conf_text(x->conf, "case-store.profile");
	const char *own = arena_printf(a, "extract/profiles/%s/", name);

	if (!*name)
		return err_set(e, ERR_CONFIG, "setting case-store.profile is empty");
	if (!strchr(name, '/') && built_in(own)) {
		*ret = (struct profile){ own, NULL };
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

static int read_query(const struct profile *p, const struct entity *t, struct arena *a,
        const char *shown, const char **ret_sql, struct err *e)
{
	const char *path = arena_printf(a, "%s%s.sql", p->folder, t->name);
	char *sql;
	size_t n;

	if (!file_exists(path))
		return err_set(e, ERR_CONFIG,
		        "entity '%s': profile '%s' is not there; "
		        "a store without it needs a SELECT of its columns that returns no rows",
		        t->name, shown);
	if (file_read(a, path, QUERY_MAX, &sql, &n, e) < 0)
		return err_ctx(e, "entity '%s'", t->name);
	if (strlen(sql) != n)
		return err_set(
		        e, ERR_CONFIG, "entity '%s': profile '%s' holds NUL bytes", t->name, shown);
	*ret_sql = sql;
	return 0;
}

int profile_query(const struct profile *p, const struct entity *t, struct arena *a,
        const char **ret_path, const char **ret_sql, struct err *e)
{
	const struct def_file *f;

	*ret_path = arena_printf(a, "%s%s.sql", p->shown, t->name);
	if (p->folder)
		return read_query(p, t, a, *ret_path, ret_sql, e);
	f = def_find(*ret_path);
	if (!f)
		return err_set(e, ERR_BUG, "entity '%s': profile '%s' is not built in", t->name,
		        *ret_path);
	*ret_sql = f->data;
	return 0;
}
