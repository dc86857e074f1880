-- One row: a day, a prison, a sentence band and an OGRS percent of people released who can count by the contract's terms,
-- from the contract's prisons and from others that people are moved from, from the first day of its first cohort.
-- Units: releases; brought_in were moved to the contract's prison since that first day and before release; OGRS3 one year in
-- whole percent. Source: discharge, discharge_score, person, transfer, cohort, service_at.
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

place AS (
    SELECT
        cohort_establishment.establishment,
        TRUE AS is_own
    FROM cohort
    INNER JOIN cohort_establishment USING (cohort_key)
    WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
    UNION
    SELECT
        from_establishment AS establishment,
        FALSE AS is_own
    FROM transfer
    WHERE
        known_on <= $as_at AND superseded_on > $as_at
        AND from_establishment NOT IN (
            SELECT cohort_establishment.establishment
            FROM cohort
            INNER JOIN cohort_establishment USING (cohort_key)
            WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
        )
),

brought AS (
    SELECT DISTINCT service.discharge_id
    FROM service_at($as_at) AS service
    CROSS JOIN own
    WHERE
        service.contract_id = $contract_id
        AND service.arrived_on >= own.started_on
        AND service.arrived_on IS DISTINCT FROM service.received_on
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
    discharge.discharged_on AS day,
    CASE WHEN NOT place.is_own THEN place.establishment END AS elsewhere,
    CASE
        WHEN discharge.sentence_days < 365 THEN 0
        WHEN discharge.sentence_days < 1461 THEN 1
        ELSE 2
    END AS sentence_band,
    score.ogrs_percent,
    score.risk_band,
    count(*) AS people,
    count(brought.discharge_id) AS brought_in
FROM discharge
INNER JOIN place ON discharge.establishment = place.establishment
INNER JOIN own ON discharge.discharged_on >= own.started_on
INNER JOIN custody ON discharge.custody_type = custody.custody_type
INNER JOIN score ON discharge.discharge_id = score.discharge_id AND score.ogrs_percent IS NOT NULL
LEFT JOIN person
    ON discharge.person_id = person.person_id AND person.known_on <= $as_at AND person.superseded_on > $as_at
LEFT JOIN brought ON discharge.discharge_id = brought.discharge_id
WHERE
    discharge.discharged_on <= $as_at AND discharge.known_on <= $as_at AND discharge.superseded_on > $as_at
    AND discharge.exclusion IS NULL
    AND (own.sentence_days_below IS NULL OR discharge.sentence_days < own.sentence_days_below)
    AND (own.sex IS NULL OR person.sex = own.sex)
GROUP BY ALL
ORDER BY ALL
