-- One row: a person in a cohort as the department knew it on a day, eligible or left out with a reason, without outcome.
-- Units: as in cohort_member. Source: cohort_member.
-- Stored in the data file as the table macro cohort_at(as_at).
SELECT *
FROM cohort_member
WHERE known_from <= as_at AND known_to > as_at
