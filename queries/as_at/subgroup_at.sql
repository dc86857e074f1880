-- One row: an eligible person in a cohort as the department knew it on a day, with the group the person falls in by every
-- factor that people are compared by, and the outcome.
-- Units: groups are words, 'not known' where the data do not tell; quarter is its first day. first_time is the first time in
-- custody: certain where the index conviction is the first sanction ever, excluded where an earlier discharge or an earlier
-- custodial conviction is known. engagement is a kept contact with a community case manager within a year of release, and only
-- asked of a contract's own cohorts where any contact is recorded. day runs from the discharge (0) to the first qualifying conviction, or to the
-- as-at date or the last day a conviction counts, whichever comes first.
-- Source: member_at, service_at, need_at, discharge, conviction.
-- Stored in the data file as the table macro subgroup_at(as_at).
WITH need AS (
    SELECT
        discharge_id,
        bool_or(has_need) FILTER (WHERE need = 'accommodation') AS accommodation,
        bool_or(has_need) FILTER (WHERE need = 'education-training-employment') AS work,
        bool_or(has_need) FILTER (WHERE need = 'health') AS health,
        bool_or(has_need) FILTER (WHERE need = 'substance misuse') AS substances,
        bool_or(has_need) FILTER (WHERE need = 'families') AS families,
        bool_or(has_need) FILTER (WHERE need = 'debt') AS debt,
        bool_or(has_need) FILTER (WHERE need = 'thinking skills') AS thinking
    FROM need_at(as_at)
    GROUP BY discharge_id
),

earlier AS (
    SELECT
        member.member_id,
        min(CAST(discharge.discharged_on AS DATE)) AS before_on
    FROM cohort_at(as_at) AS member
    INNER JOIN discharge
        ON
            member.person_id = discharge.person_id
            AND member.discharged_on > discharge.discharged_on
            AND discharge.custody_type <> 'remand'
            AND discharge.known_on <= as_at
            AND discharge.superseded_on > as_at
    GROUP BY member.member_id
),

sentenced_before AS (
    SELECT
        member.member_id,
        min(conviction.convicted_on) AS before_on
    FROM cohort_at(as_at) AS member
    INNER JOIN discharge
        ON
            member.discharge_id = discharge.discharge_id
            AND discharge.known_on <= as_at
            AND discharge.superseded_on > as_at
    INNER JOIN conviction
        ON
            member.person_id = conviction.person_id
            AND conviction.convicted_on
            < coalesce(discharge.sentenced_on, discharge.received_on, discharge.discharged_on)
            AND conviction.is_custodial
            AND conviction.known_on <= as_at
            AND conviction.superseded_on > as_at
    GROUP BY member.member_id
),

has_contact AS (
    SELECT DISTINCT
        contract_id,
        TRUE AS is_recorded
    FROM service_at(as_at)
    WHERE met_on IS NOT NULL
)

SELECT
    member.contract_id,
    member.cohort_id,
    member.person_number,
    coalesce(member.sex, 'not known') AS sex,
    coalesce(member.age_band, 'not known') AS age_band,
    coalesce(member.ethnicity, 'not known') AS ethnicity,
    coalesce(member.sentence_band, 'not known') AS sentence_length,
    coalesce(member.risk_band, 'not known') AS ogrs_band,
    coalesce(CAST(member.offence_group AS VARCHAR), 'not known') AS offence_group,
    coalesce(CAST(member.pathway AS VARCHAR), 'not known') AS pathway,
    CASE
        WHEN service.discharge_id IS NULL OR has_contact.is_recorded IS NULL THEN 'not known'
        WHEN service.met_on IS NOT NULL THEN 'engaged'
        ELSE 'not engaged'
    END AS engagement,
    coalesce(member.release_area, 'not known') AS release_area,
    CASE
        WHEN member.is_local_release THEN 'local'
        WHEN NOT member.is_local_release THEN 'not local'
        ELSE 'not known'
    END AS is_local,
    CASE
        WHEN member.sanctions_total = 1 THEN 'first time'
        WHEN earlier.before_on IS NOT NULL OR sentenced_before.before_on IS NOT NULL THEN 'not the first time'
        ELSE 'not known'
    END AS first_time,
    CAST(CAST(date_trunc('quarter', member.discharged_on) AS DATE) AS VARCHAR) AS quarter,
    CAST(member.discharged_month AS VARCHAR) AS released_month,
    CASE WHEN need.accommodation THEN 'need' WHEN NOT need.accommodation THEN 'no need' ELSE 'not known' END
        AS need_accommodation,
    CASE WHEN need.work THEN 'need' WHEN NOT need.work THEN 'no need' ELSE 'not known' END AS need_work,
    CASE WHEN need.health THEN 'need' WHEN NOT need.health THEN 'no need' ELSE 'not known' END AS need_health,
    CASE WHEN need.substances THEN 'need' WHEN NOT need.substances THEN 'no need' ELSE 'not known' END
        AS need_substances,
    CASE WHEN need.families THEN 'need' WHEN NOT need.families THEN 'no need' ELSE 'not known' END AS need_families,
    CASE WHEN need.debt THEN 'need' WHEN NOT need.debt THEN 'no need' ELSE 'not known' END AS need_debt,
    CASE WHEN need.thinking THEN 'need' WHEN NOT need.thinking THEN 'no need' ELSE 'not known' END AS need_thinking,
    member.ogrs3_one_year_percent AS ogrs_percent,
    member.is_mature,
    member.is_reconvicted,
    member.events,
    member.first_severity,
    member.first_is_custodial,
    CAST(
        coalesce(member.first_convicted_on, least(as_at, member.mature_on - 1)) - member.discharged_on AS INTEGER
    ) AS day
FROM member_at(as_at) AS member
LEFT JOIN service_at(as_at) AS service
    ON
        member.contract_id = service.contract_id
        AND member.cohort_id = service.cohort_id
        AND member.discharge_id = service.discharge_id
        AND service.is_index
LEFT JOIN has_contact ON member.contract_id = has_contact.contract_id
LEFT JOIN need ON member.discharge_id = need.discharge_id
LEFT JOIN earlier ON member.member_id = earlier.member_id
LEFT JOIN sentenced_before ON member.member_id = sentenced_before.member_id
WHERE member.reason_left_out IS NULL
