-- name: begin<!
INSERT INTO roster_import (contact_id, area_code, file, created_at)
VALUES (:contact_id, :area_code, :file, :now) RETURNING id;

-- name: one(id)^
SELECT * FROM roster_import WHERE id = :id;

-- name: last_done(area_code)^
SELECT * FROM roster_import
 WHERE state = 'done' AND (:area_code IS NULL OR area_code IS NULL OR area_code = :area_code)
 ORDER BY done_at DESC, id DESC LIMIT 1;

-- name: written_since(id, area_code)$
-- Or being written now: what such a list found on the roster it does not write down.
SELECT COUNT(*) FROM roster_import
 WHERE ((id > :id AND state IN ('done', 'undone')) OR state = 'writing')
   AND (:area_code IS NULL OR area_code IS NULL OR area_code = :area_code);

-- name: others_writing(id, since)$
SELECT COUNT(*) FROM roster_import i WHERE state = 'writing' AND id <> :id AND {under_way};

-- name: release(since)!
UPDATE roster_import AS i SET state = CASE WHEN contact_id IS NULL THEN 'dropped' ELSE 'ready' END
 WHERE state = 'writing' AND NOT {under_way};

-- name: keep(id, state, answers, questions, figures, reading, done_at)!
UPDATE roster_import
   SET state = :state, answers = :answers, questions = :questions, figures = :figures, reading = :reading,
       done_at = :done_at
 WHERE id = :id;

-- name: same_people(area_code, digests)
SELECT * FROM known_person
 WHERE area_code = :area_code AND match_key IN (SELECT value FROM json_each(:digests))
 ORDER BY id;

-- name: listed(areas, schemes)
SELECT id FROM listed_person
 WHERE area_code IN (SELECT value FROM json_each(:areas))
   AND scheme IN (SELECT value FROM json_each(:schemes));

-- name: names(ids)
SELECT id, full_name FROM beneficiary WHERE id IN (SELECT value FROM json_each(:ids));

-- name: keep_before(import_id, ids)!
INSERT INTO roster_version (import_id, side, beneficiary_id, full_name, hamlet, hamlet_key, scheme, category,
                            amount, paid_by, bank, account_tail, left_at)
SELECT :import_id, 'before', id, full_name, hamlet, hamlet_key, scheme, category,
       amount, paid_by, bank, account_tail, left_at
  FROM beneficiary WHERE id IN (SELECT value FROM json_each(:ids));

-- name: keep_after(import_id, id, full_name, hamlet, hamlet_key, scheme, category, amount, paid_by, bank, account_tail)*!
INSERT INTO roster_version (import_id, side, beneficiary_id, full_name, hamlet, hamlet_key, scheme, category,
                            amount, paid_by, bank, account_tail, left_at)
VALUES (:import_id, 'after', :id, :full_name, :hamlet, :hamlet_key, :scheme, :category,
        :amount, :paid_by, :bank, :account_tail, NULL);

-- name: keep_leaving(import_id, ids, day)!
INSERT INTO roster_version (import_id, side, beneficiary_id, full_name, hamlet, hamlet_key, scheme, category,
                            amount, paid_by, bank, account_tail, left_at)
SELECT :import_id, 'after', id, full_name, hamlet, hamlet_key, scheme, category,
       amount, paid_by, bank, account_tail, :day
  FROM beneficiary WHERE id IN (SELECT value FROM json_each(:ids));

-- name: stay_known(import_id, day)!
UPDATE beneficiary SET left_at = COALESCE(left_at, :day), import_id = NULL
 WHERE import_id = :import_id
   AND id IN (SELECT beneficiary_id FROM enrolment_report WHERE beneficiary_id IS NOT NULL);

-- name: set_state(import_id, state)!
UPDATE roster_import SET state = :state WHERE id = :import_id;

-- name: bring(import_id, side, now)!
UPDATE beneficiary
   SET full_name = v.full_name, hamlet = v.hamlet, hamlet_key = v.hamlet_key, scheme = v.scheme,
       category = v.category, amount = v.amount, paid_by = v.paid_by, bank = v.bank,
       account_tail = v.account_tail, left_at = v.left_at, changed_at = :now
  FROM roster_version v
 WHERE v.import_id = :import_id AND v.side = :side AND v.beneficiary_id = beneficiary.id;

-- name: drop_people(import_id, most)
DELETE FROM beneficiary
 WHERE id IN (SELECT id FROM beneficiary WHERE import_id = :import_id LIMIT :most)
   AND EXISTS (SELECT 1 FROM roster_import WHERE id = :import_id AND state <> 'done')
RETURNING id;

-- name: drop_counts(import_id)!
DELETE FROM roster_count WHERE import_id = :import_id AND people = 0;

-- name: drop_versions(import_id, most)
DELETE FROM roster_version
 WHERE (import_id, side, beneficiary_id) IN (
       SELECT import_id, side, beneficiary_id FROM roster_version WHERE import_id = :import_id LIMIT :most)
RETURNING beneficiary_id;

-- name: superseded(area_code, id)
SELECT id FROM roster_import
 WHERE id < :id AND (:area_code IS NULL OR area_code IS NULL OR area_code = :area_code)
   AND EXISTS (SELECT 1 FROM roster_version v WHERE v.import_id = roster_import.id);

-- name: stale(before)
SELECT id FROM roster_import WHERE state IN ('reading', 'asking', 'ready') AND created_at < :before;

-- name: newly_by_account(import_id)
SELECT r.id FROM roster_version a
  JOIN roster_version b ON b.import_id = a.import_id AND b.side = 'before' AND b.beneficiary_id = a.beneficiary_id
  JOIN enrolment_report r ON r.beneficiary_id = a.beneficiary_id AND r.joined_to IS NULL
 WHERE a.import_id = :import_id AND a.side = 'after' AND a.left_at IS NULL
   AND a.paid_by = 'account' AND b.paid_by = 'cash'
   AND r.status IN ('reported', 'contacted', 'visit_planned', 'account_opened');
