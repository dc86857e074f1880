-- One row: a reason for leaving people out of a cohort (empty for those counted) and a score, with the people of both.
-- Units: people, each once; reconvicted of them, events (court dates) of theirs; followed says whose follow-up is complete.
-- Source: discharge, person, discharge_score, conviction: counted afresh, not from cohort_member and its macros.
WITH release AS (
    SELECT
        discharge.person_id,
        discharge.discharge_id,
        discharge.discharged_on,
        discharge.risk_score,
        CASE
            WHEN NOT list_contains($custody_types, discharge.custody_type)
                THEN if(discharge.custody_type = 'remand', 'not sentenced', 'custody type not in the contract')
            WHEN discharge.exclusion IS NOT NULL THEN discharge.exclusion
            WHEN person.sex IS NULL AND CAST($sex AS VARCHAR) IS NOT NULL THEN 'sex not known'
            WHEN person.sex <> CAST($sex AS VARCHAR) THEN 'sex not in the contract'
            WHEN discharge.sentence_days IS NULL AND CAST($sentence_days_below AS INTEGER) IS NOT NULL
                THEN 'sentence length not known'
            WHEN discharge.sentence_days >= CAST($sentence_days_below AS INTEGER)
                THEN 'sentence too long for the contract'
        END AS reason_left_out
    FROM discharge
    LEFT JOIN person
        ON discharge.person_id = person.person_id AND person.known_on <= $as_at AND person.superseded_on > $as_at
    WHERE
        list_contains($establishments, discharge.establishment)
        AND discharge.discharged_on >= $discharged_from
        AND discharge.discharged_on <= least($discharged_to, $as_at)
        AND discharge.known_on <= $as_at
        AND discharge.superseded_on > $as_at
),

standing AS (
    SELECT DISTINCT ON (person_id) *
    FROM release
    ORDER BY person_id, reason_left_out IS NOT NULL, discharged_on, discharge_id
),

score AS (
    SELECT DISTINCT ON (discharge_id) *
    FROM discharge_score
    WHERE known_from <= $as_at
    ORDER BY discharge_id, known_from DESC
),

convicted AS (
    SELECT
        standing.person_id,
        count(DISTINCT conviction.convicted_on) AS events
    FROM standing
    INNER JOIN conviction ON standing.person_id = conviction.person_id
    WHERE
        standing.reason_left_out IS NULL
        AND conviction.known_on <= $as_at
        AND conviction.superseded_on > $as_at
        AND conviction.convicted_on <= $as_at
        AND (
            $counts_out_of_court
            OR conviction.disposal IN (
                'custody', 'suspended sentence', 'community order', 'fine', 'discharge', 'other court disposal'
            )
        )
        AND conviction.offence_on >= standing.discharged_on
        AND conviction.offence_on < standing.discharged_on + to_months($follow_up_months)
        AND conviction.convicted_on < standing.discharged_on + to_months($conviction_months)
    GROUP BY standing.person_id
)

SELECT
    standing.reason_left_out,
    CAST(
        CASE $score
            WHEN 'ogrs3-one-year' THEN score.ogrs3_one_year_percent
            WHEN 'ogrs3-two-year' THEN score.ogrs3_two_year_percent
            WHEN 'ogrs4g' THEN score.ogrs4g_percent
            WHEN 'recorded' THEN standing.risk_score
        END AS DOUBLE
    ) AS score,
    count(*) AS people,
    count(convicted.events) AS reconvicted,
    CAST(coalesce(sum(convicted.events), 0) AS BIGINT) AS events,
    count(*) FILTER (WHERE standing.discharged_on + to_months($conviction_months) <= $as_at) AS followed
FROM standing
LEFT JOIN score ON standing.discharge_id = score.discharge_id
LEFT JOIN convicted ON standing.person_id = convicted.person_id
GROUP BY ALL
ORDER BY ALL
