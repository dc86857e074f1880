-- One row: a day on which a window of the contract's own cohorts starts, or the day after one ends.
-- Units: releases of people who can count by the contract's terms, or would but for an exclusion, in the 14 days before and
-- from the edge, and in the 56 days beyond those: whole weeks, so the same weekdays on either side. Source: discharge, person,
-- cohort.
WITH own AS (
    SELECT *
    FROM cohort
    WHERE contract_id = $contract_id AND kind = 'cohort'
),

limits AS (
    SELECT
        any_value(sentence_days_below) AS sentence_days_below,
        any_value(sex) AS sex
    FROM own
),

edge AS (
    SELECT discharged_from AS edge_on FROM own
    UNION
    SELECT discharged_to + 1 AS edge_on FROM own
),

place AS (
    SELECT DISTINCT cohort_establishment.establishment
    FROM own
    INNER JOIN cohort_establishment USING (cohort_key)
),

custody AS (
    SELECT DISTINCT cohort_custody_type.custody_type
    FROM own
    INNER JOIN cohort_custody_type USING (cohort_key)
),

release AS (
    SELECT
        edge.edge_on,
        discharge.discharged_on - edge.edge_on AS day
    FROM edge
    CROSS JOIN limits
    INNER JOIN discharge
        ON
            edge.edge_on - 70 <= discharge.discharged_on
            AND edge.edge_on + 70 > discharge.discharged_on
            AND discharge.discharged_on <= $as_at
            AND discharge.known_on <= $as_at
            AND discharge.superseded_on > $as_at
    INNER JOIN place ON discharge.establishment = place.establishment
    INNER JOIN custody ON discharge.custody_type = custody.custody_type
    LEFT JOIN person
        ON discharge.person_id = person.person_id AND person.known_on <= $as_at AND person.superseded_on > $as_at
    WHERE
        (limits.sentence_days_below IS NULL OR discharge.sentence_days < limits.sentence_days_below)
        AND (limits.sex IS NULL OR person.sex = limits.sex)
)

SELECT
    edge.edge_on,
    count(*) FILTER (WHERE release.day BETWEEN -14 AND -1) AS near_before,
    count(*) FILTER (WHERE release.day BETWEEN 0 AND 13) AS near_after,
    count(*) FILTER (WHERE release.day < -14) AS far_before,
    count(*) FILTER (WHERE release.day >= 14) AS far_after
FROM edge
LEFT JOIN release ON edge.edge_on = release.edge_on
WHERE edge.edge_on <= $as_at
GROUP BY edge.edge_on
ORDER BY edge.edge_on
