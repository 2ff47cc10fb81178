-- name: by_address(channel, external_id)^
SELECT c.id, c.honorific, c.locale, c.area_code, c.stopped_at, c.created_at,
       a.channel, a.external_id, a.state AS address_state,
       o.role, o.area_code AS officer_area
  FROM address a
  JOIN contact c ON c.id = a.contact_id
  LEFT JOIN officer o ON o.contact_id = c.id
 WHERE a.channel = :channel AND a.external_id = :external_id;

-- name: add_contact(locale, now)<!
INSERT INTO contact (locale, tips, created_at) VALUES (:locale, 0, :now) RETURNING id;

-- name: add_address(channel, external_id, contact_id, now)!
INSERT INTO address (channel, external_id, contact_id, created_at)
VALUES (:channel, :external_id, :contact_id, :now);

-- name: set_address_state(channel, external_id, state, reason)!
UPDATE address SET state = :state, reason = :reason
 WHERE channel = :channel AND external_id = :external_id;

-- name: set_honorific(contact_id, honorific)!
UPDATE contact SET honorific = :honorific WHERE id = :contact_id;

-- name: set_area(contact_id, area_code)!
UPDATE contact SET area_code = :area_code WHERE id = :contact_id;

-- name: set_stopped(contact_id, stopped_at)!
UPDATE contact SET stopped_at = :stopped_at WHERE id = :contact_id;

-- name: set_tips(contact_id, tips)!
UPDATE contact SET tips = :tips WHERE id = :contact_id;

-- name: set_notices(contact_id, notices)!
UPDATE contact SET notices = :notices WHERE id = :contact_id;

-- name: add_consent(contact_id, purpose, given, text_version, channel, now)!
INSERT INTO consent (contact_id, purpose, given, text_version, channel, at)
VALUES (:contact_id, :purpose, :given, :text_version, :channel, :now);

-- name: consents(contact_id)
SELECT purpose, given, text_version, at FROM consent
 WHERE id IN (SELECT MAX(id) FROM consent WHERE contact_id = :contact_id GROUP BY purpose)
 ORDER BY purpose;

-- name: forget_consents(contact_id)!
DELETE FROM consent WHERE contact_id = :contact_id;

-- name: forget_contact(contact_id, now)!
UPDATE contact SET honorific = NULL, area_code = NULL, tips = 0, last_tip = NULL, erased_at = :now
 WHERE id = :contact_id;
