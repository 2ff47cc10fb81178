-- Beside each word of somebody's name stands which other words that name has: a bit for each, shared by every 62nd word.
-- Whoever looks for a name sees in the row itself that it cannot be meant, and asks the index only about who is left.

ALTER TABLE beneficiary_part ADD COLUMN beside INTEGER NOT NULL DEFAULT 0;

UPDATE beneficiary_part
   SET beside = (SELECT SUM(DISTINCT 1 << (q.part_id % 62)) FROM beneficiary_part q
                  WHERE q.beneficiary_id = beneficiary_part.beneficiary_id);
