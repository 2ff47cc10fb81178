-- The list of beneficiaries, sealed, with what ties it to reports. Names are found by the digests of their
-- folded words. What the table held before is copied; its names are read as they are.

CREATE TABLE beneficiary_new (
    id           INTEGER PRIMARY KEY,
    area_code    TEXT NOT NULL REFERENCES area (code),
    full_name    TEXT NOT NULL,
    match_key    TEXT NOT NULL,
    birth_year   INTEGER,
    hamlet       TEXT,
    hamlet_key   TEXT NOT NULL DEFAULT '',
    scheme       TEXT NOT NULL CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    category     TEXT NOT NULL DEFAULT '',
    amount       INTEGER,
    paid_by      TEXT NOT NULL CHECK (paid_by IN ('cash', 'account')),
    bank         TEXT NOT NULL DEFAULT '',
    account_tail TEXT NOT NULL DEFAULT '' CHECK (LENGTH(account_tail) <= 4),
    status       TEXT NOT NULL DEFAULT 'listed'
                 CHECK (status IN ('listed', 'reported', 'contacted', 'visit_planned', 'account_opened',
                                   'paid_by_account', 'stays_cash', 'moved', 'deceased')),
    left_at      TEXT,
    added_at     TEXT NOT NULL,
    changed_at   TEXT NOT NULL
);
INSERT INTO beneficiary_new (id, area_code, full_name, match_key, birth_year, hamlet, scheme, paid_by,
                             added_at, changed_at)
SELECT id, area_code, full_name, '' || id, birth_year, hamlet, scheme, paid_by,
       strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now'), strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now')
  FROM beneficiary;
DROP TABLE beneficiary;
ALTER TABLE beneficiary_new RENAME TO beneficiary;
CREATE INDEX beneficiary_figures ON beneficiary (area_code, scheme, paid_by, status) WHERE left_at IS NULL;
CREATE INDEX beneficiary_page ON beneficiary (area_code, id) WHERE left_at IS NULL;
CREATE INDEX beneficiary_hamlet ON beneficiary (area_code, hamlet_key, id) WHERE left_at IS NULL;
CREATE INDEX beneficiary_status ON beneficiary (area_code, status, id) WHERE left_at IS NULL;
CREATE INDEX beneficiary_match ON beneficiary (match_key);

CREATE TABLE name_part (
    id     INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    word   TEXT NOT NULL,
    people INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE beneficiary_part (
    part_id        INTEGER NOT NULL REFERENCES name_part (id),
    area_code      TEXT NOT NULL,
    beneficiary_id INTEGER NOT NULL REFERENCES beneficiary (id) ON DELETE CASCADE,
    PRIMARY KEY (part_id, area_code, beneficiary_id)
) WITHOUT ROWID;
CREATE INDEX beneficiary_part_person ON beneficiary_part (beneficiary_id);
