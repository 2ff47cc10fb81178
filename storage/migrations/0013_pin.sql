-- A sentence that only the officer knows, asked for before personal data leaves as a file. Kept as an argon2 hash.

ALTER TABLE officer ADD COLUMN pin_hash TEXT;
ALTER TABLE officer ADD COLUMN pin_tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE officer ADD COLUMN pin_locked_until TEXT;
ALTER TABLE officer ADD COLUMN pin_open_until TEXT;
