-- One row: the number of sessions planned (empty where none is), with the referrals of a window that plan so many.
-- Units: referrals; starts are those whose first session was attended by the as-at date, sessions those attended by them.
-- Source: crs_referral, each referral once, as the department had it on the as-at date.
SELECT
    CAST(if(date_of_first_action_plan_approval <= $as_at, count_of_sessions_expected, NULL) AS BIGINT) AS planned,
    count(*) AS referrals,
    count(*) FILTER (WHERE date_of_first_attended_session <= $as_at) AS starts,
    CAST(
        coalesce(sum(count_of_sessions_attended) FILTER (WHERE date_of_first_attended_session <= $as_at), 0) AS BIGINT
    ) AS sessions
FROM crs_referral
WHERE
    list_contains($establishments, contract_ref)
    AND date_referral_received >= $discharged_from
    AND date_referral_received <= least($discharged_to, $as_at)
    AND known_on <= $as_at
    AND superseded_on > $as_at
GROUP BY planned
ORDER BY planned
