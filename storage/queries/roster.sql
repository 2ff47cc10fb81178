-- name: add_many(area_code, full_name, name_key, birth_year, hamlet, scheme, paid_by)*!
INSERT INTO beneficiary (area_code, full_name, name_key, birth_year, hamlet, scheme, paid_by)
VALUES (:area_code, :full_name, :name_key, :birth_year, :hamlet, :scheme, :paid_by);

-- name: by_payment(area_code)
SELECT paid_by, COUNT(*) AS people FROM beneficiary
 WHERE :area_code IS NULL OR area_code = :area_code
 GROUP BY paid_by;

-- name: setting(key)$
SELECT value FROM setting WHERE key = :key;

-- name: set_setting(key, value)!
INSERT INTO setting (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: contacts()$
SELECT COUNT(*) FROM contact;
