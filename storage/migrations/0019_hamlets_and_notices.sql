-- Hamlets have one form, whoever wrote them (bot/knowledge/hamlets.py, which the upgrade lends to these statements as
-- hamlet_key, hamlet_keys and clear_hamlet). What was kept in another form is brought to it.

UPDATE beneficiary SET hamlet_key = hamlet_key(COALESCE(hamlet, '')) WHERE hamlet_key <> hamlet_key(COALESCE(hamlet, ''));
UPDATE roster_version SET hamlet_key = hamlet_key(COALESCE(hamlet, '')) WHERE hamlet_key <> hamlet_key(COALESCE(hamlet, ''));

-- Two days that were different only in how their hamlets were written are one: the officer's last word holds, and
-- everybody is reminded by it.
DROP INDEX pay_day_once;
UPDATE pay_day SET hamlet_keys = hamlet_keys(hamlets) WHERE hamlet_keys <> hamlet_keys(hamlets);
UPDATE pay_day SET cancelled_at = (
       SELECT MAX(later.entered_at) FROM pay_day AS later
        WHERE later.area_code = pay_day.area_code AND later.scheme = pay_day.scheme AND later.day = pay_day.day
          AND later.hamlet_keys = pay_day.hamlet_keys)
 WHERE cancelled_at IS NULL
   AND EXISTS (SELECT 1 FROM pay_day AS later
                WHERE later.area_code = pay_day.area_code AND later.scheme = pay_day.scheme AND later.day = pay_day.day
                  AND later.hamlet_keys = pay_day.hamlet_keys AND later.cancelled_at IS NULL
                  AND (later.entered_at > pay_day.entered_at
                       OR (later.entered_at = pay_day.entered_at AND later.id > pay_day.id)));
CREATE UNIQUE INDEX pay_day_once ON pay_day (area_code, scheme, day, hamlet_keys) WHERE cancelled_at IS NULL;

-- Whose hamlet is not clear is reminded of all days.
UPDATE subscription SET hamlet_key = clear_hamlet(hamlet, (
       SELECT group_concat(keys, ',')
         FROM (SELECT DISTINCT b.hamlet_key AS keys FROM listed_person b WHERE b.area_code = subscription.area_code
               UNION
               SELECT p.hamlet_keys FROM pay_day p WHERE p.area_code = subscription.area_code)))
 WHERE ended_at IS NULL AND hamlet <> '';

-- A rule is for some hamlets, too; a commune can have one for each.
ALTER TABLE pay_rule ADD COLUMN hamlets TEXT NOT NULL DEFAULT '';
ALTER TABLE pay_rule ADD COLUMN hamlet_keys TEXT NOT NULL DEFAULT '';
DROP INDEX pay_rule_once;
CREATE UNIQUE INDEX pay_rule_once ON pay_rule (area_code, scheme, hamlet_keys) WHERE ended_at IS NULL;

-- Announcements can be ended alone; reminders and warnings go on.
ALTER TABLE contact ADD COLUMN notices INTEGER NOT NULL DEFAULT 1 CHECK (notices IN (0, 1));
