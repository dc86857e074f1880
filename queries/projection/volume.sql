-- One row: a cohort of a contract paid by volume and a number of sessions expected, as known on the as-at date.
-- Units: referrals, and sessions; sessions_expected is empty where no action plan was approved by that date. starts are
-- referrals with a delivery session attended by then, sessions_attended the sessions of those starts as their latest row
-- tells; completed, ended and cancelled are referrals concluded by then, the rest are open.
-- Source: crs_referral (contract_ref is the cohort's establishment), cohort, cohort_establishment.
WITH referral AS (
    SELECT
        cohort.cohort_id,
        crs_referral.count_of_sessions_attended,
        CASE
            WHEN crs_referral.date_of_first_action_plan_approval <= $as_at THEN crs_referral.count_of_sessions_expected
        END AS sessions_expected,
        coalesce(crs_referral.date_of_first_attended_session <= $as_at, FALSE) AS is_started,
        CASE WHEN coalesce(crs_referral.concluded_at, $as_at) <= $as_at THEN crs_referral.referral_end_state END
            AS end_state
    FROM crs_referral
    INNER JOIN cohort_establishment ON crs_referral.contract_ref = cohort_establishment.establishment
    INNER JOIN cohort
        ON
            cohort_establishment.cohort_key = cohort.cohort_key
            AND crs_referral.date_referral_received BETWEEN cohort.discharged_from AND cohort.discharged_to
    WHERE
        cohort.contract_id = $contract_id AND cohort.headline = 'volume'
        AND crs_referral.date_referral_received <= $as_at
        AND crs_referral.known_on <= $as_at AND crs_referral.superseded_on > $as_at
)

SELECT
    cohort_id,
    sessions_expected,
    count(*) AS referrals,
    count(*) FILTER (WHERE is_started) AS starts,
    CAST(coalesce(sum(count_of_sessions_attended) FILTER (WHERE is_started), 0) AS BIGINT) AS sessions_attended,
    count(*) FILTER (WHERE end_state = 'completed') AS completed,
    count(*) FILTER (WHERE end_state = 'ended') AS ended,
    count(*) FILTER (WHERE end_state = 'cancelled') AS cancelled,
    count(*) FILTER (WHERE end_state IS NULL) AS still_open
FROM referral
GROUP BY cohort_id, sessions_expected
ORDER BY cohort_id, sessions_expected
