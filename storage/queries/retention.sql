-- name: forget_inbox(before, limit)
-- No channel delivers an event again after so long.
DELETE FROM inbox WHERE id IN (
  SELECT id FROM inbox WHERE state <> 'waiting' AND done_at < :before LIMIT :limit) RETURNING id;

-- name: forget_outbox(before, over, limit)
-- Who was told of a pay day is known until it is over: a correction and the question afterwards go to them.
DELETE FROM outbox WHERE id IN (
  SELECT o.id FROM outbox o WHERE o.state NOT IN ('waiting', 'sending') AND o.finished_at < :before
     AND NOT EXISTS (SELECT 1 FROM reminder r JOIN pay_day p ON p.id = r.pay_day_id
                      WHERE r.id = o.reminder_id AND COALESCE(p.last_day, p.day) >= :over) LIMIT :limit)
RETURNING id;

-- name: forget_reminders(before, over, limit)
-- Of days that are over, so that nothing is planned, corrected or asked about them any more.
DELETE FROM reminder WHERE id IN (
  SELECT r.id FROM pay_day p JOIN reminder r ON r.pay_day_id = p.id
   WHERE COALESCE(p.last_day, p.day) < :before AND COALESCE(p.last_day, p.day) < :over
     AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.reminder_id = r.id) LIMIT :limit)
RETURNING id;

-- name: forget_receipts(before, last, limit)
-- The last answers about somebody stay while reminders are wanted: money that is missing month after month shows there.
DELETE FROM receipt WHERE (subscription_id, pay_day_id) IN (
  SELECT q.subscription_id, q.pay_day_id
    FROM receipt q JOIN pay_day p ON p.id = q.pay_day_id JOIN subscription s ON s.id = q.subscription_id
   WHERE q.asked_at < :before AND COALESCE(q.answered_at, '') < :before
     AND (s.ended_at < :before
          OR (SELECT COUNT(*) FROM receipt n JOIN pay_day d ON d.id = n.pay_day_id
               WHERE n.subscription_id = s.id AND d.day > p.day) >= :last)
   LIMIT :limit)
RETURNING subscription_id;

-- name: forget_subscriptions(before, limit)
-- What ended long ago, and has no reminder left; its receipts go with it.
DELETE FROM subscription WHERE id IN (
  SELECT s.id FROM subscription s
   WHERE s.ended_at < :before AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.subscription_id = s.id) LIMIT :limit)
RETURNING id;

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
-- What is closed, and of which nothing was told or done for so long; what others were joined to goes with the last.
DELETE FROM enrolment_report WHERE id IN (
  SELECT r.id FROM enrolment_report r
   WHERE r.status IN ('paid_by_account', 'stays_cash', 'moved', 'deceased', 'withdrawn') AND r.changed_at < :before
     AND NOT EXISTS (SELECT 1 FROM follow_change f
                      WHERE f.report_id = COALESCE(r.joined_to, r.id) AND f.at >= :before)
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
