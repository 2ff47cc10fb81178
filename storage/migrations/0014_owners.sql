-- Whose a file is, and from whose question an answer was put forward: so that they go when that person asks.

ALTER TABLE file ADD COLUMN owner INTEGER REFERENCES contact (id);
CREATE INDEX file_owner ON file (owner) WHERE owner IS NOT NULL;
ALTER TABLE answer_proposal ADD COLUMN question_id INTEGER REFERENCES question (id) ON DELETE CASCADE;
