-- One row: a day, a prison moved from, a sentence band and an OGRS percent of people moved out in the last eight weeks.
-- Units: moves of people who can count by the contract's terms and whose next release came within 56 days, to another prison
-- than the contract's where the move was from one of those; OGRS3 one year in whole percent, as known of that release.
-- Source: transfer, discharge, discharge_score, person, cohort.
WITH own AS (
    SELECT
        min(discharged_from) AS started_on,
        any_value(sentence_days_below) AS sentence_days_below,
        any_value(sex) AS sex
    FROM cohort
    WHERE contract_id = $contract_id AND kind = 'cohort'
),

custody AS (
    SELECT DISTINCT cohort_custody_type.custody_type
    FROM cohort
    INNER JOIN cohort_custody_type USING (cohort_key)
    WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
),

here AS (
    SELECT DISTINCT cohort_establishment.establishment
    FROM cohort
    INNER JOIN cohort_establishment USING (cohort_key)
    WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
),

next_release AS (
    SELECT
        transfer.transfer_id,
        any_value(transfer.moved_on) AS moved_on,
        any_value(transfer.from_establishment) AS from_establishment,
        any_value(transfer.to_establishment) AS to_establishment,
        arg_min(discharge.discharge_id, discharge.discharged_on) AS discharge_id
    FROM transfer
    INNER JOIN own ON own.started_on <= transfer.moved_on
    INNER JOIN discharge
        ON
            transfer.person_id = discharge.person_id
            AND transfer.moved_on <= discharge.discharged_on
            AND transfer.moved_on + 56 >= discharge.discharged_on
            AND discharge.discharged_on <= $as_at
            AND discharge.known_on <= $as_at
            AND discharge.superseded_on > $as_at
    WHERE transfer.known_on <= $as_at AND transfer.superseded_on > $as_at AND transfer.moved_on <= $told_to
    GROUP BY transfer.transfer_id
),

-- The newest row as a whole: where it holds no score, an older one is no longer true.
score AS (
    SELECT
        discharge_id,
        ogrs3_one_year_percent AS ogrs_percent,
        ogrs3_band AS risk_band
    FROM discharge_score
    WHERE known_from <= $as_at
    QUALIFY row_number() OVER (PARTITION BY discharge_id ORDER BY known_from DESC) = 1
)

SELECT
    next_release.moved_on AS day,
    CASE WHEN here.establishment IS NULL THEN next_release.from_establishment END AS elsewhere,
    CASE
        WHEN discharge.sentence_days < 365 THEN 0
        WHEN discharge.sentence_days < 1461 THEN 1
        ELSE 2
    END AS sentence_band,
    score.ogrs_percent,
    score.risk_band,
    count(*) AS people
FROM next_release
CROSS JOIN own
INNER JOIN discharge
    ON
        next_release.discharge_id = discharge.discharge_id
        AND discharge.known_on <= $as_at
        AND discharge.superseded_on > $as_at
INNER JOIN custody ON discharge.custody_type = custody.custody_type
INNER JOIN score ON discharge.discharge_id = score.discharge_id AND score.ogrs_percent IS NOT NULL
LEFT JOIN person
    ON discharge.person_id = person.person_id AND person.known_on <= $as_at AND person.superseded_on > $as_at
LEFT JOIN here ON next_release.from_establishment = here.establishment
LEFT JOIN here AS own_target ON next_release.to_establishment = own_target.establishment
WHERE
    discharge.exclusion IS NULL
    AND (own.sentence_days_below IS NULL OR discharge.sentence_days < own.sentence_days_below)
    AND (own.sex IS NULL OR person.sex = own.sex)
    AND (here.establishment IS NULL OR own_target.establishment IS NULL)
GROUP BY ALL
ORDER BY ALL
