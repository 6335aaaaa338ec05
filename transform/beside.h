/*
 * The rules beside the facts, on a second core.
 *
 * Rules judge what came and facts are made of it: neither reads what the other
 * writes. beside_begin() starts the rules in a thread with a connection of its
 * own, which reads the mart as it was last committed and writes its findings
 * into a file of the workspace's tmp folder. beside_end() waits, and brings findings and results
 * into the mart in the order of the rules, beside those that stay (rule_limit.h); call it before
 * anything reads them.
 *
 * A mart in memory has no second connection: then the rules run in
 * beside_end(), in this thread. Findings and results are the same either way.
 *
 * Ownership: block, CLEANUP(beside_abandon), which stops the rules if the facts failed.
 */
#ifndef BESIDE_H
#define BESIDE_H
#include <pthread.h>

#include "transform/rule_limit.h"

struct beside {
	struct ctx *c, own; /* own: what the thread works with */
	struct arena arena;
	const struct rules *rules;
	const struct watch *watch;
	struct limit *limit;
	struct err err;
	pthread_t thread;
	bool running;
	int rc;
	char path[1100];
};

int beside_begin(struct beside *b, struct ctx *c, const struct rules *rules, struct limit *limit,
        const struct watch *watch, struct err *e) MUST_CHECK;
int beside_end(struct beside *b, struct rule_counts *ret, struct err *e) MUST_CHECK;
void beside_abandon(struct beside *b);
#endif
