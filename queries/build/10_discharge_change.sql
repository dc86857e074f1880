-- One row: a day after the first on which what is known about a discharge changed: it was itself corrected, or its
-- person, sanction history or pathway became known or was corrected. Most discharges have none.
-- Units: changed_on is a date. Source: discharge, person, sanction_history, allocation.
SELECT discharge_id, greatest(superseded_on, discharged_on) AS changed_on
FROM discharge
WHERE superseded_on < DATE '9999-12-31'
UNION
SELECT discharge.discharge_id, greatest(corrected.known_on, corrected.discharged_on) AS changed_on
FROM discharge
INNER JOIN discharge AS corrected ON discharge.discharge_id = corrected.discharge_id
WHERE discharge.superseded_on < DATE '9999-12-31'
UNION
SELECT discharge.discharge_id, person.known_on AS changed_on
FROM discharge
INNER JOIN person ON discharge.person_id = person.person_id
WHERE person.known_on > greatest(discharge.known_on, discharge.discharged_on)
UNION
SELECT discharge.discharge_id, sanction_history.known_on AS changed_on
FROM discharge
INNER JOIN sanction_history ON discharge.person_id = sanction_history.person_id
WHERE
    sanction_history.convicted_on <= discharge.discharged_on
    AND sanction_history.known_on > greatest(discharge.known_on, discharge.discharged_on)
UNION
SELECT discharge.discharge_id, allocation.known_on AS changed_on
FROM discharge
INNER JOIN allocation ON discharge.discharge_id = allocation.discharge_id
WHERE
    allocation.started_on <= discharge.discharged_on
    AND allocation.known_on > greatest(discharge.known_on, discharge.discharged_on)
