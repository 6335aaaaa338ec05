-- text: the children behind the statistical tables of older facts go with them
-- reads:
-- writes: record_table
DELETE FROM record_table;
