-- One row: two of the seven needs, need before other_need by name, and the discharges of a contract's own cohorts (of
-- $cohort_id where given) in which both were found at their
-- fullest assessment. A pair that nobody has is left out.
-- Units: discharges. Source: service_at, need_at.
WITH released AS (
    SELECT discharge_id
    FROM service_at($as_at)
    WHERE contract_id = $contract_id AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
),

looked_at AS (
    SELECT need.*
    FROM need_at($as_at) AS need
    INNER JOIN released USING (discharge_id)
)

SELECT
    one.need,
    other.need AS other_need,
    count(*) AS found
FROM looked_at AS one
INNER JOIN looked_at AS other ON one.discharge_id = other.discharge_id AND one.need < other.need
WHERE one.has_need AND other.has_need
GROUP BY one.need, other.need
ORDER BY one.need, other.need
