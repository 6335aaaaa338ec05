#include "tests/harness/h_pki.h"

#include <stdarg.h>
#include <sys/wait.h>

#include "tests/harness/h.h"

static char folder[512];

int h_sh(const char *fmt, ...)
{
	char cmd[4096];
	va_list ap;
	int rc;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof cmd, fmt, ap);
	va_end(ap);
	rc = system(cmd); /* NOLINT: tests only */
	return WIFEXITED(rc) ? WEXITSTATUS(rc) : 128;
}

const char *h_pki(void)
{
	if (folder[0])
		return folder;
	snprintf(folder, sizeof folder, "%s", h_tmp("pki"));
	setenv("PKI", folder, 1);
	/* Made once a day and copied: keys cost seconds. */
	assert_int_equal(h_sh("day=${TMP:-/tmp}/pki.$(date -u +%%F); new=$day.$$; "
	                      "script=tests/harness/mkpki.sh;"
	                      " if ! [ $day -nt $script ]; then $script $new %s all && rm -rf $day "
	                      "&& mv -T $new $day; fi;"
	                      " cp -a $day/. $PKI",
	                         H_CVR),
	        0);
	return folder;
}

void h_pki_done(void)
{
	if (folder[0])
		h_tmp_remove(folder);
	folder[0] = '\0';
}

const char *h_pki_file(const char *name)
{
	static char path[128][600];
	size_t start = strlen(h_pki()) + 1, i = 0;

	while (path[i][0] && strcmp(path[i] + start, name) != 0)
		assert_true(++i < COUNT_OF(path));
	snprintf(path[i], sizeof path[i], "%s/%s", h_pki(), name);
	return path[i];
}

int64_t h_now(void)
{
	return (int64_t)time(NULL);
}

static int set(struct conf *c, const char *name, const char *value, struct err *e)
{
	return conf_set(c, "sign", name, value, "test", e);
}

int h_signer(struct signer *s, const char *name, const char *cvr, const char *rsa, int64_t now,
        struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct conf *c = conf_new(&a);
	char key[64];

	snprintf(key, sizeof key, "%s.p12", name);
	h_ok(conf_set(c, "municipality", "code", "492", "test", e), *e);
	h_ok(set(c, "key", key, e), *e);
	h_ok(set(c, "passphrase-file", "passphrase", e), *e);
	h_ok(set(c, "cvr", cvr, e), *e);
	h_ok(set(c, "rsa", rsa, e), *e);
	h_ok(conf_finish(c, e), *e);
	return signer_open(s, c, h_pki(), now, e);
}

void h_trust(struct trust *t, const char *crl)
{
	struct err e = { 0 };

	h_ok(trust_open(t, h_pki_file("trust.pem"), crl ? h_pki_file(crl) : NULL, &e), e);
	t->cvr = H_CVR;
	t->now = h_now();
}
