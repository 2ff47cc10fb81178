-- name: forget_inbox(before, limit)
-- No channel delivers an event again after so long.
DELETE FROM inbox WHERE id IN (
  SELECT id FROM inbox WHERE state <> 'waiting' AND done_at < :before LIMIT :limit) RETURNING id;

-- name: forget_outbox(before, limit)
DELETE FROM outbox WHERE id IN (
  SELECT id FROM outbox WHERE state NOT IN ('waiting', 'sending') AND finished_at < :before LIMIT :limit) RETURNING id;

-- name: forget_texts(before, limit)
DELETE FROM reminder_text WHERE id IN (
  SELECT id FROM reminder_text WHERE made_at < :before
     AND id NOT IN (SELECT text_id FROM outbox WHERE state = 'waiting' AND text_id IS NOT NULL)
     AND id NOT IN (SELECT text_id FROM outbox WHERE state = 'sending' AND text_id IS NOT NULL) LIMIT :limit)
RETURNING id;

-- name: forget_checks(before, limit)
DELETE FROM scam_check WHERE id IN (SELECT id FROM scam_check WHERE at < :before LIMIT :limit) RETURNING id;

-- name: forget_audit(before, limit)
DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < :before LIMIT :limit) RETURNING id;

-- name: forget_questions(before, limit)
DELETE FROM question WHERE id IN (
  SELECT id FROM question WHERE state <> 'open' AND COALESCE(answered_at, asked_at) < :before LIMIT :limit)
RETURNING id;

-- name: forget_reports(before, limit)
-- What is closed and was for so long; what others were joined to goes with the last of them.
DELETE FROM enrolment_report WHERE id IN (
  SELECT r.id FROM enrolment_report r
   WHERE r.status IN ('paid_by_account', 'stays_cash', 'moved', 'deceased', 'withdrawn') AND r.changed_at < :before
     AND NOT EXISTS (SELECT 1 FROM enrolment_report j WHERE j.joined_to = r.id)
   LIMIT :limit)
RETURNING id;

-- name: forget_ended(before, limit)
-- Names of reminders that were put away and not taken up again.
UPDATE subscription SET nickname = '', hamlet = '', hamlet_key = '' WHERE id IN (
  SELECT id FROM subscription WHERE ended_at < :before AND nickname <> '' LIMIT :limit) RETURNING id;

-- name: forget_unlisted(before, limit)
-- New people of a list that was put away or taken back, whom nobody sees.
DELETE FROM beneficiary
 WHERE id IN (SELECT b.id FROM roster_import i JOIN beneficiary b ON b.import_id = i.id
               WHERE i.state IN ('dropped', 'undone') AND i.created_at < :before LIMIT :limit)
RETURNING id;
