-- One row: the end of a month, from the month in which the first of a contract's own cohorts starts to the latest that is over
-- on a day.
-- Units: dates. Source: cohort.
-- Stored in the data file as the table macro month_end_at(as_at).
SELECT
    begun.contract_id,
    last_day(CAST(begun.first_day AS DATE)) AS month_end
FROM (
    SELECT
        contract_id,
        unnest(generate_series(date_trunc('month', min(discharged_from)), as_at, INTERVAL 1 MONTH)) AS first_day
    FROM cohort
    WHERE kind = 'cohort'
    GROUP BY contract_id
) AS begun
WHERE last_day(CAST(begun.first_day AS DATE)) <= as_at
