-- One row: the data file itself.
-- Units: published_at in UTC. Source: snapshot.
SELECT snapshot_id, published_at
FROM snapshot
