-- One row: a contract that the data hold people of, and the dates they reach.
-- Units: dates; latest_known_on is the day its sources are complete to, as told when they were loaded, or else the last
-- day on which a discharge, conviction or contact of them became known. From a contract paid by volume nobody is
-- discharged: its dates are those of its referrals, first_discharged_on the day of the first one received.
-- Source: cohort_member, discharge, conviction, contact, crs_referral, cohort, cohort_establishment, load.
WITH latest AS (
    SELECT source, FALSE AS is_of_referrals, max(known_on) AS known_on FROM discharge GROUP BY source
    UNION ALL
    SELECT source, FALSE AS is_of_referrals, max(known_on) AS known_on FROM conviction GROUP BY source
    UNION ALL
    SELECT source, FALSE AS is_of_referrals, max(known_on) AS known_on FROM contact GROUP BY source
    UNION ALL
    SELECT source, TRUE AS is_of_referrals, max(known_on) AS known_on FROM crs_referral GROUP BY source
),

span AS (
    SELECT
        contract_id,
        source,
        FALSE AS is_of_referrals,
        min(discharged_on) AS first_discharged_on,
        max(discharged_on) AS last_discharged_on
    FROM cohort_member
    GROUP BY contract_id, source
    UNION ALL
    SELECT
        cohort.contract_id,
        crs_referral.source,
        TRUE AS is_of_referrals,
        min(crs_referral.date_referral_received) AS first_discharged_on,
        max(crs_referral.date_referral_received) AS last_discharged_on
    FROM crs_referral
    INNER JOIN cohort_establishment ON crs_referral.contract_ref = cohort_establishment.establishment
    INNER JOIN cohort
        ON
            cohort_establishment.cohort_key = cohort.cohort_key
            AND crs_referral.date_referral_received BETWEEN cohort.discharged_from AND cohort.discharged_to
    WHERE cohort.headline = 'volume'
    GROUP BY cohort.contract_id, crs_referral.source
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
INNER JOIN latest ON span.source = latest.source AND span.is_of_referrals = latest.is_of_referrals
LEFT JOIN told ON span.source = told.source
GROUP BY span.contract_id
