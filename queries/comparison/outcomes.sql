-- One row: an eligible person of a cohort or of the people it is compared with, and what is known of the outcome on a day.
-- Units: people are told by a number, one for each cohort that a person is in, never by name. risk_score is of the score asked for, empty where there is
-- none. day runs from the discharge (0) to the first qualifying conviction, empty without one. Events are court dates; those of a
-- severity are counted by their worst offence. Source: member_at, event_at.
WITH by_severity AS (
    SELECT
        member_id,
        count(*) FILTER (WHERE severity IS NOT NULL) AS known,
        count(*) FILTER (WHERE severity = 'indictable') AS indictable,
        count(*) FILTER (WHERE severity = 'either way') AS either_way,
        count(*) FILTER (WHERE severity = 'summary') AS summary
    FROM event_at($as_at)
    GROUP BY member_id
)

SELECT
    member.cohort_id = $cohort_id AS is_treated,
    member.person_number,
    CAST(
        CASE $score
            WHEN 'ogrs3-one-year' THEN member.ogrs3_one_year_percent
            WHEN 'ogrs3-two-year' THEN member.ogrs3_two_year_percent
            WHEN 'ogrs4g' THEN member.ogrs4g_percent
            WHEN 'recorded' THEN member.recorded_score
        END AS DOUBLE
    ) AS risk_score,
    member.is_mature,
    member.is_reconvicted,
    member.events,
    CAST(member.first_convicted_on - member.discharged_on AS INTEGER) AS day,
    member.first_severity,
    member.first_is_custodial,
    member.custodial_events,
    CASE WHEN by_severity.known = member.events THEN by_severity.indictable END AS indictable_events,
    CASE WHEN by_severity.known = member.events THEN by_severity.either_way END AS either_way_events,
    CASE WHEN by_severity.known = member.events THEN by_severity.summary END AS summary_events
FROM member_at($as_at) AS member
LEFT JOIN by_severity ON member.member_id = by_severity.member_id
WHERE
    member.contract_id = $contract_id
    AND member.cohort_id IN ($cohort_id, $compared_id)
    AND member.reason_left_out IS NULL
ORDER BY member.person_number
