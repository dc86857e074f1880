-- One row: the end of a month, and who was waiting that day.
-- Units: people should_have: in custody, by the triage rules to have a custody case manager (pathways 1 to 3, and not 3 with a
-- sentence of fewer than $triage_only_below days), arrived, without one and not discharged; waiting_long: of these for more than
-- $allocated_within days. referred: referrals of the last $longest_wait days not started. Of referrals made in the month:
-- started, those started since; median_days from referral to start. Empty where no allocation, or no referral, is known at
-- all; a figure of the terms may be empty too. Source: service_at, case_manager_at, month_end_at, referral.
WITH month AS (
    SELECT month_end FROM month_end_at($as_at) WHERE contract_id = $contract_id
),

released AS (
    SELECT DISTINCT
        discharge_id,
        arrived_on,
        discharged_on,
        case_manager_on,
        intended_pathway <= 3
        AND NOT (intended_pathway = 3 AND sentence_days < coalesce(CAST($triage_only_below AS INTEGER), 0))
            AS should_have
    FROM service_at($as_at)
    LEFT JOIN case_manager_at($as_at) USING (discharge_id)
    WHERE contract_id = $contract_id
),

waiting AS (
    SELECT
        month.month_end,
        count(*) AS people,
        count(*) FILTER (WHERE month.month_end - released.arrived_on > CAST($allocated_within AS INTEGER))
            AS waiting_long
    FROM month
    INNER JOIN released
        ON
            released.should_have
            AND released.arrived_on <= month.month_end
            AND month.month_end < least(released.case_manager_on, released.discharged_on)
    GROUP BY month.month_end
),

referred AS (
    SELECT
        referral.referred_on,
        CASE WHEN referral.started_on <= $as_at THEN referral.started_on END AS started_on
    FROM referral
    INNER JOIN released USING (discharge_id)
    WHERE referral.referred_on <= $as_at AND referral.known_on <= $as_at AND referral.superseded_on > $as_at
),

not_started AS (
    SELECT
        month.month_end,
        count(*) AS referrals
    FROM month
    INNER JOIN referred
        ON
            referred.referred_on <= month.month_end
            AND month.month_end < referred.referred_on + CAST($longest_wait AS INTEGER)
            AND (referred.started_on > month.month_end OR referred.started_on IS NULL)
    GROUP BY month.month_end
),

begun AS (
    SELECT
        last_day(referred_on) AS month_end,
        count(started_on) AS started,
        median(started_on - referred_on) AS median_days
    FROM referred
    GROUP BY last_day(referred_on)
),

held AS (
    SELECT
        (SELECT count(case_manager_on) > 0 FROM released) AS any_allocation,
        (SELECT count(*) > 0 FROM referred) AS any_referral
)

SELECT
    month.month_end,
    CASE WHEN held.any_allocation THEN coalesce(waiting.people, 0) END AS should_have,
    CASE
        WHEN held.any_allocation AND $allocated_within IS NOT NULL THEN coalesce(waiting.waiting_long, 0)
    END AS waiting_long,
    CASE WHEN held.any_referral THEN coalesce(not_started.referrals, 0) END AS referred,
    coalesce(begun.started, 0) AS started,
    begun.median_days
FROM month
CROSS JOIN held
LEFT JOIN waiting USING (month_end)
LEFT JOIN not_started USING (month_end)
LEFT JOIN begun USING (month_end)
ORDER BY month.month_end
