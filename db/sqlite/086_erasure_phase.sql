-- Erasure of a customer's entries has an end, after which no statement may replace the customer in the ledger (docs/privacy.md).
-- 0 requested. 1 the entries are being erased. 2 no statement may change an entry any more, until the customer is requested again.
ALTER TABLE erasure ADD COLUMN phase INTEGER NOT NULL DEFAULT 0;
