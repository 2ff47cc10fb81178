-- What becomes of a relative's report: whom it is about on the roster, who deals with it, and each step with
-- who, when and why. ``state`` says whether the report still stands, ``status`` how far the matter is.

ALTER TABLE enrolment_report ADD COLUMN birth_year INTEGER;
ALTER TABLE enrolment_report ADD COLUMN name_digest TEXT;
ALTER TABLE enrolment_report ADD COLUMN beneficiary_id INTEGER REFERENCES beneficiary (id) ON DELETE SET NULL;
ALTER TABLE enrolment_report ADD COLUMN match TEXT NOT NULL DEFAULT 'open' CHECK (match IN ('open', 'tied', 'none'));
ALTER TABLE enrolment_report ADD COLUMN joined_to INTEGER REFERENCES enrolment_report (id);
ALTER TABLE enrolment_report ADD COLUMN status TEXT NOT NULL DEFAULT 'reported'
    CHECK (status IN ('reported', 'contacted', 'visit_planned', 'account_opened', 'paid_by_account',
                      'stays_cash', 'moved', 'deceased', 'withdrawn'));
ALTER TABLE enrolment_report ADD COLUMN visit_on TEXT;

UPDATE enrolment_report SET status = 'withdrawn' WHERE state = 'withdrawn';

CREATE INDEX enrolment_report_follow ON enrolment_report (area_code, status, willing, reason) WHERE joined_to IS NULL;
CREATE INDEX enrolment_report_person ON enrolment_report (beneficiary_id) WHERE beneficiary_id IS NOT NULL;
CREATE INDEX enrolment_report_name ON enrolment_report (name_digest) WHERE name_digest IS NOT NULL;
CREATE INDEX enrolment_report_joined ON enrolment_report (joined_to) WHERE joined_to IS NOT NULL;

CREATE TABLE follow_change (
    id         INTEGER PRIMARY KEY,
    report_id  INTEGER NOT NULL REFERENCES enrolment_report (id) ON DELETE CASCADE,
    at         TEXT NOT NULL,
    contact_id INTEGER,
    was        TEXT,
    became     TEXT NOT NULL,
    was_visit  TEXT,
    visit_on   TEXT,
    note       TEXT,
    undone_at  TEXT,
    undone_by  INTEGER
);
CREATE INDEX follow_change_report ON follow_change (report_id, id);

INSERT INTO follow_change (report_id, at, contact_id, was, became)
SELECT id, created_at, contact_id, NULL, 'reported' FROM enrolment_report;
INSERT INTO follow_change (report_id, at, contact_id, was, became)
SELECT id, changed_at, contact_id, 'reported', 'withdrawn' FROM enrolment_report WHERE state = 'withdrawn';
