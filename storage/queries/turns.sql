-- name: turn(contact_id)^
SELECT t.choices, t.intent, t.asked, t.at, f.form, f.step, f.answers, f.token, f.expires_at
  FROM contact c
  LEFT JOIN last_turn t ON t.contact_id = c.id
  LEFT JOIN flow f ON f.contact_id = c.id
 WHERE c.id = :contact_id;

-- name: save_turn(contact_id, choices, intent, asked, now)!
INSERT INTO last_turn (contact_id, choices, intent, asked, at)
VALUES (:contact_id, :choices, :intent, :asked, :now)
ON CONFLICT (contact_id) DO UPDATE
   SET choices = excluded.choices, intent = excluded.intent, asked = excluded.asked, at = excluded.at;

-- name: save_flow(contact_id, form, step, answers, token, expires_at)!
INSERT INTO flow (contact_id, form, step, answers, token, expires_at)
VALUES (:contact_id, :form, :step, :answers, :token, :expires_at)
ON CONFLICT (contact_id) DO UPDATE
   SET form = excluded.form, step = excluded.step, answers = excluded.answers,
       token = excluded.token, expires_at = excluded.expires_at;

-- name: end_flow(contact_id)!
DELETE FROM flow WHERE contact_id = :contact_id;

-- name: forget_turn(contact_id)!
DELETE FROM last_turn WHERE contact_id = :contact_id;
