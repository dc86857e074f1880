-- One row: a person in a cohort over a period of knowledge, with the discharge that stands for them: the first
-- eligible one in the window or, where none is, the first of all with the reason it cannot count.
-- Units: known_to is exclusive, 9999-12-31 while the knowledge lasts. Source: cohort_candidate.
WITH moment AS (
    SELECT cohort_key, person_id, known_from AS changed_on
    FROM cohort_candidate
    UNION
    SELECT cohort_key, person_id, known_to AS changed_on
    FROM cohort_candidate
    WHERE known_to < DATE '9999-12-31'
),

period AS (
    SELECT
        cohort_key,
        person_id,
        changed_on AS known_from,
        coalesce(
            lead(changed_on) OVER (PARTITION BY cohort_key, person_id ORDER BY changed_on), DATE '9999-12-31'
        ) AS known_to
    FROM moment
)

SELECT
    row_number() OVER (ORDER BY period.cohort_key, period.person_id, period.known_from) AS member_id,
    dense_rank() OVER (ORDER BY period.cohort_key, period.person_id) AS person_number,
    period.cohort_key,
    period.person_id,
    period.known_from,
    period.known_to,
    cohort_candidate.known_from AS discharge_known_from,
    cohort_candidate.discharge_id,
    cohort_candidate.discharged_on,
    cohort_candidate.reason_left_out
FROM period
INNER JOIN cohort_candidate
    ON
        period.cohort_key = cohort_candidate.cohort_key
        AND period.person_id = cohort_candidate.person_id
        AND period.known_from >= cohort_candidate.known_from
        AND period.known_from < cohort_candidate.known_to
QUALIFY
    row_number() OVER (
        PARTITION BY period.cohort_key, period.person_id, period.known_from
        ORDER BY
            CASE WHEN cohort_candidate.reason_left_out IS NULL THEN 0 ELSE 1 END,
            cohort_candidate.discharged_on,
            cohort_candidate.discharge_id
    ) = 1
