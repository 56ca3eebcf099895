-- The sales ledger: append-only, one row per transaction, the only truth.
-- Ids are opaque and case-sensitive; COLLATE "C" compares and sorts them by their bytes on every server.

CREATE TABLE ledger_setting (
    name text PRIMARY KEY,
    value text NOT NULL
);

COMMENT ON TABLE ledger_setting IS 'Fixed at the first start: partitions, the number of ledger partitions.';

-- Lines are parallel arrays: one row to write and one index entry for an id, however many lines a receipt has.
CREATE TABLE ledger (
    partition smallint NOT NULL,
    sequence bigint NOT NULL,
    transaction_id text COLLATE "C" NOT NULL,
    store_id text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C",
    occurred_at timestamptz NOT NULL,
    utc_offset_minutes smallint NOT NULL,
    business_date date NOT NULL,
    kind smallint NOT NULL,
    recorded_at timestamptz NOT NULL,
    product_ids text[] COLLATE "C" NOT NULL,
    descriptions text[] NOT NULL,
    quantities integer[] NOT NULL,
    unit_prices numeric[] NOT NULL,
    CONSTRAINT ledger_pkey PRIMARY KEY (partition, sequence),
    CONSTRAINT ledger_transaction_id_key UNIQUE (transaction_id)
);

COMMENT ON COLUMN ledger.utc_offset_minutes IS 'The store''s distance from UTC then, as its zone was known when this was taken in.';
COMMENT ON COLUMN ledger.business_date IS 'The day of occurred_at at that offset.';
COMMENT ON COLUMN ledger.kind IS '0 sale, 1 return, 2 adjustment.';

CREATE INDEX ledger_newest ON ledger (occurred_at, transaction_id);
CREATE INDEX ledger_store_newest ON ledger (store_id, occurred_at, transaction_id);
CREATE INDEX ledger_customer_newest ON ledger (customer_id, occurred_at, transaction_id) WHERE customer_id IS NOT NULL;
CREATE INDEX ledger_products ON ledger USING gin (product_ids);

CREATE VIEW ledger_line AS
SELECT
    l.partition, l.sequence, l.transaction_id, line.ordinal, l.store_id, l.customer_id, l.occurred_at, l.business_date, l.kind,
    line.product_id, line.description, line.quantity, line.unit_price, line.quantity * line.unit_price AS amount
FROM ledger l
CROSS JOIN LATERAL unnest(l.product_ids, l.descriptions, l.quantities, l.unit_prices)
    WITH ORDINALITY AS line (product_id, description, quantity, unit_price, ordinal);

COMMENT ON VIEW ledger_line IS 'A row per line; ordinal counts from 1 within its transaction.';
