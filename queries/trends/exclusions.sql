-- One row: a reason for which people with a discharge in a cohort's window are left out of it, as known on the as-at date.
-- Units: people. Source: member_at.
SELECT
    cohort_id,
    reason_left_out,
    count(*) AS people
FROM member_at($as_at)
WHERE contract_id = $contract_id AND reason_left_out IS NOT NULL
GROUP BY cohort_id, reason_left_out
ORDER BY cohort_id, people DESC, reason_left_out
