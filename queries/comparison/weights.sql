-- One row: a candidate of a stored matching, on either side.
-- Units: person_number is unique in the file, one for each cohort that a person is in; logit of the chance of the service; weight is 0 for
-- somebody left out; matched_set numbers those matched to one another, empty with replacement and for those left out.
-- Source: matched_person.
SELECT
    is_treated,
    person_number,
    logit,
    weight,
    matched_set
FROM matched_person
WHERE match_id = $match_id
ORDER BY person_number
