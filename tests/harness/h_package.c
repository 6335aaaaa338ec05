#include "tests/harness/h_package.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "tests/harness/h.h"

static const char xml[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<Indberetning xmlns=\"urn:test\"><Navn>Ærø</Navn></Indberetning>\n";
static const char csv[] = "ID;ALDER\r\n1;7\r\n2;9\r\n";

static struct manifest_payload payloads[] = {
	{ .name = "return.xml",
	        .type = "application/xml",
	        .schema = "schemas/xsd/test.xsd",
	        .bytes = sizeof xml - 1,
	        .records = 1 },
	{ .name = "tal ærø.csv",
	        .type = "text/csv",
	        .schema = "",
	        .bytes = sizeof csv - 1,
	        .records = 2 },
};
static struct manifest_input inputs[] = { { "postings", "postings_492_20261031.csv",
	"0000000000000000000000000000000000000000000000000000000000000000", 17 } };
static struct manifest_count excluded[] = { { "AGE", 3 }, { "NO_GUARDIAN", 1 } };
static struct manifest_count findings[] = { { "B01", 2 }, { "K<&\"7", 1 } };
static const char *const sources[] = { "return.xml", "tal ærø.csv" };
static char hex[2][65];

const struct manifest *h_manifest(void)
{
	static const struct manifest m = { .program = "indberet",
		.version = "0.1.0",
		.definitions = "d0",
		.report = "dst-l201",
		.definition = "report/defs/dst-l201/2026M01.def",
		.period = "2026M10",
		.as_of = "2026-11-01",
		.municipality = "492",
		.receiver = "dst",
		.records = 3,
		.held = 1,
		.input = inputs,
		.inputs = 1,
		.excluded = excluded,
		.excludeds = 2,
		.finding = findings,
		.findings = 2,
		.payload = payloads,
		.payloads = 2 };
	struct err e = { 0 };

	h_ok(dir_make(h_pki_file("out"), &e), e);
	h_write(h_pki_file("out/return.xml"), xml, sizeof xml - 1);
	h_write(h_pki_file("out/tal ærø.csv"), csv, sizeof csv - 1);
	for (int i = 0; i < 2; i++) {
		sha256_hex(i ? csv : xml, i ? sizeof csv - 1 : sizeof xml - 1, hex[i]);
		payloads[i].sha256 = hex[i];
	}
	return &m;
}

int h_package_at(const char *path, enum package_profile profile, const struct signer *s,
        const char *roots, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	const struct manifest *m = h_manifest();
	const char *at[2];
	struct package_job job = { profile, path, m, at, s, roots, 3 };

	for (size_t i = 0; i < 2; i++)
		at[i] = arena_printf(&a, "%s/out/%s", h_pki(), sources[i]);
	return package_write(&job, e);
}

const char *h_package(const char *name, enum package_profile profile, const char *key)
{
	struct signer s CLEANUP(signer_done) = { 0 };
	struct err e = { 0 };
	const char *path = h_pki_file(name);

	h_ok(h_signer(
	             &s, key, strcmp(key, "other") == 0 ? "87654321" : H_CVR, "pkcs1", h_now(), &e),
	        e);
	h_ok(h_package_at(path, profile, &s, NULL, &e), e);
	return path;
}

const struct verify_result *h_verify(const char *path)
{
	static struct verify_result r;
	struct trust t CLEANUP(trust_done) = { 0 };
	struct err e = { 0 };

	h_trust(&t, NULL);
	h_ok(package_verify(path, &t, &r, &e), e);
	return &r;
}

const char *h_checks(const struct verify_result *r)
{
	static char text[8192];
	size_t n = 0;

	text[0] = '\0';
	for (int i = 0; i < CHECK_COUNT && n < sizeof text - 600; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "\n  %s: %s: %s",
		        check_name((enum check_id)i), check_state_name(r->check[i].state),
		        r->check[i].text);
	return text;
}
