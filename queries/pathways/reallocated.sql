-- One row: a move from one pathway to another with its recorded reason, as known on the as-at date; the reason is empty where none is recorded.
-- Units: moves; people counts the discharges of whom it is the first move, so that its sum is of people ever moved.
-- Source: allocation, service_at.
WITH step AS (
    SELECT
        allocation.discharge_id,
        allocation.pathway AS to_pathway,
        allocation.started_on,
        allocation.reason_for_change,
        lag(allocation.pathway) OVER (
            PARTITION BY allocation.discharge_id ORDER BY allocation.started_on
        ) AS from_pathway
    FROM allocation
    INNER JOIN service_at($as_at) AS service ON allocation.discharge_id = service.discharge_id
    WHERE
        service.contract_id = $contract_id
        AND ($cohort_id IS NULL OR service.cohort_id = $cohort_id)
        AND allocation.known_on <= $as_at
        AND allocation.superseded_on > $as_at
        AND allocation.started_on <= $as_at
),

moved AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY discharge_id ORDER BY started_on) AS place
    FROM step
    WHERE from_pathway <> to_pathway
)

SELECT
    from_pathway,
    to_pathway,
    reason_for_change AS reason,
    count(*) AS moves,
    count(*) FILTER (WHERE place = 1) AS people
FROM moved
GROUP BY ALL
ORDER BY ALL
