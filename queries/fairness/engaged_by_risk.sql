-- One row: people out for a month or longer, by quarter of release, risk band, and whether they have been met since release.
-- Units: OGRS in whole percent, ogrs_squared the sum over people of its square; is_complete says that everybody of
-- the quarter has been out for twelve months. Nobody
-- where the data hold no contact with a community case manager. Source: service_at.
WITH person AS (
    SELECT
        CAST(date_trunc('quarter', discharged_on) AS DATE) AS quarter,
        risk_band,
        met_on IS NOT NULL AS is_engaged,
        ogrs_percent,
        discharged_on
    FROM service_at($as_at)
    WHERE
        contract_id = $contract_id
        AND is_index
        AND ogrs_percent IS NOT NULL
        AND discharged_on + INTERVAL 1 MONTH <= $as_at
        AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
)

SELECT
    quarter,
    risk_band,
    is_engaged,
    count(*) AS n,
    sum(ogrs_percent) AS ogrs,
    sum(ogrs_percent * ogrs_percent) AS ogrs_squared,
    -- The whole quarter: a release on its last day has been followed for the twelve months in which people can be met.
    quarter + INTERVAL 15 MONTH <= $as_at AS is_complete
FROM person
GROUP BY quarter, risk_band, is_engaged
HAVING (SELECT bool_or(anybody.is_engaged) FROM person AS anybody)
ORDER BY quarter, risk_band, is_engaged
