/*
 * The values that a finding rests on, as one text of name=hash: what was found and what it clashes
 * with; of the record, of the record that `clash` names (entity, blank, key), of the case and of
 * the child every column that the rule reads (rule_reads.h). A record that is told in many rows
 * counts as all of them. Rows of other tables that the rule reads and the finding does not name are
 * not in it: when only such a row changes, the answer goes on holding. Findings of extract rest on
 * what was found, the clash, and the value of the field as it stands in staging; other findings
 * that are not of a rule on what was found and the clash.
 *
 * The caller makes ANSWER_MET_TABLE and fills it from finding, `finding` and ANSWER_MET_COLUMNS;
 * answer_values() then sets the fingerprint of each row: one statement a rule, each row by its key.
 */
#ifndef ANSWER_VALUES_H
#define ANSWER_VALUES_H
#include "common/ctx.h"

#define ANSWER_MET_TABLE                                                                           \
	"CREATE TEMP TABLE IF NOT EXISTS answer_met (finding INTEGER PRIMARY KEY,"                 \
	" answer INTEGER, rule TEXT, entity TEXT, record_key TEXT, case_id TEXT, citizen_id TEXT," \
	" found TEXT, clash TEXT, clash_entity TEXT, clash_key TEXT, fingerprint TEXT, why TEXT,"  \
	" field TEXT);"                                                                            \
	"DELETE FROM temp.answer_met;"
#define ANSWER_MET_COLUMNS                                                                         \
	"rule, entity, record_key, case_id, citizen_id, found, clash, clash_entity, clash_key"
/* What they are of finding f. */
#define ANSWER_MET_OF                                                                              \
	"f.rule, f.entity, f.record_key, f.case_id, f.citizen_id, f.found, f.clash,"               \
	" iif(instr(f.clash, ' ') > 1, substr(f.clash, 1, instr(f.clash, ' ') - 1), NULL),"        \
	" iif(instr(f.clash, ' ') > 1, substr(f.clash, instr(f.clash, ' ') + 1), NULL)"

int answer_values(struct ctx *c, struct err *e) MUST_CHECK;
/* The first value that both name and that is not the same; NULL: none. Arena. */
const char *answer_values_differ(struct arena *a, const char *was, const char *is);
#endif
