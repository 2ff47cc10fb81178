-- name: add(kind, contact_id, channel, external_id, arguments, now)$
INSERT INTO work (kind, contact_id, channel, external_id, arguments, created_at)
VALUES (:kind, :contact_id, :channel, :external_id, :arguments, :now)
RETURNING id;

-- name: waiting()
SELECT id FROM work WHERE state = 'waiting' ORDER BY id;

-- name: start(id)^
UPDATE work SET attempts = attempts + 1 WHERE id = :id AND state = 'waiting'
RETURNING id, kind, contact_id, channel, external_id, arguments, attempts;

-- name: address(id)^
SELECT channel, external_id FROM work WHERE id = :id AND state = 'waiting';

-- name: is_waiting(id)$
SELECT COUNT(*) FROM work WHERE id = :id AND state = 'waiting';

-- name: finish(id, state, now)!
UPDATE work SET state = :state, arguments = '{}', finished_at = :now WHERE id = :id AND state = 'waiting';

-- name: prune(before)!
DELETE FROM work WHERE state <> 'waiting' AND finished_at < :before;
