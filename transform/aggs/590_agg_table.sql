-- text: statistical tables are made when a report asks for them; those of older facts go
-- reads:
-- writes: agg_table agg_table_code agg_table_dim agg_table_share agg_table_year
DELETE FROM agg_table_year;
DELETE FROM agg_table_dim;
DELETE FROM agg_table_code;
DELETE FROM agg_table_share;
DELETE FROM agg_table;
