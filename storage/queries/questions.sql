-- name: add(contact_id, area_code, text, origin, phone, now, due)<!
INSERT INTO question (contact_id, area_code, text, origin, phone, asked_at, due_at)
VALUES (:contact_id, :area_code, :text, :origin, :phone, :now, :due) RETURNING id;

-- name: missing(limit)
SELECT id, area_code, text, asked_at, taken_by, taken_at FROM question
 WHERE origin = 'not_understood' ORDER BY id DESC LIMIT :limit;

-- name: open(area_code)$
SELECT COUNT(*) FROM question WHERE state = 'open' AND (:area_code IS NULL OR area_code = :area_code);

-- name: waiting(area_code, taken_by, asked_before, skip, limit)
SELECT id, area_code, text, asked_at, taken_by, taken_at FROM question
 WHERE state = 'open' AND (:area_code IS NULL OR area_code = :area_code)
   AND (:taken_by IS NULL OR taken_by = :taken_by) AND (:asked_before IS NULL OR asked_at < :asked_before)
 ORDER BY id LIMIT :limit OFFSET :skip;

-- name: one(id)^
SELECT q.id, q.contact_id, q.area_code, q.text, q.phone, q.origin, q.state, q.taken_by, q.taken_at,
       c.locale, c.honorific, a.channel, a.external_id
  FROM question q JOIN contact c ON c.id = q.contact_id JOIN address a ON a.contact_id = q.contact_id
 WHERE q.id = :id
 ORDER BY a.state, a.created_at DESC;

-- name: take(id, contact_id, now)!
UPDATE question SET taken_by = :contact_id, taken_at = :now WHERE id = :id;

-- name: release(id, contact_id)!
UPDATE question SET taken_by = NULL, taken_at = NULL WHERE id = :id AND taken_by = :contact_id;

-- name: answered(id, contact_id, now)^
UPDATE question SET state = 'answered', answered_by = :contact_id, answered_at = :now
 WHERE id = :id AND state = 'open'
RETURNING id;

-- name: reopen(id, due)!
UPDATE question SET state = 'open', due_at = :due, escalated_at = NULL WHERE id = :id;

-- name: add_message(question_id, side, contact_id, text, now)!
INSERT INTO question_message (question_id, side, contact_id, text, at)
VALUES (:question_id, :side, :contact_id, :text, :now);

-- name: thread(question_id)
SELECT side, text, at FROM question_message WHERE question_id = :question_id ORDER BY id;

-- name: overdue(now)
SELECT id FROM question WHERE state = 'open' AND escalated_at IS NULL AND due_at <= :now ORDER BY id;

-- name: escalated(id, now)^
UPDATE question SET escalated_at = :now
 WHERE id = :id AND state = 'open' AND escalated_at IS NULL AND due_at <= :now
RETURNING id;

-- name: propose(question_id, question, answer, contact_id, now)!
INSERT INTO answer_proposal (question_id, question, answer, proposed_by, at)
VALUES (:question_id, :question, :answer, :contact_id, :now);

-- name: proposals(limit)
SELECT id, question, answer, at FROM answer_proposal ORDER BY id LIMIT :limit;

-- name: drop_proposal(id)!
DELETE FROM answer_proposal WHERE id = :id;

-- name: own(contact_id)
SELECT id, area_code, text, asked_at, taken_by, taken_at FROM question WHERE contact_id = :contact_id ORDER BY id;

-- name: forget(contact_id)!
DELETE FROM question WHERE contact_id = :contact_id;

-- name: add_check(area_code, verdict, kind, flags, now)!
INSERT INTO scam_check (area_code, verdict, kind, flags, at)
VALUES (:area_code, :verdict, :kind, :flags, :now);

-- name: checks(area_code, since, before)
SELECT area_code, verdict, kind, COUNT(*) AS checks FROM scam_check
 WHERE at >= :since AND at < :before AND (:area_code IS NULL OR area_code = :area_code)
 GROUP BY area_code, verdict, kind;
