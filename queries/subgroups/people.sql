-- One row: an eligible person in a cohort of the contract, with the group the person falls in by every factor, for the gate that
-- decides what may be shown. Nothing of it is shown: person_number is a place in the cohort, by which the gate tells that two
-- days speak of the same person.
-- Units: words; day counts from the discharge to the first conviction, or to the end of follow-up. Source: subgroup_at.
SELECT
    * EXCLUDE (contract_id, ogrs_percent, events)
FROM subgroup_at($as_at)
WHERE contract_id = $contract_id
ORDER BY person_number
