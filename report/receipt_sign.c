/* Signatures of receipts: inside XML (xml_verify.h), or beside any file as NAME.p7s (CAdES). */
#include <openssl/bio.h>

#include "common/file.h"
#include "report/receipts.h"
#include "report/xml_verify.h"

enum { P7S_MAX = 1 << 20 };

static const char *setting(struct ctx *c, const char *section, const char *name)
{
	return conf_free_or_preset(c->conf, section, name);
}

static const char *file_of(struct ctx *c, const char *section, const char *name)
{
	const char *v = setting(c, section, name);

	return !*v || *v == '/' ? v : arena_printf(c->arena, "%s/%s", c->workspace, v);
}

static int of_xml(const struct trust *t, struct ctx *c, const char *path, struct trust_verdict *v,
        struct err *e)
{
	size_t n;
	char *data;

	if (file_size(path) > XML_VERIFY_MAX) {
		trust_say(&v->signature, TRUST_NO,
		        "a signed receipt in XML over %d MiB cannot be verified",
		        XML_VERIFY_MAX >> 20);
		return 0;
	}
	if (file_read(c->arena, path, XML_VERIFY_MAX, &data, &n, e) < 0)
		return -1;
	xml_verify(t, data, n, v);
	return 0;
}

static int of_p7s(const struct trust *t, struct ctx *c, const char *path, const char *beside,
        struct trust_verdict *v, struct err *e)
{
	BIO *content;
	size_t n;
	char *der;

	if (file_read(c->arena, beside, P7S_MAX, &der, &n, e) < 0)
		return -1;
	content = BIO_new_file(path, "rb");
	if (!content)
		return err_set(e, ERR_IO, "could not open the receipt");
	trust_cms(t, der, n, content, v);
	BIO_free(content);
	return 0;
}

static int judge(const struct trust_verdict *v, struct err *e)
{
	const struct trust_answer *const all[] = { &v->signature, &v->chain, &v->organisation,
		&v->revocation };

	if (v->signature.state == TRUST_NA)
		return 0;
	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i]->state == TRUST_NO ||
		        (all[i]->state == TRUST_UNKNOWN && all[i] != &v->revocation))
			return err_set(e, ERR_DATA, "%s",
			        all[i]->state == TRUST_NO ? all[i]->text
			                                  : "the signature was not judged");
	return 1;
}

int receipt_signature(struct ctx *c, const char *section, const struct receipt_def *d,
        const char *path, const char *beside, struct err *e)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	const char *roots = file_of(c, section, "trust");
	bool needed = strcmp(setting(c, section, "signed"), "yes") == 0;
	struct trust_verdict v = { 0 };
	int rc;

	if (!*roots && !needed)
		return 0;
	if (!*roots)
		return err_set(e, ERR_CONFIG,
		        "[%s] signed = yes needs trust: the root certificates of its receipts",
		        section);
	if (trust_open(&t, roots, file_of(c, section, "crl"), e) < 0)
		return err_ctx(e, "[%s]", section);
	t.cvr = setting(c, section, "cvr");
	t.now = c->now;
	if (file_exists(beside))
		rc = of_p7s(&t, c, path, beside, &v, e);
	else if (strcmp(d->form, "xml") == 0 && (needed || file_size(path) <= XML_VERIFY_MAX))
		rc = of_xml(&t, c, path, &v, e);
	else
		return 0;
	return rc < 0 ? -1 : judge(&v, e);
}
