-- The desk: who takes a question, what is said to and fro, when it goes to the city, and answers put forward.

ALTER TABLE question ADD COLUMN taken_by INTEGER REFERENCES contact (id) ON DELETE SET NULL;
ALTER TABLE question ADD COLUMN taken_at TEXT;
ALTER TABLE question ADD COLUMN due_at TEXT;
ALTER TABLE question ADD COLUMN escalated_at TEXT;
CREATE INDEX question_due ON question (due_at) WHERE state = 'open' AND escalated_at IS NULL;

CREATE TABLE question_message (
    id          INTEGER PRIMARY KEY,
    question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    side        TEXT NOT NULL CHECK (side IN ('person', 'officer')),
    contact_id  INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    text        TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE INDEX question_message_thread ON question_message (question_id, id);
INSERT INTO question_message (question_id, side, contact_id, text, at)
SELECT q.id, 'officer', (SELECT c.id FROM contact c WHERE c.id = q.answered_by), q.answer, q.answered_at
  FROM question q WHERE q.answer IS NOT NULL AND q.answered_at IS NOT NULL;
UPDATE question SET answer = NULL;

CREATE TABLE answer_proposal (
    id          INTEGER PRIMARY KEY,
    question    TEXT NOT NULL,
    answer      TEXT NOT NULL,
    proposed_by INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    at          TEXT NOT NULL
);
