/* What the facts say of children by CPR; and that chains of daily extracts say what one full
 * extract says. */
#include "tests/harness/h_cpr.h"

#include "common/buf.h"
#include "common/text.h"

#define A "0103154001"
#define OLD "0303154005"
#define OLDER "0203154005"
#define MOTHER "1204853002"
#define FATHER "0204854001"

static int begin(void **state)
{
	static struct h_cpr t;

	h_cpr_begin(&t, "cpr-facts");
	*state = &t;
	return 0;
}

static int end(void **state)
{
	h_cpr_end(*state);
	return 0;
}

static char *rows(struct h_cpr *t, const char *sql)
{
	return h_rows(t->db, &t->arena, sql);
}

static void child(struct h_cpr *t, const char *id, const char *pnr)
{
	h_exec(t->db, arena_printf(&t->arena,
	                      "INSERT INTO staging_citizen (file, line, citizen_id, pnr, unborn, "
	                      "protected) VALUES (1, 1, '%s', '%s', '0', '0')",
	                      id, pnr));
}

#define LOAD(t, day, before, ...)                                                                  \
	assert_string_equal(h_cpr_lines(t, day, before, __VA_ARGS__), "loaded")

/* 001 with a status and the day it began; 002 and 023 with what the facts read. */
static const char *person(struct h_cpr *t, const char *pnr, int status, const char *from)
{
	return arena_printf(&t->arena, "001%s          %02d%s0000 M2015-03-01", pnr, status, from);
}

static const char *home(
        struct h_cpr *t, const char *pnr, const char *code, const char *from, const char *before)
{
	return arena_printf(&t->arena, "002%s%s%-52s%s0000 %s0000 %s%s", pnr, code, "", from, from,
	        before ? before : "0000",
	        arena_printf(&t->arena, "%s0000", before ? from : "00000000"));
}

static const char *former(struct h_cpr *t, const char *pnr, const char *mark, const char *code,
        const char *from, const char *to)
{
	return arena_printf(
	        &t->arena, "023%s%s%s%-52s%s0000 %s0000", pnr, mark, code, "", from, to);
}

static const char moves[] =
        "SELECT kind, iso(day), from_code, to_code, country, precision FROM fact_move";
static const char residences[] = "SELECT municipality, iso(started), started_precision, "
                                 "iso(ended), present FROM fact_residence";

/* --- custody, protection ---------------------------------------------------------- */

static void custody_is_resolved_through_the_parents(void **state)
{
	struct h_cpr *t = *state;
	const char *parents =
	        arena_printf(&t->arena, "015%s%-11s%s%-57s%s", A, "", OLDER, "", "0000000000");

	/* The mother under an old number; the father without one, and another holder beside him. */
	LOAD(t, "20260901", "", person(t, A, 1, "20150301"), parents, "016" A "00032015-03-01",
	        "016" A "00042015-03-01*", "016" A "00062019-00-00           " FATHER,
	        person(t, "0103154002", 1, "20150301"), person(t, "0103154003", 90, "20150301"),
	        H_001(MOTHER), "022" MOTHER OLDER);
	h_exec(t->db,
	        "UPDATE staging_cpr_person SET birth = day('2015-03-01'), birth_precision = 'day'");
	child(t, "C1", A);
	child(t, "C2", "0103154002");
	child(t, "C3", "0103154003");
	h_cpr_facts(t);
	assert_string_equal(
	        rows(t, "SELECT citizen_id, place, kind, code, holder_pnr, iso(started),"
	                " started_precision, started_uncertain FROM fact_custody"),
	        "C1|1|mother|0003|" MOTHER "|2015-03-01|day|0\n"
	        "C1|2|father|0004||2015-03-01|day|1\n"
	        "C1|3|other|0006|" FATHER "|2019-01-01|year|0\n"
	        "C2|1|none|||||\n");
}

static void protection_has_its_day_and_ends_when_it_is_absent(void **state)
{
	struct h_cpr *t = *state;

	LOAD(t, "20260901", "", person(t, A, 1, "20150301"), "004" A "00032020-01-01",
	        "004" A "00012021-06-002022-01-01");
	child(t, "C1", A);
	h_cpr_facts(t);
	assert_string_equal(
	        rows(t, "SELECT place, iso(started), started_precision FROM fact_protection"),
	        "1|2021-06-01|month\n"); /* SLET_DT says nothing */
	assert_int_equal(h_int(t->db, "SELECT protected FROM fact_citizen"), 1);
	LOAD(t, "20260902", "20260901", person(t, A, 1, "20150301"), "004" A "00032020-01-01");
	h_cpr_facts(t);
	assert_string_equal(rows(t, "SELECT * FROM fact_protection"), "");
	assert_int_equal(h_int(t->db, "SELECT protected FROM fact_citizen"), 0);
}

/* --- dates ---------------------------------------------------------------------------- */

static void a_date_is_as_precise_as_cpr_says(void **state)
{
	struct h_cpr *t = *state;

	LOAD(t, "20260901", "", "001" A "          01201503011299 M2015-00-00*",
	        "001" FATHER "          90202600001299 M1985-04-02 ");
	child(t, "C1", A);
	child(t, "C2", FATHER);
	child(t, "C3", MOTHER);
	h_cpr_facts(t);
	assert_string_equal(
	        rows(t, "SELECT citizen_id, iso(birth), birth_precision, birth_uncertain,"
	                " iso(died), died_precision FROM fact_citizen"),
	        "C1|2015-03-01|year|1||\nC2|1985-04-02|day|0|2026-01-01|year\n"
	        "C3|1985-04-12|day|||\n");
	assert_string_equal(rows(t, moves), "died|2026-01-01||||year\n");
}

/* --- residence and moves ------------------------------------------------------------------ */

static void addresses_become_stretches_in_municipalities(void **state)
{
	struct h_cpr *t = *state;

	LOAD(t, "20260901", "", person(t, A, 1, "20150301"), home(t, A, "0492", "20240110", "0461"),
	        former(t, A, " ", "0492", "20150301", "20170101"),
	        former(t, A, " ", "0492", "20170101", "20200601"),
	        former(t, A, "A", "0101", "20180101", "20180201"),
	        former(t, A, "K", "0101", "20180101", "20180201"),
	        former(t, A, " ", "0101", "20180201", "20180101"), /* undone */
	        former(t, A, "\xc6", "0461", "20200601", "20240110"));
	child(t, "C1", A);
	h_cpr_facts(t);
	assert_string_equal(rows(t, residences), "492|2015-03-01|day|2020-06-01|0\n"
	                                         "461|2020-06-01|day|2024-01-10|0\n"
	                                         "492|2024-01-10|day||1\n");
	assert_string_equal(
	        rows(t, moves), "out|2020-06-01|492|461||day\nin|2024-01-10|461|492||day\n");
}

static void the_present_address_alone_names_the_municipality_before(void **state)
{
	struct h_cpr *t = *state;

	LOAD(t, "20260901", "", person(t, A, 1, "20150301"), home(t, A, "0492", "20240110", "0461"),
	        person(t, OLD, 1, "20150301"), home(t, OLD, "0461", "20250110", "0492"));
	child(t, "C1", A);
	child(t, "C2", OLD);
	h_cpr_facts(t);
	assert_string_equal(rows(t, moves), "in|2024-01-10|461|492||day\n"
	                                    "out|2025-01-10|492|461||day\n");
}

static void a_merged_municipality_is_not_moved_from(void **state)
{
	struct h_cpr *t = *state;

	LOAD(t, "20260901", "", person(t, A, 1, "20000301"), home(t, A, "0492", "20060101", "0493"),
	        former(t, A, " ", "0443", "20000301", "20040501"),
	        former(t, A, " ", "0493", "20040501", "20060101"));
	child(t, "C1", A);
	h_cpr_facts(t);
	assert_string_equal(rows(t, residences), "443|2000-03-01|day|2004-05-01|0\n"
	                                         "493|2004-05-01|day|2006-01-01|0\n"
	                                         "492|2006-01-01|day||1\n");
	assert_string_equal(rows(t, moves), "");
}

static void abroad_gone_and_dead_are_events_of_their_own(void **state)
{
	struct h_cpr *t = *state;

	LOAD(t, "20260901", "", person(t, A, 80, "20250110"), "005" A "5120202501101299",
	        former(t, A, " ", "0492", "20150301", "20250110"),
	        "024" A " 5180201701010000 51802018010100000",
	        "024" A "A5100201901010000 51002020010100000", person(t, OLD, 70, "20250111"),
	        "007" OLD "202501111637", former(t, OLD, " ", "0492", "20150301", "20250111"),
	        person(t, OLDER, 90, "20250112"),
	        former(t, OLDER, " ", "0492", "20150301", "20250112"));
	child(t, "C1", A);
	child(t, "C2", OLD);
	child(t, "C3", OLDER);
	h_cpr_facts(t);
	assert_string_equal(rows(t, "SELECT citizen_id, kind, iso(day), from_code, to_code, country"
	                            " FROM fact_move"),
	        "C1|emigrated|2017-01-01|||5180\nC1|returned|2018-01-01|||5180\n"
	        "C1|emigrated|2025-01-10|||5120\nC2|disappeared|2025-01-11|||\n"
	        "C3|died|2025-01-12|||\n");
	assert_string_equal(rows(t, "SELECT citizen_id, iso(died) FROM fact_citizen WHERE died"),
	        "C3|2025-01-12\n");
}

static void a_new_number_takes_the_history_with_it(void **state)
{
	struct h_cpr *t = *state;

	/* Over three files: OLDER -> OLD -> A; each tells only of its own change. */
	LOAD(t, "20260901", "", person(t, OLDER, 1, "20150301"),
	        home(t, OLDER, "0461", "20150301", NULL));
	LOAD(t, "20260902", "20260901", "001" OLDER OLD "60202609020000 K2015-03-01",
	        former(t, OLDER, " ", "0461", "20150301", "20200101"),
	        person(t, OLD, 1, "20150301"), home(t, OLD, "0492", "20200101", "0461"),
	        "022" OLD OLDER);
	LOAD(t, "20260903", "20260902", "001" OLD A "60202609030000 K2015-03-01",
	        person(t, A, 1, "20150301"), home(t, A, "0492", "20200101", "0461"), "022" A OLD);
	child(t, "C1", OLDER);
	h_cpr_facts(t);
	assert_string_equal(
	        rows(t, "SELECT * FROM fact_pnr ORDER BY old"), OLDER "|" A "\n" OLD "|" A "\n");
	assert_string_equal(rows(t, "SELECT pnr, pnr_source FROM fact_citizen"), A "|" OLDER "\n");
	assert_string_equal(rows(t, residences), "461|2015-03-01|day|2020-01-01|0\n"
	                                         "492|2020-01-01|day||1\n");
	assert_string_equal(rows(t, moves), "in|2020-01-01|461|492||day\n");
}

static void a_subscription_that_ended_is_known(void **state)
{
	struct h_cpr *t = *state;

	LOAD(t, "20260901", "", person(t, A, 1, "20150301"));
	LOAD(t, "20260902", "20260901", "997" A "202609021637K74");
	child(t, "C1", A);
	h_cpr_facts(t);
	assert_string_equal(
	        rows(t, "SELECT cpr_status, iso(cpr_until) FROM fact_citizen"), "1|2026-09-02\n");
	LOAD(t, "20260903", "20260902", person(t, A, 1, "20150301"));
	h_cpr_facts(t);
	assert_string_equal(rows(t, "SELECT cpr_status, cpr_until FROM fact_citizen"), "1|\n");
}

/* --- chains ----------------------------------------------------------------------------------- */

enum { PEOPLE = 10, SPELLS = 8, DAYS = 8 };

/* A person of the random municipality, and all that CPR would say of it. */
struct someone {
	char pnr[11], now[11]; /* now: replaced by */
	int status;
	int32_t status_from;
	int homes;
	struct {
		int code;
		int32_t from;
		char mark;
	} home[SPELLS];
	int custody, protected;
	int32_t left; /* abroad since; 0 */
};

struct town {
	struct someone people[2 * PEOPLE];
	int n;
	uint32_t seed;
};

static int roll(struct town *w, int n)
{
	w->seed = w->seed * 1664525u + 1013904223u;
	return (int)((w->seed >> 8) % (unsigned)n);
}

static const char *ymd(struct arena *a, int32_t day)
{
	int y, m, d;

	day_to_ymd(day, &y, &m, &d);
	return arena_printf(a, "%04d%02d%02d", y, m, d);
}

/* A number that is nobody else's. */
static void next_number(const struct town *w, char pnr[11])
{
	char text[64];

	snprintf(text, sizeof text, "%02d%02d15%04d", 1 + w->n, 1 + w->n % 12, 4000 + w->n);
	memcpy(pnr, text, 10);
	pnr[10] = '\0';
}

static void born(struct town *w, int32_t day)
{
	struct someone *p = &w->people[w->n++];

	*p = (struct someone){ .status = 1, .status_from = day, .homes = 1, .custody = roll(w, 5) };
	next_number(w, p->pnr);
	p->home[0].code = roll(w, 2) ? 492 : 461;
	p->home[0].from = day;
	p->home[0].mark = ' ';
}

static void moves_house(struct town *w, struct someone *p, int32_t day)
{
	static const int codes[] = { 492, 492, 461, 101 };

	if (p->homes == SPELLS || p->status != 1)
		return;
	p->home[p->homes - 1].mark = " A\xc6 "[roll(w, 4)];
	p->home[p->homes].mark = ' ';
	p->home[p->homes].code = codes[roll(w, 4)];
	p->home[p->homes++].from = day;
}

static void leaves(struct town *w, struct someone *p, int32_t day)
{
	static const int status[] = { 70, 80, 90 };

	p->status = status[roll(w, 3)];
	p->status_from = day;
	p->left = p->status == 80 ? day : 0;
}

static struct someone *renumbered(struct town *w, struct someone *p)
{
	struct someone *q = &w->people[w->n++];

	*q = *p;
	next_number(w, q->pnr);
	memcpy(p->now, q->pnr, sizeof p->now);
	p->status = 60;
	return q;
}

/* Something happens to somebody; -1, or who has a new number with it. */
static int happens(struct town *w, int i, int32_t day)
{
	struct someone *p = &w->people[i];

	if (p->now[0])
		return -1;
	switch (roll(w, 6)) {
	case 0:
		leaves(w, p, day);
		return -1;
	case 1:
		p->custody = roll(w, 5);
		return -1;
	case 2:
		p->protected = !p->protected;
		return -1;
	case 3:
		return w->n < 2 * PEOPLE ? (int)(renumbered(w, p) - w->people) : -1;
	default:
		moves_house(w, p, day);
		return -1;
	}
}

static void records_of_homes(struct h_cpr *t, struct buf *b, int64_t *n, const struct someone *p)
{
	bool here = p->status == 1;

	if (here) {
		const int i = p->homes - 1;

		buf_printf(b, "%s\n",
		        home(t, p->pnr, arena_printf(&t->arena, "%04d", p->home[i].code),
		                ymd(&t->arena, p->home[i].from), NULL));
		++*n;
	}
	for (int i = 0; i < p->homes - here; i++, ++*n) {
		const char mark[] = { p->home[i].mark, '\0' };

		buf_printf(b, "%s\n",
		        former(t, p->pnr, mark, arena_printf(&t->arena, "%04d", p->home[i].code),
		                ymd(&t->arena, p->home[i].from),
		                ymd(&t->arena,
		                        i + 1 < p->homes ? p->home[i + 1].from : p->status_from)));
	}
}

/* All that there is of a person, as every extract carries it. */
static void records_of(
        struct h_cpr *t, struct buf *b, int64_t *n, const struct town *w, const struct someone *p)
{
	static const char *const custody[] = { "0003", "0004", "0005", "0006" };

	buf_printf(b, "001%s%-10s%02d%s1299 M2015-03-01\n", p->pnr, p->now, p->status,
	        ymd(&t->arena, p->status_from));
	buf_printf(b, "015%s%-11s%s%-57s0000000000\n", p->pnr, "", w->people[0].pnr, "");
	*n += 2;
	if (!p->now[0])
		records_of_homes(t, b, n, p);
	if (p->protected && ++*n)
		buf_printf(b, "004%s0001%s\n", p->pnr, "2020-01-01");
	if (p->left && ++*n)
		buf_printf(b, "005%s5120%s0000\n", p->pnr, ymd(&t->arena, p->left));
	if (p->custody < 4 && ++*n)
		buf_printf(b, "016%s%s2015-03-01%-11s%s\n", p->pnr, custody[p->custody], "",
		        p->custody > 1 ? w->people[1].pnr : "");
	for (int i = 0; i < w->n; i++)
		if (strcmp(w->people[i].now, p->pnr) == 0 && ++*n)
			buf_printf(b, "022%s%s\n", p->pnr, w->people[i].pnr);
}

/* Loads an extract of the people marked, of one product or the other. */
static void extract(struct h_cpr *t, const struct town *w, const bool *who, const char *task,
        int32_t day, int32_t before)
{
	const char *path = arena_printf(&t->arena, "%s/plain", t->folder);
	struct buf b CLEANUP(buf_done) = { 0 };
	int64_t n = 0;
	size_t size;
	char *data;

	buf_init(&b, 1 << 22);
	buf_printf(&b, "0000000000000900001%s%s\n", ymd(&t->arena, day),
	        before ? ymd(&t->arena, before) : "00000000");
	for (int i = 0; i < w->n; i++)
		if (who[i])
			records_of(t, &b, &n, w, &w->people[i]);
	buf_printf(&b, "9999999999999%08lld\n", (long long)n);
	h_write(path, b.data, b.len);
	if (strcmp(task, "900001") == 0) {
		assert_string_equal(h_cpr_load_path(t, path), "loaded");
		return;
	}
	data = h_cpr_as(&t->arena, path, "p12170", "initial", task, day % 2, &size);
	assert_string_equal(h_cpr_load(t, data, size), "loaded");
}

static void everybody(struct h_cpr *t, const struct town *w)
{
	for (int i = 0; i < w->n; i++)
		child(t, arena_printf(&t->arena, "C%02d", i), w->people[i].pnr);
	h_cpr_facts(t);
}

/* One random town: eight daily extracts, in part of the second product, against one full extract at
 * the end. */
static void one_chain(uint32_t seed)
{
	static const int32_t start = 20600; /* 2026-05-27 */
	struct town w = { .seed = seed };
	struct h_cpr chain, full;
	bool all[2 * PEOPLE];
	int32_t last[2] = { start, 0 };

	memset(all, true, sizeof all);
	h_cpr_begin(&chain, "cpr-chain");
	h_cpr_begin(&full, "cpr-full");
	h_cpr_set(&chain, "layout.900002", "initial");
	for (int i = 0; i < PEOPLE; i++)
		born(&w, start - 4000 + 17 * i);
	extract(&chain, &w, all, "900001", start, 0);
	for (int d = 1; d <= DAYS; d++) {
		int task = roll(&w, 3) == 0;
		bool who[2 * PEOPLE] = { false };

		for (int k = roll(&w, 5); k > 0; k--) {
			int i = roll(&w, w.n), more;

			who[i] = true;
			more = happens(&w, i, start - 1500 + 100 * d + k);
			if (more >= 0)
				who[more] = true;
		}
		extract(&chain, &w, who, task ? "900002" : "900001", start + d, last[task]);
		last[task] = start + d;
	}
	extract(&full, &w, all, "900001", start + DAYS, 0);
	everybody(&chain, &w);
	everybody(&full, &w);
	assert_string_equal(h_cpr_fact_dump(&chain), h_cpr_fact_dump(&full));
	assert_true(h_int(full.db, "SELECT count(*) FROM fact_residence") > 0);
	h_cpr_end(&full);
	h_cpr_end(&chain);
}

static void any_chain_gives_the_facts_of_one_full_extract(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 25; seed++)
		one_chain(seed);
}

#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(custody_is_resolved_through_the_parents),
		T(protection_has_its_day_and_ends_when_it_is_absent),
		T(a_date_is_as_precise_as_cpr_says),
		T(addresses_become_stretches_in_municipalities),
		T(the_present_address_alone_names_the_municipality_before),
		T(a_merged_municipality_is_not_moved_from),
		T(abroad_gone_and_dead_are_events_of_their_own),
		T(a_new_number_takes_the_history_with_it),
		T(a_subscription_that_ended_is_known),
		cmocka_unit_test(any_chain_gives_the_facts_of_one_full_extract),
	};

	return cmocka_run_group_tests_name("cpr_facts", tests, NULL, NULL);
}
