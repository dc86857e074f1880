-- One row: people with a need found at their fullest assessment, by number of needs and risk band.
-- Units: people; nothing counts those with no referral for any of the needs found. Source: service_at, need_at, referral.
WITH service AS MATERIALIZED (
    SELECT
        discharge_id,
        risk_band
    FROM service_at($as_at)
    WHERE
        contract_id = $contract_id
        AND is_index
        AND risk_band IS NOT NULL
        AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
),

assessed AS (
    SELECT
        need.discharge_id,
        service.risk_band,
        need.need
    FROM need_at($as_at) AS need
    INNER JOIN service ON need.discharge_id = service.discharge_id
    WHERE need.has_need
),

referred AS (
    SELECT DISTINCT
        discharge_id,
        need
    FROM referral
    WHERE known_on <= $as_at AND superseded_on > $as_at AND referred_on <= $as_at
),

person AS (
    SELECT
        discharge_id,
        risk_band,
        CASE WHEN count(*) < 2 THEN '1' WHEN count(*) < 4 THEN '2 or 3' ELSE '4 or more' END AS needs,
        bool_or(EXISTS (
            SELECT 1
            FROM referred
            WHERE
                referred.discharge_id = assessed.discharge_id
                AND (referred.need = assessed.need OR referred.need IS NULL)
        )) AS is_offered
    FROM assessed
    GROUP BY discharge_id, risk_band
)

SELECT
    needs,
    risk_band,
    count(*) AS n,
    count(*) FILTER (WHERE NOT is_offered) AS nothing
FROM person
GROUP BY needs, risk_band
ORDER BY needs, risk_band
