/*
 * The two manifests of a package.
 *
 * manifest.xml is ours and travels as a payload: what was reported, from which
 * inputs, by which program and definitions, and what every file weighs. With
 * it a return can be built again years later and compared. It is XML and not
 * JSON because a package is then read by one hardened parser only, and because
 * schemas/xsd/manifest.xsd lets a receiver judge it with ordinary tools.
 *
 * META-INF/ASiCManifest.xml is the container's (ETSI EN 319 162-1, ASiC-E with
 * CAdES): name and SHA-256 of every payload, manifest.xml among them. It is
 * what META-INF/signature.p7s signs.
 *
 * Both are written whole into a buffer (their size follows the number of
 * files and rules, not of records) and read back from memory; what a reader
 * refuses is ERR_DATA. Same values, same bytes. Ownership: arena.
 */
#ifndef REPORT_MANIFEST_H
#define REPORT_MANIFEST_H
#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"

#define MANIFEST_NAME "manifest.xml"
#define MANIFEST_NS "urn:indberet:manifest:1"
#define ASIC_MIMETYPE "application/vnd.etsi.asic-e+zip"
#define ASIC_MANIFEST_NAME "META-INF/ASiCManifest.xml"
#define ASIC_SIGNATURE_NAME "META-INF/signature.p7s"
enum { MANIFEST_MAX = 4 << 20, MANIFEST_FILES = 1000 };

struct manifest_input {
	const char *feed, *name, *sha256; /* name without anything shaped like a personal number */
	int64_t bytes;
};

struct manifest_count {
	const char *key; /* rule id, or reason why a record was left out */
	int64_t n;
};

struct manifest_payload {
	const char *name, *type; /* type: MIME */
	const char *schema;      /* path of the schema, "" for none */
	const char *sha256;      /* hex */
	int64_t bytes, records;  /* records: -1 where that says nothing */
};

struct manifest {
	const char *program, *version, *definitions; /* definitions: hash of everything built in */
	const char *report, *definition, *period, *as_of, *municipality, *receiver;
	bool test;
	int64_t records, held; /* written; held back with a finding */
	/* The delivery, of a return that goes by what changed; 0: none. */
	int64_t delivery, replaces; /* replaces 0: none */
	const char *basis;          /* changes, full, initial, whole */
	int64_t added, changed, removed;
	struct manifest_input *input;
	size_t inputs;
	struct manifest_count *excluded; /* records not selected, by reason */
	size_t excludeds;
	struct manifest_count *choice; /* setting=value: records it put something into */
	size_t choices;
	struct manifest_count *finding; /* findings by rule */
	size_t findings;
	struct manifest_count *overridden; /* of those let through by an answer, by rule */
	size_t overriddens;
	struct manifest_payload *payload;
	size_t payloads;
};

int manifest_write(const struct manifest *m, struct buf *b, struct err *e) MUST_CHECK;
int manifest_read(const char *data, size_t n, struct arena *a, struct manifest *ret,
        struct err *e) MUST_CHECK;

/* Of each payload: name, type and sha256 only. */
int asic_manifest_write(
        const struct manifest_payload *p, size_t n, struct buf *b, struct err *e) MUST_CHECK;
/* ret_signature: the name of the signature file it speaks of. */
int asic_manifest_read(const char *data, size_t n, struct arena *a, struct manifest_payload **ret,
        size_t *ret_n, const char **ret_signature, struct err *e) MUST_CHECK;
#endif
