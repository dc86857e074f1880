-- One row: a conviction, as recorded over a period of knowledge, that makes a cohort member reconvicted: for an offence
-- in the follow-up, in time, and at court unless the contract counts out-of-court disposals too. event_at makes events of
-- them: a date is one, however many rows it has.
-- Units: dates; known_to is exclusive, 9999-12-31 unless a correction took the row's place.
-- Source: cohort_index, conviction, the terms' follow-up and whether they count out of court.
SELECT
    cohort_index.member_id,
    conviction.convicted_on,
    conviction.offence_on,
    conviction.severity,
    conviction.is_custodial,
    greatest(conviction.known_on, conviction.convicted_on) AS known_from,
    conviction.superseded_on AS known_to
FROM cohort_index
INNER JOIN cohort ON cohort_index.cohort_key = cohort.cohort_key
INNER JOIN conviction
    ON
        cohort_index.person_id = conviction.person_id
        AND conviction.offence_on >= cohort_index.discharged_on
        AND conviction.offence_on < cohort_index.discharged_on + cohort.follow_up_months * INTERVAL 1 MONTH
        AND conviction.convicted_on < cohort_index.discharged_on + cohort.conviction_months * INTERVAL 1 MONTH
WHERE
    cohort_index.reason_left_out IS NULL
    AND (
        cohort.counts_out_of_court
        OR conviction.disposal NOT IN ('caution', 'reprimand or warning', 'penalty notice')
    )
    AND conviction.superseded_on > greatest(conviction.known_on, conviction.convicted_on)
