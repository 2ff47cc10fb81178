-- name: take_in(channel, event_id, external_id, payload, now)^
INSERT INTO inbox (channel, event_id, external_id, payload, received_at)
VALUES (:channel, :event_id, :external_id, :payload, :now)
ON CONFLICT (channel, event_id) DO NOTHING
RETURNING id;

-- name: waiting_in()
SELECT id, channel, external_id, payload, attempts FROM inbox WHERE state = 'waiting' ORDER BY id;

-- name: is_waiting_in(id)$
SELECT COUNT(*) FROM inbox WHERE id = :id AND state = 'waiting';

-- name: oldest_in()$
SELECT MIN(received_at) FROM inbox WHERE state = 'waiting';

-- name: count_in(since)$
SELECT COUNT(*) FROM inbox WHERE received_at >= :since;

-- name: incoming(id)^
SELECT payload, attempts FROM inbox WHERE id = :id AND state = 'waiting';

-- name: finish_in(id, state, now)!
UPDATE inbox SET state = :state, payload = NULL, done_at = :now WHERE id = :id;

-- name: count_attempts(before)!
UPDATE inbox SET attempts = attempts + 1 WHERE state = 'waiting' AND received_at < :before;

-- name: put_out(channel, external_id, contact_id, priority, payload, reminder_id, slot, not_before, expires_at, now)!
INSERT INTO outbox (channel, external_id, contact_id, priority, payload, reminder_id, slot, not_before, expires_at,
                    created_at)
VALUES (:channel, :external_id, :contact_id, :priority, :payload, :reminder_id, :slot, :not_before, :expires_at,
        :now);

-- name: put_out_many(channel, external_id, contact_id, priority, payload, now)*!
INSERT INTO outbox (channel, external_id, contact_id, priority, payload, created_at)
VALUES (:channel, :external_id, :contact_id, :priority, :payload, :now);

-- name: supersede(channel, external_id, slot, now)!
-- A newer message takes the place of one that was not sent yet.
UPDATE outbox SET state = 'dropped', reason = 'superseded', payload = NULL, finished_at = :now
 WHERE channel = :channel AND external_id = :external_id AND slot = :slot AND state = 'waiting';

-- name: claimable(channel, now, limit)
-- Consent, opt-out and condition are looked at again here, not only when the row was planned.
-- Only the first waiting row of an address counts: one put back is not overtaken by those behind it.
SELECT o.id, o.external_id, o.contact_id, o.priority, t.choices,
       COALESCE(o.payload, t.payload, (SELECT w.payload FROM reminder_text w WHERE w.id = o.text_id)) AS payload,
       CASE WHEN o.reminder_id IS NOT NULL THEN
         (SELECT s.id || ' ' || s.nickname FROM reminder r JOIN subscription s ON s.id = r.subscription_id
           WHERE r.id = o.reminder_id)
       END AS beneficiary, o.repeated, o.attempts, o.created_at,
       CASE WHEN o.slot IS NOT NULL THEN
         (SELECT e.message_ref FROM outbox e
           WHERE e.channel = o.channel AND e.external_id = o.external_id AND e.slot = o.slot AND e.state = 'sent'
           ORDER BY e.id DESC LIMIT 1)
       END AS replaces,
       CASE
         WHEN a.state = 'unreachable' THEN 'unreachable'
         WHEN o.priority > 0 AND c.stopped_at IS NOT NULL THEN 'stopped'
         WHEN n.kind = 'alert' AND c.tips = 0 THEN 'stopped'
         WHEN n.kind = 'notice' AND c.notices = 0 THEN 'stopped'
         WHEN o.expires_at IS NOT NULL AND o.expires_at < :now THEN 'late'
         WHEN o.reminder_id IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM reminder r
                JOIN subscription s ON s.id = r.subscription_id
                JOIN pay_day p ON p.id = r.pay_day_id
               WHERE r.id = o.reminder_id AND s.ended_at IS NULL
                 AND p.cancelled_at IS NULL AND p.revision = r.revision) THEN 'withdrawn'
       END AS obstacle
  FROM outbox o
  JOIN address a ON a.channel = o.channel AND a.external_id = o.external_id
  JOIN contact c ON c.id = a.contact_id
  LEFT JOIN announcement n ON n.id = o.announcement_id
  LEFT JOIN announcement_text t ON t.announcement_id = o.announcement_id AND t.honorific = COALESCE(c.honorific, '')
                               AND t.locale = CASE WHEN c.locale = 'en' THEN 'en' ELSE 'vi' END
 WHERE o.state = 'waiting' AND o.channel = :channel AND o.not_before <= :now AND a.quiet_until <= :now
   AND o.priority < 9 AND (n.id IS NULL OR n.state = 'sending')
   AND NOT EXISTS (SELECT 1 FROM outbox f
                    WHERE f.state = 'sending' AND f.channel = o.channel AND f.external_id = o.external_id)
   AND NOT EXISTS (SELECT 1 FROM outbox e
                    WHERE e.state = 'waiting' AND e.channel = o.channel AND e.external_id = o.external_id
                      AND (e.priority < o.priority OR (e.priority = o.priority AND e.id < o.id)))
 ORDER BY o.priority, o.id
 LIMIT :limit;

-- name: next_due(channel, now)$
-- Of what may not be sent yet: what may be is claimed before anybody asks this.
SELECT MIN(due) FROM (
  SELECT MIN(not_before) AS due FROM outbox
   WHERE state = 'waiting' AND channel = :channel AND not_before > '' AND not_before > :now
  UNION ALL
  SELECT MIN(a.quiet_until) FROM address a
   WHERE a.channel = :channel AND a.quiet_until > :now
     AND EXISTS (SELECT 1 FROM outbox o
                  WHERE o.state = 'waiting' AND o.channel = a.channel AND o.external_id = a.external_id)
);

-- name: oldest_claimable(now)
-- The next reply of each channel; announcements and reminders wait behind one another for as long as they are many.
SELECT o.channel, MIN(CASE WHEN o.not_before > o.created_at THEN o.not_before ELSE o.created_at END) AS oldest
  FROM outbox o
  JOIN address a ON a.channel = o.channel AND a.external_id = o.external_id
 WHERE o.state = 'waiting' AND o.priority = 0 AND o.not_before <= :now AND a.quiet_until <= :now
 GROUP BY o.channel;

-- name: start_sending(id)*!
UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = :id;

-- name: offer(contact_id, choices, now)*!
-- What an announcement offers is what the person's next number or word answers.
INSERT INTO last_turn (contact_id, choices, at) VALUES (:contact_id, :choices, :now)
ON CONFLICT (contact_id) DO UPDATE SET choices = excluded.choices, intent = NULL, asked = NULL, at = excluded.at;

-- name: set_quiet(channel, external_id, quiet_until)*!
UPDATE address SET quiet_until = :quiet_until WHERE channel = :channel AND external_id = :external_id;

-- name: end_quiet(channel, now)!
UPDATE address SET quiet_until = :now WHERE channel = :channel AND quiet_until > :now;

-- name: move_put_back(channel, now, before)!
UPDATE outbox SET not_before = :now
 WHERE state = 'waiting' AND channel = :channel AND attempts > 0 AND not_before > '' AND not_before > :now
   AND not_before < :before;

-- name: finish_out(id, state, reason, message_ref, now)*!
UPDATE outbox SET state = :state, reason = :reason, message_ref = :message_ref, finished_at = :now, payload = NULL
 WHERE id = :id;

-- name: miss_reminder(id)!
UPDATE reminder SET state = 'missed' WHERE id = (SELECT reminder_id FROM outbox WHERE id = :id);

-- name: plan_anew(id)!
-- As if it had not been planned: by day it is looked at again whether it is still useful.
UPDATE reminder SET revision = -id, state = 'covered' WHERE id = (SELECT reminder_id FROM outbox WHERE id = :id);

-- name: leave_unknown(id, reason, now)!
UPDATE outbox SET state = 'unknown', reason = :reason, finished_at = :now WHERE id = :id;

-- name: put_back(id, not_before, repeated)!
UPDATE outbox SET state = 'waiting', not_before = :not_before, repeated = repeated + :repeated WHERE id = :id;

-- name: interrupted(channel)
SELECT id, external_id, priority, repeated FROM outbox WHERE state = 'sending' AND channel = :channel ORDER BY id;

-- name: drop_unasked(contact_id, now)!
UPDATE outbox SET state = 'dropped', reason = 'stopped', payload = NULL, finished_at = :now
 WHERE contact_id = :contact_id AND state = 'waiting' AND priority > 0;

-- name: counts()
SELECT channel, state, COUNT(*) AS rows FROM outbox GROUP BY channel, state ORDER BY channel, state;

-- name: count_sent(since)$
SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND finished_at >= :since;
