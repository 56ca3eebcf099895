-- Erasure of customers (docs/privacy.md).

-- Filled when a customer is erased, with the digest of the note that was removed; empty when the content hash contains the note itself,
-- as in entries of versions before this file. Such an entry is verified by its link only.
ALTER TABLE ledger ADD COLUMN note_digest BLOB;

-- Requests to erase customers. customer_id: null when nothing names the customer any more; the pseudonym is not personal data. found: something was
-- stored about the customer.
CREATE TABLE erasure (
    pseudonym TEXT NOT NULL PRIMARY KEY,
    customer_id TEXT,
    requested_at INTEGER NOT NULL,
    finished_at INTEGER,
    found INTEGER NOT NULL DEFAULT 0
);

-- The only change of a ledger row: its customer becomes a pseudonym, and its note is removed.
DROP TRIGGER ledger_no_update;
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
WHEN NOT coalesce(
    OLD.customer_id IS NOT NULL AND OLD.customer_digest IS NULL AND OLD.note_digest IS NULL
    AND NEW.customer_id GLOB 'erased-*' AND length(NEW.customer_id) = 39 AND length(NEW.customer_digest) = 32
    AND NEW.note IS NULL AND (OLD.note IS NULL) = (NEW.note_digest IS NULL)
    AND NEW.rowid = OLD.rowid AND NEW.partition IS OLD.partition AND NEW.sequence IS OLD.sequence
    AND NEW.transaction_id IS OLD.transaction_id AND NEW.store_id IS OLD.store_id AND NEW.occurred_at IS OLD.occurred_at
    AND NEW.utc_offset_minutes IS OLD.utc_offset_minutes AND NEW.business_date IS OLD.business_date AND NEW.kind IS OLD.kind
    AND NEW.recorded_at IS OLD.recorded_at AND NEW.product_ids IS OLD.product_ids AND NEW.descriptions IS OLD.descriptions
    AND NEW.quantities IS OLD.quantities AND NEW.unit_prices IS OLD.unit_prices AND NEW.content_hash IS OLD.content_hash
    AND NEW.entry_hash IS OLD.entry_hash AND NEW.revision IS OLD.revision AND NEW.effect IS OLD.effect
    AND NEW.takes_back IS OLD.takes_back AND NEW.currency IS OLD.currency AND NEW.currency_by_default IS OLD.currency_by_default
    AND NEW.register IS OLD.register AND NEW.cashier IS OLD.cashier AND NEW.original_transaction_id IS OLD.original_transaction_id
    AND NEW.tax_included IS OLD.tax_included AND NEW.payment_methods IS OLD.payment_methods AND NEW.payment_amounts IS OLD.payment_amounts
    AND NEW.source IS OLD.source AND NEW.sub IS OLD.sub AND NEW.send_id IS OLD.send_id AND NEW.exact_quantities IS OLD.exact_quantities
    AND NEW.discounts IS OLD.discounts AND NEW.amounts IS OLD.amounts AND NEW.taxes IS OLD.taxes AND NEW.tax_rates IS OLD.tax_rates, 0)
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

-- The only change of an audit row: the target of an action on a customer becomes a pseudonym.
DROP TRIGGER audit_no_update;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
WHEN NOT coalesce(
    OLD.action GLOB 'customer.*' AND OLD.target NOT GLOB 'erased-*' AND NEW.target GLOB 'erased-*' AND length(NEW.target) = 39
    AND NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.actor IS OLD.actor AND NEW.address IS OLD.address AND NEW.action IS OLD.action
    AND NEW.outcome IS OLD.outcome AND NEW.status IS OLD.status AND NEW.detail IS OLD.detail AND NEW.begun IS OLD.begun, 0)
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
