-- text: the last days of the latest period of :months, of the one before it, and of the one before that

edge AS MATERIALIZED (
	SELECT :period_end AS last, add_months(:period_end + 1, -:months) - 1 AS before,
	       add_months(:period_end + 1, -2 * :months) - 1 AS earlier
)
