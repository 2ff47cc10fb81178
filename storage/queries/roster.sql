-- name: last_id()$
SELECT COALESCE(MAX(id), 0) FROM beneficiary;

-- name: add_many*!
-- Values in the order of ``roster_rows.COLUMNS``: by name, binding them took a quarter of the time.
INSERT INTO beneficiary (id, area_code, full_name, match_key, birth_year, hamlet, hamlet_key, scheme, category,
                         amount, paid_by, bank, account_tail, status, left_at, import_id, added_at,
                         changed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: update_one(birth_year, hamlet, hamlet_key, scheme, category, amount, paid_by, bank, account_tail, status, left_at, full_name, match_key, now, id)!
UPDATE beneficiary
   SET birth_year = :birth_year, hamlet = :hamlet, hamlet_key = :hamlet_key, scheme = :scheme,
       category = :category, amount = :amount, paid_by = :paid_by, bank = :bank, account_tail = :account_tail,
       status = :status, left_at = :left_at, full_name = :full_name, match_key = :match_key, changed_at = :now
 WHERE id = :id;

-- name: forget_parts(id)!
DELETE FROM beneficiary_part WHERE beneficiary_id = :id;

-- name: parts()
SELECT id, digest, word, people FROM name_part;

-- name: parts_named(digests)
SELECT id, digest, people FROM name_part WHERE digest IN (SELECT value FROM json_each(:digests));

-- name: last_part()$
SELECT COALESCE(MAX(id), 0) FROM name_part;

-- name: add_parts(id, digest, word)*!
INSERT INTO name_part (id, digest, word) VALUES (:id, :digest, :word);

-- name: count_parts(people, id)*!
UPDATE name_part SET people = people + :people WHERE id = :id;

-- name: tie_parts*!
INSERT INTO beneficiary_part (part_id, area_code, beneficiary_id, beside) VALUES (?, ?, ?, ?);

-- name: figures_everywhere()
SELECT area_code, scheme, paid_by, status, people FROM roster_figure;

-- name: figures_in_area(area_code)
SELECT area_code, scheme, paid_by, status, people FROM roster_figure WHERE area_code = :area_code;

-- name: count_alike(area_code, scheme, status, paid_by)$
SELECT COALESCE(SUM(people), 0) FROM roster_figure
 WHERE (:area_code IS NULL OR area_code = :area_code)
   AND (:scheme IS NULL OR scheme = :scheme)
   AND (:status IS NULL OR status = :status) AND (:paid_by IS NULL OR paid_by = :paid_by);

-- name: person(id)^
SELECT * FROM known_person WHERE id = :id;

-- name: same(area_code, match_key)^
SELECT * FROM known_person
 WHERE area_code = :area_code AND match_key = :match_key ORDER BY id LIMIT 1;

-- name: page_everywhere(after, hamlet_key, scheme, status, paid_by, reason, size)
SELECT * FROM listed_person
 WHERE id > :after
   AND {filtered}
 ORDER BY id LIMIT :size;

-- name: page_in_area(area_code, after, hamlet_key, scheme, status, paid_by, reason, size)
SELECT * FROM listed_person
 WHERE area_code = :area_code AND id > :after
   AND {filtered}
 ORDER BY id LIMIT :size;

-- name: named(areas, first, second, third, fourth, fifth, sixth, second_bits, third_bits, fourth_bits, fifth_bits, sixth_bits, size)
-- Walks the people who have the first word, and asks the index about the further words of those whose row has a bit of
-- each; stops when there are enough. Bits of -1 stand for a word that is not asked for.
-- A range of one keeps to the table's own order, in which the walk goes; asked for equality, another index is taken.
SELECT b.* FROM beneficiary_part p CROSS JOIN listed_person b
 WHERE p.part_id IN (SELECT value FROM json_each(:first))
   AND p.area_code IN (SELECT code FROM area WHERE :areas IS NULL OR code IN (SELECT value FROM json_each(:areas)))
   AND (p.beside & :second_bits) <> 0 AND (p.beside & :third_bits) <> 0 AND (p.beside & :fourth_bits) <> 0
   AND (p.beside & :fifth_bits) <> 0 AND (p.beside & :sixth_bits) <> 0
   AND (:second IS NULL OR EXISTS (
        SELECT 1 FROM beneficiary_part q WHERE q.part_id IN (SELECT value FROM json_each(:second))
           AND q.area_code = p.area_code
           AND q.beneficiary_id BETWEEN p.beneficiary_id AND p.beneficiary_id))
   AND (:third IS NULL OR EXISTS (
        SELECT 1 FROM beneficiary_part q WHERE q.part_id IN (SELECT value FROM json_each(:third))
           AND q.area_code = p.area_code
           AND q.beneficiary_id BETWEEN p.beneficiary_id AND p.beneficiary_id))
   AND (:fourth IS NULL OR EXISTS (
        SELECT 1 FROM beneficiary_part q WHERE q.part_id IN (SELECT value FROM json_each(:fourth))
           AND q.area_code = p.area_code
           AND q.beneficiary_id BETWEEN p.beneficiary_id AND p.beneficiary_id))
   AND (:fifth IS NULL OR EXISTS (
        SELECT 1 FROM beneficiary_part q WHERE q.part_id IN (SELECT value FROM json_each(:fifth))
           AND q.area_code = p.area_code
           AND q.beneficiary_id BETWEEN p.beneficiary_id AND p.beneficiary_id))
   AND (:sixth IS NULL OR EXISTS (
        SELECT 1 FROM beneficiary_part q WHERE q.part_id IN (SELECT value FROM json_each(:sixth))
           AND q.area_code = p.area_code
           AND q.beneficiary_id BETWEEN p.beneficiary_id AND p.beneficiary_id))
   AND b.id = p.beneficiary_id
 LIMIT :size;

-- name: setting(key)$
SELECT value FROM setting WHERE key = :key;

-- name: set_setting(key, value)!
INSERT INTO setting (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: contacts()$
SELECT COUNT(*) FROM contact;

-- name: count_everywhere(hamlet_key, scheme, status, paid_by, reason)$
SELECT COUNT(*) FROM listed_person
 WHERE {filtered};

-- name: count_in_area(area_code, hamlet_key, scheme, status, paid_by, reason)$
SELECT COUNT(*) FROM listed_person
 WHERE area_code = :area_code
   AND {filtered};

-- name: hamlets(area_code)
SELECT MIN(id) AS id, MIN(hamlet) AS hamlet, COUNT(*) AS people FROM listed_person
 WHERE area_code = :area_code
 GROUP BY hamlet_key ORDER BY people DESC, hamlet_key;

-- name: reports_about(id)
SELECT id FROM enrolment_report WHERE beneficiary_id = :id AND joined_to IS NULL AND state = 'reported' ORDER BY id;
