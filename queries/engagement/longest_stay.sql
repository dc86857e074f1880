-- One row: how long before their discharge people come into view, so that a month knows whether it is seen whole: people are in
-- the data only once they are discharged.
-- Units: days that 99 in 100 do not exceed, from the first case manager, from arrival (of people who had one) and from a referral
-- in custody to the discharge; empty where there is none. Source: service_at,
-- case_manager_at, referral.
WITH released AS (
    SELECT DISTINCT
        discharge_id,
        arrived_on,
        case_manager_on,
        discharged_on
    FROM service_at($as_at)
    LEFT JOIN case_manager_at($as_at) USING (discharge_id)
    WHERE contract_id = $contract_id AND discharged_on <= $as_at
),

stay AS (
    SELECT
        quantile_disc(discharged_on - case_manager_on, 0.99) AS from_allocation,
        quantile_disc(discharged_on - arrived_on, 0.99) AS from_arrival
    FROM released
    WHERE case_manager_on IS NOT NULL
),

referred AS (
    SELECT quantile_disc(released.discharged_on - referral.referred_on, 0.99) AS from_referral
    FROM referral
    INNER JOIN released ON referral.discharge_id = released.discharge_id
    WHERE
        referral.referred_on < released.discharged_on
        AND referral.known_on <= $as_at
        AND referral.superseded_on > $as_at
)

SELECT
    stay.from_allocation,
    stay.from_arrival,
    referred.from_referral
FROM stay
CROSS JOIN referred
