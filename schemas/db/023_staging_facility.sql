-- text: staging of the facility register

-- One row for each line of the register; a facility may have several, one a period. Typed; the text
-- of what did not parse is in staging_raw.
CREATE TABLE staging_facility (
	file         INTEGER NOT NULL,
	line         INTEGER NOT NULL,
	byte         INTEGER NOT NULL DEFAULT 0,    -- many rows of an XML file may begin on one line
	facility_id  TEXT    NOT NULL,
	cvr          TEXT,                          -- eight digits
	p_number     TEXT,                          -- ten digits; never tested by modulus 11
	name         TEXT,
	kind         TEXT,                          -- a code of list facility_kind, or the register's word
	target_group TEXT,
	places       INTEGER,
	day_price    INTEGER,                       -- øre
	valid_from   INTEGER,                       -- day; first and last day of what this row says
	valid_to     INTEGER,
	municipality TEXT,                          -- where it lies, three digits
	status       TEXT,                          -- 'approved', 'closed', or the register's word
	approved_on  INTEGER,                       -- first day it was approved, where the register says so
	closed_on    INTEGER,                       -- first day it was closed
	PRIMARY KEY (file, line, byte)
) STRICT, WITHOUT ROWID;

-- What the register says of each facility, day by day: spells that do not overlap, first and last
-- day. Of two rows for one day the one that begins later counts, and of those that begin on one day
-- the last line of the latest file. Where a row gives no first or last day it holds always.
-- approved: 1, 0, or NULL where the register's word for its status is not known. A row without
-- status is approved: a facility is registered only when it is.
CREATE VIEW staging_facility_spell AS
WITH said AS (
	SELECT *, coalesce(valid_from, -719162) AS first, coalesce(valid_to, 2932896) AS last -- years 1, 9999
	  FROM staging_facility
	 WHERE valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from
),
edge AS (
	SELECT facility_id, first AS at FROM said
	UNION SELECT facility_id, last + 1 FROM said
	UNION SELECT facility_id, approved_on FROM said WHERE approved_on IS NOT NULL
	UNION SELECT facility_id, closed_on FROM said WHERE closed_on IS NOT NULL
),
piece AS (
	SELECT facility_id, at AS first, lead(at) OVER (PARTITION BY facility_id ORDER BY at) - 1 AS last
	  FROM edge
),
ranked AS (
	SELECT p.first AS valid_from, p.last AS valid_to, s.*,
	       row_number() OVER (PARTITION BY p.facility_id, p.first
	                              ORDER BY s.first DESC, s.file DESC, s.line DESC, s.byte DESC) AS place
	  FROM piece AS p
	  JOIN said AS s ON s.facility_id = p.facility_id AND p.first BETWEEN s.first AND s.last
)
SELECT facility_id, valid_from, nullif(valid_to, 2932896) AS valid_to, cvr, p_number, name, kind,
       target_group, places, day_price, municipality,
       CASE WHEN approved_on > valid_from THEN 0
            WHEN closed_on IS NOT NULL THEN valid_from < closed_on
            WHEN status IS NULL OR status = 'approved' THEN 1
            WHEN status = 'closed' THEN 0 END AS approved,
       file, line
  FROM ranked
 WHERE place = 1;

-- Where a child was placed, by facility: first and last day, last NULL while it lasts. The place is that
-- of the event, or of the one before where it gives none.
CREATE VIEW staging_facility_stay AS
WITH event AS (
	SELECT event_id, placement_id, case_id, event_code, day(effect_on) AS at, place_type, facility_id,
	       CASE event_code WHEN '7.5' THEN 1 WHEN '0' THEN 2 WHEN '1' THEN 3 WHEN '1.1' THEN 4
	                       WHEN '2' THEN 5 WHEN '7' THEN 7 WHEN '7.2' THEN 8 ELSE 6 END AS rank,
	       file, line
	  FROM staging_placement_event
	 WHERE deleted_at IS NULL
	   AND event_code IN ('0', '1', '1.1', '2', '5', '5.5', '7', '7.2', '7.5')
),
ordered AS (
	SELECT *, lead(at) OVER w AS next, lead(event_code) OVER w IN ('5', '5.5') AS ends,
	       count(facility_id) OVER w AS told, count(place_type) OVER w AS typed
	  FROM event
	 WHERE at IS NOT NULL
	WINDOW w AS (PARTITION BY placement_id ORDER BY at, rank, event_id)
),
stay AS (
	SELECT event_id, placement_id, case_id, event_code, at AS first,
	       CASE WHEN ends THEN next ELSE next - 1 END AS last,
	       max(facility_id) OVER (PARTITION BY placement_id, told) AS facility_id,
	       max(place_type) OVER (PARTITION BY placement_id, typed) AS place_type, file, line
	  FROM ordered
)
SELECT event_id, placement_id, case_id, facility_id, place_type, first, last, file, line
  FROM stay
 WHERE event_code NOT IN ('5', '5.5')
   AND facility_id IS NOT NULL
   AND (last IS NULL OR last >= first);
