#include "tests/harness/h.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "common/filename.h"
#include "extract/unzip.h"
#include "tests/harness/h_zip.h"

struct stand {
	struct arena a;
	char folder[FILE_PATH];
	const char *zip, *dir;
	struct unzip_limits limits;
	struct unzip_result r;
	struct err e;
};

static void begin(struct stand *s, const char *name)
{
	struct conf *c;

	*s = (struct stand){ .e = { 0 } };
	snprintf(s->folder, sizeof s->folder, "%s", h_tmp(name));
	s->zip = arena_printf(&s->a, "%s/in.zip", s->folder);
	s->dir = arena_printf(&s->a, "%s/out", s->folder);
	c = conf_new(&s->a);
	unzip_limits_of(c, &s->limits);
	s->r.arena = &s->a;
}

static void end(struct stand *s)
{
	h_tmp_remove(s->folder);
	arena_done(&s->a);
}

static int unpack(struct stand *s)
{
	s->e = (struct err){ 0 };
	return unzip_to(s->zip, s->dir, &s->limits, &s->r, &s->e);
}

static size_t files_in(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n < 2 ? 0 : n - 2;
}

/* Refused with these words, and nothing left behind. */
static void refused_with(struct stand *s, const char *words)
{
	assert_int_equal(unpack(s), -1);
	if (s->e.code != ERR_DATA || !strstr(s->e.msg, words))
		fail_msg("expected '%s', got %s: %s", words, err_name(s->e.code), s->e.msg);
	assert_int_equal(files_in(s->dir), 0);
}

static void refused_zip(const char *what, const struct h_zip_file *f, size_t n, const char *words)
{
	struct stand s;

	begin(&s, what);
	h_zip(s.zip, f, n);
	refused_with(&s, words);
	end(&s);
}

static void every_file_comes_out_as_it_went_in(void **state)
{
	const struct h_zip_file f[] = {
		{ .name = "postings_492_20261031.csv", .data = "a;b\n1;2\n", .n = 8 },
		{ .name = "Bogføring æøå.csv", .data = "x", .n = 1, .method = 8 },
		{ .name = "empty", .data = "", .n = 0 },
	};
	struct stand s;
	struct stat st;
	size_t n;
	char *text;

	(void)state;
	begin(&s, "unzip_all");
	h_zip(s.zip, f, COUNT_OF(f));
	h_ok(unpack(&s), s.e);
	assert_int_equal(s.r.n, 3);
	assert_int_equal(s.r.bytes, 9);
	for (size_t i = 0; i < COUNT_OF(f); i++) {
		const char *path = arena_printf(&s.a, "%s/%s", s.dir, s.r.name[i]);

		assert_string_equal(s.r.name[i], f[i].name);
		text = h_read(path, &n);
		assert_non_null(text);
		assert_int_equal(n, f[i].n);
		assert_memory_equal(text, f[i].data, n);
		free(text);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
	}
	h_ok(unzip_remove(s.dir, &s.e), s.e);
	h_ok(unzip_remove(s.dir, &s.e), s.e);
	assert_false(file_exists(s.dir));
	end(&s);
}

static void by_number_no_name_reaches_the_disk(void **state)
{
	const struct h_zip_file f[] = { { .name = "010101-1234.csv", .data = "x", .n = 1 },
		{ .name = "b", .data = "yy", .n = 2 } };
	struct stand s;

	(void)state;
	begin(&s, "unzip_number");
	s.limits.by_number = true;
	h_zip(s.zip, f, COUNT_OF(f));
	h_ok(unpack(&s), s.e);
	assert_int_equal(file_size(unzip_path(&s.a, s.dir, 0)), 1);
	assert_int_equal(file_size(unzip_path(&s.a, s.dir, 1)), 2);
	assert_int_equal(files_in(s.dir), 2);
	end(&s);
}

static void names_that_lead_elsewhere_are_refused(void **state)
{
	static const struct {
		const char *name, *words;
	} bad[] = {
		{ "../../tmp/evil", "has a folder" },
		{ "/etc/x", "has a folder" },
		{ "..\\evil", "has a folder" },
		{ "C:evil", "has a folder or a drive" },
		{ "a/b.csv", "has a folder" },
		{ "folder/", "has a folder" },
		{ "..", "is a dot" },
		{ ".", "is a dot" },
		{ "a\nb", "has control characters" },
		{ "a\x1b[2J", "has control characters" },
		{ "a\xC2\x85z", "has control characters" },
		{ "a\xE2\x80\xAEvsc.exe", "has control characters" },
		{ "a\xE2\x81\xA6z", "has control characters" },
		{ "b\xF8ger.csv", "is not UTF-8" },
		{ "", "is empty" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct h_zip_file f[] = { { .name = "first", .data = "x", .n = 1 },
			{ .name = bad[i].name, .data = "x", .n = 1 } };

		refused_zip("unzip_name", f, 2, bad[i].words);
	}
}

static void a_name_of_201_bytes_is_refused(void **state)
{
	char name[FILENAME_BYTES + 2];
	struct h_zip_file f = { .name = name, .data = "x", .n = 1 };
	struct stand s;

	(void)state;
	memset(name, 'a', sizeof name);
	name[FILENAME_BYTES + 1] = '\0';
	refused_zip("unzip_long", &f, 1, "is too long");
	name[FILENAME_BYTES] = '\0';
	begin(&s, "unzip_longest");
	h_zip(s.zip, &f, 1);
	h_ok(unpack(&s), s.e);
	end(&s);
}

static void names_that_differ_in_case_only_are_refused(void **state)
{
	const struct h_zip_file ascii[] = { { .name = "A.csv", .data = "x", .n = 1 },
		{ .name = "a.csv", .data = "y", .n = 1 } };
	const struct h_zip_file danish[] = { { .name = "ÆBLE", .data = "x", .n = 1 },
		{ .name = "æble", .data = "y", .n = 1 } };

	(void)state;
	refused_zip("unzip_case", ascii, 2, "'a.csv' is in the zip twice");
	refused_zip("unzip_case", danish, 2, "is in the zip twice");
}

static void links_devices_and_folders_are_refused(void **state)
{
	static const unsigned attrs[] = { 0120777u << 16, 0020666u << 16, 0060666u << 16,
		0010666u << 16, 0140666u << 16, 0040755u << 16, 0x10, 0x08 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(attrs); i++) {
		const struct h_zip_file f = { .name = "x",
			.data = "/etc/passwd",
			.n = 11,
			.system = attrs[i] > 0xFF ? 3 : 0,
			.attr = attrs[i] };

		refused_zip("unzip_kind", &f, 1, "is not a regular file");
	}
}

static void secrets_and_strange_methods_are_refused(void **state)
{
	const struct h_zip_file secret = {
		.name = "x", .data = "0123456789abc", .n = 13, .flags = 1
	};
	const struct h_zip_file bzip2 = { .name = "x", .data = "BZh", .n = 3, .method = 12 };
	const struct h_zip_file deflate64 = { .name = "x", .data = "abc", .n = 3, .method = 9 };

	(void)state;
	refused_zip("unzip_secret", &secret, 1, "is encrypted");
	refused_zip("unzip_bzip2", &bzip2, 1, "packed by method 12");
	refused_zip("unzip_deflate64", &deflate64, 1, "packed by method 9");
}

static void a_size_field_that_lies_is_refused(void **state)
{
	const struct h_zip_file less = {
		.name = "x", .data = "0123456789", .n = 10, .method = 8, .size = 4
	};
	const struct h_zip_file more = {
		.name = "x", .data = "0123456789", .n = 10, .method = 8, .size = 4000
	};
	const struct h_zip_file stored = {
		.name = "x", .data = "0123456789", .n = 10, .size = 400
	};
	const struct h_zip_file crc = { .name = "x", .data = "0123456789", .n = 10, .crc = 7 };

	(void)state;
	refused_zip("unzip_less", &less, 1, "'x' in the zip");
	refused_zip("unzip_more", &more, 1, "'x' in the zip");
	refused_zip("unzip_stored", &stored, 1, "");
	refused_zip("unzip_crc", &crc, 1, "is damaged: CRC error");
}

static void entries_that_overlap_are_refused(void **state)
{
	/* The second entry's head points at the first's: one stream, counted twice. */
	const struct h_zip_file same[] = { { .name = "lead", .data = "0123456789", .n = 10 },
		{ .name = "a", .data = "0123456789", .n = 10 },
		{ .name = "b", .data = "0123456789", .n = 10, .at = 44 } };
	const struct h_zip_file other[] = {
		{ .name = "a", .data = "0123456789", .n = 10, .local_name = "b" }
	};

	(void)state;
	refused_zip("unzip_overlap", same, 3, "not a whole and sound zip");
	refused_zip("unzip_heads", other, 1, "not a whole and sound zip");
}

static void a_cut_zip_is_refused_wherever_it_is_cut(void **state)
{
	const struct h_zip_file f[] = { { .name = "a", .data = "0123456789", .n = 10 },
		{ .name = "b", .data = "0123456789", .n = 10, .method = 8 } };
	struct stand s;
	size_t n;
	char *text;

	(void)state;
	begin(&s, "unzip_cut");
	h_zip(s.zip, f, 2);
	text = h_read(s.zip, &n);
	for (size_t i = 0; i < n; i++) {
		h_write(s.zip, text, i);
		refused_with(&s, "not a whole and sound zip");
	}
	free(text);
	end(&s);
}

static void bombs_are_refused_by_ratio_size_and_number(void **state)
{
	static const char *const one[] = { "zeros" };
	static const char *const five[] = { "a", "b", "c", "d", "e" };
	const char *many[1001];
	struct stand s;

	(void)state;
	begin(&s, "unzip_bomb");
	h_zip_of(s.zip, one, 1, 0, (size_t)60 << 20);
	refused_with(&s, "would grow");
	h_zip_of(s.zip, one, 1, 0, (size_t)70 << 20);
	refused_with(&s, "the limit is 67108864 for one file");
	s.limits.all = 4 << 20;
	h_zip_of(s.zip, five, 5, 'x', 1 << 20);
	refused_with(&s, "'e' in the zip would be 1048576 bytes");
	for (size_t i = 0; i < COUNT_OF(many); i++)
		many[i] = arena_printf(&s.a, "f%zu", i);
	h_zip_of(s.zip, many, COUNT_OF(many), 'x', 1);
	refused_with(&s, "1001 files in the zip; the limit is 1000");
	h_zip_of(s.zip, many, 1000, 'x', 1);
	h_ok(unpack(&s), s.e);
	end(&s);
}

static void what_is_no_zip_is_said_to_be_none(void **state)
{
	struct stand s;

	(void)state;
	begin(&s, "unzip_none");
	h_write(s.zip, "Dato;Antal\n", 11);
	assert_false(unzip_is_zip(s.zip));
	refused_with(&s, "not a whole and sound zip");
	h_write(s.zip, "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
	assert_true(unzip_is_zip(s.zip));
	refused_with(&s, "the zip is empty");
	unlink(s.zip);
	assert_int_equal(unpack(&s), -1);
	assert_int_equal(s.e.code, ERR_NOINPUT);
	assert_int_equal(mkfifo(s.zip, 0600), 0);
	assert_int_equal(unpack(&s), -1);
	assert_int_equal(s.e.code, ERR_IO);
	end(&s);
}

static void a_folder_in_use_and_a_planted_link_are_not_written_to(void **state)
{
	const struct h_zip_file f = { .name = "x", .data = "0123456789", .n = 10 };
	struct stand s;
	const char *other;

	(void)state;
	begin(&s, "unzip_dir");
	h_zip(s.zip, &f, 1);
	h_ok(dir_make(s.dir, &s.e), s.e);
	h_write(arena_printf(&s.a, "%s/mine", s.dir), "m", 1);
	assert_int_equal(unpack(&s), -1);
	assert_non_null(strstr(s.e.msg, "is not empty"));
	assert_int_equal(files_in(s.dir), 1);
	h_ok(unzip_remove(s.dir, &s.e), s.e);
	other = arena_printf(&s.a, "%s/other", s.folder);
	h_ok(dir_make(other, &s.e), s.e);
	assert_int_equal(symlink(other, s.dir), 0);
	assert_int_equal(unpack(&s), -1);
	assert_int_equal(files_in(other), 0);
	end(&s);
}

#ifdef WITH_FAULTS
static void a_full_disk_leaves_nothing_behind(void **state)
{
	const struct h_zip_file f[] = { { .name = "x", .data = "0123456789", .n = 10 },
		{ .name = "y", .data = "0123456789", .n = 10 } };
	struct stand s;

	(void)state;
	begin(&s, "unzip_fault");
	h_zip(s.zip, f, 2);
	for (long i = 0; i < 2; i++) {
		fault_arm(i);
		assert_int_equal(unpack(&s), -1);
		assert_true(fault_fired());
		assert_int_equal(s.e.code, ERR_IO);
		assert_int_equal(files_in(s.dir), 0);
	}
	fault_arm(-1);
	h_ok(unpack(&s), s.e);
	end(&s);
}
#endif

static void a_name_is_shown_without_number_and_controls(void **state)
{
	char number[] = "cpr 010101-1234.csv", control[] = "a\x01\xFF";

	(void)state;
	assert_string_equal(filename_mask(number), "cpr ******-****.csv");
	assert_string_equal(filename_mask(control), "a??");
	assert_true(filename_ends_folded("x.ZIP", ".zip"));
	assert_false(filename_ends("x.ZIP", ".zip"));
	assert_false(filename_ends("zip", ".zip"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_comes_out_as_it_went_in),
		cmocka_unit_test(by_number_no_name_reaches_the_disk),
		cmocka_unit_test(names_that_lead_elsewhere_are_refused),
		cmocka_unit_test(a_name_of_201_bytes_is_refused),
		cmocka_unit_test(names_that_differ_in_case_only_are_refused),
		cmocka_unit_test(links_devices_and_folders_are_refused),
		cmocka_unit_test(secrets_and_strange_methods_are_refused),
		cmocka_unit_test(a_size_field_that_lies_is_refused),
		cmocka_unit_test(entries_that_overlap_are_refused),
		cmocka_unit_test(a_cut_zip_is_refused_wherever_it_is_cut),
		cmocka_unit_test(bombs_are_refused_by_ratio_size_and_number),
		cmocka_unit_test(what_is_no_zip_is_said_to_be_none),
		cmocka_unit_test(a_folder_in_use_and_a_planted_link_are_not_written_to),
		cmocka_unit_test(a_name_is_shown_without_number_and_controls),
#ifdef WITH_FAULTS
		cmocka_unit_test(a_full_disk_leaves_nothing_behind),
#endif
	};

	return cmocka_run_group_tests_name("unzip", tests, NULL, NULL);
}
