-- One row: a look at what the service gave, a cohort and a stratum of like people in it.
-- Units: x is OGRS as a share of 1; y is 1 of a person for whom the look holds and 0 of others; u and v are x and y less their
-- means in the stratum, and the sums of their products are over people. Looks: offered, no referral for any need found, within
-- pathway and the number of kinds of intervention that answer the needs found (at their fullest assessment);
-- handover, one arranged, of those with a custody case manager more than $handover_to days before
-- release, within pathway; allocated, a custody case manager within $allocated_within days of arrival, of those who arrived
-- after the service began, stayed twice as long, and were to have more than a triage, within pathway.
-- Source: service_at, need_at, referral, contact, cohort.
WITH service AS MATERIALIZED (
    SELECT *
    FROM service_at($as_at)
    WHERE contract_id = $contract_id AND is_index AND ogrs_percent IS NOT NULL
),

assessed AS (
    SELECT need.*
    FROM need_at($as_at) AS need
    INNER JOIN service ON need.discharge_id = service.discharge_id
    WHERE need.has_need
),

referred AS (
    SELECT
        referral.discharge_id,
        referral.need,
        referral.intervention
    FROM referral
    INNER JOIN service ON referral.discharge_id = service.discharge_id
    WHERE referral.known_on <= $as_at AND referral.superseded_on > $as_at AND referral.referred_on <= $as_at
),

answer AS (
    SELECT
        need,
        count(DISTINCT intervention) AS kinds
    FROM referred
    GROUP BY need
),

needy AS (
    SELECT
        assessed.discharge_id,
        sum(coalesce(answer.kinds, 0)) AS kinds,
        -- A referral that does not say which need it answers may answer any.
        bool_or(EXISTS (
            SELECT 1
            FROM referred
            WHERE
                referred.discharge_id = assessed.discharge_id
                AND (referred.need = assessed.need OR referred.need IS NULL)
        )) AS is_offered
    FROM assessed
    LEFT JOIN answer ON assessed.need = answer.need
    GROUP BY assessed.discharge_id
),

handover AS (
    SELECT DISTINCT discharge_id
    FROM contact
    WHERE purpose = 'handover' AND known_on <= $as_at AND superseded_on > $as_at AND contacted_on <= $as_at
),

opening AS (
    SELECT min(discharged_from) AS opened_on
    FROM cohort
    WHERE contract_id = $contract_id AND kind = 'cohort'
),

unit AS (
    SELECT
        'offered' AS look,
        service.cohort_id,
        100 * coalesce(service.pathway, 0) + needy.kinds AS stratum,
        service.ogrs_percent / 100 AS x,
        CAST(NOT needy.is_offered AS INTEGER) AS y
    FROM service
    INNER JOIN needy ON service.discharge_id = needy.discharge_id
    UNION ALL
    SELECT
        'handover' AS look,
        service.cohort_id,
        coalesce(service.pathway, 0) AS stratum,
        service.ogrs_percent / 100 AS x,
        CAST(handover.discharge_id IS NOT NULL AS INTEGER) AS y
    FROM service
    LEFT JOIN handover ON service.discharge_id = handover.discharge_id
    WHERE service.worker_id IS NOT NULL AND service.discharged_on - service.allocated_on > $handover_to
    UNION ALL
    SELECT
        'allocated' AS look,
        service.cohort_id,
        coalesce(service.pathway, service.intended_pathway, 0) AS stratum,
        service.ogrs_percent / 100 AS x,
        CAST(
            service.worker_id IS NOT NULL AND service.allocated_on - service.arrived_on <= $allocated_within
            AS INTEGER
        ) AS y
    FROM service
    CROSS JOIN opening
    WHERE
        service.arrived_on >= opening.opened_on
        AND service.discharged_on - service.arrived_on >= 2 * $allocated_within
        AND service.custody_type <> 'remand'
        AND coalesce(service.sentence_days, 36525) >= coalesce($triage_only_below, 0)
),

centred AS (
    SELECT
        *,
        x - avg(x) OVER (PARTITION BY look, cohort_id, stratum) AS u,
        y - avg(y) OVER (PARTITION BY look, cohort_id, stratum) AS v
    FROM unit
)

SELECT
    look,
    cohort_id,
    stratum,
    count(*) AS n,
    sum(y) AS yes,
    sum(u * u) AS uu,
    sum(u * v) AS uv,
    sum(v * v) AS vv,
    sum(u * u * v * v) AS uuvv,
    sum(u * u * u * v) AS uuuv,
    sum(u * u * u * u) AS uuuu
FROM centred
GROUP BY look, cohort_id, stratum
ORDER BY look, cohort_id, stratum
