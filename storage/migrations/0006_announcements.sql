-- Announcements: what an officer tells many people, to whom, and how far it has come. The text stands once
-- for each form of address; the outbox rows refer to it.

CREATE TABLE announcement (
    id          INTEGER PRIMARY KEY,
    created_by  INTEGER NOT NULL REFERENCES contact (id),
    channel     TEXT NOT NULL,
    external_id TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('notice', 'alert')),
    subject     TEXT NOT NULL,
    area_code   TEXT REFERENCES area (code),
    hamlet      TEXT,
    scheme      TEXT CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    role        TEXT NOT NULL DEFAULT 'all' CHECK (role IN ('all', 'public', 'officers')),
    willing     TEXT,
    reason      TEXT,
    locale      TEXT,
    quiet_days  INTEGER NOT NULL DEFAULT 0,
    urgent      INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
    state       TEXT NOT NULL DEFAULT 'draft'
                CHECK (state IN ('draft', 'approving', 'confirmed', 'sending', 'paused', 'stopped', 'done')),
    send_at     TEXT NOT NULL DEFAULT '',
    approved_by INTEGER REFERENCES contact (id),
    cursor      INTEGER NOT NULL DEFAULT 0,
    planned     INTEGER NOT NULL DEFAULT 0 CHECK (planned IN (0, 1)),
    total       INTEGER NOT NULL DEFAULT 0,
    created_at  TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX announcement_running ON announcement (id) WHERE finished_at IS NULL;

CREATE TABLE announcement_text (
    announcement_id INTEGER NOT NULL REFERENCES announcement (id) ON DELETE CASCADE,
    locale          TEXT NOT NULL,
    honorific       TEXT NOT NULL,
    payload         TEXT NOT NULL,
    choices         TEXT NOT NULL,
    PRIMARY KEY (announcement_id, locale, honorific)
);

ALTER TABLE outbox ADD COLUMN announcement_id INTEGER REFERENCES announcement (id);
CREATE UNIQUE INDEX outbox_announced ON outbox (announcement_id, contact_id) WHERE announcement_id IS NOT NULL;
CREATE INDEX outbox_progress ON outbox (announcement_id, state, priority) WHERE announcement_id IS NOT NULL;
