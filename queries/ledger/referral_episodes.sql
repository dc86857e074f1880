-- One row: a referral in a window as known on the as-at date, and whether it was started.
-- Units: dates; sessions. referral is a pseudonym of the ledger alone: a number by an order that the snapshot stirs, the
-- same for all of a contract's referrals; no key of the source. Rows come in order of the pseudonym.
-- Source: crs_referral. For made-up people only: throughgate/ledger checks it.
WITH known_referrals AS (
    SELECT DISTINCT referral_id
    FROM crs_referral
    WHERE list_contains($contract_establishments, contract_ref)
),

pseudonym AS (
    SELECT
        referral_id,
        format('R{:05d}', row_number() OVER (ORDER BY sha256($snapshot_id || ' ' || referral_id), referral_id))
            AS referral
    FROM known_referrals
)

SELECT
    pseudonym.referral,
    crs_referral.date_referral_received AS received_on,
    if(crs_referral.date_of_first_action_plan_approval <= $as_at, crs_referral.count_of_sessions_expected, NULL)
        AS planned,
    coalesce(crs_referral.date_of_first_attended_session <= $as_at, FALSE) AS is_started,
    if(crs_referral.date_of_first_attended_session <= $as_at, crs_referral.date_of_first_attended_session, NULL)
        AS started_on,
    if(crs_referral.date_of_first_attended_session <= $as_at, crs_referral.count_of_sessions_attended, 0) AS sessions
FROM crs_referral
INNER JOIN pseudonym ON crs_referral.referral_id = pseudonym.referral_id
WHERE
    list_contains($establishments, crs_referral.contract_ref)
    AND crs_referral.date_referral_received >= $discharged_from
    AND crs_referral.date_referral_received <= least($discharged_to, $as_at)
    AND crs_referral.known_on <= $as_at
    AND crs_referral.superseded_on > $as_at
ORDER BY pseudonym.referral
