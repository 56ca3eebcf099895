-- Who sent the file; null in files of earlier versions.
ALTER TABLE import_file ADD COLUMN sub text;
