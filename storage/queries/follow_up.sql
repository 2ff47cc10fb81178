-- name: report(id)^
SELECT * FROM enrolment_report WHERE id = :id;

-- name: case(id)^
-- The follow-up that a report belongs to, by the number of any of its reports.
SELECT l.*, b.id AS b_id, b.full_name AS b_name, b.birth_year AS b_year, b.hamlet AS b_hamlet,
       b.scheme AS b_scheme, b.paid_by AS b_paid_by,
       (SELECT COUNT(*) FROM enrolment_report j WHERE j.joined_to = l.id) AS others
  FROM enrolment_report r
  JOIN enrolment_report l ON l.id = COALESCE(r.joined_to, r.id)
  LEFT JOIN beneficiary b ON b.id = l.beneficiary_id
 WHERE r.id = :id;

-- name: listed(area_code, list, skip, most)
-- Who waits longest first: since the oldest of the reports about them was told, or told anew.
SELECT l.*, b.id AS b_id, b.full_name AS b_name, b.birth_year AS b_year, b.hamlet AS b_hamlet,
       b.scheme AS b_scheme, b.paid_by AS b_paid_by,
       (SELECT COUNT(*) FROM enrolment_report j WHERE j.joined_to = l.id) AS others
  FROM enrolment_report l
  LEFT JOIN beneficiary b ON b.id = l.beneficiary_id
 WHERE {on_list}
 ORDER BY (SELECT MIN(COALESCE((SELECT MAX(f.at) FROM follow_change f
                                 WHERE f.report_id = o.id AND f.became = 'reported'), o.created_at))
             FROM enrolment_report o WHERE o.id = l.id OR o.joined_to = l.id),
          l.id
 LIMIT :most OFFSET :skip;

-- name: count_listed(area_code, list)$
SELECT COUNT(*)
  FROM enrolment_report l
 WHERE {on_list};

-- name: unseen(area_code)$
-- Reports that nobody has dealt with yet.
SELECT COUNT(*) FROM enrolment_report WHERE area_code = :area_code AND status = 'reported';

-- name: people(area_code, birth_year)
-- A commune's roster; with a year, only who may have been born in it.
SELECT id, full_name, birth_year, hamlet, scheme, paid_by
  FROM listed_person
 WHERE area_code = :area_code
   AND (:birth_year IS NULL OR birth_year IS NULL OR birth_year = :birth_year)
 ORDER BY id;

-- name: person(id, area_code)^
SELECT id FROM listed_person WHERE id = :id AND area_code = :area_code;

-- name: alike(id, beneficiary_id, name_digest)
-- Other follow-ups that may be about the same person, with each of their reports: tied to the same of the roster, or
-- of the same folded name, year and commune. Whether they are is not decided here.
SELECT l.id AS lead, l.match, l.status, r.nickname, r.birth_year, r.hamlet, b.id AS b_id, b.full_name AS b_name,
       b.birth_year AS b_year, b.hamlet AS b_hamlet, b.scheme AS b_scheme, b.paid_by AS b_paid_by
  FROM enrolment_report l
  JOIN enrolment_report r ON (r.id = l.id OR r.joined_to = l.id) AND r.state = 'reported'
  LEFT JOIN beneficiary b ON b.id = l.beneficiary_id
 WHERE l.id <> :id AND l.state = 'reported'
   AND l.id IN (SELECT COALESCE(joined_to, id) FROM enrolment_report WHERE beneficiary_id = :beneficiary_id
                UNION
                SELECT COALESCE(joined_to, id) FROM enrolment_report WHERE name_digest = :name_digest)
 ORDER BY l.id, r.id;

-- name: tie(id, beneficiary_id, match)!
UPDATE enrolment_report SET beneficiary_id = :beneficiary_id, match = :match WHERE id = :id OR joined_to = :id;

-- name: join_to(id, lead_id)!
-- A report, and those that had joined it, go on with ``lead_id``.
UPDATE enrolment_report
   SET joined_to = :lead_id,
       status = (SELECT l.status FROM enrolment_report l WHERE l.id = :lead_id),
       visit_on = (SELECT l.visit_on FROM enrolment_report l WHERE l.id = :lead_id),
       beneficiary_id = (SELECT l.beneficiary_id FROM enrolment_report l WHERE l.id = :lead_id),
       match = (SELECT l.match FROM enrolment_report l WHERE l.id = :lead_id)
 WHERE id = :id OR joined_to = :id;

-- name: heir(id)$
SELECT MIN(id) FROM enrolment_report WHERE joined_to = :id;

-- name: inherit(id, heir_id)!
UPDATE enrolment_report SET joined_to = CASE WHEN id = :heir_id THEN NULL ELSE :heir_id END WHERE joined_to = :id;

-- name: drop_history(id)!
DELETE FROM follow_change WHERE report_id = :id;

-- name: move_history(id, heir_id)!
UPDATE follow_change SET report_id = :heir_id WHERE report_id = :id;

-- name: leave(id)!
UPDATE enrolment_report
   SET joined_to = NULL, beneficiary_id = NULL, match = 'open', name_digest = NULL
 WHERE id = :id;

-- name: set_name(id, name_digest)!
UPDATE enrolment_report SET name_digest = :name_digest WHERE id = :id;

-- name: set_status(id, status, visit_on)!
UPDATE enrolment_report SET status = :status, visit_on = :visit_on WHERE id = :id OR joined_to = :id;

-- name: copy_status(id)!
-- The roster says how far it is, unless it knows better.
UPDATE beneficiary
   SET status = (SELECT r.status FROM enrolment_report r WHERE r.id = :id)
 WHERE id = (SELECT r.beneficiary_id FROM enrolment_report r WHERE r.id = :id)
   AND status IN ('listed', 'reported', 'contacted', 'visit_planned');

-- name: force_status(id, status)!
UPDATE beneficiary SET status = :status WHERE id = (SELECT r.beneficiary_id FROM enrolment_report r WHERE r.id = :id);

-- name: release(beneficiary_id)!
-- Nobody's report is about this person any more.
UPDATE beneficiary SET status = 'listed'
 WHERE id = :beneficiary_id AND status IN ('reported', 'contacted', 'visit_planned')
   AND NOT EXISTS (SELECT 1 FROM enrolment_report r WHERE r.beneficiary_id = :beneficiary_id);

-- name: add_change(report_id, now, contact_id, was, became, was_visit, visit_on, note)<!
INSERT INTO follow_change (report_id, at, contact_id, was, became, was_visit, visit_on, note)
VALUES (:report_id, :now, :contact_id, :was, :became, :was_visit, :visit_on, :note)
RETURNING id;

-- name: changes(report_id)
SELECT * FROM follow_change WHERE report_id = :report_id ORDER BY id;

-- name: last_change(report_id)^
SELECT * FROM follow_change WHERE report_id = :report_id AND undone_at IS NULL ORDER BY id DESC LIMIT 1;

-- name: mark_undone(id, now, contact_id)!
UPDATE follow_change SET undone_at = :now, undone_by = :contact_id WHERE id = :id;

-- name: forget_notes(report_id)!
UPDATE follow_change SET note = NULL WHERE report_id = :report_id;

-- name: group_ids(id)
SELECT id, contact_id FROM enrolment_report WHERE (id = :id OR joined_to = :id) AND state = 'reported' ORDER BY id;

-- name: tellers(id)
-- Who reported, where they are reached now, unless they asked for silence.
SELECT r.id, r.contact_id, r.nickname, r.area_code, r.scheme, r.relation,
       c.locale, c.honorific, a.channel, a.external_id
  FROM enrolment_report r
  JOIN contact c ON c.id = r.contact_id AND c.stopped_at IS NULL
  JOIN address a ON a.contact_id = c.id AND a.state = 'active'
 WHERE (r.id = :id OR r.joined_to = :id) AND r.state = 'reported'
   AND a.created_at = (SELECT MAX(o.created_at) FROM address o WHERE o.contact_id = c.id AND o.state = 'active')
 ORDER BY r.id;
