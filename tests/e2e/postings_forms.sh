# The same postings in every form a finance system writes them in give the same facts, byte for byte.
. "$SRC/tests/e2e/lib.bash"
facts() {
	q "SELECT case_id, citizen_id, function, dranst, grouping, class, month, amount, postings, matched, measure_id, placement_id,
		fit FROM fact_cost ORDER BY rowid; SELECT * FROM fact_refund; SELECT * FROM fact_budget; SELECT * FROM agg_cost_fit;
		SELECT * FROM agg_kpi WHERE kpi IN ('net_cost', 'expected_year', 'budget_used', 'expected_of_budget')" | sha256sum
}

workspace generic 300 --lateness 0
night
same "$STATUS" 0 "night of the generic form: $OUT"
want=$(facts) rows=$(q "SELECT count(*) FROM staging_posting") first=$WS
[ "$(q "SELECT count(*) FROM fact_cost WHERE class = 'own_payment'")" -gt 0 ] || fail "no own payment"
[ "$(q "SELECT count(*) FROM fact_cost WHERE class = 'refund'")" -gt 0 ] || fail "no refund"
[ "$(q "SELECT count(*) FROM fact_cost WHERE fit = 'one'")" -gt 1000 ] || fail "no cost finds its measure"
same "$(q "SELECT count(*) FROM fact_cost WHERE class = 'unknown'")" 0 "unknown accounts"

for form in opus-csv prisme-csv g69; do
	workspace $form 300 --lateness 0 --postings-form $form
	night
	same "$STATUS" 0 "night of $form: $OUT"
	same "$(q "SELECT group_concat(DISTINCT rule) FROM finding WHERE rule <> 'cpr.error_record'")" "" "findings of $form"
	same "$(facts)" "$want" "facts of $form"
	same "$(q "SELECT count(*) FROM staging_posting") $(q "SELECT sum(amount) FROM staging_posting")" \
		"$(q "SELECT (SELECT sum(postings) FROM fact_cost) + coalesce((SELECT sum(postings) FROM fact_cost_outside), 0)") $(q "SELECT
			(SELECT sum(amount) FROM fact_cost) + coalesce((SELECT sum(amount) FROM fact_cost_outside), 0)")" "sums of $form"
	[ "$(q "SELECT count(*) FROM staging_posting")" -ge "$rows" ] || fail "postings of $form were lost"
done

# Without the table of accounts nothing is lost: the amounts are unknown, and listed.
WS=$TMP/opus-csv
rm "$WS/profile/accounts.csv"
"$INDBERET" transform --workspace "$WS" --as-of $AS_OF --quiet
same "$(q "SELECT sum(amount), sum(postings) FROM fact_cost WHERE class = 'unknown'")" "$(q "SELECT sum(amount), count(*) FROM staging_posting")" \
	"unknown accounts kept apart"
same "$(q "SELECT count(*) FROM finding WHERE rule = 'H10'")" "$(q "SELECT count(DISTINCT local_account) FROM staging_posting")" "findings of H10"

# A row comes back from the archive by its line, in every form.
WS=$TMP/g69
at=$(q "SELECT file || ':' || line FROM staging_posting WHERE posting = 10")
contains "$("$INDBERET" show row "$at" --workspace "$WS" --quiet 2>&1)" "FLYD" "a line of G69"
