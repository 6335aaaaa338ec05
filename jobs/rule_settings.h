/* What of a rule is set in this workspace, and since when. */
#ifndef JOBS_RULE_SETTINGS_H
#define JOBS_RULE_SETTINGS_H
#include "jobs/app.h"

/* Behind the head of a rule: the settings of rules.csv and [rule], and the log of the mart. Nothing
 * outside a workspace. */
int rule_settings_show(struct app *a, const char *id, struct err *e) MUST_CHECK;
/* One line for doctor: how many hold; *lowered are those by which a rule stops less than it says,
 * one a line. */
int rule_settings_check(
        struct app *a, const char **ret, const char **lowered, struct err *e) MUST_CHECK;
#endif
