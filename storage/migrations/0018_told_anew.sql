-- Reports that joined a matter which was settled already are on no officer's list: each begins by itself.

UPDATE enrolment_report
   SET joined_to = NULL, status = 'reported', visit_on = NULL
 WHERE joined_to IS NOT NULL AND state = 'reported'
   AND status NOT IN ('reported', 'contacted', 'visit_planned')
   AND created_at > (SELECT MAX(f.at) FROM follow_change f
                      WHERE f.report_id = enrolment_report.joined_to AND f.became = enrolment_report.status
                        AND f.undone_at IS NULL);

-- Old receipts are found without a look at all.
CREATE INDEX receipt_asked ON receipt (asked_at);
