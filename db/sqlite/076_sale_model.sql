-- What a sale may give besides its first fields: decimal quantities, discounts, charged amounts, taxes, payments, a currency, the till and
-- its cashier, a note, the sale that a return belongs to. And what the platform records with it: where it came from, and revisions.
-- SQLite cannot drop the column's UNIQUE, so the table is created again and its rows are copied, once.

DROP VIEW ledger_line;
DROP TRIGGER ledger_no_update;
DROP TRIGGER ledger_no_delete;
DROP TRIGGER ledger_no_replace;

-- revision counts the entries of a transaction id, from 1. effect: 0 records; 1 annuls: amounts and counts are taken back; 2 annuls the
-- rest: amounts only are taken back. takes_back is the revision that the entry takes back. source: api, import:ID or stream:NAME/SHARD;
-- null in entries of earlier versions. The columns from product_ids to unit_prices are JSON arrays, a place per line; so are those from
-- exact_quantities on, decimals as text. Where every line is a whole quantity at its price these are null and quantities has the
-- quantities; otherwise quantities is empty.
CREATE TABLE ledger_next (
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    transaction_id TEXT NOT NULL,
    store_id TEXT NOT NULL,
    customer_id TEXT,
    occurred_at INTEGER NOT NULL,
    utc_offset_minutes INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    kind INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    product_ids TEXT NOT NULL,
    descriptions TEXT NOT NULL,
    quantities TEXT NOT NULL,
    unit_prices TEXT NOT NULL,
    content_hash BLOB,
    entry_hash BLOB,
    customer_digest BLOB,
    revision INTEGER NOT NULL DEFAULT 1,
    effect INTEGER NOT NULL DEFAULT 0,
    takes_back INTEGER,
    currency TEXT,
    currency_by_default INTEGER NOT NULL DEFAULT 0,
    register TEXT,
    cashier TEXT,
    note TEXT,
    original_transaction_id TEXT,
    tax_included INTEGER NOT NULL DEFAULT 1,
    payment_methods TEXT,
    payment_amounts TEXT,
    source TEXT,
    sub TEXT,
    send_id BLOB,
    exact_quantities TEXT,
    discounts TEXT,
    amounts TEXT,
    taxes TEXT,
    tax_rates TEXT,
    UNIQUE (transaction_id, revision),
    PRIMARY KEY (partition, sequence)
);

INSERT INTO ledger_next (rowid, partition, sequence, transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, business_date,
    kind, recorded_at, product_ids, descriptions, quantities, unit_prices, content_hash, entry_hash, customer_digest)
SELECT rowid, partition, sequence, transaction_id, store_id, customer_id, occurred_at, utc_offset_minutes, business_date,
    kind, recorded_at, product_ids, descriptions, quantities, unit_prices, content_hash, entry_hash, customer_digest
FROM ledger ORDER BY rowid;

DROP TABLE ledger;
ALTER TABLE ledger_next RENAME TO ledger;

CREATE INDEX ledger_newest ON ledger (occurred_at);
CREATE INDEX ledger_store_newest ON ledger (store_id, occurred_at);
CREATE INDEX ledger_customer_newest ON ledger (customer_id, occurred_at) WHERE customer_id IS NOT NULL;
CREATE INDEX ledger_original ON ledger (original_transaction_id) WHERE original_transaction_id IS NOT NULL;
CREATE INDEX ledger_source_newest ON ledger (source, occurred_at) WHERE source IS NOT NULL AND source <> 'api';

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE partition = NEW.partition AND sequence = NEW.sequence)
    OR EXISTS (SELECT 1 FROM ledger WHERE transaction_id = NEW.transaction_id AND revision = NEW.revision)
BEGIN SELECT RAISE(ABORT, 'ledger is append-only'); END;

-- A row per line; ordinal counts from 1 within its transaction. An annulment's quantities and amounts have the other sign, so sums are
-- right; sign and count_sign are its factors. Quantities and amounts are decimal text: a product of two numbers with four decimals each is
-- computed in two whole numbers, because one could overflow.
CREATE VIEW ledger_line AS
SELECT partition, sequence, transaction_id, ordinal, store_id, customer_id,
       strftime('%Y-%m-%dT%H:%M:%S', occurred_at / 1000000, 'unixepoch') || printf('.%06dZ', occurred_at % 1000000) AS occurred_at,
       business_date, kind, product_id, description,
       CASE WHEN exact_quantity IS NULL THEN sign * quantity
            ELSE iif(sign < 0 AND exact_quantity <> '0', iif(exact_quantity LIKE '-%', substr(exact_quantity, 2), '-' || exact_quantity), exact_quantity)
       END AS quantity,
       unit_price,
       CASE WHEN charged IS NULL
            THEN printf('%s%d.%04d', iif(sign * amount < 0, '-', ''), abs(amount) / 10000, abs(amount) % 10000)
            ELSE iif(sign < 0 AND charged <> '0', iif(charged LIKE '-%', substr(charged, 2), '-' || charged), charged)
       END AS amount,
       iif(sign * iif(exact_quantity LIKE '-%', -1, exact_quantity <> '0') < 0 AND discount <> '0',
           iif(discount LIKE '-%', substr(discount, 2), '-' || discount), iif(exact_quantity = '0', '0', coalesce(discount, '0'))) AS discount,
       iif(sign < 0 AND tax <> '0', iif(tax LIKE '-%', substr(tax, 2), '-' || tax), tax) AS tax,
       tax_rate, tax_included, currency, revision, effect, sign, count_sign
FROM (
    SELECT l.*, iif(l.effect = 0, 1, -1) AS sign, CASE l.effect WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE 0 END AS count_sign,
           p.key + 1 AS ordinal, p.value AS product_id, l.descriptions ->> p.key AS description,
           l.quantities ->> p.key AS quantity, l.unit_prices ->> p.key AS unit_price,
           (l.quantities ->> p.key) * CAST(round((l.unit_prices ->> p.key) * 10000) AS INTEGER) AS amount,
           l.exact_quantities ->> p.key AS exact_quantity, l.amounts ->> p.key AS charged, l.discounts ->> p.key AS discount,
           l.taxes ->> p.key AS tax, l.tax_rates ->> p.key AS tax_rate
    FROM ledger l CROSS JOIN json_each(l.product_ids) p);
