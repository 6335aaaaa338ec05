/*
 * Figures of signing, packing and verifying one large return, beside openssl(1) and zip(1).
 *
 *     gcc -O2 … tests/bench/package.c build/libindberet.a -o build/bench/package
 *     build/bench/package PKI DIR [RECORDS]        1,500,000 records are about 650 MB
 *
 * PKI is a folder made by tests/harness/mkpki.sh DIR 12345674. Prints seconds of processor time and
 * the highest memory of the process so far, since the machine may be shared.
 */
#include <sys/resource.h>
#include <time.h>

#include "common/file.h"
#include "report/package.h"
#include "report/sink.h"
#include "report/xades.h"

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void tell(const char *what, double since)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	printf("%-44s %6.2f s %8.1f MiB\n", what, cpu() - since, (double)r.ru_maxrss / 1024);
	fflush(stdout);
}

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void put_records(struct sink *k, long n)
{
	uint32_t rnd = 1;
	char text[640];

	for (long i = 0; i < n; i++) {
		snprintf(text, sizeof text,
		        "<BoernOgUngeYdelsesStruktur><PersonIndikatorStruktur><"
		        "PersonCivilRegistrationIdentifier>%02u%02u%02u%04u"
		        "</PersonCivilRegistrationIdentifier></"
		        "PersonIndikatorStruktur><PersonIndikatorForaelderStruktur>"
		        "<PersonCivilRegistrationIdentifier>%02u%02u%02u%04u</"
		        "PersonCivilRegistrationIdentifier>"
		        "</PersonIndikatorForaelderStruktur><YdelseKode>%03u</"
		        "YdelseKode><YdelseStartDato>20%02u-%02u-%02u"
		        "</YdelseStartDato><Id>%08u-%06ld</Id></BoernOgUngeYdelsesStruktur>\n",
		        61 + next(&rnd) % 28, 1 + next(&rnd) % 12, next(&rnd) % 26,
		        next(&rnd) % 10000, 61 + next(&rnd) % 28, 1 + next(&rnd) % 12,
		        next(&rnd) % 99, next(&rnd) % 10000, 200 + next(&rnd) % 80,
		        18 + next(&rnd) % 9, 1 + next(&rnd) % 12, 1 + next(&rnd) % 28,
		        next(&rnd) % 100000000, i);
		sink_str(k, text);
	}
}

static int write_return(const char *path, long n, const struct signer *s, char hex[65],
        int64_t *ret_bytes, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct sink *k = arena_take(&a, sizeof *k);
	FILE *f CLEANUP(file_closep) = fopen(path, "we");

	if (!f || sink_begin(k, f, e) < 0)
		return err_sys(e, ERR_IO, "could not write '%s'", path);
	sink_str(k, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	if (s && sink_canon_on(k, e) < 0)
		return -1;
	sink_str(k, "<Indberetning xmlns=\"urn:bench\">\n");
	put_records(k, n);
	if (s && xades_append(k, s, "Indberetning", &a, e) < 0)
		return -1;
	sink_str(k, "</Indberetning>\n");
	return sink_end(k, hex, ret_bytes, e);
}

static int open_key(struct signer *s, const char *pki, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct conf *c = conf_new(&a);
	const char *const set[][3] = { { "municipality", "code", "492" },
		{ "sign", "key", "org.p12" }, { "sign", "passphrase-file", "passphrase" },
		{ "sign", "cvr", "12345674" } };

	for (size_t i = 0; i < COUNT_OF(set); i++)
		if (conf_set(c, set[i][0], set[i][1], set[i][2], "bench", e) < 0)
			return -1;
	return conf_finish(c, e) < 0 ? -1 : signer_open(s, c, pki, (int64_t)time(NULL), e);
}

static int pack(const char *what, enum package_profile profile, const char *path,
        const struct manifest *m, const char *source, const struct signer *s, const char *roots,
        int level, struct err *e)
{
	struct package_job job = { profile, path, m, &source, s, roots, level };
	double start = cpu();

	if (package_write(&job, e) < 0)
		return -1;
	tell(what, start);
	return 0;
}

static int verify(const char *what, const char *path, const char *roots, struct err *e)
{
	struct trust t CLEANUP(trust_done) = { 0 };
	struct verify_result r;
	double start = cpu();

	if (trust_open(&t, roots, NULL, e) < 0 || package_verify(path, &t, &r, e) < 0)
		return -1;
	if (!r.valid)
		return err_set(e, ERR_DATA, "%s", verify_first_fault(&r)->text);
	tell(what, start);
	return 0;
}

static int run(const char *pki, const char *dir, long records, struct err *e)
{
	struct arena a CLEANUP(arena_done) = { 0 };
	struct signer s CLEANUP(signer_done) = { 0 };
	char hex[65];
	const char *roots = arena_printf(&a, "%s/trust.pem", pki);
	const char *xml = arena_printf(&a, "%s/return.xml", dir);
	const char *signed_xml = arena_printf(&a, "%s/signed.xml", dir);
	const char *asic = arena_printf(&a, "%s/return.asice", dir);
	struct manifest_payload p = { .name = "return.xml",
		.type = "application/xml",
		.schema = "",
		.sha256 = hex,
		.records = records };
	struct manifest m = { .program = "bench",
		.version = "1",
		.definitions = "",
		.report = "bench",
		.definition = "",
		.period = "2026M10",
		.as_of = "2026-11-01",
		.municipality = "492",
		.receiver = "",
		.records = records,
		.payload = &p,
		.payloads = 1 };
	double start;

	if (open_key(&s, pki, e) < 0)
		return -1;
	start = cpu();
	if (write_return(xml, records, NULL, hex, &p.bytes, e) < 0)
		return -1;
	tell("write the return", start);
	printf("%lld bytes\n", (long long)p.bytes);
	for (int level = 6; level >= 0; level -= 3)
		if (pack(arena_printf(&a, "sign, pack at level %d, check", (level + 3) % 9),
		            PACKAGE_ASICE, asic, &m, xml, &s, roots, (level + 3) % 9, e) < 0)
			return -1;
	if (verify("verify alone", asic, roots, e) < 0 ||
	        pack("bare signature beside it, check", PACKAGE_P7S,
	                arena_printf(&a, "%s/bare", dir), &m, xml, &s, roots, 3, e) < 0)
		return -1;
	start = cpu();
	if (write_return(signed_xml, records, &s, hex, &p.bytes, e) < 0)
		return -1;
	tell("write and sign inside (XAdES)", start);
	if (pack("folder of it, check of the inner signature", PACKAGE_XADES,
	            arena_printf(&a, "%s/inner", dir), &m, signed_xml, NULL, roots, 3, e) < 0)
		return -1;
	return verify("verify it", arena_printf(&a, "%s/inner", dir), roots, e);
}

int main(int argc, char **argv)
{
	struct err e = { 0 };
	long records = argc > 3 ? strtol(argv[3], NULL, 10) : 1500000;

	if (argc < 3) {
		fprintf(stderr, "usage: package PKI DIR [RECORDS]\n");
		return 64;
	}
	if (run(argv[1], argv[2], records, &e) < 0) {
		fprintf(stderr, "error: %s\n", e.msg);
		return err_exit_status(e.code);
	}
	return 0;
}
