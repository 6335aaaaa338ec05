#include "extract/codes.h"

static const char select_codes[] =
	"SELECT DISTINCT code FROM codelist WHERE list = :list ORDER BY code";

static size_t hash(const char *s, size_t n)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static struct code_slot *slot_of(const struct codes *c, const char *s, size_t n)
{
	size_t at = hash(s, n) & c->mask;

	while (c->slots[at].s && (c->slots[at].n != n || memcmp(c->slots[at].s, s, n) != 0))
		at = (at + 1) & c->mask;
	return &c->slots[at];
}

bool codes_has(const struct codes *c, const char *s, size_t n)
{
	return slot_of(c, s, n)->s != NULL;
}

static int add_list(
	struct codes *c, sqlite3_stmt *s, const char *list, struct arena *a, struct err *e)
{
	size_t found = 0;
	int rc;

	(void)sqlite3_reset(s);
	if (db_bind_text(s, ":list", list, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		const char *code = arena_strdup(a, col_text(s, 0));
		size_t n = strlen(code);

		*slot_of(c, code, n) = (struct code_slot){ code, n };
		found++;
	}
	if (rc == 0 && found == 0)
		return err_set(e, ERR_CONFIG, "code list '%s' is not known", list);
	return rc;
}

int codes_read(sqlite3 *db, const char *lists, struct arena *a, const struct codes **ret,
	struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	struct codes *c = arena_take(a, sizeof *c);
	int64_t all = 0;

	if (db_int(db, "SELECT count(*) FROM codelist", &all, e) < 0 ||
		db_prepare(db, select_codes, "code lists", &s, e) < 0)
		return -1;
	for (c->mask = 16; c->mask < (size_t)all * 2; c->mask *= 2)
		;
	c->slots = arena_take(a, c->mask * sizeof *c->slots);
	c->mask--;
	for (size_t n; *lists; lists += n + (lists[n] == '+')) {
		n = strcspn(lists, "+");
		if (add_list(c, s, arena_strndup(a, lists, n), a, e) < 0)
			return -1;
	}
	*ret = c;
	return 0;
}
