-- name: add_day(area_code, scheme, day, last_day, hours, place, payer, hamlets, hamlet_keys, note, confirmed, rule_id, contact_id, now)<!
INSERT INTO pay_day (area_code, scheme, day, last_day, hours, place, payer, hamlets, hamlet_keys, note, confirmed,
                     rule_id, entered_by, entered_at)
VALUES (:area_code, :scheme, :day, :last_day, :hours, :place, :payer, :hamlets, :hamlet_keys, :note, :confirmed,
        :rule_id, :contact_id, :now)
RETURNING id;

-- name: same_day(area_code, scheme, day, hamlet_keys)^
SELECT * FROM pay_day
 WHERE area_code = :area_code AND scheme = :scheme AND day = :day AND hamlet_keys = :hamlet_keys
   AND cancelled_at IS NULL;

-- name: change_day(id, day, last_day, hours, place, payer, hamlets, hamlet_keys, note, confirmed, contact_id, now)!
UPDATE pay_day SET day = :day, last_day = :last_day, hours = :hours, place = :place, payer = :payer,
                   hamlets = :hamlets, hamlet_keys = :hamlet_keys, note = :note, confirmed = :confirmed,
                   entered_by = :contact_id, entered_at = :now, revision = revision + 1
 WHERE id = :id;

-- name: pay_day(id)^
SELECT * FROM pay_day WHERE id = :id AND cancelled_at IS NULL;

-- name: confirm_day(id, contact_id, now)!
UPDATE pay_day SET confirmed = 1, entered_by = :contact_id, entered_at = :now WHERE id = :id AND confirmed = 0;

-- name: cancel_day(id, now)!
UPDATE pay_day SET cancelled_at = :now WHERE id = :id;

-- name: coming(area_code, scheme, today)
SELECT * FROM pay_day
 WHERE area_code = :area_code AND (:scheme IS NULL OR scheme = :scheme)
   AND COALESCE(last_day, day) >= :today AND cancelled_at IS NULL AND confirmed = 1
 ORDER BY day, scheme;

-- name: called_off(area_code, today)
SELECT * FROM pay_day
 WHERE area_code = :area_code AND COALESCE(last_day, day) >= :today AND cancelled_at IS NOT NULL AND confirmed = 1
 ORDER BY day, scheme;

-- name: entered(area_code, today)
-- With what is only proposed: for officers.
SELECT * FROM pay_day
 WHERE area_code = :area_code AND COALESCE(last_day, day) >= :today AND cancelled_at IS NULL
 ORDER BY day, scheme;

-- name: last_entered(area_code, scheme)^
SELECT * FROM pay_day
 WHERE area_code = :area_code AND scheme = :scheme AND cancelled_at IS NULL AND confirmed = 1
 ORDER BY day DESC LIMIT 1;

-- name: told(pay_day_id)
-- Who was told of a pay day, or may have been, and still wants to hear of it: once for each beneficiary.
SELECT s.id AS subscription_id, s.contact_id, s.nickname, s.hamlet_key, c.honorific, c.locale, a.channel, a.external_id
  FROM subscription s
  JOIN contact c ON c.id = s.contact_id AND c.stopped_at IS NULL
  {reached}
 WHERE s.ended_at IS NULL
   AND s.id IN (SELECT r.subscription_id FROM reminder r
                  JOIN outbox o ON o.reminder_id = r.id AND {may_have_told}
                 WHERE r.pay_day_id = :pay_day_id)
 ORDER BY s.id;

-- name: cover_told(pay_day_id)!
-- Who was told of an earlier revision hears a correction now, and not the same as a reminder once more.
INSERT INTO reminder (subscription_id, pay_day_id, revision, occurrence, due_at, state)
SELECT r.subscription_id, p.id, p.revision, r.occurrence, MAX(r.due_at), 'covered'
  FROM reminder r JOIN pay_day p ON p.id = r.pay_day_id
 WHERE p.id = :pay_day_id AND r.revision < p.revision
   AND EXISTS (SELECT 1 FROM outbox o WHERE o.reminder_id = r.id AND {may_have_told})
 GROUP BY r.subscription_id, p.id, p.revision, r.occurrence
ON CONFLICT DO NOTHING;

-- name: count_told(pay_day_id)$
SELECT COUNT(DISTINCT s.contact_id)
  FROM reminder r
  JOIN outbox o ON o.reminder_id = r.id AND {may_have_told}
  JOIN subscription s ON s.id = r.subscription_id AND s.ended_at IS NULL
  JOIN contact c ON c.id = s.contact_id AND c.stopped_at IS NULL
 WHERE r.pay_day_id = :pay_day_id;

-- name: count_wishes(area_code, scheme, hamlet_keys)$
SELECT COUNT(*) FROM subscription s JOIN contact c ON c.id = s.contact_id AND c.stopped_at IS NULL
 WHERE s.area_code = :area_code AND s.scheme = :scheme AND s.ended_at IS NULL
   AND (:hamlet_keys = '' OR s.hamlet_key = '' OR instr(:hamlet_keys, ',' || s.hamlet_key || ',') > 0);

-- name: withdraw(pay_day_id, now)!
-- What still waits of a day that is no longer right.
UPDATE outbox SET state = 'dropped', reason = 'withdrawn', payload = NULL, finished_at = :now
 WHERE state = 'waiting' AND reminder_id IN (SELECT id FROM reminder WHERE pay_day_id = :pay_day_id);

-- name: set_rule(area_code, scheme, day, hours, place, payer, note, hamlets, hamlet_keys, contact_id, now)!
INSERT INTO pay_rule (area_code, scheme, day, hours, place, payer, note, hamlets, hamlet_keys, entered_by, entered_at)
VALUES (:area_code, :scheme, :day, :hours, :place, :payer, :note, :hamlets, :hamlet_keys, :contact_id, :now);

-- name: end_rule(area_code, scheme, hamlet_keys, now)!
UPDATE pay_rule SET ended_at = :now
 WHERE area_code = :area_code AND scheme = :scheme AND hamlet_keys = :hamlet_keys AND ended_at IS NULL;

-- name: rules()
SELECT * FROM pay_rule WHERE ended_at IS NULL ORDER BY id;

-- name: proposed(rule_id, first_day, last_day)$
-- Whatever was entered for that month as well, also cancelled: a refused proposal is not made again.
-- A day for the whole commune is one for each hamlet; a day for another hamlet is none for this one.
SELECT COUNT(*) FROM pay_day p JOIN pay_rule r ON r.id = :rule_id
 WHERE p.area_code = r.area_code AND p.scheme = r.scheme AND p.day BETWEEN :first_day AND :last_day
   AND (r.hamlet_keys = '' OR p.hamlet_keys = '' OR p.hamlet_keys = r.hamlet_keys);

-- name: subscribe(contact_id, area_code, scheme, nickname, evening, morning, hamlet, hamlet_key, evening_at, morning_at, paid_by, now)<!
INSERT INTO subscription (contact_id, area_code, scheme, nickname, evening, morning, hamlet, hamlet_key, evening_at,
                          morning_at, paid_by, created_at)
VALUES (:contact_id, :area_code, :scheme, :nickname, :evening, :morning, :hamlet, :hamlet_key, :evening_at,
        :morning_at, :paid_by, :now)
RETURNING id;

-- name: change_wish(id, contact_id, area_code, scheme, nickname, evening, morning, hamlet, hamlet_key, evening_at, morning_at, paid_by, now)^
-- From now on: an hour that has passed today is not made up for.
UPDATE subscription SET area_code = :area_code, scheme = :scheme, nickname = :nickname, evening = :evening,
                        morning = :morning, hamlet = :hamlet, hamlet_key = :hamlet_key, evening_at = :evening_at,
                        morning_at = :morning_at, paid_by = :paid_by, created_at = :now
 WHERE id = :id AND contact_id = :contact_id AND ended_at IS NULL
RETURNING id;

-- name: subscriptions(contact_id)
SELECT * FROM subscription WHERE contact_id = :contact_id AND ended_at IS NULL ORDER BY id;

-- name: unsubscribe(id, contact_id, now)^
UPDATE subscription SET ended_at = :now, nickname = '', hamlet = '', hamlet_key = ''
 WHERE id = :id AND contact_id = :contact_id AND ended_at IS NULL
RETURNING id;

-- name: unsubscribe_all(contact_id, now)!
-- Also what was put away.
UPDATE subscription SET ended_at = COALESCE(ended_at, :now), nickname = '', hamlet = '', hamlet_key = ''
 WHERE contact_id = :contact_id AND (ended_at IS NULL OR nickname <> '');

-- name: put_away(contact_id, now)!
-- Ended, with the names still there for a day.
UPDATE subscription SET ended_at = :now WHERE contact_id = :contact_id AND ended_at IS NULL;

-- name: take_out(contact_id, now)
-- From now on: an hour that has passed is not made up for.
UPDATE subscription SET ended_at = NULL, created_at = :now
 WHERE contact_id = :contact_id AND ended_at IS NOT NULL AND nickname <> ''
RETURNING id;

-- name: near_days(first_day, tomorrow)
-- Pay days whose reminders are not all dealt with, and are due by now or soon.
SELECT * FROM pay_day
 WHERE cancelled_at IS NULL AND confirmed = 1 AND settled < revision AND day BETWEEN :first_day AND :tomorrow
 ORDER BY id;

-- name: settle_day(id, revision)!
UPDATE pay_day SET settled = :revision WHERE id = :id AND revision = :revision;

-- name: to_ask(first_day, last_day, limit)
-- Whose pay day has passed, who was told of it, or may have been, and has not been asked whether the money came.
SELECT s.id AS subscription_id, s.contact_id, s.nickname, s.paid_by, c.honorific, c.locale, a.channel, a.external_id,
       p.id AS pay_day_id, p.scheme
  FROM pay_day p
  JOIN reminder r ON r.pay_day_id = p.id AND r.state = 'planned'
  JOIN subscription s ON s.id = r.subscription_id AND s.ended_at IS NULL
                     AND s.area_code = p.area_code AND s.scheme = p.scheme
  JOIN contact c ON c.id = s.contact_id AND c.stopped_at IS NULL
  {reached}
 WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.reminder_id = r.id AND {may_have_told})
   AND p.cancelled_at IS NULL AND COALESCE(p.last_day, p.day) BETWEEN :first_day AND :last_day
   AND NOT EXISTS (SELECT 1 FROM receipt q WHERE q.subscription_id = s.id AND q.pay_day_id = p.id)
 GROUP BY s.id, p.id
 LIMIT :limit;

-- name: ask*!
INSERT INTO receipt (subscription_id, pay_day_id, asked_at) VALUES (:subscription_id, :pay_day_id, :now)
ON CONFLICT DO NOTHING;

-- name: answer_receipt(subscription_id, pay_day_id, contact_id, answer, now)^
UPDATE receipt SET answer = :answer, answered_at = :now
 WHERE subscription_id = :subscription_id AND pay_day_id = :pay_day_id
   AND EXISTS (SELECT 1 FROM subscription s WHERE s.id = :subscription_id AND s.contact_id = :contact_id)
RETURNING subscription_id;

-- name: last_answers(subscription_id, most)
SELECT q.answer FROM receipt q JOIN pay_day p ON p.id = q.pay_day_id
 WHERE q.subscription_id = :subscription_id ORDER BY p.day DESC LIMIT :most;

-- name: missed(area_code)$
SELECT COUNT(*) FROM reminder r JOIN pay_day p ON p.id = r.pay_day_id
 WHERE r.state = 'missed' AND (:area_code IS NULL OR p.area_code = :area_code);
