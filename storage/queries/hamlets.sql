-- name: known(area_code)
SELECT DISTINCT hamlet_key AS keys FROM listed_person WHERE area_code = :area_code
UNION
SELECT hamlet_keys FROM pay_day WHERE area_code = :area_code AND hamlet_keys <> '';

-- name: wished(area_code)
SELECT id, hamlet, hamlet_key FROM subscription WHERE area_code = :area_code AND ended_at IS NULL AND hamlet <> '';

-- name: set_key(id, hamlet_key)*!
UPDATE subscription SET hamlet_key = :hamlet_key WHERE id = :id;

-- name: written(area_code)
-- What people wrote of a commune's hamlets, in wishes and reports, each once.
SELECT hamlet FROM subscription WHERE area_code = :area_code AND ended_at IS NULL AND hamlet <> ''
UNION
SELECT hamlet FROM enrolment_report WHERE area_code = :area_code AND state = 'reported' AND hamlet <> '';
