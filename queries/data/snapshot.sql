-- One row: the data file itself.
-- Units: published_at in UTC; file_format is that of the tables it offers its readers. Source: snapshot.
SELECT
    snapshot_id,
    published_at,
    file_format
FROM snapshot
