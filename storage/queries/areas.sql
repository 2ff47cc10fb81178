-- name: put_area(code, name, former_district)!
INSERT INTO area (code, name, former_district) VALUES (:code, :name, :former_district)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, former_district = excluded.former_district;

-- name: facts(area_code)
SELECT key, value FROM area_fact WHERE area_code = :area_code;

-- name: put_fact(area_code, key, value, contact_id, now)!
INSERT INTO area_fact (area_code, key, value, entered_by, entered_at)
VALUES (:area_code, :key, :value, :contact_id, :now)
ON CONFLICT (area_code, key) DO UPDATE
   SET value = excluded.value, entered_by = excluded.entered_by, entered_at = excluded.entered_at;

-- name: drop_fact(area_code, key)!
DELETE FROM area_fact WHERE area_code = :area_code AND key = :key;
