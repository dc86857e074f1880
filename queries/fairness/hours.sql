-- One row: people on a service pathway in custody, by risk band and number of needs found at their fullest assessment.
-- Units: hours are of kept contacts with a custody case manager in four weeks on the pathway, from allocation to discharge, 14
-- days or longer; hours_squared is the sum over people of their square; needs is '0 or 1', '2 or 3', '4 or more' or 'not
-- assessed', so that both groupings add up to the same people. Only people with a custody case manager and a known band.
-- Source: service_at, contact, need_at.
WITH service AS MATERIALIZED (
    SELECT *
    FROM service_at($as_at)
    WHERE
        contract_id = $contract_id
        AND is_index
        AND worker_id IS NOT NULL
        AND risk_band IS NOT NULL
        AND discharged_on - allocated_on >= 14
        AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
),

assessed AS (
    SELECT need.*
    FROM need_at($as_at) AS need
    INNER JOIN service ON need.discharge_id = service.discharge_id
),

needs AS (
    SELECT
        discharge_id,
        count(*) FILTER (WHERE has_need) AS needs
    FROM assessed
    GROUP BY discharge_id
),

kept AS (
    SELECT
        discharge_id,
        sum(minutes) / 60 AS hours
    FROM contact
    WHERE
        role = 'custody case manager'
        AND setting = 'custody'
        AND attended
        AND known_on <= $as_at
        AND superseded_on > $as_at
        AND contacted_on <= $as_at
    GROUP BY discharge_id
),

person AS (
    SELECT
        service.pathway,
        service.risk_band,
        CASE
            WHEN needs.needs < 2 THEN '0 or 1'
            WHEN needs.needs < 4 THEN '2 or 3'
            WHEN needs.needs >= 4 THEN '4 or more'
            ELSE 'not assessed'
        END AS needs,
        coalesce(kept.hours, 0) * 28 / (service.discharged_on - service.allocated_on) AS hours
    FROM service
    LEFT JOIN needs ON service.discharge_id = needs.discharge_id
    LEFT JOIN kept ON service.discharge_id = kept.discharge_id
)

SELECT
    pathway,
    risk_band,
    needs,
    count(*) AS n,
    sum(hours) AS hours,
    sum(hours * hours) AS hours_squared
FROM person
GROUP BY pathway, risk_band, needs
ORDER BY pathway, risk_band, needs
