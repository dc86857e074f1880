-- One row: a band of five points of risk in which the cohort or its control has people and, the same in every
-- row, what the control weighted to the cohort comes to.
-- Units: people, events; risk_from in per cent, empty for people without a score. The weighted rate and events per person
-- are numerators over denominator, cut at the fifteenth decimal of a person.
-- A band of the cohort in which the control has nobody takes the nearest in which it has, the lower of two as near; people
-- without a score take those without one, or the whole control where it has none of them.
-- Source: the lists $own_scores and $own_people of the cohort and $base_scores, $base_people, $base_reconvicted and
-- $base_events of the control, as queries/ledger/counts.sql counted them.
WITH score AS (
    SELECT
        TRUE AS is_own,
        unnest($own_scores) AS score,
        unnest($own_people) AS people,
        0 AS reconvicted,
        0 AS events
    UNION ALL
    SELECT
        FALSE AS is_own,
        unnest($base_scores) AS score,
        unnest($base_people) AS people,
        unnest($base_reconvicted) AS reconvicted,
        unnest($base_events) AS events
),

band AS (
    SELECT
        is_own,
        CASE
            -- least and greatest pass over what is missing, so it is named first.
            WHEN score IS NULL THEN NULL
            WHEN CAST($highest AS INTEGER) IS NULL
                THEN CAST(round(least(greatest(score * 10000, 5000), 995000)) AS INTEGER) // 50000
            ELSE CAST(round((score - 0.5) * 1000000 / CAST($highest AS INTEGER)) AS INTEGER) // 50000
        END AS band,
        CAST(sum(people) AS HUGEINT) AS people,
        CAST(sum(reconvicted) AS HUGEINT) AS reconvicted,
        CAST(sum(events) AS HUGEINT) AS events
    FROM score
    WHERE people > 0
    GROUP BY is_own, band
),

own AS (
    SELECT band, people
    FROM band
    WHERE is_own
),

control AS (
    SELECT band, people, reconvicted, events
    FROM band
    WHERE NOT is_own
),

whole AS (
    SELECT
        sum(people) AS people,
        sum(reconvicted) AS reconvicted,
        sum(events) AS events
    FROM control
),

matched AS (
    SELECT DISTINCT ON (own.band)
        own.people AS wanted,
        CAST(coalesce(control.people, whole.people) AS HUGEINT) AS people,
        CAST(coalesce(control.reconvicted, whole.reconvicted) AS HUGEINT) AS reconvicted,
        CAST(coalesce(control.events, whole.events) AS HUGEINT) AS events
    FROM own
    CROSS JOIN whole
    LEFT JOIN control ON (own.band IS NULL) = (control.band IS NULL)
    ORDER BY own.band, abs(control.band - own.band), control.band
),

weighted AS (
    SELECT
        CAST(CAST(sum(wanted * reconvicted * 1000000000000000 // people) AS HUGEINT) AS VARCHAR) AS rate_numerator,
        CAST(CAST(sum(wanted * events * 1000000000000000 // people) AS HUGEINT) AS VARCHAR) AS events_numerator,
        CAST(CAST(1000000000000000 * sum(wanted) AS HUGEINT) AS VARCHAR) AS denominator
    FROM matched
)

SELECT
    CAST(5 * coalesce(own.band, control.band) AS INTEGER) AS risk_from,
    CAST(coalesce(own.people, 0) AS BIGINT) AS own_people,
    CAST(coalesce(control.people, 0) AS BIGINT) AS people,
    CAST(coalesce(control.reconvicted, 0) AS BIGINT) AS reconvicted,
    CAST(coalesce(control.events, 0) AS BIGINT) AS events,
    weighted.rate_numerator,
    weighted.events_numerator,
    weighted.denominator
FROM own
FULL JOIN control ON own.band IS NOT DISTINCT FROM control.band
CROSS JOIN weighted
ORDER BY risk_from NULLS LAST
