-- Money is decimal text ('2.55'), exact and without trailing zeros: SQLite has no decimal type, and scaled integers overflow.
-- Instants are whole microseconds since 1970 in UTC. The views below show them as text.

-- Fixed at the first start: partitions, the number of ledger partitions.
CREATE TABLE ledger_setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- One row per transaction. kind: 0 sale, 1 return, 2 adjustment. utc_offset_minutes: the store's distance from UTC then, as its zone was
-- known when this was taken in; business_date: the day of occurred_at at that offset. The last four columns are JSON arrays of the same length, a place per line.
CREATE TABLE ledger (
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    transaction_id TEXT NOT NULL UNIQUE,
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
    PRIMARY KEY (partition, sequence)
);

CREATE INDEX ledger_newest ON ledger (occurred_at);
CREATE INDEX ledger_store_newest ON ledger (store_id, occurred_at);
CREATE INDEX ledger_customer_newest ON ledger (customer_id, occurred_at) WHERE customer_id IS NOT NULL;

-- Which transactions have a product; the time is in it so that a page of the newest needs no more than a page's rows.
CREATE TABLE ledger_product (
    product_id TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (product_id, occurred_at, partition, sequence)
) WITHOUT ROWID;

-- A row per line; ordinal counts from 1 within its transaction. A line's amount fits in a whole number of ten-thousandths, so it is exact.
CREATE VIEW ledger_line AS
SELECT partition, sequence, transaction_id, ordinal, store_id, customer_id,
       strftime('%Y-%m-%dT%H:%M:%S', occurred_at / 1000000, 'unixepoch') || printf('.%06dZ', occurred_at % 1000000) AS occurred_at,
       business_date, kind, product_id, description, quantity, unit_price,
       printf('%s%d.%04d', iif(amount < 0, '-', ''), abs(amount) / 10000, abs(amount) % 10000) AS amount
FROM (
    SELECT l.*, p.key + 1 AS ordinal, p.value AS product_id, l.descriptions ->> p.key AS description,
           l.quantities ->> p.key AS quantity, l.unit_prices ->> p.key AS unit_price,
           (l.quantities ->> p.key) * CAST(round((l.unit_prices ->> p.key) * 10000) AS INTEGER) AS amount
    FROM ledger l CROSS JOIN json_each(l.product_ids) p);
