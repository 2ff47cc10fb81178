-- Times are UTC text (2026-11-24T03:26:09.000000Z), days are ISO dates, JSON is text.

CREATE TABLE area (
    code            TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    former_district TEXT
);

CREATE TABLE area_fact (
    area_code  TEXT NOT NULL REFERENCES area (code),
    key        TEXT NOT NULL,
    value      TEXT NOT NULL,
    entered_by INTEGER NOT NULL REFERENCES contact (id),
    entered_at TEXT NOT NULL,
    PRIMARY KEY (area_code, key)
);

CREATE TABLE contact (
    id         INTEGER PRIMARY KEY,
    honorific  TEXT,
    locale     TEXT NOT NULL,
    area_code  TEXT REFERENCES area (code),
    stopped_at TEXT,
    tips       INTEGER NOT NULL DEFAULT 1 CHECK (tips IN (0, 1)),
    last_tip   TEXT,
    created_at TEXT NOT NULL
);

CREATE TABLE address (
    channel     TEXT NOT NULL,
    external_id TEXT NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id),
    state       TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'unreachable')),
    reason      TEXT,
    quiet_until TEXT NOT NULL DEFAULT '',
    created_at  TEXT NOT NULL,
    PRIMARY KEY (channel, external_id)
);
CREATE INDEX address_contact ON address (contact_id);

CREATE TABLE consent (
    id           INTEGER PRIMARY KEY,
    contact_id   INTEGER NOT NULL REFERENCES contact (id),
    purpose      TEXT NOT NULL,
    given        INTEGER NOT NULL CHECK (given IN (0, 1)),
    text_version TEXT NOT NULL,
    channel      TEXT NOT NULL,
    at           TEXT NOT NULL
);
CREATE INDEX consent_contact ON consent (contact_id, purpose, id);

CREATE TABLE officer (
    contact_id   INTEGER PRIMARY KEY REFERENCES contact (id),
    role         TEXT NOT NULL CHECK (role IN ('city', 'commune')),
    area_code    TEXT REFERENCES area (code),
    appointed_at TEXT NOT NULL,
    CHECK ((role = 'commune') = (area_code IS NOT NULL))
);

CREATE TABLE invitation (
    code_hash   TEXT PRIMARY KEY,
    role        TEXT NOT NULL CHECK (role IN ('city', 'commune')),
    area_code   TEXT REFERENCES area (code),
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    redeemed_at TEXT,
    redeemed_by INTEGER REFERENCES contact (id)
);

CREATE TABLE audit (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    contact_id INTEGER,
    action     TEXT NOT NULL,
    area_code  TEXT,
    detail     TEXT NOT NULL DEFAULT ''
);

CREATE TABLE beneficiary (
    id         INTEGER PRIMARY KEY,
    area_code  TEXT NOT NULL REFERENCES area (code),
    full_name  TEXT NOT NULL,
    name_key   TEXT NOT NULL,
    birth_year INTEGER,
    hamlet     TEXT,
    scheme     TEXT NOT NULL CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    paid_by    TEXT NOT NULL CHECK (paid_by IN ('cash', 'account'))
);
CREATE INDEX beneficiary_area ON beneficiary (area_code, scheme, paid_by);

CREATE TABLE enrolment_report (
    id           INTEGER PRIMARY KEY,
    contact_id   INTEGER NOT NULL REFERENCES contact (id),
    area_code    TEXT NOT NULL REFERENCES area (code),
    scheme       TEXT CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    relation     TEXT NOT NULL,
    nickname     TEXT,
    hamlet       TEXT,
    willing      TEXT NOT NULL CHECK (willing IN ('yes', 'no', 'undecided', 'enrolled')),
    reason       TEXT,
    confirmed_by_beneficiary INTEGER NOT NULL CHECK (confirmed_by_beneficiary IN (0, 1)),
    phone        TEXT,
    state        TEXT NOT NULL DEFAULT 'reported' CHECK (state IN ('reported', 'withdrawn')),
    created_at   TEXT NOT NULL,
    changed_at   TEXT NOT NULL
);
CREATE INDEX enrolment_report_area ON enrolment_report (area_code, state, willing, reason);
CREATE INDEX enrolment_report_contact ON enrolment_report (contact_id);

CREATE TABLE enrolment_history (
    id         INTEGER PRIMARY KEY,
    report_id  INTEGER NOT NULL REFERENCES enrolment_report (id) ON DELETE CASCADE,
    at         TEXT NOT NULL,
    contact_id INTEGER,
    change     TEXT NOT NULL,
    before     TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE pay_day (
    id         INTEGER PRIMARY KEY,
    area_code  TEXT NOT NULL REFERENCES area (code),
    scheme     TEXT NOT NULL CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    day        TEXT NOT NULL,
    hours      TEXT NOT NULL,
    place      TEXT NOT NULL,
    note       TEXT NOT NULL DEFAULT '',
    revision   INTEGER NOT NULL DEFAULT 1,
    entered_by INTEGER REFERENCES contact (id),
    entered_at TEXT NOT NULL,
    cancelled_at TEXT
);
CREATE UNIQUE INDEX pay_day_once ON pay_day (area_code, scheme, day) WHERE cancelled_at IS NULL;

CREATE TABLE subscription (
    id         INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    area_code  TEXT NOT NULL REFERENCES area (code),
    scheme     TEXT NOT NULL CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    nickname   TEXT NOT NULL,
    evening    INTEGER NOT NULL CHECK (evening IN (0, 1)),
    morning    INTEGER NOT NULL CHECK (morning IN (0, 1)),
    created_at TEXT NOT NULL,
    ended_at   TEXT
);
CREATE INDEX subscription_area ON subscription (area_code, scheme, ended_at);
CREATE INDEX subscription_contact ON subscription (contact_id);

CREATE TABLE reminder (
    id              INTEGER PRIMARY KEY,
    subscription_id INTEGER NOT NULL REFERENCES subscription (id),
    pay_day_id      INTEGER NOT NULL REFERENCES pay_day (id),
    revision        INTEGER NOT NULL,
    occurrence      TEXT NOT NULL CHECK (occurrence IN ('evening', 'morning')),
    due_at          TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('planned', 'covered', 'missed')),
    UNIQUE (subscription_id, pay_day_id, revision, occurrence)
);
CREATE INDEX reminder_pay_day ON reminder (pay_day_id, revision);

CREATE TABLE question (
    id         INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    area_code  TEXT REFERENCES area (code),
    text       TEXT NOT NULL,
    phone      TEXT,
    origin     TEXT NOT NULL CHECK (origin IN ('not_understood', 'asked', 'victim', 'dispute')),
    state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'answered', 'withdrawn')),
    answer     TEXT,
    answered_by INTEGER,
    asked_at   TEXT NOT NULL,
    answered_at TEXT
);
CREATE INDEX question_area ON question (area_code, state, asked_at);

CREATE TABLE scam_check (
    id        INTEGER PRIMARY KEY,
    area_code TEXT,
    verdict   TEXT NOT NULL,
    kind      TEXT,
    flags     TEXT NOT NULL,
    at        TEXT NOT NULL
);

CREATE TABLE inbox (
    id          INTEGER PRIMARY KEY,
    channel     TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    external_id TEXT NOT NULL,
    payload     TEXT,
    state       TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    received_at TEXT NOT NULL,
    done_at     TEXT,
    UNIQUE (channel, event_id)
);
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 'waiting';

CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    channel     TEXT NOT NULL,
    external_id TEXT NOT NULL,
    contact_id  INTEGER REFERENCES contact (id),
    priority    INTEGER NOT NULL,
    payload     TEXT,
    reminder_id INTEGER REFERENCES reminder (id),
    state       TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'sending', 'sent', 'rejected', 'unreachable', 'unknown', 'dropped')),
    repeated    INTEGER NOT NULL DEFAULT 0,
    attempts    INTEGER NOT NULL DEFAULT 0,
    not_before  TEXT NOT NULL DEFAULT '',
    expires_at  TEXT,
    reason      TEXT,
    message_ref TEXT,
    created_at  TEXT NOT NULL,
    finished_at TEXT
);
CREATE INDEX outbox_waiting ON outbox (channel, priority, id) WHERE state = 'waiting';
CREATE INDEX outbox_head ON outbox (channel, external_id, priority, id) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox (channel, external_id) WHERE state = 'sending';
CREATE INDEX outbox_contact ON outbox (contact_id, state);

CREATE TABLE flow (
    contact_id INTEGER PRIMARY KEY REFERENCES contact (id),
    form       TEXT NOT NULL,
    step       TEXT NOT NULL,
    answers    TEXT NOT NULL,
    token      TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

CREATE TABLE last_turn (
    contact_id INTEGER PRIMARY KEY REFERENCES contact (id),
    choices    TEXT NOT NULL,
    intent     TEXT,
    asked      TEXT,
    at         TEXT NOT NULL
);

CREATE TABLE web_session (
    external_id TEXT PRIMARY KEY,
    created_at  TEXT NOT NULL,
    seen_at     TEXT NOT NULL
);

CREATE TABLE web_message (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id TEXT NOT NULL REFERENCES web_session (external_id) ON DELETE CASCADE,
    author      TEXT NOT NULL CHECK (author IN ('person', 'bot')),
    unique_key  TEXT NOT NULL,
    body        TEXT NOT NULL,
    at          TEXT NOT NULL,
    UNIQUE (external_id, unique_key)
);
CREATE INDEX web_message_session ON web_message (external_id, id);

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
