-- How many were paid by account at a month's end: counted from the roster, or entered where there is none.

CREATE TABLE monthly_count (
    area_code  TEXT NOT NULL REFERENCES area (code),
    month      TEXT NOT NULL,
    scheme     TEXT NOT NULL CHECK (scheme IN ('NCC', 'BTXH', 'HTXH')),
    total      INTEGER NOT NULL CHECK (total >= 0),
    paid       INTEGER NOT NULL CHECK (paid >= 0 AND paid <= total),
    source     TEXT NOT NULL CHECK (source IN ('roster', 'officer')),
    entered_by INTEGER REFERENCES contact (id) ON DELETE SET NULL,
    entered_at TEXT NOT NULL,
    PRIMARY KEY (area_code, month, scheme)
);
CREATE INDEX monthly_count_month ON monthly_count (month);
