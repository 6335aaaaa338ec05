#include "tests/harness/h.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "extract/casestore.h"
#include "extract/entity.h"
#include "tests/harness/h_zip.h"

/* A workspace whose case store is an export of two files, teams and caseworkers. */
struct bench {
	struct arena a;
	sqlite3 *mart;
	struct ctx x;
	char dir[FILE_PATH];
};

#define TEAM                                                                                       \
	"column = team_id : Nr\ncolumn = name : Navn | Betegnelse\n"                               \
	"column = changed_at : Rettet\nabsent = deleted_at\n"
#define TEAMS "Nr;Navn;Rettet\nT1;\xC6rlig;01.02.2026 10:00\nT2;\"By; Nord\";02.02.2026 10:00:01\n"
#define CASEWORKER                                                                                 \
	"SELECT Nr AS caseworker_id, Navn AS name, substr(Navn, 1, 2) AS initials, NULL AS "       \
	"email, Hold AS team_id, iso_time(Rettet, 'dd.mm.yyyy HH:MM') AS changed_at,"              \
	" NULL AS deleted_at FROM ansat"
#define WORKERS "Nr;Navn;Hold;Rettet;Noter\n1;Finn;T1;01.02.2026 10:00;hemmeligt\n"
#define EXPORT                                                                                     \
	"charset = windows-1252\ntime = dd.mm.yyyy HH:MM | dd.mm.yyyy HH:MM:SS\n"                  \
	"table = ansat : Ansat.csv\n"

static void put(struct bench *b, const char *name, const char *text)
{
	h_write(arena_printf(&b->a, "%s/%s", b->dir, name), text, strlen(text));
}

static void set(struct bench *b, const char *name, const char *value)
{
	struct err e = { 0 };

	h_ok(conf_set((struct conf *)(uintptr_t)b->x.conf, "case-store", name, value,
	             "command line", &e),
	        e);
}

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct err e = { 0 };
	struct entities all;

	assert_non_null(b);
	snprintf(b->dir, sizeof b->dir, "%s", h_tmp("store_csv"));
	b->mart = h_mart();
	h_ctx(&b->x, b->mart, &b->a, b->dir);
	h_ok(dir_make(arena_printf(&b->a, "%s/profile", b->dir), &e), e);
	h_ok(dir_make(arena_printf(&b->a, "%s/export", b->dir), &e), e);
	h_ok(entities_read(&b->a, &all, &e), e);
	for (size_t i = 0; i < all.n; i++)
		put(b, arena_printf(&b->a, "profile/%s.map", all.all[i].name),
		        "lacks = for tests\n");
	unlink(arena_printf(&b->a, "%s/profile/caseworker.map", b->dir));
	put(b, "profile/export.map", EXPORT);
	put(b, "profile/team.map", "file = Hold.csv\n" TEAM);
	put(b, "profile/caseworker.sql", CASEWORKER);
	put(b, "export/Hold.csv", TEAMS);
	put(b, "export/Ansat.csv", WORKERS);
	set(b, "path", "export");
	set(b, "profile", "profile");
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	db_closep(&b->mart);
	arena_done(&b->a);
	h_tmp_remove(b->dir);
	free(b);
	return 0;
}

static struct source_result extract(struct bench *b)
{
	struct source_result r = { 0 };
	struct err e = { 0 };

	h_ok(casestore_extract(&b->x, &r, &e), e);
	assert_int_equal(r.rows_in, r.staged + r.rejected);
	return r;
}

static void refused(struct bench *b, enum err_code code, const char *msg)
{
	struct source_result r = { 0 };
	struct err e = { 0 };

	if (casestore_extract(&b->x, &r, &e) == 0)
		fail_msg("not refused: %s", msg);
	if (!strstr(e.msg, msg))
		fail_msg("got: %s", e.msg);
	assert_int_equal(e.code, code);
}

static const char *teams(struct bench *b)
{
	return h_rows(b->mart, &b->a,
	        "SELECT team_id, name, changed_at, deleted_at FROM staging_team ORDER BY 1");
}

static const char *faults(struct bench *b)
{
	return h_rows(b->mart, &b->a,
	        "SELECT rule, record_key, line, field, found, expected FROM finding"
	        " WHERE rule LIKE 'export.%' ORDER BY finding");
}

static void an_entity_comes_from_a_map_or_from_a_select(void **state)
{
	struct bench *b = *state;

	assert_int_equal(extract(b).rejected, 0);
	assert_string_equal(teams(b), "T1|Ærlig|2026-02-01T10:00:00|\n"
	                              "T2|By; Nord|2026-02-02T10:00:01|\n");
	assert_string_equal(
	        h_rows(b->mart, &b->a,
	                "SELECT caseworker_id, name, initials, changed_at FROM staging_caseworker"),
	        "1|Finn|Fi|2026-02-01T10:00:00\n");
	assert_int_equal(
	        h_int(b->mart, "SELECT rows_in FROM staging_entity WHERE entity = 'visit'"), 0);
}

static void an_export_may_be_a_zip(void **state)
{
	struct bench *b = *state;
	struct h_zip_file files[] = { { .name = "Hold.csv", .data = TEAMS, .n = sizeof TEAMS - 1 },
		{ .name = "Ansat.csv", .data = WORKERS, .n = sizeof WORKERS - 1 } };
	DIR *d;
	int left = 0;

	h_zip(arena_printf(&b->a, "%s/export.zip", b->dir), files, COUNT_OF(files));
	set(b, "path", "export.zip");
	extract(b);
	assert_int_equal(h_int(b->mart, "SELECT count(*) FROM staging_team"), 2);
	d = opendir(arena_printf(&b->a, "%s/tmp", b->dir));
	assert_non_null(d);
	for (struct dirent *x; (x = readdir(d));)
		left += x->d_name[0] != '.' && !strstr(x->d_name, ".lock");
	closedir(d);
	assert_int_equal(left, 0);
}

static void what_a_zip_holds_is_not_trusted(void **state)
{
	struct bench *b = *state;
	struct h_zip_file two[] = { { .name = "Hold.csv", .data = TEAMS, .n = sizeof TEAMS - 1 },
		{ .name = "HOLD.csv", .data = TEAMS, .n = sizeof TEAMS - 1 } };
	const char *path = arena_printf(&b->a, "%s/export.zip", b->dir);
	char *whole;
	size_t n;

	set(b, "path", "export.zip");
	refused(b, ERR_NOINPUT, "is not there");
	put(b, "export.zip.part", "");
	refused(b, ERR_TRYLATER, "is not there");
	h_zip(path, two, COUNT_OF(two));
	refused(b, ERR_DATA, "HOLD.csv");
	h_zip(path, two, 1);
	refused(b, ERR_NOINPUT, "there is no file 'Ansat.csv'");
	whole = h_read(path, &n);
	h_write(path, whole, n / 2);
	free(whole);
	refused(b, ERR_DATA, "export.zip");
}

/* What a run that was killed left behind is removed by the next; what another holds is not. */
static void left_overs_of_a_killed_run_go(void **state)
{
	struct bench *b = *state;
	struct h_zip_file files[] = { { .name = "Hold.csv", .data = TEAMS, .n = sizeof TEAMS - 1 },
		{ .name = "Ansat.csv", .data = WORKERS, .n = sizeof WORKERS - 1 } };
	struct file_lock held = FILE_LOCK_NONE;
	struct err e = { 0 };

	h_zip(arena_printf(&b->a, "%s/export.zip", b->dir), files, COUNT_OF(files));
	set(b, "path", "export.zip");
	for (int i = 0; i < 3; i++) {
		h_ok(dir_make(arena_printf(&b->a, "%s/tmp/export-%d", b->dir, i), &e), e);
		put(b, arena_printf(&b->a, "tmp/export-%d/1", i), "secret");
	}
	h_ok(file_lock_take(&held, arena_printf(&b->a, "%s/tmp/export-0.lock", b->dir), &e), e);
	extract(b);
	file_lock_drop(&held);
	assert_true(file_exists(arena_printf(&b->a, "%s/tmp/export-0/1", b->dir)));
	assert_false(file_exists(arena_printf(&b->a, "%s/tmp/export-1", b->dir)));
	assert_false(file_exists(arena_printf(&b->a, "%s/tmp/export-2", b->dir)));
}

static void a_bad_record_is_a_finding_and_the_rest_goes_on(void **state)
{
	static const char text[] =
	        "Nr;Navn;Rettet\nT1;A;01.02.2026 10:00\nT2;\"B;01.02.2026 10:00\n"
	        "T3;C\nT4;\x81;01.02.2026 10:00\nT5;N\0L;x\nT6;F;01.02.2026 10:00\n";
	struct bench *b = *state;
	struct source_result r;

	h_write(arena_printf(&b->a, "%s/export/Hold.csv", b->dir), text, sizeof text - 1);
	r = extract(b);
	assert_int_equal(r.rows_in, 7);
	assert_int_equal(r.rejected, 4);
	assert_string_equal(teams(b), "T1|A|2026-02-01T10:00:00|\nT6|F|2026-02-01T10:00:00|\n");
	assert_string_equal(faults(b),
	        "export.quote|Hold.csv|3||byte 4|et felt i anførselstegn, der er lukket\n"
	        "export.columns|Hold.csv|4||2 felter|3 felter\n"
	        "export.encoding|Hold.csv|5|Navn||windows-1252\n"
	        "export.nul|Hold.csv|6||byte 5|tekst uden NUL-tegn\n");
	put(b, "export/Hold.csv", TEAMS);
	assert_int_equal(extract(b).rejected, 0);
	assert_string_equal(faults(b), "");
}

static void values_that_do_not_fit_stay_as_they_are(void **state)
{
	struct bench *b = *state;

	put(b, "export/Hold.csv", "Rettet;Betegnelse;Nr\n31.02.2026 10:00;;T1\n");
	extract(b);
	assert_string_equal(teams(b), "T1||31.02.2026 10:00|\n");
	assert_string_equal(h_rows(b->mart, &b->a,
	                            "SELECT rule, found FROM finding WHERE entity = 'team' AND "
	                            "consequence = 'record' "
	                            "ORDER BY rule"),
	        "team.changed_at.type|31.02.2026 10:00\nteam.name.required|\n");
}

static void words_are_translated(void **state)
{
	struct bench *b = *state;

	put(b, "profile/team.map",
	        "file = Hold.csv\n" TEAM
	        "value = name Nord : N | n\nnone = name : -\nyes = J\nquote = none\n");
	put(b, "export/Hold.csv", "Nr;Navn;Rettet\nT1;N;\nT2;-;\nT3;M;\n");
	extract(b);
	assert_string_equal(teams(b), "T1|Nord||\nT2|||\nT3|M||\n");
}

static void every_type_has_a_form(void **state)
{
	struct bench *b = *state;

	put(b, "profile/appropriation.map",
	        "file = B.csv\ncolumn = appropriation_id : Id\ncolumn = unit_price_ore : Pris\n"
	        "column = valid_from : Fra\nconstant = status : granted\nthousands = .\n"
	        "date = dd-mm-yyyy | yyyymmdd\nabsent = measure_id placement_id granted_on unit "
	        "quantity valid_to account changed_at deleted_at\n");
	put(b, "profile/citizen.map",
	        "file = C.csv\ncolumn = citizen_id : Id\ncolumn = pnr : Cpr\ncolumn = protected : "
	        "Besk\ncolumn = unborn may-miss : Ufødt\nyes = J | Ja\nno = N\nabsent = foreign_no "
	        "birth_date due_date sex mother_pnr name changed_at deleted_at\n");
	put(b, "profile/municipality_change.map",
	        "file = K.csv\ncolumn = case_id : Sag\ncolumn = from_code : Fra\nconstant = role : "
	        "acting\ncolumn = changed_on : Dato\nabsent = to_code changed_at deleted_at\n"
	        "date = dd-mm-yyyy\n");
	put(b, "export/B.csv", "Id;Pris;Fra\n1;1.234,5;01-02-2026\n2;12,345;20260201\n");
	put(b, "export/C.csv", "Id;Cpr;Besk\n1;010512-4123;Ja\n2;0105124123;N\n3;;x\n");
	put(b, "export/K.csv", "Sag;Fra;Dato\nS1;0492;01-02-2026\nS2;492;01-02-2026\n");
	extract(b);
	assert_string_equal(
	        h_rows(b->mart, &b->a,
	                "SELECT unit_price_ore, valid_from, status FROM staging_appropriation"
	                " ORDER BY appropriation_id"),
	        "123450|2026-02-01|granted\n12,345|2026-02-01|granted\n");
	assert_string_equal(h_rows(b->mart, &b->a,
	                            "SELECT pnr, protected, unborn FROM staging_citizen ORDER BY "
	                            "citizen_id"),
	        "0105124123|1|\n0105124123|0|\n|x|\n");
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT from_code FROM staging_municipality_change"),
	        "492\n492\n");
}

static void a_map_accounts_for_every_column(void **state)
{
	static const struct {
		const char *map, *msg;
	} cases[] = {
		{ "column = team_id : Nr\n",
		        "entity 'team': profile/team.map: nothing is said of column 'name'" },
		{ "file = Hold.csv\n" TEAM "column = name : X\n",
		        "profile/team.map:6: column: 'name' is accounted for twice" },
		{ "file = Hold.csv\n" TEAM "column = nam : X\n",
		        "'nam' is not a column of entity 'team'" },
		{ "file = Hold.csv\n" TEAM "value = deleted_at x : y\n",
		        "values of column 'deleted_at', which is not in the file" },
		{ "file = Hold.csv\n" TEAM "colour = red\n",
		        "profile/team.map:6: unknown key 'colour'" },
		{ "file = Hold.csv\n" TEAM "table = x : y\n", "unknown key 'table'" },
		{ "file = Hold.csv\n" TEAM "charset = ebcdic\n", "'ebcdic' is not one of" },
		{ "file = Hold.csv\n" TEAM "separator = ;;\n", "is not one character" },
		{ "file = Hold.csv\n" TEAM "separator = none\n", "is not one character" },
		{ "file = Hold.csv\n" TEAM "time = hh:mm\n", "'hh:mm' is not a form of a time" },
		{ "file = Hold.csv\n" TEAM "date = mm-dd-yyyy\n",
		        "'mm-dd-yyyy' is not a form of a day" },
		{ "file = Hold.csv\n" TEAM "extra = perhaps\n",
		        "'perhaps' is not one of refuse, ignore" },
		{ "file = Hold.csv\n" TEAM "none = name :\n", "expected 'NAME ... : word | word'" },
		{ "file = Hold.csv\n" TEAM "none = name : a || b\n", "an empty word" },
		{ "file = Hold.csv\n" TEAM "quote = ;\n", "separator and quote are the same" },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		put(b, "profile/team.map", cases[i].map);
		refused(b, ERR_CONFIG, cases[i].msg);
	}
	put(b, "profile/team.map", "file = Hold.csv\n" TEAM);
	put(b, "profile/team.sql", "SELECT 1");
	refused(b, ERR_CONFIG, "there are both 'profile/team.map' and 'profile/team.sql'");
	unlink(arena_printf(&b->a, "%s/profile/team.sql", b->dir));
	unlink(arena_printf(&b->a, "%s/profile/team.map", b->dir));
	refused(b, ERR_CONFIG, "entity 'team': neither 'profile/team.map' nor 'profile/team.sql'");
}

static void the_header_is_held_against_the_map_before_a_row_is_read(void **state)
{
	static const struct {
		const char *csv;
		enum err_code code;
		const char *msg;
	} cases[] = {
		{ "Nr;Titel\n", ERR_CONFIG,
		        "entity 'team': profile 'profile/team.map': file 'Hold.csv' has no column "
		        "'Navn' or 'Betegnelse' (name), 'Rettet' (changed_at)" },
		{ "", ERR_DATA, "it is empty, without a header" },
		{ "Nr;Navn;Navn;Rettet\n", ERR_DATA, "the header has twice: Navn" },
		{ "\"Nr;Navn;Rettet\n", ERR_DATA, "the header cannot be read as CSV" },
		{ "\xEF\xBB\xBFNr;Navn;Rettet\n", ERR_CONFIG,
		        "it is in utf-8 (BOM), expected windows-1252" },
		{ "\xFF\xFEN\n", ERR_CONFIG, "it is in utf-16" },
		{ "Nr;Nav\x81n;Rettet\n", ERR_CONFIG, "the header is not in windows-1252" },
		{ "Nr;Na\tvn;Rettet\n", ERR_DATA, "control characters" },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		put(b, "export/Hold.csv", cases[i].csv);
		refused(b, cases[i].code, cases[i].msg);
	}
	put(b, "export/Hold.csv", "Nr;Navn;Rettet;Mere;\nT1;A;;x;\n");
	extract(b);
	put(b, "profile/team.map", "file = Hold.csv\n" TEAM "extra = refuse\n");
	refused(b, ERR_CONFIG, "reads no column Mere, column 5");
}

static void an_export_that_is_not_whole_is_for_later(void **state)
{
	struct bench *b = *state;

	put(b, "export/Hold.csv.part", "");
	refused(b, ERR_TRYLATER, "'Hold.csv.part' is still being written");
	unlink(arena_printf(&b->a, "%s/export/Hold.csv.part", b->dir));
	put(b, "export/Andet.csv.part", "");
	extract(b);
	put(b, "profile/export.map", EXPORT "marker = KLAR\n");
	refused(b, ERR_TRYLATER, "the file 'KLAR', which says that it is whole, is not there");
	put(b, "export/KLAR", "");
	extract(b);
	put(b, "profile/export.map", EXPORT);
	put(b, "profile/team.map", TEAM "file = Hold_{date}.csv\n");
	refused(b, ERR_NOINPUT, "there is no file 'Hold_{date}.csv'");
	put(b, "export/Hold_20261031.csv", TEAMS);
	put(b, "export/Hold_20261101.csv", "Nr;Navn;Rettet\nT9;A;\n");
	extract(b);
	assert_string_equal(teams(b), "T9|A||\n");
	put(b, "profile/export.map",
	        "charset = windows-1252\ntable = ansat : Ansat_{date}.csv | Ansat.csv\n");
	put(b, "export/Ansat_20261031.csv", WORKERS);
	refused(b, ERR_TRYLATER, "are of different days");
}

static void files_are_told_apart(void **state)
{
	struct bench *b = *state;

	put(b, "profile/team.map", TEAM "file = Hold.csv | Teams.csv\n");
	put(b, "export/Teams.csv", TEAMS);
	refused(b, ERR_CONFIG, "both 'Hold.csv' and 'Teams.csv' are file");
	unlink(arena_printf(&b->a, "%s/export/Teams.csv", b->dir));
	put(b, "export/HOLD.csv", TEAMS);
	refused(b, ERR_DATA, "'HOLD.csv' and 'Hold.csv' differ in case only");
	unlink(arena_printf(&b->a, "%s/export/HOLD.csv", b->dir));
	unlink(arena_printf(&b->a, "%s/export/Hold.csv", b->dir));
	assert_int_equal(mkfifo(arena_printf(&b->a, "%s/export/Hold.csv", b->dir), 0600), 0);
	refused(b, ERR_NOINPUT, "there is no file 'Hold.csv'");
	set(b, "path", "away/");
	refused(b, ERR_NOINPUT, "away/");
}

/* Columns that no profile reads are not so much as copied. */
static void what_nobody_reads_is_left_where_it_is(void **state)
{
	struct bench *b = *state;

	put(b, "profile/caseworker.sql",
	        "SELECT a.Nr AS caseworker_id, CAST(count(*) AS TEXT) AS name, NULL AS initials, "
	        "NULL AS email, h.Nr AS team_id, NULL AS changed_at, NULL AS deleted_at FROM ansat "
	        "a, hold h WHERE h.Nr = a.Hold GROUP BY 1");
	refused(b, ERR_CONFIG, "no such table: hold");
	put(b, "profile/export.map", EXPORT "table = hold : Hold.csv\n");
	extract(b);
	assert_string_equal(h_rows(b->mart, &b->a,
	                            "SELECT caseworker_id, name, team_id FROM staging_caseworker"),
	        "1|1|T1\n");
	put(b, "profile/caseworker.sql", "DELETE FROM ansat");
	refused(b, ERR_CONFIG, "only a SELECT that reads the store is allowed");
}

/* Where the profile splits a table by kind, it can say what is left. */
static void rows_that_no_select_takes_are_told(void **state)
{
	struct bench *b = *state;
	struct source_result r;

	put(b, "profile/left_over.sql",
	        "SELECT 'Ansat.csv' AS source, Nr AS record_key, NULL AS case_id, NULL AS "
	        "citizen_id, Hold AS found, 'T1' AS expected FROM ansat WHERE Hold <> 'T1'");
	assert_int_equal(extract(b).findings, extract(b).findings);
	put(b, "export/Ansat.csv", "Nr;Navn;Hold;Rettet;Noter\n1;Finn;T1;;\n7;Eva;T8;;\n");
	r = extract(b);
	assert_int_equal(r.rejected, 1);
	assert_int_equal(r.rows_in, 5);
	assert_string_equal(
	        h_rows(b->mart, &b->a,
	                "SELECT rule, consequence, entity, record_key, found, expected FROM finding"
	                " WHERE rule = 'casestore.left_over'"),
	        "casestore.left_over|record|Ansat.csv|7|T8|T1\n");
	put(b, "profile/left_over.sql", "SELECT 1 AS source");
	refused(b, ERR_CONFIG,
	        "entity 'left_over': profile 'profile/left_over.sql': there is no column");
}

static void check_reads_no_row(void **state)
{
	struct bench *b = *state;
	struct err e = { 0 };

	h_write(arena_printf(&b->a, "%s/export/Hold.csv", b->dir), "Nr;Navn;Rettet\n\0\0", 17);
	h_ok(casestore_check(&b->x, &e), e);
	unlink(arena_printf(&b->a, "%s/export/Hold.csv", b->dir));
	assert_int_equal(casestore_check(&b->x, &e), -1);
	assert_int_equal(e.code, ERR_NOINPUT);
}

static void an_export_of_headers_is_an_empty_store(void **state)
{
	struct bench *b = *state;

	put(b, "export/Hold.csv", "Nr;Navn;Rettet\n");
	put(b, "export/Ansat.csv", "Nr;Navn;Hold;Rettet\n");
	assert_int_equal(extract(b).rows_in, 0);
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM finding WHERE rule = 'casestore.empty'"), 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Whether or not the time of a change says so: an export gives all there is. */
static void the_next_export_is_held_against_what_is_staged(void **state)
{
	struct bench *b = *state;
	struct source_result r;

	extract(b);
	put(b, "export/Hold.csv",
	        "Nr;Navn;Rettet\nT1;Anden;01.02.2026 10:00\nT3;Ny;03.02.2026 10:00\n");
	b->x.as_of++;
	r = extract(b);
	assert_string_equal(r.why_full, "the store gives all");
	assert_int_equal(r.changed, 2);
	assert_int_equal(r.gone, 1);
	assert_string_equal(h_rows(b->mart, &b->a, "SELECT team_id, name FROM staging_team"),
	        "T1|Anden\nT3|Ny\n");
	assert_string_equal(
	        h_rows(b->mart, &b->a, "SELECT entity, record_key FROM staging_gone"), "team|T2\n");
	assert_int_equal(
	        h_int(b->mart, "SELECT count(*) FROM finding WHERE rule = 'casestore.missed'"), 0);
	b->x.as_of++;
	assert_int_equal(extract(b).changed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(an_entity_comes_from_a_map_or_from_a_select),
		T(an_export_may_be_a_zip),
		T(what_a_zip_holds_is_not_trusted),
		T(left_overs_of_a_killed_run_go),
		T(a_bad_record_is_a_finding_and_the_rest_goes_on),
		T(values_that_do_not_fit_stay_as_they_are),
		T(words_are_translated),
		T(every_type_has_a_form),
		T(a_map_accounts_for_every_column),
		T(the_header_is_held_against_the_map_before_a_row_is_read),
		T(an_export_that_is_not_whole_is_for_later),
		T(files_are_told_apart),
		T(what_nobody_reads_is_left_where_it_is),
		T(rows_that_no_select_takes_are_told),
		T(check_reads_no_row),
		T(the_next_export_is_held_against_what_is_staged),
		T(an_export_of_headers_is_an_empty_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
