-- name: make_due()!
-- Set aside on the writer's connection alone, and gone with it: what many rows are then written from, without a hop
-- through Python for each. ``kind`` is all that decides what becomes of a reminder and what it says.
CREATE TEMP TABLE IF NOT EXISTS planning_due (
    number          INTEGER PRIMARY KEY,
    kind            TEXT NOT NULL,
    subscription_id INTEGER NOT NULL,
    pay_day_id      INTEGER NOT NULL,
    revision        INTEGER NOT NULL,
    contact_id      INTEGER NOT NULL,
    channel         TEXT NOT NULL,
    external_id     TEXT NOT NULL
);

-- name: make_rulings()!
CREATE TEMP TABLE IF NOT EXISTS planning_ruling (
    kind       TEXT NOT NULL,
    place      INTEGER NOT NULL,
    occurrence TEXT NOT NULL,
    due_at     TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    state      TEXT NOT NULL,
    text_id    INTEGER,
    tip        TEXT,
    PRIMARY KEY (kind, place)
);

-- name: forget_rulings()!
DELETE FROM planning_ruling;

-- name: clear_due()!
DELETE FROM planning_due;

-- name: set_aside(first_day, today, tomorrow, hour, lately, after, upto, limit)!
-- Who wants to hear of a pay day now: an hour of their own has come (``hour`` of ``today`` in Việt Nam) and nothing was
-- planned for it. In the order of subscriptions, near which most of what is then written lies: by pay day, each
-- person's rows lay on pages of their own, and planning took three times as long. CROSS JOIN keeps that order.
-- When somebody wished it decides only if that was lately, or the day is over.
INSERT INTO planning_due (kind, subscription_id, pay_day_id, revision, contact_id, channel, external_id)
SELECT pay_day_id || '|' || revision || '|' || announced_at || '|' || wished_at
       || '|' || CASE WHEN evening_due THEN evening_at ELSE '' END
       || '|' || CASE WHEN morning_due THEN morning_at ELSE '' END
       || '|' || locale || '|' || honorific || '|' || paid_by || '|' || tips || '|' || last_tip
       || '|' || morning,
       subscription_id, pay_day_id, revision, contact_id, channel, external_id
  FROM (
SELECT s.id AS subscription_id, s.contact_id, s.evening_at, s.morning, s.morning_at, s.paid_by, c.locale, c.tips,
       COALESCE(c.honorific, '') AS honorific, COALESCE(c.last_tip, '') AS last_tip, a.channel, a.external_id,
       p.id AS pay_day_id, p.revision, p.entered_at AS announced_at,
       CASE WHEN p.day < :today OR s.created_at > :lately THEN s.created_at ELSE '' END AS wished_at,
       s.evening = 1 AND e.id IS NULL
         AND (p.day <= :today OR (p.day = :tomorrow AND s.evening_at <= :hour)) AS evening_due,
       s.morning = 1 AND m.id IS NULL
         AND (p.day < :today OR (p.day = :today AND s.morning_at <= :hour)) AS morning_due
  {wished}
  {reached}
 WHERE s.id > :after AND s.id <= :upto AND s.ended_at IS NULL
   AND {hour_has_come}
 ORDER BY s.id
 LIMIT :limit
  ) AS due;

-- name: next_due(first_day, today, tomorrow, hour, after)$
-- The first subscription that ``set_aside`` would find; for a reader.
SELECT s.id
  {wished}
 WHERE s.id > :after AND s.ended_at IS NULL
   AND {hour_has_come}
   AND EXISTS (SELECT 1 FROM address a WHERE a.contact_id = c.id AND a.state = 'active')
 ORDER BY s.id
 LIMIT 1;

-- name: new_kinds()
SELECT DISTINCT kind FROM planning_due d WHERE NOT EXISTS (SELECT 1 FROM planning_ruling r WHERE r.kind = d.kind);

-- name: found()^
SELECT COUNT(*) AS people, COALESCE(MAX(subscription_id), 0) AS last,
       (SELECT COALESCE(MAX(id), 0) FROM reminder) AS last_reminder,
       (SELECT COALESCE(MAX(id), 0) FROM reminder_text) AS last_text
  FROM planning_due;

-- name: keep_texts(id, pay_day_id, payload, now)*!
INSERT INTO reminder_text (id, pay_day_id, payload, made_at) VALUES (:id, :pay_day_id, :payload, :now);

-- name: rule*!
INSERT INTO planning_ruling (kind, place, occurrence, due_at, expires_at, state, text_id, tip)
VALUES (:kind, :place, :occurrence, :due_at, :expires_at, :state, :text_id, :tip);

-- name: plan(last)!
-- Two numbers for each who is due, since two occurrences can be; one of them is mostly left out.
INSERT INTO reminder (id, subscription_id, pay_day_id, revision, occurrence, due_at, state)
SELECT :last + 2 * d.number - r.place, d.subscription_id, d.pay_day_id, d.revision, r.occurrence, r.due_at, r.state
  FROM planning_due d
 CROSS JOIN planning_ruling r
 WHERE r.kind = d.kind
 ORDER BY d.number;

-- name: queue(last, priority, now)!
INSERT INTO outbox (channel, external_id, contact_id, priority, reminder_id, text_id, expires_at, created_at)
SELECT d.channel, d.external_id, d.contact_id, :priority, :last + 2 * d.number - r.place, r.text_id, r.expires_at, :now
  FROM planning_due d
 CROSS JOIN planning_ruling r
 WHERE r.kind = d.kind AND r.state = 'planned'
 ORDER BY d.number;

-- name: told_tips()!
-- The kind of the tip that each was told last.
UPDATE contact SET last_tip = told.tip
  FROM (SELECT d.contact_id, MAX(r.tip) AS tip
          FROM planning_due d
         CROSS JOIN planning_ruling r
         WHERE r.kind = d.kind AND r.tip IS NOT NULL
         GROUP BY d.contact_id) AS told
 WHERE contact.id = told.contact_id;

-- name: channels()
SELECT DISTINCT d.channel
  FROM planning_due d
 CROSS JOIN planning_ruling r
 WHERE r.kind = d.kind AND r.state = 'planned';
