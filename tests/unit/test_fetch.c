/* Sources of files: what the settings of [fetch.NAME] must be, and which names follow from them. */
#include "tests/harness/h.h"

#include "extract/fetch_source.h"

struct stand {
	struct arena a;
	struct ctx c;
};

static void begin(struct stand *s)
{
	*s = (struct stand){ .a = { 0 } };
	h_ctx(&s->c, NULL, &s->a, "/w");
}

static void set(struct stand *s, const char *name, const char *value)
{
	struct err e = { 0 };

	h_ok(conf_set((struct conf *)s->c.conf, "fetch.kmd", name, value, "test", &e), e);
}

static void wrong(const char *const pairs[][2], size_t n, const char *message)
{
	struct fetch_source source;
	struct err e = { 0 };
	struct stand s;

	begin(&s);
	for (size_t i = 0; i < n; i++)
		set(&s, pairs[i][0], pairs[i][1]);
	assert_int_equal(fetch_source_read(&s.c, "kmd", &source, &e), -1);
	assert_int_equal(e.code, ERR_CONFIG);
	assert_string_equal(e.msg, message);
	arena_done(&s.a);
}
#define WRONG(message, ...)                                                                        \
	do {                                                                                       \
		static const char *const pairs[][2] = { __VA_ARGS__ };                             \
		wrong(pairs, COUNT_OF(pairs), "setting fetch.kmd." message);                       \
	} while (0)
#define SFTP                                                                                       \
	{                                                                                          \
		"url", "sftp://op@h/ud/"                                                           \
	}
#define KEY                                                                                        \
	{                                                                                          \
		"key", "keys/k"                                                                    \
	}
#define HTTPS                                                                                      \
	{                                                                                          \
		"url", "https://h/ud/"                                                             \
	}
#define FILES                                                                                      \
	{                                                                                          \
		"files", "x.csv"                                                                   \
	}

static void what_is_wrong_is_said_by_its_name(void **state)
{
	(void)state;
	WRONG("url: expected sftp://USER@HOST/FOLDER/ or https://HOST/FOLDER/", KEY);
	WRONG("url: expected sftp:// or https://: nothing else is safe enough",
	        { "url", "http://h/ud/" });
	WRONG("url: expected sftp:// or https://: nothing else is safe enough",
	        { "url", "file:///etc/" });
	WRONG("url: expected a folder, which ends in /", { "url", "https://h/ud" }, FILES);
	WRONG("url: expected a folder, which ends in /", { "url", "sftp://h/a%22b/" }, KEY);
	WRONG("url: expected a folder, without ? and #", { "url", "https://h/ud/?a=/" }, FILES);
	WRONG("user: expected a user name, here or in the url", { "url", "sftp://h/ud/" }, KEY);
	WRONG("key: expected a private key, or a password-file", SFTP);
	WRONG("known-hosts: expected a file with the host's key", SFTP, KEY, { "known-hosts", "" });
	WRONG("files: expected names, or an index: HTTPS gives no listing", HTTPS);
	WRONG("after: expected keep, delete or move:FOLDER", SFTP, KEY, { "after", "remove" });
	WRONG("after: expected keep, delete or move:FOLDER", SFTP, KEY, { "after", "move:" });
	WRONG("after: expected keep: HTTPS knows no other", HTTPS, FILES, { "after", "delete" });
	WRONG("tries: expected a number from 1 to 10", SFTP, KEY, { "tries", "11" });
	WRONG("max-mib: expected a number from 1 to 1048576", SFTP, KEY, { "max-mib", "0" });
	WRONG("wait-seconds: expected a number from 0 to 60", SFTP, KEY, { "wait-seconds", "61" });
}

static void a_source_is_what_its_settings_say(void **state)
{
	struct fetch_source f;
	struct err e = { 0 };
	struct stand s;

	(void)state;
	begin(&s);
	set(&s, "url", "sftp://op%40x@h:2222/~/ud/m%C3%A5ned/");
	set(&s, "key", "keys/k");
	set(&s, "after", "move:hentet");
	h_ok(fetch_source_read(&s.c, "kmd", &f, &e), e);
	assert_string_equal(f.user, "op@x");
	assert_string_equal(f.path, "ud/måned/");
	assert_null(strstr(f.url, "op"));
	assert_string_equal(f.move_to, "ud/måned/hentet/");
	assert_string_equal(f.key, "/w/keys/k");
	assert_string_equal(f.known_hosts, "/w/keys/known_hosts");
	assert_int_equal(f.max_bytes, 256 << 20);
	assert_int_equal(f.tries, 3);
	arena_done(&s.a);
}

static void names_follow_from_the_day(void **state)
{
	static const char *const want[] = { "portal_492_20261030.csv", "portal_492_20261031.csv",
		"portal_492_20261101.csv", "budget_492_2026.csv", "D261030.txt", "D261031.txt",
		"D261101.txt" };
	struct fetch_source f;
	struct err e = { 0 };
	const char **names;
	struct stand s;
	size_t n;

	(void)state;
	begin(&s);
	set(&s, "url", "https://h/ud/");
	set(&s, "days", "3");
	set(&s, "files",
	        "portal_{municipality}_{date}.csv budget_{municipality}_{year}.csv D{yymmdd}.txt");
	h_ok(fetch_source_read(&s.c, "kmd", &f, &e), e);
	h_ok(fetch_source_names(&s.c, &f, &names, &n, &e), e);
	assert_int_equal(n, COUNT_OF(want));
	for (size_t i = 0; i < n; i++)
		assert_string_equal(names[i], want[i]);
	f.pattern[0] = "D{yymmdd}.L{digits}";
	assert_int_equal(fetch_source_names(&s.c, &f, &names, &n, &e), -1);
	assert_string_equal(e.msg, "setting fetch.kmd: files: 'D{yymmdd}.L{digits}' cannot be told "
	                           "without a listing: give an index");
	arena_done(&s.a);
}

static void sources_are_named_once_and_in_order(void **state)
{
	struct fetch_source f;
	struct err e = { 0 };
	struct stand s;
	size_t cursor = 0;

	(void)state;
	begin(&s);
	h_ok(conf_set((struct conf *)s.c.conf, "fetch.b", "url", "sftp://h/", "test", &e), e);
	h_ok(conf_set((struct conf *)s.c.conf, "feed.postings", "marker", "none", "test", &e), e);
	h_ok(conf_set((struct conf *)s.c.conf, "fetch.a", "tries", "1", "test", &e), e);
	h_ok(conf_set((struct conf *)s.c.conf, "fetch.b", "tries", "1", "test", &e), e);
	assert_string_equal(fetch_source_next(&s.c, &cursor), "b");
	assert_string_equal(fetch_source_next(&s.c, &cursor), "a");
	assert_null(fetch_source_next(&s.c, &cursor));
	assert_int_equal(
	        conf_set((struct conf *)s.c.conf, "fetch.a", "verify", "no", "t:1", &e), -1);
	assert_string_equal(e.msg, "t:1: setting fetch.a.verify is not known");
	assert_int_equal(fetch_source_read(&s.c, "a/../b", &f, &e), -1);
	assert_string_equal(e.msg,
	        "section [fetch.a/../b]: expected a name of a-z, 0-9, - and _ after the dot");
	arena_done(&s.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_said_by_its_name),
		cmocka_unit_test(a_source_is_what_its_settings_say),
		cmocka_unit_test(names_follow_from_the_day),
		cmocka_unit_test(sources_are_named_once_and_in_order),
	};

	return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
