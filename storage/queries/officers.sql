-- name: add_invitation(code_hash, role, area_code, created_by, now, expires_at)!
INSERT INTO invitation (code_hash, role, area_code, created_by, created_at, expires_at)
VALUES (:code_hash, :role, :area_code, :created_by, :now, :expires_at);

-- name: redeem(code_hash, contact_id, now)^
UPDATE invitation SET redeemed_at = :now, redeemed_by = :contact_id
 WHERE code_hash = :code_hash AND redeemed_at IS NULL AND withdrawn_at IS NULL AND expires_at > :now
RETURNING role, area_code;

-- name: invitations(now)
SELECT code_hash, role, area_code, expires_at FROM invitation
 WHERE redeemed_at IS NULL AND withdrawn_at IS NULL AND expires_at > :now
 ORDER BY expires_at;

-- name: withdraw(mark, now)^
UPDATE invitation SET withdrawn_at = :now
 WHERE SUBSTR(code_hash, 1, 12) = :mark AND redeemed_at IS NULL AND withdrawn_at IS NULL
RETURNING role, area_code;

-- name: withdraw_of(created_by, now)
UPDATE invitation SET withdrawn_at = :now
 WHERE created_by = :created_by AND redeemed_at IS NULL AND withdrawn_at IS NULL
RETURNING code_hash;

-- name: appoint(contact_id, role, area_code, now)!
INSERT INTO officer (contact_id, role, area_code, appointed_at)
VALUES (:contact_id, :role, :area_code, :now)
ON CONFLICT (contact_id) DO UPDATE
   SET role = excluded.role, area_code = excluded.area_code, appointed_at = excluded.appointed_at,
       renewed_at = NULL, warned_at = NULL;

-- name: officers(area_code)
SELECT o.contact_id, o.role, o.area_code, COALESCE(o.renewed_at, o.appointed_at) AS since, o.warned_at,
       c.locale, c.honorific, a.channel, a.external_id
  FROM officer o JOIN contact c ON c.id = o.contact_id
  JOIN address a ON (a.channel, a.external_id) = (
       SELECT b.channel, b.external_id FROM address b
        WHERE b.contact_id = o.contact_id ORDER BY b.state, b.created_at LIMIT 1)
 WHERE :area_code IS NULL OR o.area_code = :area_code
 ORDER BY o.role, o.area_code, o.contact_id;

-- name: dismiss(contact_id)^
DELETE FROM officer WHERE contact_id = :contact_id RETURNING role, area_code;

-- name: renew(contact_id, now)!
UPDATE officer SET renewed_at = :now, warned_at = NULL WHERE contact_id = :contact_id;

-- name: warned(contact_id, now)!
UPDATE officer SET warned_at = :now WHERE contact_id = :contact_id;

-- name: in_charge(area_code)
-- Those whom a message reaches: the commune's, or the city's where none of the commune can be reached.
WITH reached AS (
SELECT o.contact_id, o.role, o.area_code, a.channel, a.external_id
  FROM officer o
  JOIN address a ON a.contact_id = o.contact_id AND a.state = 'active'
  JOIN contact k ON k.id = o.contact_id AND k.stopped_at IS NULL)
SELECT contact_id, role, channel, external_id
  FROM reached
 WHERE (role = 'commune' AND area_code = :area_code)
    OR (role = 'city' AND NOT EXISTS (
        SELECT 1 FROM reached c WHERE c.role = 'commune' AND c.area_code = :area_code))
 ORDER BY contact_id;

-- name: of_city()
SELECT o.contact_id, a.channel, a.external_id
  FROM officer o
  JOIN address a ON a.contact_id = o.contact_id AND a.state = 'active'
 WHERE o.role = 'city'
 ORDER BY o.contact_id;

-- name: everybody()
SELECT o.contact_id, a.channel, a.external_id
  FROM officer o
  JOIN address a ON a.contact_id = o.contact_id AND a.state = 'active'
 WHERE o.role IN ('commune', 'city')
 ORDER BY o.contact_id;

-- name: add_audit(now, contact_id, action, area_code, detail)!
INSERT INTO audit (at, contact_id, action, area_code, detail)
VALUES (:now, :contact_id, :action, :area_code, :detail);

-- name: audit_page(area_code, before, limit)
SELECT id, at, contact_id, action, area_code, detail FROM audit
 WHERE (:area_code IS NULL OR area_code = :area_code) AND (:before = 0 OR id < :before)
 ORDER BY id DESC LIMIT :limit;

-- name: pin(contact_id)^
SELECT pin_hash, pin_tries, pin_locked_until, pin_open_until FROM officer WHERE contact_id = :contact_id;

-- name: set_pin(contact_id, pin_hash, open_until)!
UPDATE officer SET pin_hash = :pin_hash, pin_tries = 0, pin_locked_until = NULL, pin_open_until = :open_until
 WHERE contact_id = :contact_id;

-- name: pin_right(contact_id, open_until)!
UPDATE officer SET pin_tries = 0, pin_locked_until = NULL, pin_open_until = :open_until WHERE contact_id = :contact_id;

-- name: pin_wrong(contact_id, tries, locked_until)!
UPDATE officer SET pin_tries = :tries, pin_locked_until = :locked_until, pin_open_until = NULL
 WHERE contact_id = :contact_id;
