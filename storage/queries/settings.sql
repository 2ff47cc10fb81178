-- name: setting(key)$
SELECT value FROM setting WHERE key = :key;

-- name: set_setting(key, value)!
INSERT INTO setting (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
