-- name: create_session(external_id, now)!
INSERT INTO web_session (external_id, created_at, seen_at) VALUES (:external_id, :now, :now);

-- name: touch_session(external_id, now)^
UPDATE web_session SET seen_at = :now WHERE external_id = :external_id RETURNING external_id;

-- name: session_exists(external_id)$
SELECT EXISTS (SELECT 1 FROM web_session WHERE external_id = :external_id);

-- name: has_messages(external_id)$
SELECT EXISTS (SELECT 1 FROM web_message WHERE external_id = :external_id);

-- name: append_message(external_id, author, unique_key, body, at)^
INSERT INTO web_message (external_id, author, unique_key, body, at)
VALUES (:external_id, :author, :unique_key, :body, :at)
ON CONFLICT (external_id, unique_key) DO NOTHING
RETURNING id;

-- name: replace_body(external_id, unique_key, body)^
UPDATE web_message SET body = :body
 WHERE external_id = :external_id AND unique_key = :unique_key
RETURNING id;

-- name: messages_after(external_id, id, limit)
SELECT id, author, unique_key, body, at
  FROM web_message
 WHERE external_id = :external_id AND id > :id
 ORDER BY id
 LIMIT :limit;

-- name: latest_messages(external_id, limit)
SELECT id, author, unique_key, body, at
  FROM (SELECT id, author, unique_key, body, at
          FROM web_message
         WHERE external_id = :external_id
         ORDER BY id DESC
         LIMIT :limit) AS newest
 ORDER BY id;

-- name: message_exists(external_id, id)$
SELECT EXISTS (SELECT 1 FROM web_message WHERE external_id = :external_id AND id = :id)
    OR (EXISTS (SELECT 1 FROM web_message WHERE external_id = :external_id AND id < :id)
        AND EXISTS (SELECT 1 FROM web_message WHERE external_id = :external_id AND id > :id));

-- name: remove_message(external_id, unique_key)!
DELETE FROM web_message WHERE external_id = :external_id AND unique_key = :unique_key;

-- name: clear_messages(external_id)!
DELETE FROM web_message WHERE external_id = :external_id;

-- name: prune_sessions(seen_before)!
DELETE FROM web_session WHERE seen_at < :seen_before;

-- name: prune_messages(written_before)!
DELETE FROM web_message WHERE at < :written_before;
