-- One row: a contract delivery indicator of the contract's establishments in a month, as known on the as-at date.
-- Units: value and target as the indicator's name says; status is applies or suspended (only shadowed), direction the way that
-- is better. Source: indicator, cohort, cohort_establishment.
WITH place AS (
    SELECT DISTINCT cohort_establishment.establishment
    FROM cohort
    INNER JOIN cohort_establishment USING (cohort_key)
    WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
)

SELECT
    establishment,
    indicator,
    month,
    CAST(value AS DOUBLE) AS value,
    CAST(target AS DOUBLE) AS target,
    status,
    direction
FROM indicator
WHERE
    establishment IN (FROM place)
    AND month <= $as_at
    AND known_on <= $as_at
    AND superseded_on > $as_at
ORDER BY establishment, indicator, month
