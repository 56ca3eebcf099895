-- An import of a caller that is bound to stores records transactions of these stores only, and only callers that may see all of them see it.
-- stores: a JSON array of the stores that the sender was bound to; null when it was not bound.

ALTER TABLE import_file ADD COLUMN stores TEXT;
