/* Schemas compile from what is built in alone, and each kind of fault is caught, without its value.
 */
#include "tests/harness/h.h"

#include "common/arena.h"
#include "common/defs.h"
#include "report/xsd.h"

#define L231 "schemas/xsd/DST_BoernMedHandicapLeveranceL231Struktur.xsd"
#define L201 "schemas/xsd/DST_UdsatteBoernOgUngeLeveranceL201U1Struktur.xsd"
#define NS "http://rep.oio.dk/dst.dk/xml/schemas/2010/04/16/"
#define DST "http://rep.oio.dk/dst.dk/xml/schemas/2002/06/28/"

#define HEAD                                                                                       \
	"<DeliveryMetadataNewStructure><d:Envelope xmlns:d=\"" DST "\"><d:Source>x</d:Source>"     \
	"<d:SurveyID>D280600</d:SurveyID><d:FormID>T231</d:FormID><d:Period>2026M10</d:Period>"    \
	"<d:Entity><d:EntityIDType>Kommune</d:EntityIDType><d:EntityID>492</d:EntityID></"         \
	"d:Entity>"                                                                                \
	"</d:Envelope></DeliveryMetadataNewStructure>"
#define ID "<INDSATSFORLOEB_ID>H1</INDSATSFORLOEB_ID>"
#define TYPE "<INDBERETNINGSTYPE>Ny</INDBERETNINGSTYPE>"
#define CPR "<CPR>0101150001</CPR>"
#define UDL "<UDL_NR>U1</UDL_NR>"
#define CODE "<INDSATS_KODE>002</INDSATS_KODE>"
#define START "<INDSATS_STARTDATO>2026-10-01</INDSATS_STARTDATO>"
#define SAG(x) "<BoernMedHandicapSagStruktur>" x "</BoernMedHandicapSagStruktur>"
#define SAMLING(x) "<BoernMedHandicapSagStrukturSamling>" x "</BoernMedHandicapSagStrukturSamling>"
#define ROOT(x)                                                                                    \
	"<BoernMedHandicapLeveranceL231Struktur xmlns=\"" NS "\">" x                               \
	"</BoernMedHandicapLeveranceL231Struktur>"
#define DOC(x) ROOT(HEAD SAMLING(SAG(x)))
#define GOOD ID TYPE CPR CODE START
#define SIGNATURE                                                                                  \
	"<ds:Signature "                                                                           \
	"xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:A>x</ds:A></ds:Signature>"

static int validate(const char *schema, const char *xml, size_t n, bool enveloped, struct err *e)
{
	struct xsd x CLEANUP(xsd_close) = { 0 };
	const char *folder = h_tmp("xsd");
	char path[256];
	int rc;

	snprintf(path, sizeof path, "%s/a.xml", folder);
	h_write(path, xml, n);
	h_ok(xsd_open(schema, &x, e), *e);
	rc = xsd_validate(&x, path, enveloped, e);
	h_tmp_remove(folder);
	return rc;
}

static void every_schema_that_a_report_names_compiles(void **state)
{
	static const char *const paths[] = { L201, L231 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct xsd x CLEANUP(xsd_close) = { 0 };
		struct err e = { 0 };

		h_ok(xsd_open(paths[i], &x, &e), e);
	}
}

static void a_schema_that_is_not_built_in_is_an_error(void **state)
{
	struct xsd x CLEANUP(xsd_close) = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(xsd_open("schemas/xsd/none.xsd", &x, &e), -1);
	assert_string_equal(e.msg, "no schema 'schemas/xsd/none.xsd' is built in");
}

static void what_fits_passes(void **state)
{
	static const char *const good[] = {
		DOC(GOOD),
		DOC(ID TYPE UDL "<KOEN>1</KOEN><FOEDDAG>2016-02-29</FOEDDAG>" CODE START
		                "<INDSATS_SLUTDATO>2026-10-31</"
		                "INDSATS_SLUTDATO><SAGSBEHANDLER>Ærø</SAGSBEHANDLER>"
		                "<ORIGIN_INDSATSFORLOEB_ID>H0</ORIGIN_INDSATSFORLOEB_ID>"
		                "<ORIGIN_PERSON_ID>U0</ORIGIN_PERSON_ID>"),
		DOC(ID TYPE "<CPR>0000000000</CPR>" CODE START),
		DOC(ID TYPE "<CPR>2902150001</CPR>" CODE START),
		/* the same id twice is allowed by the official text */
		ROOT(HEAD SAMLING(SAG(GOOD) SAG(GOOD))),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		struct err e = { 0 };

		h_ok(validate(L231, good[i], strlen(good[i]), false, &e), e);
	}
}

static void each_fault_is_caught(void **state)
{
	static const struct {
		const char *xml, *element;
	} bad[] = {
		{ DOC(TYPE ID CPR CODE START), "INDBERETNINGSTYPE" },     /* order */
		{ DOC(ID TYPE CPR UDL CODE START), "UDL_NR" },            /* both */
		{ DOC(ID TYPE CODE START), "INDSATS_KODE" },              /* neither */
		{ DOC(ID TYPE CPR CODE), "BoernMedHandicapSagStruktur" }, /* no start */
		{ DOC(GOOD "<MERE>1</MERE>"), "MERE" },
		{ DOC(ID TYPE "<CPR>3104150001</CPR>" CODE START), "CPR" }, /* 31 April */
		{ DOC(ID TYPE "<CPR>0113150001</CPR>" CODE START), "CPR" }, /* month 13 */
		{ DOC(ID TYPE "<CPR>010115-0001</CPR>" CODE START), "CPR" },
		{ DOC(ID TYPE "<CPR>101150001</CPR>" CODE START), "CPR" },
		{ DOC(ID TYPE CPR "<INDSATS_KODE>2</INDSATS_KODE>" START), "INDSATS_KODE" },
		{ DOC(ID TYPE CPR CODE "<INDSATS_STARTDATO>01-10-2026</INDSATS_STARTDATO>"),
		        "INDSATS_STARTDATO" },
		{ DOC(ID TYPE CPR CODE "<INDSATS_STARTDATO>2026-02-30</INDSATS_STARTDATO>"),
		        "INDSATS_STARTDATO" },
		{ DOC(ID TYPE CPR "<KOEN>12</KOEN>" CODE START), "KOEN" },
		{ DOC(ID "<INDBERETNINGSTYPE>Annulleringer</INDBERETNINGSTYPE>" CPR CODE START),
		        "INDBERETNINGSTYPE" },
		{ DOC("<INDSATSFORLOEB_ID></INDSATSFORLOEB_ID>" TYPE CPR CODE START),
		        "INDSATSFORLOEB_ID" },
		{ DOC("<INDSATSFORLOEB_ID>123456789012345678901234567890123456789012345678901"
		      "</INDSATSFORLOEB_ID>" TYPE CPR CODE START),
		        "INDSATSFORLOEB_ID" },                                    /* 51 */
		{ ROOT(HEAD SAMLING("")), "BoernMedHandicapSagStrukturSamling" }, /* no record */
		{ ROOT(SAMLING(SAG(GOOD))),
		        "BoernMedHandicapSagStrukturSamling" }, /* no envelope */
		{ "<BoernMedHandicapLeveranceL231Struktur xmlns=\"urn:other\"/>",
		        "BoernMedHandicapLeveranceL231Struktur" },
		{ "<BoernMedHandicapLeveranceL231Struktur/>",
		        "BoernMedHandicapLeveranceL231Struktur" },
		{ DOC("<x:INDSATSFORLOEB_ID xmlns:x=\"" DST
		      "\">H1</x:INDSATSFORLOEB_ID>" TYPE CPR CODE START),
		        "INDSATSFORLOEB_ID" },        /* namespace */
		{ DOC(GOOD SIGNATURE), "Signature" }, /* not where it may be */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };
		char wanted[80];

		snprintf(wanted, sizeof wanted, "element '%s'", bad[i].element);
		if (validate(L231, bad[i].xml, strlen(bad[i].xml), true, &e) == 0)
			fail_msg("passed: %s", bad[i].xml);
		if (!strstr(e.msg, wanted) || !strstr(e.msg, "line 1"))
			fail_msg("case %zu says: %s", i, e.msg);
	}
}

static void the_message_names_line_and_element_but_not_the_value(void **state)
{
	static const char xml[] = "<?xml version=\"1.0\"?>\n" ROOT(
	        HEAD "\n" SAMLING("\n" SAG(ID TYPE "<CPR>HemmeligHansen</CPR>" CODE START)));
	static const char two[] = DOC(
	        ID TYPE "<UDL_NR></UDL_NR>" CODE "<INDSATS_STARTDATO>Hansen</INDSATS_STARTDATO>");
	struct err e = { 0 };

	(void)state;
	assert_int_equal(validate(L231, xml, strlen(xml), false, &e), -1);
	assert_string_equal(
	        e.msg, "'a.xml' does not fit " L231 ": line 4, element 'CPR': [facet 'pattern']");
	assert_int_equal(e.code, ERR_BUG);
	assert_int_equal(validate(L231, two, strlen(two), false, &e), -1);
	assert_null(strstr(e.msg, "Hansen"));
	assert_non_null(strstr(e.msg, "2 faults; the first: line 1, element 'UDL_NR'"));
}

static void a_signature_may_end_the_root_and_only_there(void **state)
{
	static const struct {
		const char *xml;
		bool enveloped, fits;
	} cases[] = {
		{ ROOT(HEAD SAMLING(SAG(GOOD)) SIGNATURE), true, true },
		{ ROOT(HEAD SAMLING(SAG(GOOD)) SIGNATURE), false, false },
		{ ROOT(HEAD SAMLING(SAG(GOOD)) SIGNATURE SIGNATURE), true, false },
		{ ROOT(HEAD SIGNATURE SAMLING(SAG(GOOD))), true, false },
		{ ROOT(SIGNATURE), true, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct err e = { 0 };
		int rc = validate(L231, cases[i].xml, strlen(cases[i].xml), cases[i].enveloped, &e);

		if ((rc == 0) != cases[i].fits)
			fail_msg("case %zu: %d %s", i, rc, e.msg);
	}
}

static void what_is_not_whole_xml_or_has_a_doctype_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		"<BoernMedHandicapLeveranceL231Struktur xmlns=\"" NS "\">",
		"<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" DOC(
		        "<INDSATSFORLOEB_ID>&x;</INDSATSFORLOEB_ID>" TYPE CPR CODE START),
		"<!DOCTYPE r SYSTEM \"http://127.0.0.1:9/x.dtd\">" DOC(GOOD),
		DOC(GOOD) "<!-- --><x/>",
		DOC("<INDSATSFORLOEB_ID>K\xf8</INDSATSFORLOEB_ID>" TYPE CPR CODE START),
		DOC("<INDSATSFORLOEB_ID>&#1;</INDSATSFORLOEB_ID>" TYPE CPR CODE START),
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = { 0 };

		if (validate(L231, bad[i], strlen(bad[i]), true, &e) == 0)
			fail_msg("passed: %s", bad[i]);
	}
}

/* Every shorter version of a good document fails; none is taken for whole. */
static void no_beginning_of_a_file_fits(void **state)
{
	static const char xml[] = DOC(GOOD);
	struct xsd x CLEANUP(xsd_close) = { 0 };
	const char *folder = h_tmp("xsd");
	struct err e = { 0 };
	char path[256];

	(void)state;
	snprintf(path, sizeof path, "%s/a.xml", folder);
	h_ok(xsd_open(L231, &x, &e), e);
	for (size_t n = 0; n < sizeof xml - 1; n += 7) {
		h_write(path, xml, n);
		assert_int_equal(xsd_validate(&x, path, false, &e), -1);
	}
	h_tmp_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_schema_that_a_report_names_compiles),
		cmocka_unit_test(a_schema_that_is_not_built_in_is_an_error),
		cmocka_unit_test(what_fits_passes),
		cmocka_unit_test(each_fault_is_caught),
		cmocka_unit_test(the_message_names_line_and_element_but_not_the_value),
		cmocka_unit_test(a_signature_may_end_the_root_and_only_there),
		cmocka_unit_test(what_is_not_whole_xml_or_has_a_doctype_is_refused),
		cmocka_unit_test(no_beginning_of_a_file_fits),
	};

	return cmocka_run_group_tests_name("xsd", tests, NULL, NULL);
}
