-- text: the latest delivery of each feed that could be read

latest_delivery AS (
	SELECT feed, max(delivery) AS delivery
	  FROM staging_delivery
	 WHERE verdict IN ('loaded', 'duplicate')
	   AND file IS NOT NULL
	 GROUP BY feed
)
