-- One row: a file read into a table by a load that the published data rest on.
-- Units: rows. Source: load.
SELECT
    source, loaded_at, file, file_sha256, table_name, rows_read, rows_skipped, rows_refused, rows_loaded, is_synthetic
FROM load
ORDER BY source, table_name, file
