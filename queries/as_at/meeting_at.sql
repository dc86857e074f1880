-- One row: a kept contact with a community case manager outside custody, as the department knew it on a day: at the gate, in
-- the community or by telephone.
-- Units: minutes, empty where not recorded. Source: contact.
-- Stored in the data file as the table macro meeting_at(as_at).
SELECT
    discharge_id,
    contacted_on,
    worker_id,
    minutes
FROM contact
WHERE
    role = 'community case manager'
    AND setting <> 'custody'
    AND attended
    AND contacted_on <= as_at
    AND known_on <= as_at
    AND superseded_on > as_at
