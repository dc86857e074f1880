-- One row: a pathway last received, with who was on it and what they had, as known on the as-at date.
-- Units: discharges. Of people of known age, area and release; needs are those of the fullest assessment, of the people
-- assessed; a referral and its start by the as-at date; contacts are kept ones until twelve months after release, those with
-- probation and mentors from the day of release. Source: service_at, person, need_at, referral, contact.
WITH service AS (
    SELECT *
    FROM service_at($as_at)
    WHERE contract_id = $contract_id AND ($cohort_id IS NULL OR cohort_id = $cohort_id) AND pathway IS NOT NULL
),

age AS (
    SELECT
        service.discharge_id,
        service.discharged_on < person.birth_month + INTERVAL 25 YEAR AS is_under_25
    FROM service
    INNER JOIN person
        ON
            service.person_id = person.person_id
            AND person.known_on <= $as_at
            AND person.superseded_on > $as_at
),

need AS (
    SELECT
        discharge_id,
        count(*) FILTER (WHERE has_need) AS needs
    FROM need_at($as_at)
    GROUP BY discharge_id
),

help AS (
    SELECT
        discharge_id,
        bool_or(started_on <= $as_at) AS has_started
    FROM referral
    WHERE known_on <= $as_at AND superseded_on > $as_at AND referred_on <= $as_at
    GROUP BY discharge_id
),

seen AS (
    SELECT
        service.discharge_id,
        bool_or(contact.role = 'custody case manager') AS by_custody_case_manager,
        bool_or(contact.role = 'orderly') AS by_orderly,
        bool_or(contact.role = 'probation' AND contact.contacted_on >= service.discharged_on) AS by_probation,
        bool_or(contact.role = 'volunteer mentor' AND contact.contacted_on >= service.discharged_on) AS by_mentor
    FROM service
    INNER JOIN contact
        ON
            service.discharge_id = contact.discharge_id
            AND contact.attended
            AND contact.contacted_on <= $as_at
            AND contact.contacted_on < service.discharged_on + INTERVAL 12 MONTH
            AND contact.known_on <= $as_at
            AND contact.superseded_on > $as_at
    GROUP BY service.discharge_id
)

SELECT
    service.pathway,
    count(*) AS people,
    count(age.is_under_25) AS of_known_age,
    count(*) FILTER (WHERE age.is_under_25) AS under_25,
    count(service.is_local_release) AS of_known_area,
    count(*) FILTER (WHERE service.is_local_release) AS released_locally,
    count(service.is_on_licence) AS of_known_release,
    count(*) FILTER (WHERE service.is_on_licence) AS on_licence,
    count(need.needs) AS assessed,
    count(*) FILTER (WHERE need.needs >= 3) AS with_three_needs,
    count(help.discharge_id) AS referred,
    count(*) FILTER (WHERE help.has_started) AS started,
    count(*) FILTER (WHERE seen.by_custody_case_manager) AS seen_by_custody_case_manager,
    count(*) FILTER (WHERE seen.by_orderly) AS seen_by_orderly,
    count(service.met_on) AS seen_by_community_case_manager,
    count(*) FILTER (WHERE seen.by_probation) AS seen_by_probation,
    count(*) FILTER (WHERE seen.by_mentor) AS seen_by_mentor
FROM service
LEFT JOIN age ON service.discharge_id = age.discharge_id
LEFT JOIN need ON service.discharge_id = need.discharge_id
LEFT JOIN help ON service.discharge_id = help.discharge_id
LEFT JOIN seen ON service.discharge_id = seen.discharge_id
GROUP BY service.pathway
ORDER BY service.pathway
