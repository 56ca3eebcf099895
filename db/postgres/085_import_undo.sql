-- Imports that are being undone, until it is done. The result is stored with the import.

CREATE TABLE import_undo (
    import_id text COLLATE "C" PRIMARY KEY REFERENCES import_file ON DELETE CASCADE,
    sub text
);

COMMENT ON COLUMN import_undo.sub IS 'Who requested it.';
