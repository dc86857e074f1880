-- One row: a line of what is paid under the rule three-way.
-- is_fixed says that it is paid whatever the outcome.
-- Units: pence, to the department below 0; $maximum_annual_payment, $fee_for_service, $binary_payment and
-- $frequency_price (for each reoffence) in pounds; $chi_squared is the limit of the test with one degree of freedom,
-- $baseline_se a share of 1; control is reoffences for each person reconvicted in the baseline.
-- Source: the counts and the baseline of the second computation, the contract's figures.
WITH figure AS (
    SELECT
        CAST($n AS HUGEINT) AS n,
        CAST($reconvicted AS HUGEINT) AS reconvicted,
        CAST($events AS HUGEINT) AS events,
        CAST($baseline_numerator AS DOUBLE) / CAST($baseline_denominator AS DOUBLE) AS baseline,
        CAST($baseline_se AS DOUBLE) AS baseline_se,
        CAST($control_numerator AS HUGEINT) AS control_numerator,
        CAST($control_denominator AS HUGEINT) AS control_denominator,
        CAST(10000 * CAST($maximum_annual_payment AS DECIMAL(18, 4)) AS HUGEINT) AS most,
        CAST(10000 * CAST($fee_for_service AS DECIMAL(18, 4)) AS HUGEINT) AS fee,
        CAST(10000 * CAST($binary_payment AS DECIMAL(18, 4)) AS HUGEINT) AS binary_payment,
        CAST(10000 * CAST($frequency_price AS DECIMAL(18, 4)) AS HUGEINT) AS price
),

tested AS (
    SELECT
        *,
        reconvicted / n - baseline AS change,
        pow(baseline_se, 2) + baseline * (1 - baseline) / n AS variance,
        price * (control_numerator * reconvicted - events * control_denominator) AS fewer,
        100 * control_denominator AS scale
    FROM figure
),

due AS (
    SELECT
        (most + 50) // 100 AS most,
        (fee + 50) // 100 AS fee,
        if(pow(change, 2) >= CAST($chi_squared AS DOUBLE) * variance, -sign(change), 0)
        * ((binary_payment + 50) // 100) AS by_rate,
        sign(fewer) * ((2 * abs(fewer) + scale) // (2 * scale)) AS by_frequency
    FROM tested
)

SELECT
    'Fee for service' AS line,
    CAST(fee AS BIGINT) AS pence,
    TRUE AS is_fixed
FROM due
UNION ALL
SELECT
    'Paid or deducted by the test of the rate' AS line,
    CAST(by_rate AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
UNION ALL
SELECT
    'Paid or deducted for reoffences' AS line,
    CAST(by_frequency AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
UNION ALL
SELECT
    'Not paid, beyond the maximum of the year' AS line,
    CAST(least(most - fee - by_rate - by_frequency, 0) AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
