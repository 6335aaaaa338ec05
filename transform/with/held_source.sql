-- text: what the receivers hold, by the key of the source: part <measure>~2 of a measure is the measure

held AS MATERIALIZED (
	SELECT report, record_key, delivery,
	       CASE WHEN report IN ('dst-l201', 'dst-l231') AND record_key GLOB '*~[0-9]*'
	             AND rtrim(record_key, '0123456789') GLOB '*~'
	            THEN substr(record_key, 1, length(rtrim(record_key, '0123456789')) - 1)
	            ELSE record_key END AS thing
	  FROM ledger_held
	 WHERE report IN ('dst-l201', 'dst-l231', 'dst-underretninger', 'dst-anbringelser')
)
