-- One row: a control's rate and its events per person, weighted to a cohort's mix of risks in bands of five points.
-- Units: a share of 1 and events per person, each as numerator over denominator, cut at the fifteenth decimal of a person.
-- A band of the cohort in which the control has nobody takes the nearest in which it has, the lower of two as near; people
-- without a score take those without one, or the whole control where it has none of them.
-- Source: the lists $own_scores and $own_people of the cohort and $base_scores, $base_people, $base_reconvicted and
-- $base_events of the control, as queries/ledger/counts.sql counted them.
WITH own_score AS (
    SELECT
        unnest($own_scores) AS score,
        unnest($own_people) AS people
),

control_score AS (
    SELECT
        unnest($base_scores) AS score,
        unnest($base_people) AS people,
        unnest($base_reconvicted) AS reconvicted,
        unnest($base_events) AS events
),

own AS (
    SELECT
        CASE
            -- least and greatest pass over what is missing, so it is named first.
            WHEN score IS NULL THEN NULL
            WHEN CAST($highest AS INTEGER) IS NULL
                THEN CAST(round(least(greatest(score * 10000, 5000), 995000)) AS INTEGER) // 50000
            ELSE CAST(round((score - 0.5) * 1000000 / CAST($highest AS INTEGER)) AS INTEGER) // 50000
        END AS band,
        sum(people) AS people
    FROM own_score
    WHERE people > 0
    GROUP BY band
),

control AS (
    SELECT
        CASE
            -- least and greatest pass over what is missing, so it is named first.
            WHEN score IS NULL THEN NULL
            WHEN CAST($highest AS INTEGER) IS NULL
                THEN CAST(round(least(greatest(score * 10000, 5000), 995000)) AS INTEGER) // 50000
            ELSE CAST(round((score - 0.5) * 1000000 / CAST($highest AS INTEGER)) AS INTEGER) // 50000
        END AS band,
        sum(people) AS people,
        sum(reconvicted) AS reconvicted,
        sum(events) AS events
    FROM control_score
    WHERE people > 0
    GROUP BY band
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
        CAST(own.people AS HUGEINT) AS wanted,
        CAST(coalesce(control.people, whole.people) AS HUGEINT) AS people,
        CAST(coalesce(control.reconvicted, whole.reconvicted) AS HUGEINT) AS reconvicted,
        CAST(coalesce(control.events, whole.events) AS HUGEINT) AS events
    FROM own
    CROSS JOIN whole
    LEFT JOIN control ON (own.band IS NULL) = (control.band IS NULL)
    ORDER BY own.band, abs(control.band - own.band), control.band
)

SELECT
    CAST(CAST(sum(wanted * reconvicted * 1000000000000000 // people) AS HUGEINT) AS VARCHAR) AS rate_numerator,
    CAST(CAST(sum(wanted * events * 1000000000000000 // people) AS HUGEINT) AS VARCHAR) AS events_numerator,
    CAST(CAST(1000000000000000 * sum(wanted) AS HUGEINT) AS VARCHAR) AS denominator
FROM matched
