-- One row: a line of what is paid under the rule balancing.
-- is_fixed says that it is paid whatever the outcome.
-- Units: pence; $fee for each person in pounds, $upfront_share in per cent, $full_fall in percentage points; halves of a
-- penny away from 0. Source: the counts and the baseline of the second computation, the contract's figures.
WITH figure AS (
    SELECT
        CAST($n AS HUGEINT) AS n,
        CAST($reconvicted AS HUGEINT) AS reconvicted,
        CAST($baseline_numerator AS HUGEINT) AS numerator,
        CAST($baseline_denominator AS HUGEINT) AS denominator,
        CAST(10000 * CAST($fee AS DECIMAL(18, 4)) AS HUGEINT) AS fee,
        CAST(10000 * CAST($upfront_share AS DECIMAL(18, 4)) AS HUGEINT) AS upfront_share,
        CAST(10000 * CAST($full_fall AS DECIMAL(18, 4)) AS HUGEINT) AS full_fall
),

fee AS (
    SELECT
        (n * fee * upfront_share + 50000000) // 100000000 AS upfront,
        (n * fee + 50) // 100 - (n * fee * upfront_share + 50000000) // 100000000 AS rest,
        1000000 * greatest(numerator * n - reconvicted * denominator, 0) AS fall,
        full_fall * n * denominator AS full_fall
    FROM figure
)

SELECT
    'Fee at once' AS line,
    CAST(upfront AS BIGINT) AS pence,
    TRUE AS is_fixed
FROM fee
UNION ALL
SELECT
    'Rest of the fee, by the fall' AS line,
    CAST(if(fall >= full_fall, rest, (2 * rest * fall + full_fall) // (2 * full_fall)) AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM fee
