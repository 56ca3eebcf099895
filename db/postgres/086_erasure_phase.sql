-- Erasure of a customer's entries has an end, after which no statement may replace the customer in the ledger (docs/privacy.md).
ALTER TABLE erasure ADD COLUMN phase smallint NOT NULL DEFAULT 0;

COMMENT ON COLUMN erasure.phase IS
    '0 requested. 1 the entries are being erased. 2 no statement may change an entry any more, until the customer is requested again.';
