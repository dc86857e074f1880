-- One row: one of the kinds of intervention, or all of them where empty, over the referrals known by the day of the
-- discharges of a contract's own cohorts (of $cohort_id where given).
-- Units: referrals; discharges and people for whom any was made. offers are referrals made $taken_up_days or more before
-- the day, so that there was time to start, taken_up those of them that have; starts began $completed_days or more before
-- it, completed those of them that are. A rating has no date of its own, so only those of starts count: rated, their sum
-- (1 not helpful to 5 very helpful), and how many are 4 or 5. Source: service_at, referral.
WITH offered AS (
    SELECT
        service.person_id,
        referral.*
    FROM service_at($as_at) AS service
    INNER JOIN referral ON service.discharge_id = referral.discharge_id
    WHERE
        service.contract_id = $contract_id
        AND ($cohort_id IS NULL OR service.cohort_id = $cohort_id)
        AND referral.known_on <= $as_at
        AND referral.superseded_on > $as_at
        AND referral.referred_on <= $as_at
),

dated AS (
    SELECT
        *,
        referred_on + CAST($taken_up_days AS INTEGER) <= $as_at AS is_offer,
        coalesce(started_on + CAST($completed_days AS INTEGER) <= $as_at, FALSE) AS is_start
    FROM offered
)

SELECT
    intervention,
    count(*) AS referrals,
    count(DISTINCT discharge_id) AS discharges,
    count(DISTINCT person_id) AS people,
    count(*) FILTER (WHERE is_offer) AS offers,
    count(*) FILTER (WHERE is_offer AND started_on <= $as_at) AS taken_up,
    count(*) FILTER (WHERE is_start) AS starts,
    count(*) FILTER (WHERE is_start AND completed_on <= $as_at) AS completed,
    count(helpfulness) FILTER (WHERE is_start) AS rated,
    coalesce(sum(helpfulness) FILTER (WHERE is_start), 0) AS rating_sum,
    count(*) FILTER (WHERE is_start AND helpfulness >= 4) AS helpful
FROM dated
GROUP BY GROUPING SETS ((intervention), ())
ORDER BY intervention
