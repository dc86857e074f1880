-- One row: a contract that the data hold people of, and the dates they reach.
-- Units: dates; latest_known_on is the day its sources are complete to, as told when they were loaded, or else the last
-- day on which a discharge, conviction or contact of them became known.
-- Source: cohort_member, discharge, conviction, contact, load.
WITH latest AS (
    SELECT source, max(known_on) AS known_on FROM discharge GROUP BY source
    UNION ALL
    SELECT source, max(known_on) AS known_on FROM conviction GROUP BY source
    UNION ALL
    SELECT source, max(known_on) AS known_on FROM contact GROUP BY source
),

span AS (
    SELECT
        contract_id,
        source,
        min(discharged_on) AS first_discharged_on,
        max(discharged_on) AS last_discharged_on
    FROM cohort_member
    GROUP BY contract_id, source
),

told AS (
    SELECT
        source,
        bool_or(is_synthetic) AS is_synthetic,
        max(complete_to) AS complete_to
    FROM load
    GROUP BY source
)

SELECT
    span.contract_id,
    min(span.first_discharged_on) AS first_discharged_on,
    max(span.last_discharged_on) AS last_discharged_on,
    max(coalesce(told.complete_to, latest.known_on)) AS latest_known_on,
    bool_or(told.is_synthetic) AS is_synthetic
FROM span
INNER JOIN latest ON span.source = latest.source
LEFT JOIN told ON span.source = told.source
GROUP BY span.contract_id
