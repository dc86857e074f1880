-- One row: how many of the seven needs were found, empty where there was no assessment, and whether it was a full one or
-- OASys; of the discharges of a contract's own cohorts (of $cohort_id where given), at their
-- fullest assessment. A need that it did not look at counts as not found.
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
),

counted AS (
    SELECT
        discharge_id,
        any_value(is_full) AS is_full,
        count(*) FILTER (WHERE has_need) AS needs
    FROM looked_at
    GROUP BY discharge_id
)

SELECT
    counted.is_full,
    counted.needs,
    count(*) AS discharges
FROM released
LEFT JOIN counted ON released.discharge_id = counted.discharge_id
GROUP BY counted.is_full, counted.needs
ORDER BY counted.is_full, counted.needs
