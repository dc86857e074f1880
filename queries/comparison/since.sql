-- One row: the eligible people of a cohort, or of the one it is measured against, who were not in it on the day it was matched.
-- Units: people, released or become known since made_at. Source: cohort_at.
SELECT
    cohort_id = $cohort_id AS is_treated,
    count(*) AS people
FROM cohort_at($as_at)
WHERE
    contract_id = $contract_id
    AND cohort_id IN ($cohort_id, $compared_id)
    AND reason_left_out IS NULL
    AND person_number NOT IN (SELECT person_number FROM cohort_at($made_at) WHERE reason_left_out IS NULL)
GROUP BY is_treated
ORDER BY is_treated
