-- Lists that officers bring in. What a list changes is kept in both versions until the next one, so that it can be
-- written at once and taken back at once. People who are being added are there, but listed nowhere, until then.

CREATE TABLE roster_import (
    id         INTEGER PRIMARY KEY,
    contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    area_code  TEXT REFERENCES area (code),
    file       TEXT NOT NULL,
    answers    TEXT NOT NULL DEFAULT '',
    questions  TEXT NOT NULL DEFAULT '',
    figures    TEXT NOT NULL DEFAULT '',
    state      TEXT NOT NULL DEFAULT 'reading'
               CHECK (state IN ('reading', 'asking', 'ready', 'writing', 'done', 'undone', 'dropped')),
    created_at TEXT NOT NULL,
    done_at    TEXT
);
CREATE INDEX roster_import_done ON roster_import (area_code, done_at) WHERE state = 'done';

CREATE TABLE roster_version (
    import_id      INTEGER NOT NULL REFERENCES roster_import (id) ON DELETE CASCADE,
    side           TEXT NOT NULL CHECK (side IN ('before', 'after')),
    beneficiary_id INTEGER NOT NULL REFERENCES beneficiary (id) ON DELETE CASCADE,
    full_name      TEXT NOT NULL,
    hamlet         TEXT,
    hamlet_key     TEXT NOT NULL,
    scheme         TEXT NOT NULL,
    category       TEXT NOT NULL,
    amount         INTEGER,
    paid_by        TEXT NOT NULL,
    bank           TEXT NOT NULL,
    account_tail   TEXT NOT NULL CHECK (LENGTH(account_tail) <= 4),
    left_at        TEXT,
    PRIMARY KEY (import_id, side, beneficiary_id)
) WITHOUT ROWID;
CREATE INDEX roster_version_person ON roster_version (beneficiary_id);

ALTER TABLE beneficiary ADD COLUMN import_id INTEGER;
CREATE INDEX beneficiary_import ON beneficiary (import_id) WHERE import_id IS NOT NULL;
