-- One row: a line of what is paid under the rule deduction.
-- is_fixed says that it is paid whatever the outcome.
-- Units: pence, to the department below 0; $fee for each person and $deduction for each reconviction in pounds,
-- $most_deducted in per cent of the fees; halves of a penny away from 0.
-- Source: the counts of the second computation, the contract's figures.
WITH figure AS (
    SELECT
        CAST($n AS HUGEINT) * CAST(10000 * CAST($fee AS DECIMAL(18, 4)) AS HUGEINT) AS fees,
        CAST($events AS HUGEINT) * CAST(10000 * CAST($deduction AS DECIMAL(18, 4)) AS HUGEINT) AS deducted,
        CAST(10000 * CAST($most_deducted AS DECIMAL(18, 4)) AS HUGEINT) AS most
),

due AS (
    SELECT
        (fees + 50) // 100 AS fees,
        (deducted + 50) // 100 AS deducted,
        (fees * most + 50000000) // 100000000 AS most
    FROM figure
)

SELECT
    'Fee for each person' AS line,
    CAST(fees AS BIGINT) AS pence,
    TRUE AS is_fixed
FROM due
UNION ALL
SELECT
    'Deducted for each reconviction' AS line,
    CAST(-deducted AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
UNION ALL
SELECT
    'Given back, more being deducted than may be' AS line,
    CAST(greatest(deducted - most, 0) AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
