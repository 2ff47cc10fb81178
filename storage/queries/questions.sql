-- name: add(contact_id, area_code, text, origin, phone, now)<!
INSERT INTO question (contact_id, area_code, text, origin, phone, asked_at)
VALUES (:contact_id, :area_code, :text, :origin, :phone, :now) RETURNING id;

-- name: missing(limit)
SELECT id, area_code, text, asked_at FROM question
 WHERE origin = 'not_understood' ORDER BY id DESC LIMIT :limit;

-- name: open(area_code)$
SELECT COUNT(*) FROM question WHERE state = 'open' AND (:area_code IS NULL OR area_code = :area_code);

-- name: waiting(area_code, limit)
SELECT id, area_code, text, asked_at FROM question
 WHERE state = 'open' AND (:area_code IS NULL OR area_code = :area_code)
 ORDER BY id LIMIT :limit;

-- name: one(id)^
SELECT q.id, q.contact_id, q.area_code, q.text, q.phone, q.origin, q.state, a.channel, a.external_id
  FROM question q JOIN address a ON a.contact_id = q.contact_id
 WHERE q.id = :id
 ORDER BY a.state, a.created_at DESC;

-- name: answer(id, answer, contact_id, now)^
UPDATE question SET state = 'answered', answer = :answer, answered_by = :contact_id, answered_at = :now
 WHERE id = :id AND state = 'open'
RETURNING id;

-- name: own(contact_id)
SELECT id, area_code, text, asked_at FROM question WHERE contact_id = :contact_id ORDER BY id;

-- name: forget(contact_id)!
DELETE FROM question WHERE contact_id = :contact_id;

-- name: add_check(area_code, verdict, kind, flags, now)!
INSERT INTO scam_check (area_code, verdict, kind, flags, at)
VALUES (:area_code, :verdict, :kind, :flags, :now);

-- name: checks(area_code)
SELECT verdict, COUNT(*) AS checks FROM scam_check
 WHERE :area_code IS NULL OR area_code = :area_code
 GROUP BY verdict ORDER BY verdict;
