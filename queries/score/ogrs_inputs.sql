-- One row: a discharge and a period of knowledge, with the inputs of OGRS.
-- Units: ages in completed years; indexes into the category tuples of methods/ogrs, or its codes for a missing (-4) or
-- unknown (-1) offence. Source: discharge_period, offence_code.
SELECT
    discharge_period.discharge_id,
    discharge_period.known_from,
    discharge_period.sex,
    discharge_period.age_at_conviction,
    discharge_period.age_at_first_sanction,
    discharge_period.age_at_discharge,
    discharge_period.sanctions_total,
    discharge_period.violent_sanctions,
    coalesce(offence_code.ogrs3_index, CASE WHEN discharge_period.offence_code IS NULL THEN -4 ELSE -1 END)
        AS ogrs3_index,
    coalesce(offence_code.ogrs4_index, CASE WHEN discharge_period.offence_code IS NULL THEN -4 ELSE -1 END)
        AS ogrs4_index
FROM discharge_period
LEFT JOIN offence_code ON discharge_period.offence_code = offence_code.offence_code
