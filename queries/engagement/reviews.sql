-- One row: how many of the review periods after release had an attended contact, local and licence, as known on the
-- as-at date.
-- Units: eligible people who engaged and have been out for all $periods periods of $review_every days from the day of
-- discharge; kept counts the periods with a contact with a community case manager outside custody; is_local and
-- is_on_licence are empty where not recorded. Source: service_at, meeting_at.
WITH person AS (
    SELECT
        discharge_id,
        discharged_on,
        is_local_release,
        is_on_licence
    FROM service_at($as_at)
    WHERE
        contract_id = $contract_id
        AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
        AND is_index
        AND met_on IS NOT NULL
        AND discharged_on + CAST($periods * $review_every AS INTEGER) <= $as_at
),

reviewed AS (
    SELECT
        person.discharge_id,
        person.is_local_release,
        person.is_on_licence,
        count(DISTINCT floor(date_sub('day', person.discharged_on, meeting.contacted_on) / $review_every)) AS kept
    FROM person
    LEFT JOIN meeting_at($as_at) AS meeting
        ON
            person.discharge_id = meeting.discharge_id
            AND meeting.contacted_on >= person.discharged_on
            AND meeting.contacted_on < person.discharged_on + CAST($periods * $review_every AS INTEGER)
    GROUP BY ALL
)

SELECT
    kept,
    is_local_release AS is_local,
    is_on_licence,
    count(*) AS people
FROM reviewed
GROUP BY ALL
ORDER BY kept, is_local, is_on_licence
