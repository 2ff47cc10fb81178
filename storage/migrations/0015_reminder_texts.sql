-- What a reminder says stands once for everybody who hears the same; the name is filled in when it is sent.
CREATE TABLE reminder_text (
    id         INTEGER PRIMARY KEY,
    pay_day_id INTEGER NOT NULL REFERENCES pay_day (id),
    payload    TEXT NOT NULL,
    made_at    TEXT NOT NULL
);

-- No reference: finished rows outlive their text, and are not looked through when it is forgotten.
ALTER TABLE outbox ADD COLUMN text_id INTEGER;

-- Nearly every row may be sent at once, and is kept out of the index of those that may not.
DROP INDEX outbox_later;
CREATE INDEX outbox_later ON outbox (channel, not_before) WHERE state = 'waiting' AND not_before > '';
