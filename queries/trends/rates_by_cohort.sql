-- One row: a cohort of the contract as known on the as-at date.
-- Units: people; events are court dates ending in conviction, events_squared the sum over people of their square.
-- Source: member_at, cohort.
WITH member AS (
    SELECT cohort_id, is_mature, is_reconvicted, events
    FROM member_at($as_at)
    WHERE contract_id = $contract_id AND reason_left_out IS NULL
)

SELECT
    cohort.cohort_id,
    count(member.cohort_id) AS n,
    count(*) FILTER (WHERE member.is_mature) AS mature,
    count(*) FILTER (WHERE member.is_reconvicted) AS reconvicted,
    CAST(coalesce(sum(member.events), 0) AS BIGINT) AS events,
    CAST(coalesce(sum(member.events * member.events), 0) AS BIGINT) AS events_squared
FROM cohort
LEFT JOIN member USING (cohort_id)
WHERE cohort.contract_id = $contract_id
GROUP BY cohort.cohort_key, cohort.cohort_id
ORDER BY cohort.cohort_key
