#include "transform/match.h"

#include "common/text.h"
#include "transform/match_account.h"
#include "transform/match_fit.h"

enum { BY_CASE, BY_PNR, CITIZEN_ONLY, NOTHING };
enum { DRANST_REFUND = 2, GROUPING_OWN_PAYMENT = 92 };
enum posting_class { CLASS_EXPENSE, CLASS_INCOME, CLASS_OWN_PAYMENT, CLASS_REFUND, CLASS_UNKNOWN };

struct match_case {
	const char *id;
	uint32_t citizen;
	int32_t opened, closed; /* closed INT32_MAX: open */
};

struct match_citizen {
	const char *id;
	uint32_t first, n; /* its cases, the one opened last first */
};

/* Open addressing; 0 is free, else place + 1. */
struct match_index {
	uint32_t *slots;
	uint32_t mask;
};

struct match {
	struct match_citizen *citizens;
	struct match_case *cases;
	uint64_t *pnr; /* of `numbers`, as a number */
	uint32_t *pnr_citizen;
	uint32_t n_citizens, n_cases, n_numbers;
	struct match_index by_case, by_pnr;
	struct accounts *accounts;
	struct fits *fits;
};

static uint64_t hash_text(const char *s)
{
	uint64_t h = 14695981039346656037u;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return h ^ h >> 29;
}

static uint64_t hash_number(uint64_t x)
{
	x *= 0x9e3779b97f4a7c15u;
	return x ^ x >> 32;
}

static void index_init(struct match_index *x, uint32_t n, struct arena *a)
{
	uint32_t size = 16;

	while (size < 2 * n)
		size *= 2;
	x->slots = arena_take(a, size * sizeof *x->slots);
	x->mask = size - 1;
}

static void index_add(struct match_index *x, uint64_t hash, uint32_t place)
{
	uint32_t at = (uint32_t)hash & x->mask;

	while (x->slots[at])
		at = (at + 1) & x->mask;
	x->slots[at] = place + 1;
}

static const struct match_case *case_of(const struct match *m, const char *id)
{
	uint32_t at = (uint32_t)hash_text(id) & m->by_case.mask;

	for (; m->by_case.slots[at]; at = (at + 1) & m->by_case.mask) {
		const struct match_case *c = &m->cases[m->by_case.slots[at] - 1];

		if (strcmp(c->id, id) == 0)
			return c;
	}
	return NULL;
}

static const struct match_citizen *citizen_of(const struct match *m, const char *pnr)
{
	int64_t number;
	uint32_t at;

	if (!pnr_shape(pnr, strlen(pnr)) || !text_int(pnr, 10, &number))
		return NULL;
	at = (uint32_t)hash_number((uint64_t)number) & m->by_pnr.mask;
	for (; m->by_pnr.slots[at]; at = (at + 1) & m->by_pnr.mask) {
		uint32_t place = m->by_pnr.slots[at] - 1;

		if (m->pnr[place] == (uint64_t)number)
			return &m->citizens[m->pnr_citizen[place]];
	}
	return NULL;
}

static const struct match_case *open_case(
        const struct match *m, const struct match_citizen *who, int32_t day)
{
	for (uint32_t i = who->first; i < who->first + who->n; i++)
		if (m->cases[i].opened <= day && day <= m->cases[i].closed)
			return &m->cases[i];
	return NULL;
}

static int64_t owner(int64_t place, int how)
{
	return place * 4 + how;
}

static int64_t owner_of(const struct match *m, const char *case_id, const char *pnr, int32_t day)
{
	const struct match_case *c = case_id ? case_of(m, case_id) : NULL;
	const struct match_citizen *who;

	if (c)
		return owner(c - m->cases, BY_CASE);
	who = pnr ? citizen_of(m, pnr) : NULL;
	if (!who)
		return owner(0, NOTHING);
	c = open_case(m, who, day);
	return c ? owner(c - m->cases, BY_PNR) : owner(who - m->citizens, CITIZEN_ONLY);
}

static void fn_posting_owner(sqlite3_context *x, int n, sqlite3_value **v)
{
	(void)n;
	sqlite3_result_int64(
	        x, owner_of(sqlite3_user_data(x), (const char *)sqlite3_value_text(v[0]),
	                   (const char *)sqlite3_value_text(v[1]), sqlite3_value_int(v[2])));
}

static void fn_owner_case(sqlite3_context *x, int n, sqlite3_value **v)
{
	const struct match *m = sqlite3_user_data(x);
	int64_t who = sqlite3_value_int64(v[0]);

	(void)n;
	if (who % 4 <= BY_PNR && who >= 0 && who / 4 < m->n_cases)
		sqlite3_result_text(x, m->cases[who / 4].id, -1, SQLITE_STATIC);
}

static void fn_owner_citizen(sqlite3_context *x, int n, sqlite3_value **v)
{
	const struct match *m = sqlite3_user_data(x);
	int64_t who = sqlite3_value_int64(v[0]), place = who / 4;

	(void)n;
	if (who % 4 <= BY_PNR && who >= 0 && place < m->n_cases)
		place = m->cases[place].citizen;
	if (who % 4 != NOTHING && who >= 0 && place < m->n_citizens)
		sqlite3_result_text(x, m->citizens[place].id, -1, SQLITE_STATIC);
}

/* Function 5.28.xx with two digits changed places: what profile/accounts.csv says is meant. */
static int64_t meant(const struct match *m, const char *account, int64_t number, int32_t day)
{
	char local[32];
	int64_t is;

	if (number / 10000 < 58200 || number / 10000 > 58299)
		return number;
	snprintf(local, sizeof local, "account:%s", account);
	is = account_of(m->accounts, local, day);
	return is ? is : number;
}

static int64_t account_of_posting(
        const struct match *m, const char *account, const char *local, int32_t day)
{
	int64_t number = 0;

	if (local)
		return account_of(m->accounts, local, day);
	if (account && text_int(account, strlen(account), &number))
		return meant(m, account, number, day);
	return 0;
}

static enum posting_class class_of(int64_t account, const char *kind)
{
	if (!account)
		return CLASS_UNKNOWN;
	if (account / 1000 % 10 == DRANST_REFUND)
		return CLASS_REFUND;
	if (account % 1000 == GROUPING_OWN_PAYMENT)
		return CLASS_OWN_PAYMENT;
	return kind && (kind[0] == '7' || kind[0] == '8') ? CLASS_INCOME : CLASS_EXPENSE;
}

static void fn_posting_what(sqlite3_context *x, int n, sqlite3_value **v)
{
	int32_t day = sqlite3_value_int(v[2]);
	int64_t account =
	        account_of_posting(sqlite3_user_data(x), (const char *)sqlite3_value_text(v[0]),
	                (const char *)sqlite3_value_text(v[1]), day);
	int year, month, of_month;

	(void)n;
	day_to_ymd(day, &year, &month, &of_month);
	sqlite3_result_int64(x, ((year * 100 + month) * INT64_C(1000000000) + account) * 8 +
	                                class_of(account, (const char *)sqlite3_value_text(v[3])));
}

/* 0 where the local account is not known, or there is none. */
static void fn_posting_account(sqlite3_context *x, int n, sqlite3_value **v)
{
	const struct match *m = sqlite3_user_data(x);
	const char *local = (const char *)sqlite3_value_text(v[0]);

	(void)n;
	sqlite3_result_int64(
	        x, local ? account_of(m->accounts, local, sqlite3_value_int(v[1])) : 0);
}

static void fn_posting_fit(sqlite3_context *x, int n, sqlite3_value **v)
{
	const struct match *m = sqlite3_user_data(x);
	int64_t who = sqlite3_value_int64(v[0]), fit = FIT_NO_CASE;

	(void)n;
	if (who % 4 <= BY_PNR && who >= 0 && who / 4 < m->n_cases)
		fit = fit_of(m->fits, (uint32_t)(who / 4), sqlite3_value_int64(v[1]),
		        sqlite3_value_int(v[2]));
	sqlite3_result_int64(x, fit);
}

static void fn_fit_measure(sqlite3_context *x, int n, sqlite3_value **v)
{
	const struct match *m = sqlite3_user_data(x);
	const char *id = fit_measure(m->fits, sqlite3_value_int64(v[0]));

	(void)n;
	if (id)
		sqlite3_result_text(x, id, -1, SQLITE_STATIC);
}

static void fn_fit_placement(sqlite3_context *x, int n, sqlite3_value **v)
{
	const struct match *m = sqlite3_user_data(x);
	const char *id = fit_placement(m->fits, sqlite3_value_int64(v[0]));

	(void)n;
	if (id)
		sqlite3_result_text(x, id, -1, SQLITE_STATIC);
}

static int count(struct ctx *c, const char *sql, uint32_t *ret, struct err *e)
{
	int64_t n;

	if (db_int(c->db, sql, &n, e) < 0)
		return -1;
	if (n > INT32_MAX / 4)
		return err_set(e, ERR_DATA, "too many rows to match postings against");
	*ret = (uint32_t)n;
	return 0;
}

static int load_citizens(struct ctx *c, struct match *m, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	uint32_t i = 0;
	int rc;

	if (count(c,
	            "SELECT count(*) FROM (SELECT citizen_id FROM fact_citizen"
	            " UNION SELECT citizen_id FROM fact_case)",
	            &m->n_citizens, e) < 0 ||
	        db_prepare(c->db,
	                "SELECT citizen_id FROM fact_citizen UNION SELECT citizen_id FROM "
	                "fact_case ORDER BY 1",
	                "match", &s, e) < 0)
		return -1;
	m->citizens = arena_take(a, (m->n_citizens + 1) * sizeof *m->citizens);
	while ((rc = db_step(s, e)) > 0 && i < m->n_citizens)
		m->citizens[i++].id = arena_strdup(a, col_text(s, 0));
	return rc < 0 ? -1 : 0;
}

/* Both are in the order of the citizen's id. */
static int load_cases(struct ctx *c, struct match *m, struct arena *a, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	uint32_t i = 0, who = 0;
	int rc;

	if (count(c, "SELECT count(*) FROM fact_case", &m->n_cases, e) < 0 ||
	        db_prepare(c->db,
	                "SELECT citizen_id, case_id, opened, closed FROM fact_case"
	                " ORDER BY citizen_id, opened DESC, case_id",
	                "match", &s, e) < 0)
		return -1;
	m->cases = arena_take(a, (m->n_cases + 1) * sizeof *m->cases);
	index_init(&m->by_case, m->n_cases, a);
	for (; (rc = db_step(s, e)) > 0 && i < m->n_cases; i++) {
		while (strcmp(m->citizens[who].id, col_text(s, 0)) != 0)
			who++;
		m->citizens[who].first = m->citizens[who].n ? m->citizens[who].first : i;
		m->citizens[who].n++;
		m->cases[i] = (struct match_case){ arena_strdup(a, col_text(s, 1)), who,
			sqlite3_column_int(s, 2),
			sqlite3_column_type(s, 3) == SQLITE_NULL ? INT32_MAX
			                                         : sqlite3_column_int(s, 3) };
		index_add(&m->by_case, hash_text(m->cases[i].id), i);
	}
	return rc < 0 ? -1 : 0;
}

static void add_number(struct match *m, const char *pnr, const struct match_citizen *who)
{
	int64_t number;

	if (!pnr_shape(pnr, strlen(pnr)) || citizen_of(m, pnr) || !text_int(pnr, 10, &number))
		return;
	m->pnr[m->n_numbers] = (uint64_t)number;
	m->pnr_citizen[m->n_numbers] = (uint32_t)(who - m->citizens);
	index_add(&m->by_pnr, hash_number((uint64_t)number), m->n_numbers++);
}

/* In the order of the citizen's id, so that the least one keeps a number that several have. */
static int load_numbers_in_force(struct ctx *c, struct match *m, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	uint32_t who = 0;
	int rc;

	if (db_prepare(c->db,
	            "SELECT citizen_id, pnr FROM fact_citizen WHERE pnr IS NOT NULL ORDER BY "
	            "citizen_id",
	            "match", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		while (strcmp(m->citizens[who].id, col_text(s, 0)) != 0)
			who++;
		add_number(m, col_text(s, 1), &m->citizens[who]);
	}
	return rc;
}

static int load_old_numbers(struct ctx *c, struct match *m, struct err *e)
{
	sqlite3_stmt *s CLEANUP(stmt_done) = NULL;
	int rc;

	if (db_prepare(c->db, "SELECT current, old FROM fact_pnr ORDER BY old", "match", &s, e) < 0)
		return -1;
	while ((rc = db_step(s, e)) > 0) {
		const struct match_citizen *who = citizen_of(m, col_text(s, 0));

		if (who)
			add_number(m, col_text(s, 1), who);
	}
	return rc;
}

static int load_numbers(struct ctx *c, struct match *m, struct arena *a, struct err *e)
{
	uint32_t most = 0;

	if (count(c, "SELECT (SELECT count(*) FROM fact_citizen) + (SELECT count(*) FROM fact_pnr)",
	            &most, e) < 0)
		return -1;
	m->pnr = arena_take(a, (most + 1) * sizeof *m->pnr);
	m->pnr_citizen = arena_take(a, (most + 1) * sizeof *m->pnr_citizen);
	index_init(&m->by_pnr, most, a);
	if (load_numbers_in_force(c, m, e) < 0)
		return -1;
	return load_old_numbers(c, m, e);
}

static const struct match_fn {
	const char *name;
	int args;
	void (*run)(sqlite3_context *, int, sqlite3_value **);
} functions[] = {
	{ "posting_owner", 3, fn_posting_owner },
	{ "owner_case", 1, fn_owner_case },
	{ "owner_citizen", 1, fn_owner_citizen },
	{ "posting_what", 4, fn_posting_what },
	{ "posting_account", 2, fn_posting_account },
	{ "posting_fit", 3, fn_posting_fit },
	{ "fit_measure", 1, fn_fit_measure },
	{ "fit_placement", 1, fn_fit_placement },
};

static int set_functions(struct ctx *c, struct match *m, struct err *e)
{
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

	for (size_t i = 0; i < COUNT_OF(functions); i++)
		if (sqlite3_create_function(c->db, functions[i].name, functions[i].args, flags, m,
		            m ? functions[i].run : NULL, NULL, NULL) != SQLITE_OK)
			return db_err(c->db, e, functions[i].name);
	return 0;
}

static int64_t place_of_case(const void *match, const char *id)
{
	const struct match *m = match;
	const struct match_case *c = case_of(m, id);

	return c ? c - m->cases : -1;
}

int match_begin(struct ctx *c, struct arena *a, struct err *e)
{
	struct match *m = arena_take(a, sizeof *m);

	if (load_citizens(c, m, a, e) < 0 || load_cases(c, m, a, e) < 0 ||
	        load_numbers(c, m, a, e) < 0 || accounts_load(c, a, &m->accounts, e) < 0 ||
	        fits_load(c, a, m->n_cases, place_of_case, m, &m->fits, e) < 0)
		return -1;
	return set_functions(c, m, e);
}

int match_end(struct ctx *c, struct arena *a, struct err *e)
{
	(void)a;
	return set_functions(c, NULL, e);
}
