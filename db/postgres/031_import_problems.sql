-- What was rejected of an import, and what the ledger holds otherwise than the file: replaces import_reject.

CREATE TABLE import_problem (
    import_id text COLLATE "C" NOT NULL REFERENCES import_file ON DELETE CASCADE,
    line bigint NOT NULL,
    ordinal integer NOT NULL,
    kind smallint NOT NULL CHECK (kind IN (0, 1)),
    receipt text NOT NULL,
    field text NOT NULL,
    reason text NOT NULL,
    recorded text,
    sent text,
    PRIMARY KEY (import_id, line, ordinal)
);

INSERT INTO import_problem (import_id, line, ordinal, kind, receipt, field, reason)
SELECT import_id, line, 0, 0, invoice, '', reason FROM import_reject;

DROP TABLE import_reject;
