-- Who stands on two lists is looked up within one area. The key of an area's people lies together, so that a list, which
-- is written down area by area, touches few pages of the index instead of one for each person.

DROP INDEX beneficiary_match;
CREATE INDEX beneficiary_match ON beneficiary (area_code, match_key);

-- What was understood of a list, kept as a file until the officer has confirmed: so that it is read once.
ALTER TABLE roster_import ADD COLUMN reading TEXT;
