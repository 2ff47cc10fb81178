-- Whether somebody still writes the list i: the job of the officer who confirmed it waits, or a command began lately.
       CASE WHEN i.contact_id IS NULL THEN i.created_at >= :since
            ELSE EXISTS (SELECT 1 FROM work w
                          WHERE w.kind = 'roster.write' AND w.state = 'waiting' AND w.contact_id = i.contact_id) END
