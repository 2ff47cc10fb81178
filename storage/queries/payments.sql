-- name: add_day(area_code, scheme, day, hours, place, note, contact_id, now)<!
INSERT INTO pay_day (area_code, scheme, day, hours, place, note, entered_by, entered_at)
VALUES (:area_code, :scheme, :day, :hours, :place, :note, :contact_id, :now)
RETURNING id;

-- name: same_day(area_code, scheme, day)^
SELECT * FROM pay_day
 WHERE area_code = :area_code AND scheme = :scheme AND day = :day AND cancelled_at IS NULL;

-- name: change_day(id, hours, place, note, contact_id, now)!
UPDATE pay_day SET hours = :hours, place = :place, note = :note, entered_by = :contact_id, entered_at = :now,
                   revision = revision + 1
 WHERE id = :id;

-- name: coming(area_code, scheme, today)
SELECT * FROM pay_day
 WHERE area_code = :area_code AND (:scheme IS NULL OR scheme = :scheme)
   AND day >= :today AND cancelled_at IS NULL
 ORDER BY day, scheme;

-- name: subscribe(contact_id, area_code, scheme, nickname, evening, morning, now)<!
INSERT INTO subscription (contact_id, area_code, scheme, nickname, evening, morning, created_at)
VALUES (:contact_id, :area_code, :scheme, :nickname, :evening, :morning, :now)
RETURNING id;

-- name: subscriptions(contact_id)
SELECT * FROM subscription WHERE contact_id = :contact_id AND ended_at IS NULL ORDER BY id;

-- name: unsubscribe(id, contact_id, now)^
UPDATE subscription SET ended_at = :now, nickname = ''
 WHERE id = :id AND contact_id = :contact_id AND ended_at IS NULL
RETURNING id;

-- name: unsubscribe_all(contact_id, now)!
UPDATE subscription SET ended_at = :now, nickname = '' WHERE contact_id = :contact_id AND ended_at IS NULL;

-- name: due(first_day, last_day)
-- Pay days near enough to matter now, with everybody who wants to hear of them and has not been planned for.
SELECT s.id AS subscription_id, s.contact_id, s.nickname, s.created_at AS wished_at, p.entered_at, c.honorific, c.locale, a.channel, a.external_id,
       o.occurrence, p.id AS pay_day_id, p.revision, p.area_code, p.scheme, p.day, p.hours, p.place, p.note
  FROM pay_day p
  JOIN subscription s ON s.area_code = p.area_code AND s.scheme = p.scheme AND s.ended_at IS NULL
  JOIN (SELECT 'evening' AS occurrence UNION ALL SELECT 'morning') o
    ON (o.occurrence = 'evening' AND s.evening = 1) OR (o.occurrence = 'morning' AND s.morning = 1)
  JOIN contact c ON c.id = s.contact_id AND c.stopped_at IS NULL
  JOIN address a ON a.contact_id = c.id AND a.state = 'active'
   AND a.created_at = (SELECT MAX(b.created_at) FROM address b WHERE b.contact_id = c.id AND b.state = 'active')
 WHERE p.cancelled_at IS NULL AND p.day BETWEEN :first_day AND :last_day
   AND NOT EXISTS (SELECT 1 FROM reminder r
                    WHERE r.subscription_id = s.id AND r.pay_day_id = p.id
                      AND r.revision = p.revision AND r.occurrence = o.occurrence);

-- name: plan(subscription_id, pay_day_id, revision, occurrence, due_at, state)^
INSERT INTO reminder (subscription_id, pay_day_id, revision, occurrence, due_at, state)
VALUES (:subscription_id, :pay_day_id, :revision, :occurrence, :due_at, :state)
ON CONFLICT (subscription_id, pay_day_id, revision, occurrence) DO NOTHING
RETURNING id;

-- name: missed(area_code)$
SELECT COUNT(*) FROM reminder r JOIN pay_day p ON p.id = r.pay_day_id
 WHERE r.state = 'missed' AND (:area_code IS NULL OR p.area_code = :area_code);
