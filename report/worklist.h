/*
 * Work lists: what each team and each caseworker is to mend or answer, from tonight's findings.
 *
 * worklist_write() writes into workspace/out/worklists/<as-of>/:
 *
 *     overblik.xlsx                the municipality: numbers by team, and each rule over time
 *     team-<id>.xlsx               numbers by caseworker, each rule over time, all its findings
 *     sagsbehandler-<id>.xlsx      the findings of one caseworker
 *     sagsbehandler-<id>.txt       the same as plain text, at most worklists.text-rows of them
 *     uden-team.xlsx, uden-sagsbehandler.xlsx, .txt   what reaches nobody
 *
 * Every finding of table `finding` is in one list of a team and one of a caseworker. Order: the
 * caseworker (in a team's), what to do first, case, rule. Names of files are ids, never names;
 * files are 0600, whole or absent, and what an earlier run of the day left and this one
 * does not write is removed. A case stands with its key; numbers and names of children only where
 * worklists.show-pnr and show-names say so, with who allowed it and why, and never those of a
 * child whose name and address are protected, whose values are not shown either.
 *
 * Lists of the newest worklists.keep-days days are kept, and those of the run's own day; the
 * folders of earlier days are removed when the lists are written. A folder within such a one, or a
 * link in its place, is somebody's own and fails the run.
 *
 * What the lists look like is a definition of kind worklist: report/defs/worklists/. The same mart,
 * as-of day, settings and program version give the same bytes; memory does not grow with the
 * findings.
 */
#ifndef REPORT_WORKLIST_H
#define REPORT_WORKLIST_H
#include "report/report.h"

bool worklist_is(const char *name, struct arena *a);
/* period: NULL, or the as-of day, which is the only one there is. */
int worklist_write(struct ctx *ctx, const char *name, const char *period, struct report_result *ret,
        struct err *e) MUST_CHECK;
#endif
