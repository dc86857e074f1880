-- One row: a person in a cohort as the department knew it on a day, eligible or left out with a reason.
-- Units: is_mature says the follow-up was complete on that day; is_reconvicted that a qualifying conviction was known.
-- Source: cohort_member, without what may not have been known yet; event_at holds the events that were.
-- Stored in the data file as the table macro member_at(as_at), which every page counts from.
SELECT
    * EXCLUDE (reconvicted_from, reconvicted_to, first_offence_on, first_convicted_on, events),
    mature_on <= as_at AS is_mature,
    coalesce(reconvicted_from <= as_at AND reconvicted_to > as_at, FALSE) AS is_reconvicted
FROM cohort_member
WHERE known_from <= as_at AND known_to > as_at
