-- text: the facility register: price, places, kind and approval of each facility by period
-- reads: staging_facility staging_facility_spell
-- writes: fact_facility
DELETE FROM fact_facility;

INSERT INTO fact_facility (facility_id, valid_from, valid_to, cvr, p_number, name, kind, target_group,
                           places, day_price, municipality, approved)
SELECT facility_id, valid_from, valid_to, cvr, p_number, name, kind, target_group, places, day_price,
       municipality, approved
  FROM staging_facility_spell
 ORDER BY facility_id, valid_from;
