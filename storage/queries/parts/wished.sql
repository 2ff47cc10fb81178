-- Each subscription with each pay day, and what was planned of it.
  FROM subscription s
 CROSS JOIN pay_day p
  LEFT JOIN reminder e ON e.subscription_id = s.id AND e.pay_day_id = p.id AND e.revision = p.revision
                      AND e.occurrence = 'evening'
  LEFT JOIN reminder m ON m.subscription_id = s.id AND m.pay_day_id = p.id AND m.revision = p.revision
                      AND m.occurrence = 'morning'
  JOIN contact c ON c.id = s.contact_id AND c.stopped_at IS NULL
