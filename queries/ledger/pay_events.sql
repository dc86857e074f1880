-- One row: a line of what is paid under the rule events.
-- is_fixed says that it is paid whatever the outcome.
-- Units: pence; $price for each event averted and $most_paid over the contract in pounds, $trigger_cohort and
-- $trigger_pooled in per cent; control is events per person. Earlier cohorts come as lists, with what was paid for each.
-- The last cohort is paid on its own events or on all cohorts', whichever trigger reached gives more; halves of a penny
-- away from 0. Sums over cohorts are cut at the fifteenth decimal of an event.
-- Source: the counts and the control of the second computation, the cohorts settled before, the contract's figures.
WITH figure AS (
    SELECT
        CAST($n AS HUGEINT) AS n,
        CAST($events AS HUGEINT) AS events,
        CAST($control_numerator AS HUGEINT) AS numerator,
        CAST($control_denominator AS HUGEINT) AS denominator,
        CAST(10000 * CAST($trigger_cohort AS DECIMAL(18, 4)) AS HUGEINT) AS trigger_cohort,
        CAST(10000 * CAST($trigger_pooled AS DECIMAL(18, 4)) AS HUGEINT) AS trigger_pooled,
        CAST(10000 * CAST($price AS DECIMAL(18, 4)) AS HUGEINT) AS price,
        (CAST(10000 * CAST($most_paid AS DECIMAL(18, 4)) AS HUGEINT) + 50) // 100 AS most
),

cohort AS (
    SELECT n, events, numerator, denominator, CAST(0 AS HUGEINT) AS paid
    FROM figure
    UNION ALL
    SELECT
        CAST(unnest($earlier_n) AS HUGEINT) AS n,
        CAST(unnest($earlier_events) AS HUGEINT) AS events,
        CAST(unnest($earlier_numerators) AS HUGEINT) AS numerator,
        CAST(unnest($earlier_denominators) AS HUGEINT) AS denominator,
        CAST(unnest($earlier_pence) AS HUGEINT) AS paid
),

pooled AS (
    SELECT
        CAST(sum(n) AS HUGEINT) AS n,
        CAST(sum(paid) AS HUGEINT) AS paid,
        CAST(sum(n * numerator * 1000000000000000 // denominator - events * 1000000000000000) AS HUGEINT) AS averted,
        CAST(
            sum(
                if(numerator = 0, 0, n * 1000000000000000 - events * denominator * 1000000000000000 // numerator)
            ) AS HUGEINT
        ) AS fall
    FROM cohort
),

reached AS (
    SELECT
        figure.price,
        figure.most,
        pooled.paid,
        figure.n * figure.numerator - figure.events * figure.denominator AS averted,
        figure.denominator,
        pooled.averted AS averted_pooled,
        figure.numerator > 0
        AND 1000000 * (figure.n * figure.numerator - figure.events * figure.denominator)
        >= figure.trigger_cohort * figure.n * figure.numerator AS is_own,
        $is_last AND figure.numerator > 0
        AND pooled.fall >= figure.trigger_pooled * pooled.n * 1000000000 AS is_pooled
    FROM figure
    CROSS JOIN pooled
),

gross AS (
    SELECT
        *,
        if(is_own AND averted > 0, (2 * price * averted + 100 * denominator) // (200 * denominator), 0) AS own,
        if(
            is_pooled AND averted_pooled > 0,
            (2 * price * averted_pooled + 100000000000000000) // 200000000000000000,
            0
        ) AS together
    FROM reached
),

due AS (
    SELECT
        *,
        least(own, greatest(most - paid, 0)) AS due_own,
        greatest(least(together, most) - paid, 0) AS due_together
    FROM gross
),

chosen AS (
    SELECT
        *,
        is_pooled AND due_together >= due_own AS is_together
    FROM due
),

line AS (
    SELECT
        if(is_together, together, own) AS averted,
        if(is_together, -least(paid, least(together, most)), 0) AS before,
        if(is_together, due_together, due_own) AS due
    FROM chosen
)

SELECT
    'Paid for events averted' AS line,
    CAST(averted AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM line
UNION ALL
SELECT
    'Not paid, beyond the most of the contract' AS line,
    CAST(due - averted - before AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM line
UNION ALL
SELECT
    'Paid already, for earlier cohorts' AS line,
    CAST(before AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM line
