-- name: of_month(month, area_code)
SELECT area_code, scheme, total, paid, source FROM monthly_count
 WHERE month = :month AND (:area_code IS NULL OR area_code = :area_code);

-- name: enter(area_code, month, scheme, total, paid, source, entered_by, now)!
INSERT INTO monthly_count (area_code, month, scheme, total, paid, source, entered_by, entered_at)
VALUES (:area_code, :month, :scheme, :total, :paid, :source, :entered_by, :now)
ON CONFLICT (area_code, month, scheme) DO UPDATE
   SET total = excluded.total, paid = excluded.paid, source = excluded.source,
       entered_by = excluded.entered_by, entered_at = excluded.entered_at;

-- name: count_roster(month, now)!
-- What stands for the month already, stays: a month is counted once.
INSERT INTO monthly_count (area_code, month, scheme, total, paid, source, entered_at)
SELECT area_code, :month, scheme, SUM(people), SUM(CASE WHEN paid_by = 'account' THEN people ELSE 0 END), 'roster', :now
  FROM roster_figure
 GROUP BY area_code, scheme
ON CONFLICT (area_code, month, scheme) DO NOTHING;

-- name: is_counted(month)$
SELECT EXISTS (SELECT 1 FROM monthly_count WHERE month = :month AND source = 'roster');

-- name: silent_areas(month)
-- Communes with officers, without a roster, that entered nothing for the month.
SELECT DISTINCT o.area_code FROM officer o
 WHERE o.role = 'commune' AND o.area_code IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM listed_person p WHERE p.area_code = o.area_code)
   AND NOT EXISTS (SELECT 1 FROM monthly_count m WHERE m.area_code = o.area_code AND m.month = :month)
 ORDER BY o.area_code;
