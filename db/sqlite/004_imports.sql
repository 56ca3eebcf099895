CREATE TABLE import_file (
    import_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    gzip INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('uploading', 'complete', 'finished'))
) WITHOUT ROWID;

CREATE INDEX import_file_newest ON import_file (started_at, import_id) WHERE state <> 'uploading';
CREATE INDEX import_file_not_finished ON import_file (state) WHERE state <> 'finished';

CREATE TABLE import_chunk (
    import_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (import_id, ordinal)
);

CREATE TABLE import_reject (
    import_id TEXT NOT NULL,
    line INTEGER NOT NULL,
    invoice TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, line)
) WITHOUT ROWID;
