-- One row: how far a baseline moves by the contract's curve, written as intercept and slope on the log-odds of risk: the
-- mean rate that the curve expects of the cohort less the one that it expects of the baseline's own people.
-- Units: a share of 1 to a millionth, numerator over denominator; a score in per cent is kept half a point inside 0 and
-- 100, one in steps is spread evenly over 0 to 1; people without a score are expected $unknown_rate.
-- Source: the lists $own_scores, $own_people, $base_scores and $base_people, as queries/ledger/counts.sql counted them;
-- the written coefficients $intercept and $slope.
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
        people,
        CASE
            -- least and greatest pass over what is missing, so it is named first.
            WHEN score IS NULL THEN NULL
            WHEN CAST($highest AS INTEGER) IS NULL THEN least(greatest(score / 100, 0.005), 0.995)
            ELSE (score - 0.5) / CAST($highest AS INTEGER)
        END AS risk
    FROM counted
    WHERE people > 0
),

expected AS (
    SELECT
        is_own,
        people,
        CASE
            WHEN risk IS NULL THEN CAST($unknown_rate AS DOUBLE)
            ELSE 1 / (1 + exp(-CAST($intercept AS DOUBLE)) * pow((1 - risk) / risk, CAST($slope AS DOUBLE)))
        END AS rate
    FROM risk
),

moved AS (
    SELECT
        fsum(rate * people) FILTER (WHERE is_own) / sum(people) FILTER (WHERE is_own)
        - fsum(rate * people) FILTER (WHERE NOT is_own) / sum(people) FILTER (WHERE NOT is_own) AS share
    FROM expected
)

SELECT
    CAST(CAST(round(coalesce(share, 0) * 1000000) AS HUGEINT) AS VARCHAR) AS numerator,
    '1000000' AS denominator
FROM moved
