-- Pay days of several days, for some hamlets, by a payer, proposed before they are confirmed; whom each was told;
-- rules from which days are proposed; an hour of one's own; and what became of the money.

ALTER TABLE pay_day ADD COLUMN last_day TEXT;
ALTER TABLE pay_day ADD COLUMN payer TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_day ADD COLUMN hamlets TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_day ADD COLUMN hamlet_keys TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_day ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 1 CHECK (confirmed IN (0, 1));
ALTER TABLE pay_day ADD COLUMN rule_id INTEGER REFERENCES pay_rule (id);
ALTER TABLE pay_day ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;  -- the revision whose reminders are all dealt with
DROP INDEX pay_day_once;
CREATE UNIQUE INDEX pay_day_once ON pay_day (area_code, scheme, day, hamlet_keys) WHERE cancelled_at IS NULL;

CREATE TABLE pay_rule (
    id         INTEGER PRIMARY KEY,
    area_code  TEXT NOT NULL REFERENCES area (code),
    scheme     TEXT NOT NULL CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    day        INTEGER NOT NULL CHECK (day BETWEEN 1 AND 31),
    hours      TEXT NOT NULL,
    place      TEXT NOT NULL,
    payer      TEXT NOT NULL DEFAULT '',
    note       TEXT NOT NULL DEFAULT '',
    entered_by INTEGER REFERENCES contact (id),
    entered_at TEXT NOT NULL,
    ended_at   TEXT
);
CREATE UNIQUE INDEX pay_rule_once ON pay_rule (area_code, scheme) WHERE ended_at IS NULL;

ALTER TABLE subscription ADD COLUMN hamlet TEXT NOT NULL DEFAULT '';
ALTER TABLE subscription ADD COLUMN hamlet_key TEXT NOT NULL DEFAULT '';
ALTER TABLE subscription ADD COLUMN evening_at TEXT NOT NULL DEFAULT '19:00';
ALTER TABLE subscription ADD COLUMN morning_at TEXT NOT NULL DEFAULT '06:30';
ALTER TABLE subscription ADD COLUMN paid_by TEXT NOT NULL DEFAULT 'cash' CHECK (paid_by IN ('cash', 'account'));

CREATE INDEX subscription_due ON subscription (area_code, scheme, id) WHERE ended_at IS NULL;

CREATE TABLE receipt (
    subscription_id INTEGER NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    pay_day_id      INTEGER NOT NULL REFERENCES pay_day (id),
    asked_at        TEXT NOT NULL,
    answer          TEXT CHECK (answer IN ('yes', 'not_yet', 'trouble')),
    answered_at     TEXT,
    PRIMARY KEY (subscription_id, pay_day_id)
);

CREATE INDEX outbox_reminder ON outbox (reminder_id) WHERE reminder_id IS NOT NULL;
