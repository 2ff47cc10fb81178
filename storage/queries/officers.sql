-- name: add_invitation(code_hash, role, area_code, now, expires_at)!
INSERT INTO invitation (code_hash, role, area_code, created_at, expires_at)
VALUES (:code_hash, :role, :area_code, :now, :expires_at);

-- name: redeem(code_hash, contact_id, now)^
UPDATE invitation SET redeemed_at = :now, redeemed_by = :contact_id
 WHERE code_hash = :code_hash AND redeemed_at IS NULL AND expires_at > :now
RETURNING role, area_code;

-- name: appoint(contact_id, role, area_code, now)!
INSERT INTO officer (contact_id, role, area_code, appointed_at)
VALUES (:contact_id, :role, :area_code, :now)
ON CONFLICT (contact_id) DO UPDATE
   SET role = excluded.role, area_code = excluded.area_code, appointed_at = excluded.appointed_at;

-- name: in_charge(area_code)
SELECT o.contact_id, o.role, a.channel, a.external_id
  FROM officer o
  JOIN address a ON a.contact_id = o.contact_id AND a.state = 'active'
 WHERE (o.role = 'commune' AND o.area_code = :area_code)
    OR (o.role = 'city' AND NOT EXISTS (
        SELECT 1 FROM officer c WHERE c.role = 'commune' AND c.area_code = :area_code))
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

-- name: audit_rows()
SELECT at, contact_id, action, area_code, detail FROM audit ORDER BY id;
