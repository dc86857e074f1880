-- One row: a person in a cohort over a period of knowledge. At any as-at date a person has at most one row in a cohort:
-- known_from <= as-at < known_to. Everything downstream counts from here, through member_at, which adds the outcome.
-- Units: OGRS in whole percent; person_number is the person's place in the cohort, the same on every day within one file; mature_on is the day the follow-up is complete; sentence bands cut at 365 days (twelve
-- months) and 1,461 days (four years). Source: cohort_index, discharge_period, discharge_score, cohort_risk_band.
SELECT
    cohort_index.member_id,
    cohort_index.person_number,
    cohort.contract_id,
    cohort.cohort_id,
    cohort_index.person_id,
    cohort_index.discharge_id,
    cohort_index.known_from,
    cohort_index.known_to,
    cohort_index.reason_left_out,
    discharge_period.source,
    discharge_period.establishment,
    cohort_index.discharged_on,
    CAST(date_trunc('month', cohort_index.discharged_on) AS DATE) AS discharged_month,
    CAST(cohort_index.discharged_on + cohort.conviction_months * INTERVAL 1 MONTH AS DATE) AS mature_on,
    discharge_period.sex,
    discharge_period.ethnicity,
    discharge_period.age_at_discharge,
    CASE
        WHEN discharge_period.age_at_discharge < 21 THEN 'under 21'
        WHEN discharge_period.age_at_discharge < 25 THEN '21 to 24'
        WHEN discharge_period.age_at_discharge < 30 THEN '25 to 29'
        WHEN discharge_period.age_at_discharge < 40 THEN '30 to 39'
        WHEN discharge_period.age_at_discharge < 50 THEN '40 to 49'
        WHEN discharge_period.age_at_discharge >= 50 THEN '50 and over'
    END AS age_band,
    discharge_period.sentence_days,
    CASE
        WHEN discharge_period.custody_type = 'IPP' THEN 'indeterminate (IPP)'
        WHEN discharge_period.sentence_days < 365 THEN 'under 12 months'
        WHEN discharge_period.sentence_days < 1461 THEN '12 months to under 4 years'
        WHEN discharge_period.sentence_days >= 1461 THEN '4 years and over'
    END AS sentence_band,
    discharge_period.release_area,
    discharge_period.is_local_release,
    discharge_period.pathway,
    discharge_period.ogrs3_category AS offence_group,
    discharge_period.sanctions_total,
    discharge_period.violent_sanctions,
    discharge_period.age_at_first_sanction,
    discharge_score.ogrs3_one_year_percent,
    discharge_score.ogrs3_two_year_percent,
    discharge_score.ogrs4g_percent,
    discharge_score.ogrs4v_percent,
    discharge_score.ogrs3_error,
    discharge_score.ogrs4_error,
    discharge_period.recorded_score,
    discharge_period.recorded_scheme,
    CASE WHEN cohort.risk_scheme IS NULL THEN discharge_score.ogrs3_band ELSE cohort_risk_band.band END AS risk_band
FROM cohort_index
INNER JOIN cohort ON cohort_index.cohort_key = cohort.cohort_key
INNER JOIN discharge_period
    ON
        cohort_index.discharge_id = discharge_period.discharge_id
        AND cohort_index.discharge_known_from = discharge_period.known_from
INNER JOIN discharge_score
    ON
        cohort_index.discharge_id = discharge_score.discharge_id
        AND cohort_index.discharge_known_from = discharge_score.known_from
LEFT JOIN cohort_risk_band
    ON
        cohort.contract_id = cohort_risk_band.contract_id
        AND discharge_period.recorded_scheme = cohort_risk_band.scheme
        AND discharge_period.recorded_score >= cohort_risk_band.from_score
        AND discharge_period.recorded_score < cohort_risk_band.below_score
