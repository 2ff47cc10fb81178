-- name: add(created_by, channel, external_id, kind, subject, area_code, hamlet, scheme, role, willing, reason, locale, quiet_days, urgent, send_at, now)<!
INSERT INTO announcement (created_by, channel, external_id, kind, subject, area_code, hamlet, scheme, role, willing,
                          reason, locale, quiet_days, urgent, send_at, created_at)
VALUES (:created_by, :channel, :external_id, :kind, :subject, :area_code, :hamlet, :scheme, :role, :willing,
        :reason, :locale, :quiet_days, :urgent, :send_at, :now)
RETURNING id;

-- name: add_text(announcement_id, locale, honorific, payload, choices)!
INSERT INTO announcement_text (announcement_id, locale, honorific, payload, choices)
VALUES (:announcement_id, :locale, :honorific, :payload, :choices);

-- name: text(announcement_id, locale, honorific)$
SELECT payload FROM announcement_text
 WHERE announcement_id = :announcement_id AND locale = :locale AND honorific = :honorific;

-- name: one(id)^
SELECT * FROM announcement WHERE id = :id;

-- name: running()
SELECT * FROM announcement WHERE finished_at IS NULL AND state NOT IN ('draft', 'approving') ORDER BY id;

-- name: confirm(id, contact_id, state, send_at)^
UPDATE announcement SET state = :state, send_at = :send_at
 WHERE id = :id AND state = 'draft' AND created_by = :contact_id
RETURNING id;

-- name: approve(id, contact_id, send_at)^
UPDATE announcement SET state = 'confirmed', approved_by = :contact_id, send_at = :send_at
 WHERE id = :id AND state = 'approving' AND created_by <> :contact_id
RETURNING id;

-- name: start(id)^
UPDATE announcement SET state = 'sending' WHERE id = :id AND state = 'confirmed' RETURNING id;

-- name: pause(id)^
UPDATE announcement SET state = 'paused' WHERE id = :id AND state = 'sending' RETURNING id;

-- name: resume(id)^
-- One that was paused before its hour, as by a copy that was brought back, waits for it.
UPDATE announcement SET state = CASE WHEN cursor = 0 AND planned = 0 THEN 'confirmed' ELSE 'sending' END,
       restored_from = NULL
 WHERE id = :id AND state = 'paused'
RETURNING id;

-- name: take_up(id)^
UPDATE announcement SET state = 'sending', finished_at = NULL
 WHERE id = :id AND state = 'done'
   AND EXISTS (SELECT 1 FROM outbox o WHERE o.announcement_id = :id AND o.state = 'unknown')
RETURNING id;

-- name: send_again(id)!
UPDATE outbox SET state = 'waiting', reason = NULL, finished_at = NULL, not_before = '', repeated = repeated + 1
 WHERE announcement_id = :id AND state = 'unknown';

-- name: stop(id)^
UPDATE announcement SET state = 'stopped'
 WHERE id = :id AND finished_at IS NULL AND state IN ('approving', 'confirmed', 'sending', 'paused')
RETURNING id;

-- name: finish(id, state, now)^
UPDATE announcement SET state = :state, finished_at = :now WHERE id = :id AND finished_at IS NULL RETURNING id;

-- name: reached(id, area_code, elsewhere, scheme, role, willing, reason, locale, kind, since)
-- How many would be reached now: by channel and whether the address takes messages; last the stopped.
SELECT CASE WHEN c.stopped_at IS NOT NULL THEN 'stopped' ELSE a.state END AS state, a.channel, COUNT(*) AS people
  FROM contact c
  JOIN address a ON a.contact_id = c.id
 WHERE {audience}
 GROUP BY 1, 2
 ORDER BY 1, 2;

-- name: plan(id, after, upto, area_code, elsewhere, scheme, role, willing, reason, locale, kind, since, priority, now)!
-- One row for each person between two contact ids. Who cannot be written to gets a row, too: a list for a visit.
INSERT INTO outbox (channel, external_id, contact_id, priority, announcement_id, state, reason, created_at, finished_at)
SELECT a.channel, a.external_id, c.id, :priority, :id,
       CASE WHEN a.state = 'active' THEN 'waiting' ELSE 'unreachable' END,
       CASE WHEN a.state = 'active' THEN NULL ELSE a.reason END,
       :now,
       CASE WHEN a.state = 'active' THEN NULL ELSE :now END
  FROM contact c
  JOIN address a ON a.contact_id = c.id
 WHERE c.id > :after AND c.id <= :upto AND c.stopped_at IS NULL
   AND {audience}
 ORDER BY c.id
ON CONFLICT DO NOTHING;

-- name: chunk_end(after, size)$
SELECT MAX(id) FROM (SELECT id FROM contact WHERE id > :after ORDER BY id LIMIT :size) AS chunk;

-- name: move_cursor(id, cursor)!
UPDATE announcement SET cursor = :cursor,
       total = total + (SELECT COUNT(*) FROM outbox o
                         WHERE o.announcement_id = :id AND o.contact_id > announcement.cursor
                           AND o.contact_id <= :cursor)
 WHERE id = :id;

-- name: all_planned(id)!
UPDATE announcement SET planned = 1 WHERE id = :id;

-- name: set_priority(id, before, after, limit)!
-- Held rows get a priority that the sender does not look at, so that they cost its claims nothing.
UPDATE outbox SET priority = :after
 WHERE id IN (SELECT id FROM outbox
               WHERE announcement_id = :id AND state = 'waiting' AND priority = :before LIMIT :limit);

-- name: waiting_with(id, priority)$
SELECT 1 FROM outbox WHERE announcement_id = :id AND state = 'waiting' AND priority = :priority LIMIT 1;

-- name: drop(id, limit, now)!
UPDATE outbox SET state = 'dropped', reason = 'halted', finished_at = :now
 WHERE id IN (SELECT id FROM outbox WHERE announcement_id = :id AND state = 'waiting' LIMIT :limit);

-- name: figures(id)
-- From the index alone: of everybody, the rows themselves took a third of a second.
SELECT state, COUNT(*) AS people FROM outbox WHERE announcement_id = :id GROUP BY state;

-- name: pending(id)$
SELECT 1 FROM outbox WHERE announcement_id = :id AND state IN ('waiting', 'sending') LIMIT 1;

-- name: missed(id)
-- Who was not reached, by commune, hamlet and reason: figures for the loudspeaker, nobody's name.
SELECT area_code, hamlet, state, COUNT(*) AS people
  FROM (SELECT COALESCE(r.area_code, c.area_code, '') AS area_code, COALESCE(r.hamlet, '') AS hamlet, o.state AS state
          FROM outbox o
          JOIN contact c ON c.id = o.contact_id
          LEFT JOIN enrolment_report r ON r.id = (SELECT MAX(q.id) FROM enrolment_report q
                                                   WHERE q.contact_id = c.id AND q.state = 'reported')
         WHERE o.announcement_id = :id AND o.state IN ('unreachable', 'rejected', 'unknown', 'dropped')) AS missed
 GROUP BY area_code, hamlet, state
 ORDER BY area_code, hamlet, state;

-- name: got(id, contact_id)$
SELECT 1 FROM outbox WHERE announcement_id = :id AND contact_id = :contact_id;

-- name: last_got(contact_id)$
SELECT MAX(announcement_id) FROM outbox
 WHERE contact_id = :contact_id AND announcement_id IS NOT NULL AND state IN ('sent', 'unknown');

-- name: city_officers(contact_id)
SELECT c.id, a.channel, a.external_id
  FROM officer f
  JOIN contact c ON c.id = f.contact_id
  JOIN address a ON a.contact_id = c.id AND a.state = 'active'
 WHERE f.role = 'city' AND c.id <> :contact_id
 ORDER BY c.id;
