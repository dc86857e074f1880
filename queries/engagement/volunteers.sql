-- One row: the end of a month, and the volunteer mentors of the contract's establishments as known that day.
-- Units: volunteers who have not left: recruited by then, of these trained, of these supporting somebody. What became known
-- after the day changes nothing in its row. Source: volunteer, month_end_at, cohort,
-- cohort_establishment.
WITH place AS (
    SELECT DISTINCT cohort_establishment.establishment
    FROM cohort
    INNER JOIN cohort_establishment USING (cohort_key)
    WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
),

month AS (
    SELECT month_end FROM month_end_at($as_at) WHERE contract_id = $contract_id
)

SELECT
    month.month_end,
    count(volunteer.volunteer_id) AS recruited,
    count(*) FILTER (WHERE volunteer.trained_on <= month.month_end) AS trained,
    count(*) FILTER (WHERE volunteer.is_active) AS active
FROM month
LEFT JOIN volunteer
    ON
        volunteer.establishment IN (FROM place)
        AND volunteer.recruited_on <= month.month_end
        AND (volunteer.left_on > month.month_end OR volunteer.left_on IS NULL)
        AND volunteer.known_on <= month.month_end
        AND volunteer.superseded_on > month.month_end
GROUP BY month.month_end
ORDER BY month.month_end
