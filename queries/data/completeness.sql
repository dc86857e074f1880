-- One row: a column of a table of one source, with the values missing in it.
-- Units: rows. Source: completeness, counted once a load.
SELECT source, table_name, column_name, "rows", missing
FROM completeness
ORDER BY source, table_name, column_name
