-- Uploaded files, kept until their import has ended, and what was rejected of them.

CREATE TABLE import_file (
    import_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    started_at timestamptz NOT NULL,
    gzip boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('uploading', 'complete', 'finished')),
    progressed_at timestamptz NOT NULL
);

CREATE INDEX import_file_newest ON import_file (started_at, import_id) WHERE state <> 'uploading';
CREATE INDEX import_file_not_finished ON import_file (state) WHERE state <> 'finished';

CREATE TABLE import_chunk (
    import_id text COLLATE "C" NOT NULL REFERENCES import_file ON DELETE CASCADE,
    ordinal integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (import_id, ordinal)
);

-- Most files come compressed: trying to compress them again costs time and saves nothing.
ALTER TABLE import_chunk ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE import_reject (
    import_id text COLLATE "C" NOT NULL REFERENCES import_file ON DELETE CASCADE,
    line bigint NOT NULL,
    invoice text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (import_id, line)
);
