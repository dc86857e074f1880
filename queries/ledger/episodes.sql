-- One row: a release in a cohort's window as known on the as-at date, counted or left out, and what followed it.
-- Units: dates; score in whole per cent or the scheme's steps; events are court dates. person is a pseudonym of the ledger
-- alone: a number by an order that the snapshot stirs, the same for all of a contract's releases; no key of the source.
-- stands_for_person marks the one release by which the person is counted or left out. Rows come in order of the pseudonym.
-- Source: discharge, person, discharge_score, conviction. For made-up people only: throughgate/ledger checks it.
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

known_people AS (
    SELECT DISTINCT person_id
    FROM discharge
    WHERE list_contains($contract_establishments, establishment)
),

pseudonym AS (
    SELECT
        person_id,
        format('P{:05d}', row_number() OVER (ORDER BY sha256($snapshot_id || ' ' || person_id), person_id)) AS person
    FROM known_people
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY person_id ORDER BY reason_left_out IS NOT NULL, discharged_on, discharge_id
        ) = 1 AS stands_for_person
    FROM release
),

score AS (
    SELECT DISTINCT ON (discharge_id) *
    FROM discharge_score
    WHERE known_from <= $as_at
    ORDER BY discharge_id, known_from DESC
),

convicted AS (
    SELECT
        ranked.discharge_id,
        count(DISTINCT conviction.convicted_on) AS events,
        min(conviction.offence_on) AS first_offence_on,
        min(conviction.convicted_on) AS first_convicted_on
    FROM ranked
    INNER JOIN conviction ON ranked.person_id = conviction.person_id
    WHERE
        ranked.stands_for_person
        AND ranked.reason_left_out IS NULL
        AND conviction.known_on <= $as_at
        AND conviction.superseded_on > $as_at
        AND conviction.convicted_on <= $as_at
        AND (
            $counts_out_of_court
            OR conviction.disposal IN (
                'custody', 'suspended sentence', 'community order', 'fine', 'discharge', 'other court disposal'
            )
        )
        AND conviction.offence_on >= ranked.discharged_on
        AND conviction.offence_on < ranked.discharged_on + to_months($follow_up_months)
        AND conviction.convicted_on < ranked.discharged_on + to_months($conviction_months)
    GROUP BY ranked.discharge_id
)

SELECT
    pseudonym.person,
    ranked.discharged_on,
    ranked.stands_for_person AND ranked.reason_left_out IS NULL AS is_in,
    CASE
        WHEN ranked.reason_left_out IS NOT NULL THEN ranked.reason_left_out
        WHEN NOT ranked.stands_for_person THEN 'already counted from an earlier release'
    END AS reason,
    ranked.stands_for_person,
    CAST(
        CASE $score
            WHEN 'ogrs3-one-year' THEN score.ogrs3_one_year_percent
            WHEN 'ogrs3-two-year' THEN score.ogrs3_two_year_percent
            WHEN 'ogrs4g' THEN score.ogrs4g_percent
            WHEN 'recorded' THEN ranked.risk_score
        END AS DOUBLE
    ) AS score,
    convicted.events IS NOT NULL AS is_reconvicted,
    convicted.first_offence_on,
    convicted.first_convicted_on,
    coalesce(convicted.events, 0) AS events
FROM ranked
INNER JOIN pseudonym ON ranked.person_id = pseudonym.person_id
LEFT JOIN score ON ranked.discharge_id = score.discharge_id
LEFT JOIN convicted ON ranked.discharge_id = convicted.discharge_id
ORDER BY pseudonym.person, ranked.discharged_on, ranked.discharge_id
