-- Erasure of customers (docs/privacy.md).

-- Filled when a customer is erased, with the digest of the note that was removed; empty when the content hash contains the note itself,
-- as in entries of versions before this file. Such an entry is verified by its link only.
ALTER TABLE ledger ADD COLUMN note_digest bytea;

COMMENT ON COLUMN ledger.note_digest IS 'HMAC-SHA-256 of the removed note under ledger_key; empty when the content hash contains the note.';

-- Requests to erase customers. The id stays until the erasure is complete; the pseudonym is not personal data.
CREATE TABLE erasure (
    pseudonym text COLLATE "C" PRIMARY KEY,
    customer_id text COLLATE "C",
    requested_at timestamptz NOT NULL,
    finished_at timestamptz,
    found boolean NOT NULL DEFAULT false
);

COMMENT ON COLUMN erasure.customer_id IS 'The customer to erase; null when nothing names the customer any more.';
COMMENT ON COLUMN erasure.found IS 'Something was stored about the customer.';

CREATE INDEX erasure_pending ON erasure (customer_id) WHERE finished_at IS NULL;

-- The only change of a ledger row: its customer becomes the pseudonym that belongs to the digest, and its note is removed.
CREATE FUNCTION ledger_allows_erasure_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before ledger%ROWTYPE := NEW;
BEGIN
    before.customer_id := OLD.customer_id;
    before.customer_digest := OLD.customer_digest;
    before.note := OLD.note;
    before.note_digest := OLD.note_digest;
    IF (before IS NOT DISTINCT FROM OLD
        AND OLD.customer_id IS NOT NULL AND OLD.customer_digest IS NULL AND OLD.note_digest IS NULL
        AND octet_length(NEW.customer_digest) = 32
        AND NEW.customer_id = 'erased-' || left(encode(sha256(NEW.customer_digest), 'hex'), 32)
        AND NEW.note IS NULL AND (OLD.note IS NULL) = (NEW.note_digest IS NULL)) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'ledger is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

DROP TRIGGER ledger_is_append_only ON ledger;

CREATE TRIGGER ledger_is_append_only BEFORE DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE TRIGGER ledger_allows_erasure_only BEFORE UPDATE ON ledger
    FOR EACH ROW EXECUTE FUNCTION ledger_allows_erasure_only();

-- The only change of an audit row: the target of an action on a customer becomes a pseudonym. The months' own triggers call the first
-- function; the second one is for the rows of all months.
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION audit_allows_erasure_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.action LIKE 'customer.%' AND OLD.target NOT LIKE 'erased-%' AND NEW.target ~ '^erased-[0-9a-f]{32}$'
        AND (NEW.id, NEW.at, NEW.actor, NEW.address, NEW.action, NEW.outcome, NEW.status, NEW.detail, NEW.begun)
            IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.actor, OLD.address, OLD.action, OLD.outcome, OLD.status, OLD.detail, OLD.begun))
        IS NOT TRUE
    THEN
        RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_allows_erasure_only BEFORE UPDATE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_allows_erasure_only();
