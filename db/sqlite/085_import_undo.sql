-- Imports that are being undone, until it is done. The result is stored with the import. sub: who requested it.

CREATE TABLE import_undo (
    import_id TEXT NOT NULL PRIMARY KEY,
    sub TEXT
) WITHOUT ROWID;
