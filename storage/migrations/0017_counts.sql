-- The roster's figures are read, not counted: roster_count holds how many are listed, exactly as the rows stand.
-- The triggers keep it so whoever writes; "ansinh check" counts again and compares.
-- Whoever came with a list that is not in force (not confirmed yet, or taken back) is in no view: a list of a whole
-- province comes into force, and is taken back, by one changed row.

CREATE TABLE beneficiary_new (
    id           INTEGER PRIMARY KEY,
    area_code    TEXT NOT NULL REFERENCES area (code),
    full_name    TEXT NOT NULL,
    match_key    TEXT NOT NULL,
    birth_year   INTEGER,
    hamlet       TEXT,
    hamlet_key   TEXT NOT NULL DEFAULT '',
    -- "=" and "OR", since SQLite makes a table of a longer IN for each row, which took half of the time of writing it.
    scheme       TEXT NOT NULL CHECK (scheme = 'NCC' OR scheme = 'BTXH' OR scheme = 'HTXH'),
    category     TEXT NOT NULL DEFAULT '',
    amount       INTEGER,
    paid_by      TEXT NOT NULL CHECK (paid_by = 'cash' OR paid_by = 'account'),
    bank         TEXT NOT NULL DEFAULT '',
    account_tail TEXT NOT NULL DEFAULT '' CHECK (LENGTH(account_tail) <= 4),
    status       TEXT NOT NULL DEFAULT 'listed'
                 CHECK (status = 'listed' OR status = 'reported' OR status = 'contacted' OR status = 'visit_planned'
                        OR status = 'account_opened' OR status = 'paid_by_account' OR status = 'stays_cash'
                        OR status = 'moved' OR status = 'deceased'),
    left_at      TEXT,
    import_id    INTEGER,  -- the list that brought them
    added_at     TEXT NOT NULL,
    changed_at   TEXT NOT NULL
);
INSERT INTO beneficiary_new (id, area_code, full_name, match_key, birth_year, hamlet, hamlet_key, scheme, category,
                             amount, paid_by, bank, account_tail, status, left_at, import_id, added_at, changed_at)
SELECT b.id, b.area_code, b.full_name, b.match_key, b.birth_year, b.hamlet, b.hamlet_key, b.scheme, b.category,
       b.amount, b.paid_by, b.bank, b.account_tail, b.status,
       CASE WHEN b.left_at = 'pending' AND i.state <> 'done' THEN NULL ELSE b.left_at END,
       CASE WHEN b.left_at = 'pending' OR i.state = 'done' THEN b.import_id END,
       b.added_at, b.changed_at
  FROM beneficiary b LEFT JOIN roster_import i ON i.id = b.import_id
 ORDER BY b.id;
DROP TABLE beneficiary;
ALTER TABLE beneficiary_new RENAME TO beneficiary;

CREATE INDEX beneficiary_page ON beneficiary (area_code, id) WHERE left_at IS NULL;
CREATE INDEX beneficiary_match ON beneficiary (area_code, match_key);
CREATE INDEX beneficiary_import ON beneficiary (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX roster_import_not_in_force ON roster_import (id) WHERE state <> 'done';

CREATE VIEW known_person AS
SELECT * FROM beneficiary
 WHERE import_id IS NULL OR import_id NOT IN (SELECT id FROM roster_import WHERE state <> 'done');

CREATE VIEW listed_person AS
SELECT * FROM beneficiary
 WHERE left_at IS NULL
   AND (import_id IS NULL OR import_id NOT IN (SELECT id FROM roster_import WHERE state <> 'done'));

CREATE TABLE roster_count (
    area_code TEXT NOT NULL,
    scheme    TEXT NOT NULL,
    paid_by   TEXT NOT NULL,
    status    TEXT NOT NULL,
    import_id INTEGER NOT NULL,  -- 0 for those whom no list brought
    people    INTEGER NOT NULL CHECK (people >= 0),
    PRIMARY KEY (area_code, scheme, paid_by, status, import_id)
) WITHOUT ROWID;
CREATE INDEX roster_count_import ON roster_count (import_id);
INSERT INTO roster_count (area_code, scheme, paid_by, status, import_id, people)
SELECT area_code, scheme, paid_by, status, COALESCE(import_id, 0), COUNT(*)
  FROM beneficiary WHERE left_at IS NULL GROUP BY 1, 2, 3, 4, 5;

CREATE VIEW roster_figure AS
SELECT area_code, scheme, paid_by, status, SUM(people) AS people
  FROM roster_count
 WHERE people > 0 AND import_id NOT IN (SELECT id FROM roster_import WHERE state <> 'done')
 GROUP BY area_code, scheme, paid_by, status;

CREATE TRIGGER beneficiary_comes AFTER INSERT ON beneficiary WHEN NEW.left_at IS NULL
BEGIN
    INSERT INTO roster_count (area_code, scheme, paid_by, status, import_id, people)
    VALUES (NEW.area_code, NEW.scheme, NEW.paid_by, NEW.status, COALESCE(NEW.import_id, 0), 1)
    ON CONFLICT (area_code, scheme, paid_by, status, import_id) DO UPDATE SET people = people + 1;
END;

CREATE TRIGGER beneficiary_goes AFTER DELETE ON beneficiary WHEN OLD.left_at IS NULL
BEGIN
    UPDATE roster_count SET people = people - 1
     WHERE area_code = OLD.area_code AND scheme = OLD.scheme AND paid_by = OLD.paid_by AND status = OLD.status
       AND import_id = COALESCE(OLD.import_id, 0);
END;

CREATE TRIGGER beneficiary_changes
AFTER UPDATE OF area_code, scheme, paid_by, status, import_id, left_at ON beneficiary
WHEN (OLD.area_code, OLD.scheme, OLD.paid_by, OLD.status, OLD.import_id, OLD.left_at)
     IS NOT (NEW.area_code, NEW.scheme, NEW.paid_by, NEW.status, NEW.import_id, NEW.left_at)
BEGIN
    UPDATE roster_count SET people = people - 1
     WHERE OLD.left_at IS NULL
       AND area_code = OLD.area_code AND scheme = OLD.scheme AND paid_by = OLD.paid_by AND status = OLD.status
       AND import_id = COALESCE(OLD.import_id, 0);
    INSERT INTO roster_count (area_code, scheme, paid_by, status, import_id, people)
    SELECT NEW.area_code, NEW.scheme, NEW.paid_by, NEW.status, COALESCE(NEW.import_id, 0), 1 WHERE NEW.left_at IS NULL
    ON CONFLICT (area_code, scheme, paid_by, status, import_id) DO UPDATE SET people = people + 1;
END;
