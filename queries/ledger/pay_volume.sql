-- One row: the fee of the highest band that a window's volume reaches, the only line under the rule volume.
-- is_fixed says that it is paid whatever the outcome.
-- Units: pence; $band_fees in pounds for the window, $band_starts and $volume in referrals or in starts, as the contract
-- says. Source: the referrals of the second computation, the contract's bands.
WITH band AS (
    SELECT
        unnest($band_starts) AS from_count,
        unnest($band_fees) AS fee
)

SELECT
    'Fee of the band reached' AS line,
    CAST((CAST(10000 * CAST(arg_max(fee, from_count) AS DECIMAL(18, 4)) AS HUGEINT) + 50) // 100 AS BIGINT) AS pence,
    TRUE AS is_fixed
FROM band
WHERE from_count <= $volume
