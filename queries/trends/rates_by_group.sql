-- One row: a group of a cohort as known on the as-at date; group_name is empty for people whose group is not known.
-- Units: people; events are court dates ending in conviction, events_squared the sum over people of their square;
-- a month or quarter is named by its first day. Source: member_at.
SELECT
    cohort_id,
    CASE $grouped_by
        WHEN 'month' THEN CAST(discharged_month AS VARCHAR)
        WHEN 'quarter' THEN CAST(CAST(date_trunc('quarter', discharged_on) AS DATE) AS VARCHAR)
        WHEN 'pathway' THEN CAST(pathway AS VARCHAR)
        WHEN 'ogrs-band' THEN risk_band
        WHEN 'sex' THEN sex
        WHEN 'age-band' THEN age_band
        WHEN 'ethnicity' THEN ethnicity
        WHEN 'sentence-length' THEN sentence_band
        WHEN 'offence-group' THEN offence_group
        WHEN 'release-area' THEN release_area
        WHEN 'local' THEN CASE WHEN is_local_release THEN 'local' WHEN NOT is_local_release THEN 'not local' END
    END AS group_name,
    count(*) AS n,
    count(*) FILTER (WHERE is_mature) AS mature,
    count(*) FILTER (WHERE is_reconvicted) AS reconvicted,
    CAST(sum(events) AS BIGINT) AS events,
    CAST(sum(events * events) AS BIGINT) AS events_squared
FROM member_at($as_at)
WHERE contract_id = $contract_id AND reason_left_out IS NULL
GROUP BY ALL
ORDER BY cohort_id, group_name
