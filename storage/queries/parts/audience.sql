-- Whom an announcement is for, as contact c at address a: the newest address that takes messages, one for each person.
       NOT EXISTS (SELECT 1 FROM address b
                    WHERE b.contact_id = c.id AND (b.channel <> a.channel OR b.external_id <> a.external_id)
                      AND (b.state < a.state
                           OR (b.state = a.state AND (b.created_at > a.created_at
                               OR (b.created_at = a.created_at
                                   AND b.channel || b.external_id > a.channel || a.external_id)))))
   AND CASE WHEN :kind = 'alert' THEN c.tips ELSE c.notices END = 1
   AND (:locale IS NULL OR c.locale = :locale)
   AND (:role = 'all' OR (:role = 'officers') = EXISTS (SELECT 1 FROM officer f WHERE f.contact_id = c.id))
   AND (:area_code IS NULL OR c.area_code = :area_code
        OR EXISTS (SELECT 1 FROM subscription s
                    WHERE s.contact_id = c.id AND s.area_code = :area_code AND s.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM enrolment_report r
                    WHERE r.contact_id = c.id AND r.area_code = :area_code AND r.state = 'reported')
        OR EXISTS (SELECT 1 FROM officer f WHERE f.contact_id = c.id AND f.area_code = :area_code))
   AND (:scheme IS NULL
        OR EXISTS (SELECT 1 FROM subscription s
                    WHERE s.contact_id = c.id AND s.scheme = :scheme AND s.ended_at IS NULL
                      AND (:area_code IS NULL OR s.area_code = :area_code)
                      AND (:elsewhere IS NULL OR s.hamlet NOT IN (SELECT value FROM json_each(:elsewhere))))
        OR EXISTS (SELECT 1 FROM enrolment_report r
                    WHERE r.contact_id = c.id AND r.scheme = :scheme AND r.state = 'reported'
                      AND (:area_code IS NULL OR r.area_code = :area_code)
                      AND (:elsewhere IS NULL
                           OR COALESCE(r.hamlet, '') NOT IN (SELECT value FROM json_each(:elsewhere)))))
   AND ((:willing IS NULL AND :reason IS NULL)
        OR EXISTS (SELECT 1 FROM enrolment_report r
                    WHERE r.contact_id = c.id AND r.state = 'reported'
                      AND (:area_code IS NULL OR r.area_code = :area_code)
                      AND (:elsewhere IS NULL
                           OR COALESCE(r.hamlet, '') NOT IN (SELECT value FROM json_each(:elsewhere)))
                      AND (:willing IS NULL OR r.willing = :willing)
                      AND (:reason IS NULL OR r.reason = :reason)))
   AND (:elsewhere IS NULL
        OR EXISTS (SELECT 1 FROM subscription s
                    WHERE s.contact_id = c.id AND s.area_code = :area_code AND s.ended_at IS NULL
                      AND s.hamlet NOT IN (SELECT value FROM json_each(:elsewhere)))
        OR EXISTS (SELECT 1 FROM enrolment_report r
                    WHERE r.contact_id = c.id AND r.area_code = :area_code AND r.state = 'reported'
                      AND COALESCE(r.hamlet, '') NOT IN (SELECT value FROM json_each(:elsewhere)))
        OR NOT (EXISTS (SELECT 1 FROM subscription s
                         WHERE s.contact_id = c.id AND s.area_code = :area_code AND s.ended_at IS NULL)
                OR EXISTS (SELECT 1 FROM enrolment_report r
                            WHERE r.contact_id = c.id AND r.area_code = :area_code AND r.state = 'reported')))
   AND (:since IS NULL
        OR NOT EXISTS (SELECT 1 FROM outbox p
                        WHERE p.contact_id = c.id AND p.announcement_id IS NOT NULL AND p.announcement_id <> :id
                          AND p.created_at >= :since AND p.state IN ('waiting', 'sending', 'sent', 'unknown')))
