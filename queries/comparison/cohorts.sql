-- One row: a cohort of a contract that has a stored matching, from whichever day.
-- Units: first_made is the earliest day whose knowledge one of its matchings rests on; is_complete says whether everybody known of on
-- the day looked at had been followed up for long enough. Source: matching, member_at.
WITH follow_up AS (
    SELECT
        cohort_id,
        bool_and(is_mature) AS is_complete
    FROM member_at($as_at)
    WHERE contract_id = $contract_id AND reason_left_out IS NULL
    GROUP BY cohort_id
)

SELECT
    matching.cohort_id,
    min(matching.as_at) AS first_made,
    coalesce(bool_and(follow_up.is_complete), FALSE) AS is_complete
FROM matching
LEFT JOIN follow_up ON matching.cohort_id = follow_up.cohort_id
WHERE matching.contract_id = $contract_id
GROUP BY matching.cohort_id
ORDER BY matching.cohort_id
