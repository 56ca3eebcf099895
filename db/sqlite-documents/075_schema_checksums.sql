-- The content that each schema file had when it was applied, as SHA-256. A program whose file differs does not start.
-- The migration fills it in, also for the files that were applied before.

ALTER TABLE schema_version ADD COLUMN checksum TEXT;
