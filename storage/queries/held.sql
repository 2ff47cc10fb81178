-- name: counts(reason)
SELECT channel, priority, COUNT(*) AS rows, MIN(created_at) AS oldest
  FROM outbox
 WHERE state = 'unknown' AND reason = :reason AND announcement_id IS NULL
 GROUP BY channel, priority
 ORDER BY channel, priority;

-- name: release(reason)!
-- Whether each may still be sent (stopped, too late, withdrawn) is looked at when it is claimed, as of any other.
UPDATE outbox SET state = 'waiting', reason = NULL, finished_at = NULL, not_before = '', repeated = repeated + 1
 WHERE state = 'unknown' AND reason = :reason AND announcement_id IS NULL;

-- name: miss_reminders(reason)!
UPDATE reminder SET state = 'missed'
 WHERE id IN (SELECT reminder_id FROM outbox WHERE state = 'unknown' AND reason = :reason AND reminder_id IS NOT NULL);

-- name: drop(reason, now)!
UPDATE outbox SET state = 'dropped', payload = NULL, finished_at = :now
 WHERE state = 'unknown' AND reason = :reason AND announcement_id IS NULL;
