-- Projections: what is kept of stores, products and customers besides the ledger. All of it can be rebuilt from the ledger.
-- Every row belongs to a generation. One is served; another may be under construction beside it. Analysts query the views, which
-- show the served one only.

-- AUTOINCREMENT: the number of a generation that was dropped is never given again, so what still works on it can't write into another.
CREATE TABLE projection_generation (
    generation INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL CHECK (state IN ('served', 'building'))
);

CREATE UNIQUE INDEX projection_generation_one_of_each ON projection_generation (state);

INSERT INTO projection_generation (state) VALUES ('served');

-- watermarks: JSON array, a place per partition.
CREATE TABLE store_projection (
    generation INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    watermarks TEXT NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    name TEXT,
    name_at INTEGER,
    name_transaction_id TEXT,
    PRIMARY KEY (generation, id)
) WITHOUT ROWID;

CREATE TABLE store_day_projection (
    generation INTEGER NOT NULL,
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    PRIMARY KEY (generation, id, day)
) WITHOUT ROWID;

CREATE VIEW store AS
SELECT id, name, net_revenue, gross_sales, reductions, units, lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       watermarks, version
FROM store_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW store_day AS
SELECT id, day, net_revenue, gross_sales, reductions, units, lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at
FROM store_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE TABLE product_projection (
    generation INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    watermarks TEXT NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    name TEXT,
    name_at INTEGER,
    name_transaction_id TEXT,
    PRIMARY KEY (generation, id)
) WITHOUT ROWID;

CREATE TABLE product_day_projection (
    generation INTEGER NOT NULL,
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    PRIMARY KEY (generation, id, day)
) WITHOUT ROWID;

CREATE VIEW product AS
SELECT id, name, net_revenue, gross_sales, reductions, units, lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       watermarks, version
FROM product_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW product_day AS
SELECT id, day, net_revenue, gross_sales, reductions, units, lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at
FROM product_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE TABLE customer_projection (
    generation INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    watermarks TEXT NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    name TEXT,
    name_at INTEGER,
    name_transaction_id TEXT,
    PRIMARY KEY (generation, id)
) WITHOUT ROWID;

CREATE TABLE customer_day_projection (
    generation INTEGER NOT NULL,
    id TEXT NOT NULL,
    day TEXT NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    PRIMARY KEY (generation, id, day)
) WITHOUT ROWID;

CREATE VIEW customer AS
SELECT id, name, net_revenue, gross_sales, reductions, units, lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       watermarks, version
FROM customer_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW customer_day AS
SELECT id, day, net_revenue, gross_sales, reductions, units, lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at
FROM customer_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

-- Per partition: up to where all its entities are saved, and its share of the chain's figures up to there.
CREATE TABLE partition_share (
    generation INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    checkpoint INTEGER NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    guest_gross_sales TEXT NOT NULL,
    guest_reductions TEXT NOT NULL,
    guest_net_revenue TEXT NOT NULL,
    guest_units INTEGER NOT NULL,
    guest_lines INTEGER NOT NULL,
    guest_transactions INTEGER NOT NULL,
    guest_returns INTEGER NOT NULL,
    guest_first_at INTEGER,
    guest_last_at INTEGER,
    PRIMARY KEY (generation, partition)
) WITHOUT ROWID;

CREATE TABLE partition_share_day (
    generation INTEGER NOT NULL,
    partition INTEGER NOT NULL,
    day TEXT NOT NULL,
    gross_sales TEXT NOT NULL,
    reductions TEXT NOT NULL,
    net_revenue TEXT NOT NULL,
    units INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    transactions INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    first_at INTEGER,
    last_at INTEGER,
    PRIMARY KEY (generation, partition, day)
) WITHOUT ROWID;
