-- A role lapses unless somebody else renews it; an invitation can be withdrawn and says who wrote it.

ALTER TABLE officer ADD COLUMN renewed_at TEXT;
ALTER TABLE officer ADD COLUMN warned_at TEXT;
ALTER TABLE invitation ADD COLUMN created_by INTEGER REFERENCES contact (id) ON DELETE SET NULL;
ALTER TABLE invitation ADD COLUMN withdrawn_at TEXT;
CREATE INDEX audit_area ON audit (area_code, id);
