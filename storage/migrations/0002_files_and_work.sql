-- Files that are sent to people or came from them, long work that survives a crash, and messages that
-- take the place of an earlier one (``slot``).

CREATE TABLE file (
    token      TEXT PRIMARY KEY,
    media      TEXT NOT NULL,
    name       TEXT NOT NULL,
    mime       TEXT NOT NULL,
    content    BLOB NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX file_expires ON file (expires_at);

CREATE TABLE work (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id),
    channel     TEXT NOT NULL,
    external_id TEXT NOT NULL,
    arguments   TEXT NOT NULL,
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    created_at  TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX work_waiting ON work (id) WHERE state = 'waiting';

ALTER TABLE outbox ADD COLUMN slot TEXT;
CREATE INDEX outbox_slot ON outbox (channel, external_id, slot, id) WHERE slot IS NOT NULL;
