-- One row: a discharge and a day on which what is known about it changed.
-- Units: known_from is a date, never before the discharge itself. Source: discharge, person, sanction_history, allocation.
SELECT discharge_id, greatest(known_on, discharged_on) AS known_from
FROM discharge
UNION
SELECT discharge.discharge_id, person.known_on AS known_from
FROM discharge
INNER JOIN person ON discharge.person_id = person.person_id
WHERE person.known_on > greatest(discharge.known_on, discharge.discharged_on)
UNION
SELECT discharge.discharge_id, sanction_history.known_on AS known_from
FROM discharge
INNER JOIN sanction_history ON discharge.person_id = sanction_history.person_id
WHERE
    sanction_history.convicted_on <= discharge.discharged_on
    AND sanction_history.known_on > greatest(discharge.known_on, discharge.discharged_on)
UNION
SELECT discharge.discharge_id, allocation.known_on AS known_from
FROM discharge
INNER JOIN allocation ON discharge.discharge_id = allocation.discharge_id
WHERE
    allocation.started_on <= discharge.discharged_on
    AND allocation.known_on > greatest(discharge.known_on, discharge.discharged_on)
