-- One row: a quarter of discharge, the pathway that the triage rules give, whether the sentence is one of triage only, the
-- pathway last received, and whether the person was on remand before remand was a pathway; as known on the as-at date.
-- Units: people counts discharges, so that somebody discharged twice counts twice. A quarter is named by its first day.
-- $triage_below is in days of sentence and $remand_from a calendar year; where they are not known, nobody is marked. On
-- remand before it was a pathway are those without one who came in before that year. Source: service_at.
SELECT
    CAST(date_trunc('quarter', discharged_on) AS DATE) AS quarter,
    intended_pathway AS intended,
    coalesce(intended_pathway = 3 AND sentence_days < $triage_below, FALSE) AS is_triage_only,
    pathway AS received,
    coalesce(
        custody_type = 'remand' AND pathway IS NULL AND year(coalesce(received_on, discharged_on)) < $remand_from, FALSE
    ) AS is_before_remand,
    count(*) AS people
FROM service_at($as_at)
WHERE contract_id = $contract_id AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
GROUP BY ALL
ORDER BY ALL
