-- name: add(contact_id, area_code, scheme, relation, nickname, hamlet, willing, reason, confirmed, phone, birth_year, now)<!
INSERT INTO enrolment_report (contact_id, area_code, scheme, relation, nickname, hamlet, willing, reason,
                              confirmed_by_beneficiary, phone, birth_year, created_at, changed_at)
VALUES (:contact_id, :area_code, :scheme, :relation, :nickname, :hamlet, :willing, :reason,
        :confirmed, :phone, :birth_year, :now, :now)
RETURNING id;

-- name: change(id, contact_id, area_code, scheme, relation, nickname, hamlet, willing, reason, confirmed, phone, birth_year, now)!
UPDATE enrolment_report
   SET area_code = :area_code, scheme = :scheme, relation = :relation, nickname = :nickname, hamlet = :hamlet,
       willing = :willing, reason = :reason, confirmed_by_beneficiary = :confirmed, phone = :phone,
       birth_year = :birth_year, changed_at = :now
 WHERE id = :id AND contact_id = :contact_id AND state = 'reported';

-- name: withdraw(id, contact_id, now)!
-- A withdrawn report keeps only what the figures of the past need.
UPDATE enrolment_report
   SET state = 'withdrawn', status = 'withdrawn', nickname = NULL, hamlet = NULL, phone = NULL, birth_year = NULL,
       changed_at = :now
 WHERE id = :id AND contact_id = :contact_id AND state = 'reported';

-- name: own(contact_id)
SELECT * FROM enrolment_report WHERE contact_id = :contact_id AND state = 'reported' ORDER BY id;

-- name: one(id, contact_id)^
SELECT * FROM enrolment_report WHERE id = :id AND contact_id = :contact_id AND state = 'reported';

-- name: add_history(report_id, now, contact_id, change, before)!
INSERT INTO enrolment_history (report_id, at, contact_id, change, before)
VALUES (:report_id, :now, :contact_id, :change, :before);

-- name: forget_history(report_id)!
UPDATE enrolment_history SET before = '{}' WHERE report_id = :report_id;

-- name: by_willing(area_code)
SELECT willing, COUNT(*) AS reports, SUM(confirmed_by_beneficiary) AS confirmed
  FROM enrolment_report
 WHERE state = 'reported' AND (:area_code IS NULL OR area_code = :area_code)
 GROUP BY willing ORDER BY reports DESC;

-- name: stood_at(moment)
-- What stood at a moment that is past, as it stands now; of what was changed since, ``was`` is what it said then.
SELECT r.area_code, r.willing, r.reason, h.before AS was, COUNT(*) AS reports
  FROM enrolment_report r
  LEFT JOIN (SELECT report_id, MIN(id) AS id FROM enrolment_history
              WHERE change = 'changed' AND at >= :moment GROUP BY report_id) AS later ON later.report_id = r.id
  LEFT JOIN enrolment_history h ON h.id = later.id AND h.before <> '{}'
 WHERE r.created_at < :moment AND (r.state = 'reported' OR r.changed_at >= :moment)
 GROUP BY r.area_code, r.willing, r.reason, h.before;

-- name: by_reason(area_code)
SELECT reason, COUNT(*) AS reports
  FROM enrolment_report
 WHERE state = 'reported' AND reason IS NOT NULL AND (:area_code IS NULL OR area_code = :area_code)
 GROUP BY reason ORDER BY reports DESC, reason;
