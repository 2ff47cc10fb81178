-- The outbox row o has arrived, or may have: also where it was put back because nobody knew, whatever became of it then.
       (o.state IN ('sent', 'sending', 'unknown') OR o.repeated > 0)
