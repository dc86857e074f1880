-- One row: a look at contact, a cohort, a custody case manager (minutes only) and a stratum of like people in it.
-- Units: x is OGRS as a share of 1 (looks minutes and hours) or the number of needs found at the fullest assessment (look
-- needs, of people assessed); y is mean minutes of a kept custody contact with that case manager (look minutes) or
-- hours kept in four weeks on the pathway (looks hours and needs); u and v are x and y less their means in the stratum, and
-- the sums of their products are over people. Strata: pathway; for hours and needs also the number of weeks on it, because
-- whole contacts fit into a stay with a remainder. A case manager's number is their place by first day in post.
-- Source: service_at, contact, worker, need_at.
WITH service AS MATERIALIZED (
    SELECT *
    FROM service_at($as_at)
    WHERE contract_id = $contract_id AND ogrs_percent IS NOT NULL
),

manager AS (
    SELECT
        worker_id,
        dense_rank() OVER (ORDER BY started_on, worker_id) AS number
    FROM worker
    WHERE
        role = 'custody case manager'
        AND establishment IN (SELECT establishment FROM service)
        AND known_on <= $as_at
        AND superseded_on > $as_at
),

kept AS (
    SELECT
        service.cohort_id,
        service.discharge_id,
        coalesce(service.pathway, 0) AS pathway,
        service.ogrs_percent / 100 AS x,
        CASE
            WHEN service.worker_id IS NOT NULL AND service.allocated_on <= service.discharged_on - 14
                THEN service.discharged_on - service.allocated_on
        END AS days,
        contact.worker_id,
        contact.minutes
    FROM service
    LEFT JOIN contact
        ON
            service.discharge_id = contact.discharge_id
            AND contact.role = 'custody case manager'
            AND contact.setting = 'custody'
            AND contact.attended
            AND contact.contacted_on <= least(service.discharged_on, $as_at)
            AND contact.known_on <= $as_at
            AND contact.superseded_on > $as_at
    WHERE service.is_index
),

needs AS (
    SELECT
        need.discharge_id,
        count(*) FILTER (WHERE need.has_need) AS needs
    FROM need_at($as_at) AS need
    INNER JOIN service ON need.discharge_id = service.discharge_id
    GROUP BY need.discharge_id
),

hours AS (
    SELECT
        cohort_id,
        discharge_id,
        1000 * pathway + days // 7 AS stratum,
        x,
        coalesce(sum(minutes), 0) / 60 * 28 / days AS y
    FROM kept
    WHERE days IS NOT NULL
    GROUP BY cohort_id, pathway, discharge_id, days, x
),

unit AS (
    SELECT
        'minutes' AS look,
        kept.cohort_id,
        manager.number,
        kept.pathway AS stratum,
        kept.x,
        avg(kept.minutes) AS y
    FROM kept
    INNER JOIN manager ON kept.worker_id = manager.worker_id
    WHERE kept.minutes IS NOT NULL
    GROUP BY kept.cohort_id, manager.number, kept.pathway, kept.discharge_id, kept.x
    UNION ALL
    SELECT
        'hours' AS look,
        cohort_id,
        NULL AS number,
        stratum,
        x,
        y
    FROM hours
    UNION ALL
    SELECT
        'needs' AS look,
        hours.cohort_id,
        NULL AS number,
        hours.stratum,
        needs.needs AS x,
        hours.y
    FROM hours
    INNER JOIN needs ON hours.discharge_id = needs.discharge_id
),

centred AS (
    SELECT
        *,
        x - avg(x) OVER (PARTITION BY look, cohort_id, number, stratum) AS u,
        y - avg(y) OVER (PARTITION BY look, cohort_id, number, stratum) AS v
    FROM unit
)

SELECT
    look,
    cohort_id,
    number,
    stratum,
    count(*) AS n,
    sum(u * u) AS uu,
    sum(u * v) AS uv,
    sum(v * v) AS vv,
    sum(u * u * v * v) AS uuvv,
    sum(u * u * u * v) AS uuuv,
    sum(u * u * u * u) AS uuuu
FROM centred
GROUP BY look, cohort_id, number, stratum
ORDER BY look, cohort_id, number, stratum
