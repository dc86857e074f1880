-- One row: how far a baseline moves by the contract rule: the cohort's mean risk less the baseline's own; one way, only
-- where the cohort's is the lower.
-- Units: a share of 1 as an exact fraction, numerator over denominator. A score in per cent is kept half a point inside 0
-- and 100, one in steps is spread evenly over 0 to 1; people without a score are in neither mean.
-- Source: the lists $own_scores, $own_people, $base_scores and $base_people, as queries/ledger/counts.sql counted them.
WITH counted AS (
    SELECT
        TRUE AS is_own,
        unnest($own_scores) AS score,
        unnest($own_people) AS people
    UNION ALL
    SELECT
        FALSE AS is_own,
        unnest($base_scores) AS score,
        unnest($base_people) AS people
),

risk AS (
    SELECT
        is_own,
        CAST(people AS HUGEINT) AS people,
        CAST(
            round(
                CASE
                    WHEN CAST($highest AS INTEGER) IS NULL THEN least(greatest(score * 10000, 5000), 995000)
                    ELSE (score - 0.5) * 1000000 / CAST($highest AS INTEGER)
                END
            ) AS HUGEINT
        ) AS millionths
    FROM counted
    WHERE score IS NOT NULL AND people > 0
),

total AS (
    SELECT
        sum(people) FILTER (WHERE is_own) AS own_people,
        sum(people) FILTER (WHERE NOT is_own) AS base_people,
        sum(millionths * people) FILTER (WHERE is_own) AS own_sum,
        sum(millionths * people) FILTER (WHERE NOT is_own) AS base_sum
    FROM risk
),

moved AS (
    SELECT
        CAST(coalesce(own_sum * base_people - base_sum * own_people, 0) AS HUGEINT) AS numerator,
        CAST(coalesce(1000000 * own_people * base_people, 1) AS HUGEINT) AS denominator
    FROM total
)

SELECT
    CAST(if($is_one_way AND numerator > 0, 0, numerator) AS VARCHAR) AS numerator,
    CAST(denominator AS VARCHAR) AS denominator
FROM moved
