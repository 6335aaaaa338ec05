#include "tests/harness/h_package.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fault.h"
#include "common/file.h"
#include "tests/harness/h.h"

static void check_valid(const char *path)
{
	const struct verify_result *r = h_verify(path);

	if (!r->valid)
		fail_msg("%s: %s", path, h_checks(r));
}

static void independent_judges_accept_the_container(void **state)
{
	static const char *const keys[] = { "org", "ec" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		check_valid(h_package("good.asice", PACKAGE_ASICE, keys[i]));
		assert_int_equal(h_sh("tests/harness/judge_asic.sh $PKI/good.asice $PKI/trust.pem "
		                      ">$PKI/out.txt"
		                      " || { cat $PKI/out.txt; exit 1; }"),
		        0);
	}
}

static void the_manifest_fits_its_schema(void **state)
{
	(void)state;
	h_package("good.asice", PACKAGE_ASICE, "ec");
	assert_int_equal(
	        h_sh("unzip -p $PKI/good.asice manifest.xml > $PKI/m.xml && xmllint --nonet --noout"
	             " --schema schemas/xsd/manifest.xsd $PKI/m.xml 2>$PKI/out.txt || { cat "
	             "$PKI/out.txt; exit 1; }"),
	        0);
}

static void the_manifest_reads_back_as_it_was_written(void **state)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct buf first CLEANUP(buf_done), again CLEANUP(buf_done);
	struct manifest m;
	struct err e = { 0 };

	(void)state;
	buf_init(&first, MANIFEST_MAX);
	buf_init(&again, MANIFEST_MAX);
	h_ok(manifest_write(h_manifest(), &first, &e), e);
	h_ok(manifest_read(first.data, first.len, &a, &m, &e), e);
	h_ok(manifest_write(&m, &again, &e), e);
	assert_string_equal(first.data, again.data);
	assert_string_equal(m.finding[1].key, "K<&\"7");
}

/* Same input, same bytes; another time of signing changes the signature alone. */
static void two_builds_differ_only_in_the_signature(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct err e = { 0 };

	(void)state;
	h_ok(h_signer(&s, "org", H_CVR, "pkcs1", h_now(), &e), e);
	h_ok(h_package_at(h_pki_file("one.asice"), PACKAGE_ASICE, &s, NULL, &e), e);
	h_ok(h_package_at(h_pki_file("two.asice"), PACKAGE_ASICE, &s, NULL, &e), e);
	assert_int_equal(h_sh("cmp $PKI/one.asice $PKI/two.asice"), 0);
	s.now -= 86400;
	h_ok(h_package_at(h_pki_file("two.asice"), PACKAGE_ASICE, &s, NULL, &e), e);
	assert_int_equal(h_sh("cd $PKI && rm -rf 1 2 && unzip -qq one.asice -d 1 && unzip -qq "
	                      "two.asice -d 2 &&"
	                      " [ \"$(diff -rq 1 2)\" = 'Files 1/META-INF/signature.p7s and "
	                      "2/META-INF/signature.p7s differ' ]"),
	        0);
	assert_int_equal(h_sh("cd $PKI && [ \"$(TZ=Asia/Tokyo unzip -l one.asice | grep -c "
	                      "'1980-01-01 00:00')\" = 6 ]"),
	        0);
}

static void what_others_may_not_read_is_closed(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(h_package("good.asice", PACKAGE_ASICE, "ec"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void a_payload_that_changed_is_refused(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct arena a CLEANUP(arena_done) = { 0 };
	struct manifest m = *h_manifest();
	const char *path = h_pki_file("late.asice"), *at[2];
	struct package_job job = { PACKAGE_ASICE, path, &m, at, &s, NULL, 3 };
	struct err e = { 0 };

	(void)state;
	at[0] = arena_printf(&a, "%s/out/return.xml", h_pki());
	at[1] = arena_printf(&a, "%s/changed.csv", h_pki());
	h_write(at[1], "ID;ALDER\r\n1;7\r\n2;8\r\n", 20);
	h_ok(h_signer(&s, "ec", H_CVR, "pkcs1", h_now(), &e), e);
	assert_int_equal(package_write(&job, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.msg, "'tal ærø.csv' is not the file that was signed"));
	assert_int_equal(h_sh("ls $PKI | grep -q '^late'"), 1);
}

static void a_chain_that_receivers_cannot_follow_is_refused(void **state)
{
	static const char *const keys[] = { "fake", "nochain", "self" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct signer s CLEANUP(signer_done) = { 0 };
		struct err e = { 0 };

		h_ok(h_signer(&s, keys[i], H_CVR, "pkcs1", h_now(), &e), e);
		assert_int_equal(h_package_at(h_pki_file("x.asice"), PACKAGE_ASICE, &s,
		                         h_pki_file("trust.pem"), &e),
		        -1);
		assert_non_null(strstr(e.msg, "the package does not pass its own check: "));
		assert_false(file_exists(h_pki_file("x.asice")));
	}
}

/* A manifest may claim what it likes, but it cannot write lines of its own into the answer. */
static void what_a_manifest_says_stays_on_its_line(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct manifest m = *h_manifest();
	const char *path = h_pki_file("loud.asice"), *at[2];
	struct package_job job = { PACKAGE_ASICE, path, &m, at, &s, NULL, 3 };
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct verify_result *r;
	struct err e = { 0 };

	(void)state;
	at[0] = arena_printf(&a, "%s/out/return.xml", h_pki());
	at[1] = arena_printf(&a, "%s/out/tal ærø.csv", h_pki());
	m.report = "x\xc2\x9b[2J";
	m.period = "æ\x7f";
	h_ok(h_signer(&s, "ec", H_CVR, "pkcs1", h_now(), &e), e);
	h_ok(package_write(&job, &e), e);
	r = h_verify(path);
	assert_string_equal(r->report, "x??[2J");
	assert_string_equal(r->period, "æ?");
	assert_non_null(strstr(r->check[CHECK_MANIFEST].text, "x??[2J of municipality 492"));
}

static void names_that_leave_the_folder_are_refused(void **state)
{
	static const char *const names[] = { "../x", "a/b", "", "a\nb", "..", "c:x", "a\\b",
		"\xff" };
	struct manifest_payload p = { .type = "", .schema = "", .sha256 = "" };
	struct manifest m = *h_manifest();
	const char *at[] = { "/dev/null" };
	struct package_job job = { PACKAGE_NONE, "/nowhere", &m, at, NULL, NULL, 3 };

	(void)state;
	m.payload = &p;
	m.payloads = 1;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct err e = { 0 };

		p.name = names[i];
		assert_int_equal(package_write(&job, &e), -1);
		assert_int_equal(e.code, ERR_DATA);
	}
}

static void files_with_bare_signatures_are_a_folder(void **state)
{
	(void)state;
	check_valid(h_package("bare", PACKAGE_P7S, "org"));
	assert_int_equal(h_sh("cd $PKI/bare && [ \"$(ls | wc -l)\" = 6 ] && for f in return.xml "
	                      "'tal ærø.csv' manifest.xml;"
	                      " do openssl cms -verify -cades -binary -inform DER -in \"$f.p7s\" "
	                      "-content \"$f\" -CAfile ../trust.pem"
	                      " -out /dev/null 2>../out.txt || exit 1; done"),
	        0);
	check_valid(h_package("bare", PACKAGE_P7S, "ec")); /* over the old one */
	assert_int_equal(h_sh("ls -d $PKI/bare.tmp 2>/dev/null"), 2);
}

static void an_unsigned_folder_says_so(void **state)
{
	const struct verify_result *r;
	struct err e = { 0 };

	(void)state;
	h_ok(h_package_at(h_pki_file("plain"), PACKAGE_NONE, NULL, NULL, &e), e);
	r = h_verify(h_pki_file("plain"));
	assert_false(r->valid);
	assert_string_equal(verify_first_fault(r)->text, "the package is not signed");
	assert_int_equal(r->check[CHECK_DIGESTS].state, CHECK_OK);
}

#ifdef WITH_FAULTS
static bool same_as(const char *path, const char *old, size_t n)
{
	size_t m;
	char *now = h_read(path, &m);
	bool same = now && m == n && memcmp(now, old, n) == 0;

	free(now);
	return same;
}

/* Fail each fault point in turn: the old container stays, and nothing lies beside it. */
static void a_package_is_old_or_new(void **state)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	const char *path = h_package("f.asice", PACKAGE_ASICE, "org");
	size_t size;
	char *old = h_read(path, &size);
	struct err e = { 0 };
	long n;

	(void)state;
	h_ok(h_signer(&s, "ec", H_CVR, "pkcs1", h_now(), &e), e);
	for (n = 0;; n++) {
		int rc;

		fault_arm(n);
		rc = h_package_at(path, PACKAGE_ASICE, &s, NULL, &e);
		if (!fault_fired())
			break;
		assert_int_equal(rc, -1);
		assert_true(same_as(path, old, size));
		assert_int_equal(h_sh("ls $PKI | grep -q 'f.asice.'"), 1);
	}
	fault_arm(-1);
	assert_int_equal(
	        n, 5); /* open, zip, check, flush, rename: a new one must be counted on purpose */
	check_valid(path);
	free(old);
}

/* As kill -9 at each point, in a process of its own: old or new, and the next run finishes. */
static void a_kill_leaves_old_or_new(void **state)
{
	static const char *const kinds[] = { "k.asice", "kfolder" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		for (long n = 0; n < 20; n++) {
			enum package_profile profile = i ? PACKAGE_P7S : PACKAGE_ASICE;
			const char *path = h_package(kinds[i], profile, "org");
			struct signer s CLEANUP(signer_done) = { 0 };
			struct err e = { 0 };
			pid_t pid;
			int status;

			h_ok(h_signer(&s, "ec", H_CVR, "pkcs1", h_now(), &e), e);
			fflush(NULL);
			pid = fork();
			if (pid == 0) {
				fault_crash(n);
				_exit(h_package_at(path, profile, &s, NULL, &e) < 0 ? 1 : 0);
			}
			assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
			check_valid(path);
			h_ok(h_package_at(path, profile, &s, NULL, &e), e);
			check_valid(path);
			assert_int_equal(h_sh("ls -d $PKI/kfolder.tmp 2>/dev/null"), 2);
		}
}
#endif

static int teardown(void **state)
{
	(void)state;
	h_pki_done();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_manifest_reads_back_as_it_was_written),
		cmocka_unit_test(independent_judges_accept_the_container),
		cmocka_unit_test(the_manifest_fits_its_schema),
		cmocka_unit_test(two_builds_differ_only_in_the_signature),
		cmocka_unit_test(what_others_may_not_read_is_closed),
		cmocka_unit_test(a_payload_that_changed_is_refused),
		cmocka_unit_test(a_chain_that_receivers_cannot_follow_is_refused),
		cmocka_unit_test(what_a_manifest_says_stays_on_its_line),
		cmocka_unit_test(names_that_leave_the_folder_are_refused),
		cmocka_unit_test(files_with_bare_signatures_are_a_folder),
		cmocka_unit_test(an_unsigned_folder_says_so),
#ifdef WITH_FAULTS
		cmocka_unit_test(a_package_is_old_or_new),
		cmocka_unit_test(a_kill_leaves_old_or_new),
#endif
	};

	return cmocka_run_group_tests_name("package", tests, NULL, teardown);
}
