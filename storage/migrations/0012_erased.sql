-- Who asked to be forgotten: what is left then (where to answer them) goes within the day.

ALTER TABLE contact ADD COLUMN erased_at TEXT;
CREATE INDEX contact_erased ON contact (erased_at) WHERE erased_at IS NOT NULL;
