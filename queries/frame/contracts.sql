-- One row: a contract, with the dates its data reach; the dates are empty where the file holds nobody of it.
-- Units: dates; terms_json is the contract's terms as loaded; is_synthetic says that its people are made up.
-- Source: contract, contract_span, cohort_member, load.
SELECT
    contract.contract_id,
    contract.name,
    contract.terms_json,
    contract_span.first_discharged_on,
    contract_span.last_discharged_on,
    contract_span.latest_known_on,
    coalesce(contract_span.is_synthetic, FALSE) AS is_synthetic
FROM contract
LEFT JOIN contract_span ON contract.contract_id = contract_span.contract_id
ORDER BY contract_span.first_discharged_on IS NULL, contract.name
