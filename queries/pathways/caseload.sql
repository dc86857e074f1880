-- One row: a month end and a pathway, with the people on it that day as known on the as-at date.
-- Units: people; the stay at hand is of a discharge, so a month end counts only people discharged since. An allocation lasts
-- to its last day, to the day before the next of the same stay, or to the discharge, whichever comes first.
-- Source: allocation, service_at.
WITH stay AS (
    SELECT
        allocation.pathway,
        allocation.started_on,
        least(
            coalesce(allocation.ended_on, service.discharged_on),
            coalesce(
                lead(allocation.started_on) OVER (
                    PARTITION BY allocation.discharge_id ORDER BY allocation.started_on
                ) - 1,
                service.discharged_on
            ),
            service.discharged_on
        ) AS ended_on
    FROM allocation
    INNER JOIN service_at($as_at) AS service ON allocation.discharge_id = service.discharge_id
    WHERE
        service.contract_id = $contract_id
        AND allocation.known_on <= $as_at
        AND allocation.superseded_on > $as_at
        AND allocation.started_on <= $as_at
),

month_end AS (
    SELECT CAST(last_day(month) AS DATE) AS held_on
    FROM (
        SELECT unnest(generate_series(date_trunc('month', min(started_on)), $as_at, INTERVAL 1 MONTH)) AS month
        FROM stay
    )
    WHERE last_day(month) <= $as_at
)

SELECT
    month_end.held_on,
    stay.pathway,
    count(*) AS people
FROM month_end
INNER JOIN stay ON month_end.held_on >= stay.started_on AND month_end.held_on <= stay.ended_on
GROUP BY month_end.held_on, stay.pathway
ORDER BY month_end.held_on, stay.pathway
