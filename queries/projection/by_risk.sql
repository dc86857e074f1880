-- One row: a risk score within one cohort as known on the as-at date.
-- Units: people; events are court dates ending in conviction, events_squared the sum over people of their square.
-- risk_score is empty for people without one. Source: member_at.
SELECT
    cohort_id,
    CAST(
        CASE $score
            WHEN 'ogrs3-one-year' THEN ogrs3_one_year_percent
            WHEN 'ogrs3-two-year' THEN ogrs3_two_year_percent
            WHEN 'ogrs4g' THEN ogrs4g_percent
            WHEN 'recorded' THEN recorded_score
        END AS DOUBLE
    ) AS risk_score,
    count(*) AS n,
    count(*) FILTER (WHERE is_mature) AS mature,
    count(*) FILTER (WHERE is_reconvicted) AS reconvicted,
    CAST(sum(events) AS BIGINT) AS events,
    CAST(sum(events * events) AS BIGINT) AS events_squared
FROM member_at($as_at)
WHERE contract_id = $contract_id AND reason_left_out IS NULL
GROUP BY ALL
ORDER BY cohort_id, risk_score
