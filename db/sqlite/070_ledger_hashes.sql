-- Every entry carries two hashes (docs/integrity.md): content_hash over what it says, and entry_hash over content_hash, its position and the
-- entry_hash before it in its partition. Whoever alters, removes, inserts or moves an entry later breaks the chain there.

-- Null in entries of versions before hashes.
ALTER TABLE ledger ADD COLUMN content_hash BLOB;
ALTER TABLE ledger ADD COLUMN entry_hash BLOB;

-- Filled when a customer is erased, with the digest that content_hash was made with; the pseudonym in customer_id is derived from it.
ALTER TABLE ledger ADD COLUMN customer_digest BLOB;

-- The hashes of entries that were recorded before this file was applied: the first start computes them. The ledger itself is not rewritten.
CREATE TABLE ledger_earlier_hash (
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    content_hash BLOB NOT NULL,
    entry_hash BLOB NOT NULL,
    PRIMARY KEY (partition, sequence)
) WITHOUT ROWID;

-- The key of the customers' digests.
CREATE TABLE ledger_key (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL CHECK (length(key) = 32)
);

INSERT INTO ledger_key (id, key) VALUES (1, randomblob(32));

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE partition = NEW.partition AND sequence = NEW.sequence)
    OR EXISTS (SELECT 1 FROM ledger WHERE transaction_id = NEW.transaction_id)
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

CREATE TRIGGER ledger_earlier_hash_no_update BEFORE UPDATE ON ledger_earlier_hash
BEGIN SELECT RAISE(ABORT, 'ledger_earlier_hash is append-only'); END;
CREATE TRIGGER ledger_earlier_hash_no_delete BEFORE DELETE ON ledger_earlier_hash
BEGIN SELECT RAISE(ABORT, 'ledger_earlier_hash is append-only'); END;

CREATE TRIGGER ledger_key_no_update BEFORE UPDATE ON ledger_key BEGIN SELECT RAISE(ABORT, 'ledger_key is append-only'); END;
CREATE TRIGGER ledger_key_no_delete BEFORE DELETE ON ledger_key BEGIN SELECT RAISE(ABORT, 'ledger_key is append-only'); END;
