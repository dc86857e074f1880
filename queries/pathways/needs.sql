-- One row: one of the seven needs, over the discharges of a contract's own cohorts (of $cohort_id where given), by their
-- fullest assessment. A release is referred, has started or has completed where any referral that answers the need
-- has, by the day; it may_still complete where it has not, and a referral is younger than $taken_up_days or a start
-- younger than $completed_days.
-- Units: discharges. looked_at counts those whose assessment looked at the need, is_full those by a full one or OASys.
-- Source: service_at, need_at, referral.
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

answered AS (
    SELECT
        discharge_id,
        need,
        coalesce(bool_or(started_on <= $as_at), FALSE) AS is_started,
        coalesce(bool_or(completed_on <= $as_at), FALSE) AS is_completed,
        bool_or(
            CASE
                WHEN started_on <= $as_at THEN started_on + CAST($completed_days AS INTEGER) > $as_at
                ELSE referred_on + CAST($taken_up_days AS INTEGER) > $as_at
            END
        ) AS is_young
    FROM referral
    WHERE known_on <= $as_at AND superseded_on > $as_at AND referred_on <= $as_at AND need IS NOT NULL
    GROUP BY discharge_id, need
)

SELECT
    looked_at.need,
    count(*) AS looked_at,
    count(*) FILTER (WHERE looked_at.has_need) AS found,
    count(*) FILTER (WHERE looked_at.is_full) AS looked_at_full,
    count(*) FILTER (WHERE looked_at.is_full AND looked_at.has_need) AS found_full,
    count(*) FILTER (WHERE looked_at.has_need AND looked_at.severity = 1) AS severity_1,
    count(*) FILTER (WHERE looked_at.has_need AND looked_at.severity = 2) AS severity_2,
    count(*) FILTER (WHERE looked_at.has_need AND looked_at.severity = 3) AS severity_3,
    count(answered.need) FILTER (WHERE looked_at.has_need) AS referred,
    count(*) FILTER (WHERE looked_at.has_need AND answered.is_started) AS started,
    count(*) FILTER (WHERE looked_at.has_need AND answered.is_completed) AS completed,
    count(*) FILTER (WHERE looked_at.has_need AND answered.is_young AND NOT answered.is_completed) AS may_still
FROM looked_at
LEFT JOIN answered ON looked_at.discharge_id = answered.discharge_id AND looked_at.need = answered.need
GROUP BY looked_at.need
ORDER BY looked_at.need
