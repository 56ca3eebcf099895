-- An import of a caller that is bound to stores records transactions of these stores only, and only callers that may see all of them see it.

ALTER TABLE import_file ADD COLUMN stores text[];

COMMENT ON COLUMN import_file.stores IS 'The stores that the sender was bound to; null when it was not bound.';
