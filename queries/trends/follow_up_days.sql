-- One row: a cohort and a number of days since discharge on which somebody was first reconvicted or was last followed up.
-- Units: people; day counts from the day of discharge (0) to the first qualifying conviction, or to the as-at date or the
-- last day a conviction counts, whichever comes first. Source: member_at, event_at.
WITH first_event AS (
    SELECT member_id, min(convicted_on) AS convicted_on
    FROM event_at($as_at)
    GROUP BY member_id
),

followed AS (
    SELECT
        member.cohort_id,
        first_event.convicted_on IS NOT NULL AS is_reconvicted,
        coalesce(first_event.convicted_on, least($as_at, member.mature_on - 1)) - member.discharged_on AS day
    FROM member_at($as_at) AS member
    LEFT JOIN first_event USING (member_id)
    WHERE member.contract_id = $contract_id AND member.reason_left_out IS NULL
)

SELECT
    cohort_id,
    CAST(day AS INTEGER) AS day,
    count(*) FILTER (WHERE is_reconvicted) AS reconvicted,
    count(*) FILTER (WHERE NOT is_reconvicted) AS censored
FROM followed
GROUP BY cohort_id, day
ORDER BY cohort_id, day
