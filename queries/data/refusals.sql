-- One row: a reason for which rows of a file were refused, with how many; never the value that stood there.
-- Units: rows. Source: rejected_row.
SELECT
    source,
    file,
    table_name,
    column_name,
    reason,
    count(DISTINCT line) AS "rows",
    min(line) AS first_line
FROM rejected_row
GROUP BY source, file, table_name, column_name, reason
ORDER BY source, file, table_name, "rows" DESC, column_name, reason
