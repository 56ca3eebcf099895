-- What was rejected of an import, and what the ledger holds otherwise than the file: replaces import_reject.

CREATE TABLE import_problem (
    import_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
    receipt TEXT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded TEXT,
    sent TEXT,
    PRIMARY KEY (import_id, line, ordinal)
) WITHOUT ROWID;

INSERT INTO import_problem (import_id, line, ordinal, kind, receipt, field, reason)
SELECT import_id, line, 0, 0, invoice, '', reason FROM import_reject;

DROP TABLE import_reject;
