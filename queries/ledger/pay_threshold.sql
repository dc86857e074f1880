-- One row: a line of what is paid under the rule threshold; both are there, one of them always 0.
-- is_fixed says that it is paid whatever the outcome.
-- Units: pence, to the department below 0; $threshold and $cap in percentage points, $share_at_risk in per cent,
-- $core_value and $slope (for each point) in pounds. Whole numbers only: nothing is rounded but the pence, halves away
-- from 0. Source: the counts and the baseline of the second computation, the contract's figures.
WITH figure AS (
    SELECT
        CAST($n AS HUGEINT) AS n,
        CAST($reconvicted AS HUGEINT) AS reconvicted,
        CAST($baseline_numerator AS HUGEINT) AS numerator,
        CAST($baseline_denominator AS HUGEINT) AS denominator,
        CAST(10000 * CAST($threshold AS DECIMAL(18, 4)) AS HUGEINT) AS threshold,
        CAST(10000 * CAST($cap AS DECIMAL(18, 4)) AS HUGEINT) AS cap,
        CAST(10000 * CAST($share_at_risk AS DECIMAL(18, 4)) AS HUGEINT) AS share_at_risk,
        CAST(10000 * CAST($core_value AS DECIMAL(18, 4)) AS HUGEINT) AS core_value,
        CAST(10000 * CAST($slope AS DECIMAL(18, 4)) AS HUGEINT) AS slope
),

fallen AS (
    SELECT
        *,
        n * denominator AS whole,
        1000000 * (numerator * n - reconvicted * denominator) AS fall
    FROM figure
),

due AS (
    SELECT
        fall >= threshold * whole AS is_met,
        core_value * share_at_risk AS at_risk,
        slope * (least(fall, cap * whole) - threshold * whole) AS beyond,
        1000000 * whole AS scale
    FROM fallen
)

SELECT
    'Reclaimed, the threshold being missed' AS line,
    CAST(if(is_met, 0, -(at_risk + 50000000) // 100000000) AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
UNION ALL
SELECT
    'Paid for the fall beyond the threshold' AS line,
    CAST(if(is_met, (2 * beyond + scale) // (2 * scale), 0) AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
