-- One row: people of one group, of the cohorts asked about or of those they are compared with, with one OGRS score and, where
-- asked by day, one day of the first reconviction or of the end of follow-up.
-- Units: people; n, its outcomes and everything else but people are of those whose follow-up is complete; events are court dates
-- ending in conviction, events_squared the sum over people of their square; the severities and custodial are of the first
-- reconviction; OGRS in per cent, empty for people without one; day counts from the discharge, empty where not asked.
-- A group is up to three factors, picked by their columns; empty where a factor is not asked.
-- Source: subgroup_at.
WITH person AS (
    SELECT
        list_contains(CAST($scope AS VARCHAR[]), cohort_id) AS is_scope,
        to_json(subgroup) ->> $by_1 AS group_1,
        to_json(subgroup) ->> $by_2 AS group_2,
        to_json(subgroup) ->> $by_3 AS group_3,
        ogrs_percent,
        CASE WHEN $by_day THEN day END AS day,
        is_mature,
        is_reconvicted,
        events,
        first_severity,
        first_is_custodial
    FROM subgroup_at($as_at) AS subgroup
    WHERE
        contract_id = $contract_id
        AND (
            list_contains(CAST($scope AS VARCHAR[]), cohort_id)
            OR list_contains(CAST($compared AS VARCHAR[]), cohort_id)
        )
)

SELECT
    is_scope,
    group_1,
    group_2,
    group_3,
    CAST(ogrs_percent AS DOUBLE) AS ogrs_percent,
    day,
    count(*) AS people,
    count(*) FILTER (WHERE is_mature) AS n,
    count(*) FILTER (WHERE is_mature AND is_reconvicted) AS reconvicted,
    CAST(coalesce(sum(events) FILTER (WHERE is_mature), 0) AS BIGINT) AS events,
    CAST(coalesce(sum(events * events) FILTER (WHERE is_mature), 0) AS BIGINT) AS events_squared,
    count(*) FILTER (WHERE is_mature AND is_reconvicted AND first_severity = 'indictable') AS indictable,
    count(*) FILTER (WHERE is_mature AND is_reconvicted AND first_severity = 'either way') AS either_way,
    count(*) FILTER (WHERE is_mature AND is_reconvicted AND first_severity = 'summary') AS summary,
    count(*) FILTER (WHERE is_mature AND is_reconvicted AND first_is_custodial) AS custodial,
    count(*) FILTER (WHERE is_mature AND is_reconvicted AND NOT first_is_custodial) AS not_custodial
FROM person
GROUP BY ALL
ORDER BY is_scope, group_1, group_2, group_3, ogrs_percent, day
