/*
 * Which case a posting belongs to, for the step that sums postings (part "match" of step.h).
 *
 * Millions of postings look for one of some ten thousand cases; a table in memory is
 * ten times as fast as an index. match_begin() reads fact_case, fact_citizen, fact_pnr,
 * measures and placements and gives the connection these functions, match_end() takes them away:
 *
 *   posting_owner(case_id, pnr, booked) -> an owner, a number good until match_end()
 *   owner_case(owner), owner_citizen(owner) -> their ids, or NULL
 *   posting_what(account, local_account, booked, kind) -> month, account and class of what was
 *     booked in one number: (yyyymm * 10^9 + account) * 8 + class; 0 expense, 1 income (kinds 7
 *     and 8), 2 own payment (grouping 092), 3 refund (dranst 2), 4 account not known
 *   posting_account(local_account, booked) -> nine digits as a number, or 0 (match_account.h)
 *   posting_fit(owner, account, month) -> which measure it pays for (match_fit.h)
 *   fit_measure(fit), fit_placement(fit) -> its id, or NULL
 *
 * The case id on the posting wins; else the personal number, also an old one, leads
 * to the citizen (the least id where several have it) and to the case of theirs that
 * was open that day, the one opened last, then the least id; else there is none.
 * owner % 4 says how: 0 by case, 1 by number, 2 citizen known but no case, 3 nothing.
 * Owners sort as citizens and cases do, so sorting by them is the same every time.
 * Memory: some 80 bytes a case and citizen.
 */
#ifndef MATCH_H
#define MATCH_H
#include "common/ctx.h"

int match_begin(struct ctx *c, struct arena *a, struct err *e) MUST_CHECK;
int match_end(struct ctx *c, struct arena *a, struct err *e) MUST_CHECK;
#endif
