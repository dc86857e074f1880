-- One row: a person in a cohort as the department knew it on a day, eligible or left out with a reason.
-- Units: is_mature says the follow-up was complete on that day; events counts the reconviction events known on it, and
-- what begins with first_ is of the first of them, empty for somebody not reconvicted and where the first does not give it;
-- custodial_events is empty unless it is known of every event whether it brought custody. Source: cohort_at, event_at.
-- Stored in the data file as the table macro member_at(as_at), which every page counts from.
WITH outcome AS (
    SELECT
        member_id,
        count(*) AS events,
        min(offence_on) AS first_offence_on,
        min(convicted_on) AS first_convicted_on,
        arg_min_null(severity, convicted_on) AS first_severity,
        arg_min_null(is_custodial, convicted_on) AS first_is_custodial,
        CASE WHEN count(is_custodial) = count(*) THEN count(*) FILTER (WHERE is_custodial) END AS custodial_events
    FROM event_at(as_at)
    GROUP BY member_id
)

SELECT
    cohort_at.*,
    cohort_at.mature_on <= as_at AS is_mature,
    outcome.events IS NOT NULL AS is_reconvicted,
    coalesce(outcome.events, 0) AS events,
    outcome.first_offence_on,
    outcome.first_convicted_on,
    outcome.first_severity,
    outcome.first_is_custodial,
    CASE WHEN outcome.events IS NULL THEN 0 ELSE outcome.custodial_events END AS custodial_events
FROM cohort_at(as_at) AS cohort_at
LEFT JOIN outcome ON cohort_at.member_id = outcome.member_id
