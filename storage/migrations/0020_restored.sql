-- An announcement that was under way in a copy which was brought back: where that copy ends. Who got it after that
-- nobody knows, so an officer decides whether it goes on.
ALTER TABLE announcement ADD COLUMN restored_from TEXT;
