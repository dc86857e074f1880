-- One row: a stored matching of a contract, the latest of its cohort made from the day looked at or an earlier one.
-- Units: as_at is the day whose knowledge the people were matched from; caliper in standard deviations of the logit, empty for no
-- limit; terms_now_sha256 are the terms the data file holds, to tell whether they are still those of the matching.
-- Source: matching, contract.
SELECT
    matching.match_id,
    matching.cohort_id,
    matching.compared_id,
    matching.as_at,
    matching.matched_at,
    matching.terms_sha256,
    contract.terms_sha256 AS terms_now_sha256,
    matching.ratio,
    matching.caliper,
    matching.is_with_replacement,
    matching.seed,
    matching.model_json
FROM matching
INNER JOIN contract ON matching.contract_id = contract.contract_id
WHERE matching.contract_id = $contract_id AND matching.as_at <= $as_at
QUALIFY
    row_number() OVER (
        PARTITION BY matching.cohort_id ORDER BY matching.as_at DESC, matching.matched_at DESC, matching.match_id DESC
    ) = 1
ORDER BY matching.cohort_id
