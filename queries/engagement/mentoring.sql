-- One row: a quarter of discharge, by its first day, with who met a volunteer mentor, as known on the as-at date.
-- Units: eligible people, each once in a cohort; followed are those discharged twelve weeks before the as-at date or earlier,
-- mentored those of them with a kept contact with a volunteer mentor in their first twelve weeks out.
-- Source: service_at, contact.
WITH service AS (
    SELECT
        discharge_id,
        discharged_on,
        CAST(date_trunc('quarter', discharged_on) AS DATE) AS quarter
    FROM service_at($as_at)
    WHERE
        contract_id = $contract_id
        AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
        AND is_index
        AND discharged_on + 84 <= $as_at
),

mentored AS (
    SELECT DISTINCT service.discharge_id
    FROM service
    INNER JOIN contact
        ON
            service.discharge_id = contact.discharge_id
            AND contact.role = 'volunteer mentor'
            AND contact.attended
            AND contact.contacted_on >= service.discharged_on
            AND contact.contacted_on < service.discharged_on + 84
            AND contact.known_on <= $as_at
            AND contact.superseded_on > $as_at
)

SELECT
    service.quarter,
    count(*) AS followed,
    count(mentored.discharge_id) AS mentored
FROM service
LEFT JOIN mentored ON service.discharge_id = mentored.discharge_id
GROUP BY service.quarter
ORDER BY service.quarter
