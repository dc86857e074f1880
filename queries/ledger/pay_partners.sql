-- One row: a partner to whom a share of what hangs on the outcome passes, in the order of the contract.
-- Units: pence, from the partner below 0; shares in per cent, $reward_shares of what is won and $risk_shares of what is
-- lost; halves of a penny away from 0. Source: the lines of the second computation ($at_stake), the contract's partners.
WITH partner AS (
    SELECT
        unnest($names) AS name,
        unnest($reward_shares) AS reward_share,
        unnest($risk_shares) AS risk_share
),

due AS (
    SELECT
        name,
        abs(CAST($at_stake AS HUGEINT))
        * CAST(
            10000 * CAST(if($at_stake >= 0, reward_share, risk_share) AS DECIMAL(18, 4)) AS HUGEINT
        ) AS due
    FROM partner
)

SELECT
    name AS line,
    CAST(sign($at_stake) * ((due + 500000) // 1000000) AS BIGINT) AS pence,
    FALSE AS is_fixed
FROM due
