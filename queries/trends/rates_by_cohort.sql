-- One row: a cohort of the contract as known on the as-at date.
-- Units: people; events are court dates ending in conviction, events_squared the sum over people of their square.
-- Source: member_at, event_at, cohort.
WITH person_events AS (
    SELECT member_id, count(*) AS events
    FROM event_at($as_at)
    GROUP BY member_id
),

member AS (
    SELECT cohort_id, is_mature, is_reconvicted, coalesce(events, 0) AS events
    FROM member_at($as_at)
    LEFT JOIN person_events USING (member_id)
    WHERE contract_id = $contract_id AND reason_left_out IS NULL
)

SELECT
    cohort.cohort_id,
    count(member.cohort_id) AS n,
    count(*) FILTER (WHERE member.is_mature) AS mature,
    count(*) FILTER (WHERE member.is_reconvicted) AS reconvicted,
    count(*) FILTER (WHERE member.is_mature AND member.is_reconvicted) AS mature_reconvicted,
    CAST(coalesce(sum(member.events), 0) AS BIGINT) AS events,
    CAST(coalesce(sum(member.events * member.events), 0) AS BIGINT) AS events_squared
FROM cohort
LEFT JOIN member USING (cohort_id)
WHERE cohort.contract_id = $contract_id
GROUP BY cohort.cohort_key, cohort.cohort_id
ORDER BY cohort.cohort_key
