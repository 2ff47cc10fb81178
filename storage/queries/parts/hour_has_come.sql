-- The day is the subscription's, it is announced, and an hour of it has come for which nothing was planned.
       p.area_code = s.area_code AND p.scheme = s.scheme AND p.day BETWEEN :first_day AND :tomorrow
   AND p.cancelled_at IS NULL AND p.confirmed = 1 AND p.settled < p.revision
   AND (p.hamlet_keys = '' OR s.hamlet_key = '' OR instr(p.hamlet_keys, ',' || s.hamlet_key || ',') > 0)
   AND ((s.evening = 1 AND e.id IS NULL AND (p.day <= :today OR (p.day = :tomorrow AND s.evening_at <= :hour)))
     OR (s.morning = 1 AND m.id IS NULL AND (p.day < :today OR (p.day = :today AND s.morning_at <= :hour))))
