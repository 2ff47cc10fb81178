-- Follow-ups l under way that stand on an officer's list: one for each case, if any report of it belongs there.
       l.joined_to IS NULL AND l.status IN ('reported', 'contacted', 'visit_planned')
   AND (:area_code IS NULL OR l.area_code = :area_code)
   AND EXISTS (
       SELECT 1 FROM enrolment_report r
        WHERE (r.id = l.id OR r.joined_to = l.id)
          AND CASE :list
              WHEN 'wait' THEN r.willing = 'yes' AND l.status <> 'visit_planned'
              WHEN 'visit' THEN l.status = 'visit_planned' OR r.reason = 'ill_disabled'
              WHEN 'enrolled' THEN r.willing = 'enrolled'
              WHEN 'match' THEN l.match = 'open' AND EXISTS (
                  SELECT 1 FROM listed_person p WHERE p.area_code = l.area_code)
              WHEN 'reassure' THEN r.reason NOT IN ('ill_disabled', 'id_problem', 'no_trust_card_handover', 'away')
              ELSE r.reason = :list END)
