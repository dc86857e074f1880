-- One row: a cohort and a number of days since discharge on which somebody was first reconvicted or was last followed up.
-- Units: people; day counts from the day of discharge (0) to the first qualifying conviction, or to the as-at date or the
-- last day a conviction counts, whichever comes first. Source: member_at.
WITH followed AS (
    SELECT
        cohort_id,
        is_reconvicted,
        coalesce(first_convicted_on, least($as_at, mature_on - 1)) - discharged_on AS day
    FROM member_at($as_at)
    WHERE contract_id = $contract_id AND reason_left_out IS NULL
)

SELECT
    cohort_id,
    CAST(day AS INTEGER) AS day,
    count(*) FILTER (WHERE is_reconvicted) AS reconvicted,
    count(*) FILTER (WHERE NOT is_reconvicted) AS censored
FROM followed
GROUP BY cohort_id, day
ORDER BY cohort_id, day
