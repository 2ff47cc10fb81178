-- What an officer asked of the roster; what is NULL was not asked.
       (:hamlet_key IS NULL OR hamlet_key = :hamlet_key) AND (:scheme IS NULL OR scheme = :scheme)
   AND (:status IS NULL OR status = :status) AND (:paid_by IS NULL OR paid_by = :paid_by)
   AND (:reason IS NULL OR id IN (SELECT beneficiary_id FROM enrolment_report
                                   WHERE reason = :reason AND state = 'reported' AND joined_to IS NULL))
