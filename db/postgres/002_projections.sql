-- Projections: what is kept of stores, products and customers besides the ledger. All of it can be rebuilt from the ledger.
-- Every row belongs to a generation. One is served; another may be under construction beside it. Analysts query the views, which
-- show the served one only.

CREATE TABLE projection_generation (
    generation integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('served', 'building'))
);

CREATE UNIQUE INDEX projection_generation_one_of_each ON projection_generation (state);

INSERT INTO projection_generation (state) VALUES ('served');

CREATE TABLE store_projection (
    generation integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    watermarks bigint[] NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS (gross_sales + reductions) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    name text,
    name_at timestamptz,
    name_transaction_id text COLLATE "C",
    PRIMARY KEY (generation, id)
) WITH (fillfactor = 70);

CREATE TABLE store_day_projection (
    generation integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS (gross_sales + reductions) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    PRIMARY KEY (generation, id, day)
) WITH (fillfactor = 85);

CREATE VIEW store AS
SELECT id, name, net_revenue, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at, watermarks, version
FROM store_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW store_day AS
SELECT id, day, net_revenue, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at
FROM store_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE TABLE product_projection (
    generation integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    watermarks bigint[] NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS (gross_sales + reductions) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    name text,
    name_at timestamptz,
    name_transaction_id text COLLATE "C",
    PRIMARY KEY (generation, id)
) WITH (fillfactor = 70);

CREATE TABLE product_day_projection (
    generation integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS (gross_sales + reductions) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    PRIMARY KEY (generation, id, day)
) WITH (fillfactor = 85);

CREATE VIEW product AS
SELECT id, name, net_revenue, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at, watermarks, version
FROM product_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW product_day AS
SELECT id, day, net_revenue, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at
FROM product_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE TABLE customer_projection (
    generation integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    watermarks bigint[] NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS (gross_sales + reductions) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    name text,
    name_at timestamptz,
    name_transaction_id text COLLATE "C",
    PRIMARY KEY (generation, id)
) WITH (fillfactor = 70);

CREATE TABLE customer_day_projection (
    generation integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS (gross_sales + reductions) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    PRIMARY KEY (generation, id, day)
) WITH (fillfactor = 85);

CREATE VIEW customer AS
SELECT id, name, net_revenue, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at, watermarks, version
FROM customer_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW customer_day AS
SELECT id, day, net_revenue, gross_sales, reductions, units, lines, transactions, returns, first_at, last_at
FROM customer_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

-- Per partition: up to where all its entities are saved, and its share of the chain's figures up to there.
CREATE TABLE partition_share (
    generation integer NOT NULL,
    partition smallint NOT NULL,
    checkpoint bigint NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    guest_gross_sales numeric NOT NULL,
    guest_reductions numeric NOT NULL,
    guest_units bigint NOT NULL,
    guest_lines bigint NOT NULL,
    guest_transactions bigint NOT NULL,
    guest_returns bigint NOT NULL,
    guest_first_at timestamptz,
    guest_last_at timestamptz,
    PRIMARY KEY (generation, partition)
) WITH (fillfactor = 50);

CREATE TABLE partition_share_day (
    generation integer NOT NULL,
    partition smallint NOT NULL,
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamptz,
    last_at timestamptz,
    PRIMARY KEY (generation, partition, day)
) WITH (fillfactor = 85);
