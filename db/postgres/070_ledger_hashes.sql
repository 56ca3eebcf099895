-- Every entry carries two hashes (docs/integrity.md): content_hash over what it says, and entry_hash over content_hash, its position and the
-- entry_hash before it in its partition. Whoever alters, removes, inserts or moves an entry later breaks the chain there.

ALTER TABLE ledger ADD COLUMN content_hash bytea, ADD COLUMN entry_hash bytea;

-- Filled when a customer is erased, with the digest that content_hash was made with; the pseudonym in customer_id is derived from it.
ALTER TABLE ledger ADD COLUMN customer_digest bytea;

COMMENT ON COLUMN ledger.content_hash IS 'SHA-256 of the entry''s canonical content; null in entries of versions before hashes.';
COMMENT ON COLUMN ledger.entry_hash IS 'SHA-256 of the entry_hash before, content_hash and position.';
COMMENT ON COLUMN ledger.customer_digest IS 'HMAC-SHA-256 of the customer''s id under ledger_key; only where that id was erased.';

-- The hashes of entries that were recorded before this file was applied: migrate computes them once. The ledger itself is not rewritten.
CREATE TABLE ledger_earlier_hash (
    partition smallint NOT NULL,
    sequence bigint NOT NULL,
    content_hash bytea NOT NULL,
    entry_hash bytea NOT NULL,
    PRIMARY KEY (partition, sequence)
);

-- The key of the customers' digests: 32 bytes with 244 random bits.
CREATE TABLE ledger_key (
    id smallint PRIMARY KEY CHECK (id = 1),
    key bytea NOT NULL CHECK (octet_length(key) = 32)
);

INSERT INTO ledger_key (id, key)
VALUES (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE TRIGGER ledger_earlier_hash_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_earlier_hash
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

CREATE TRIGGER ledger_key_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_key
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
