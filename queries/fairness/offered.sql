-- One row: people who were or were not given something, of those who could have been, by what was looked at in them.
-- Units: given is 'offered' (a referral for a need found; of people with a need found), 'engaged' (met since release; of people out
-- for a month or longer) or 'handover' (one arranged; of people with a custody case manager longer than $handover_to days).
-- ogrs in percent, age in years, needs found at the fullest assessment, short 1 for a sentence under twelve months; n_of is the
-- people of whom it is known, total and squares the sums over them. Only people of known OGRS, as wherever support is set
-- against risk. Source: service_at, member_at, need_at, referral, contact.
WITH service AS MATERIALIZED (
    SELECT
        service.*,
        member.age_at_discharge
    FROM service_at($as_at) AS service
    INNER JOIN member_at($as_at) AS member
        ON
            service.contract_id = member.contract_id
            AND service.cohort_id = member.cohort_id
            AND service.discharge_id = member.discharge_id
    WHERE
        service.contract_id = $contract_id
        AND service.is_index
        AND service.ogrs_percent IS NOT NULL
        AND ($cohort_id IS NULL OR service.cohort_id = $cohort_id)
),

assessed AS (
    SELECT need.*
    FROM need_at($as_at) AS need
    INNER JOIN service ON need.discharge_id = service.discharge_id
),

referred AS (
    SELECT DISTINCT
        discharge_id,
        need
    FROM referral
    WHERE known_on <= $as_at AND superseded_on > $as_at AND referred_on <= $as_at
),

needs AS (
    SELECT
        discharge_id,
        count(*) FILTER (WHERE has_need) AS needs,
        bool_or(has_need AND EXISTS (
            SELECT 1
            FROM referred
            WHERE
                referred.discharge_id = assessed.discharge_id
                AND (referred.need = assessed.need OR referred.need IS NULL)
        )) AS is_offered
    FROM assessed
    GROUP BY discharge_id
),

handover AS (
    SELECT DISTINCT discharge_id
    FROM contact
    WHERE purpose = 'handover' AND known_on <= $as_at AND superseded_on > $as_at AND contacted_on <= $as_at
),

person AS (
    SELECT
        service.risk_band,
        service.ogrs_percent AS ogrs,
        service.age_at_discharge AS age,
        needs.needs,
        CAST(service.sentence_days < 365 AS INTEGER) AS short,
        CASE WHEN needs.needs > 0 THEN needs.is_offered END AS is_offered,
        CASE WHEN service.discharged_on + INTERVAL 1 MONTH <= $as_at THEN service.met_on IS NOT NULL END AS is_engaged,
        CASE
            WHEN service.worker_id IS NOT NULL AND service.discharged_on - service.allocated_on > $handover_to
                THEN handover.discharge_id IS NOT NULL
        END AS is_handed_over
    FROM service
    LEFT JOIN needs ON service.discharge_id = needs.discharge_id
    LEFT JOIN handover ON service.discharge_id = handover.discharge_id
),

given AS (
    SELECT
        'offered' AS given,
        is_offered AS is_yes,
        *
    FROM person
    UNION ALL
    SELECT
        'engaged' AS given,
        is_engaged AS is_yes,
        *
    FROM person
    UNION ALL
    SELECT
        'handover' AS given,
        is_handed_over AS is_yes,
        *
    FROM person
)

SELECT
    given,
    is_yes,
    measure,
    count(*) AS n,
    sum(number) AS total,
    sum(number * number) AS squares
FROM
    (
        SELECT
            given,
            is_yes,
            unnest(['ogrs', 'age', 'needs', 'short']) AS measure,
            unnest([ogrs, age, needs, short]) AS number
        FROM given
        WHERE is_yes IS NOT NULL
    )
WHERE number IS NOT NULL
GROUP BY given, is_yes, measure
ORDER BY given, is_yes, measure
