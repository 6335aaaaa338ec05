/*
 * Rules: one .sql file each in transform/rules/, a SELECT of the rows that should not be.
 *
 * rules_load() reads and checks the heads of all; rules_configure() takes the
 * municipality's [rule] section over them; rules_run() empties the findings of
 * stage 'transform', runs every rule in the order of its id and leaves one row a
 * rule in rule_result: how many rows it looked at, how many it found. A rule that
 * looked at nothing says so, one that is switched off too. All inside the
 * transaction of the caller. Rules run beside the facts and read none; one whose head says
 * `after` runs later, by rules_run_after(), once for each place in which there are such.
 *
 * Head of a rule (needed: what stands before `after`, and blames, mend_* and by):
 *
 *     id           as the file name begins
 *     version      goes into each finding
 *     scope        file field record case cases periods macro
 *     consequence  delivery (stops the delivery), record (stops the record),
 *                  answer (mend it or say why it is right), info
 *     kind         entry (typed so), conversion (systematic), external (cannot be mended yet)
 *     legal        what it rests on
 *     text_da, text_en   what is wrong and what is expected
 *     who          who can mend it
 *     reads        tables, parted by blanks; a test holds them against the truth
 *     checks       <table> [WHERE ...]; repeated for several: what "checked" counts
 *     after        facts (reads fact_* and agg_*) or records (also agg_kpi and record_*; stops no
 *                  record, for they are chosen by then): runs when those are made, not beside
 *                  them
 *     param        NAME DEFAULT MEANING; bound as :NAME
 *     blames       fields its findings may name, * for any; a test holds the fixtures against it
 *     valid        FROM..TO, days, each may be missing: when the rule is in force
 *     valid_on     event (the default: the SELECT has a column event_day) or period (the last day
 *                  of the reporting month)
 *     spares       unborn, no-number: no finding on such a child; migrated: information only on
 *                  what happened before the case system was taken into use (a setting)
 *     mend_da, mend_en   where it is mended: the place in the case system, the owner of the feed
 *     by           days from the first time it was seen in which it is to be mended; a column
 *                  due_day of the SELECT goes before it
 *
 * The SELECT names its columns as table `finding` has them (rule_columns); what it
 * does not name is NULL. `consequence` there tells single rows apart from the head;
 * found, expected and clash never hold a secret value: mask(). Beside its own
 * parameters a rule may use those of step_params().
 *
 * [rule] in the settings: `<id>.consequence = delivery|record|answer|info|off` for all rows of the
 * rule, `<id>.<param> = value`. Anything else there is an error.
 *
 * What a rule does not judge it says: `skipped` are records of which a field that it reads is
 * broken by its form (the finding on the form stands instead; a rule of scope field is silent about
 * that field only), `not_applicable` rows it is not about. So a finding on a row of the case store
 * has the key that the readers give it, with all its parts.
 *
 * A rule that cannot run is an error of the run, with its path. Ownership: the arena given.
 */
#ifndef RULE_H
#define RULE_H
#include "transform/step.h"

enum { RULE_SPARES = 3 };

enum rule_place { RULE_BESIDE, RULE_AFTER_FACTS, RULE_AFTER_RECORDS };

struct rule {
	struct head head;
	const char *id, *version, *consequence;
	int32_t first, last; /* days it is in force, both included */
	int64_t by;          /* days to mend it in; -1: not said */
	enum rule_place place;
	bool on_period; /* judged on the last day of the reporting period, not on event_day */
	const char *spare[RULE_SPARES];
	size_t spares;
	bool off;
	bool overridden; /* by the settings: holds for every row */
	struct params params;
};

struct rules {
	struct arena *arena;
	struct rule *rows;
	size_t n;
};

struct rule_counts {
	int64_t rules, off, empty; /* of which switched off, looked at nothing */
	int64_t checked, found;
	int64_t skipped, not_applicable;        /* see schemas/db/090 */
	int64_t delivery, record, answer, info; /* found, by consequence */
};

extern const char *const rule_columns[];
extern const size_t rule_column_count;

int rules_load(struct arena *a, struct rules *ret, struct err *e) MUST_CHECK;
/* For a rule that is not built in. */
int rule_parse(const char *path, const char *text, struct arena *a, struct rule *ret,
        struct err *e) MUST_CHECK;
int rules_configure(struct rules *r, const struct conf *c, struct err *e) MUST_CHECK;
/* One setting: `consequence`, or a parameter of the rule. rule_check_setting() changes nothing. */
int rule_set(struct rule *r, const char *name, const char *value, const char *origin,
        struct err *e) MUST_CHECK;
int rule_check_setting(const struct rule *r, const char *name, const char *value,
        const char *origin, struct err *e) MUST_CHECK;
/* The rule of a pair of section [rule], and what of it is set; NULL with an error: none. */
struct rule *rule_of_setting(
        struct rules *r, const struct conf_pair *p, const char **rest, struct err *e) MUST_CHECK;
/* Its own parameters, as the settings have them, to those there are. */
void rule_params(const struct rule *r, struct params *p);
/* Forgets the findings of the rules and of reports; rules_run() does it first. */
int rules_clear(sqlite3 *db, struct err *e) MUST_CHECK;
int rules_run(struct ctx *c, const struct rules *r, const struct watch *w, struct rule_counts *ret,
        struct err *e) MUST_CHECK;
/* As rules_run(), behind limit_begin() (rule_limit.h), with nothing forgotten: limit_clear(). */
struct limit;
int rules_run_limited(struct ctx *c, const struct rules *r, struct limit *l, const struct watch *w,
        struct rule_counts *ret, struct err *e) MUST_CHECK;
/* All counts, as rule_result and finding have them. */
int rules_count(sqlite3 *db, struct rule_counts *ret, struct err *e) MUST_CHECK;
/* The rules of a later place, behind the findings of those before; *counts are those of all. */
int rules_run_after(struct ctx *c, const struct rules *r, enum rule_place place,
        const struct watch *w, struct rule_counts *counts, struct err *e) MUST_CHECK;

/* The statement that turns a rule's rows into findings; arena. For rules_run() and tests. */
int rule_statement(sqlite3 *db, const struct rule *r, struct arena *a, const char **ret,
        struct err *e) MUST_CHECK;
#endif
