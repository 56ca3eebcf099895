-- The catalogue: what people say of stores, products and customers. It does not come from the ledger and outlives every rebuild.

CREATE TABLE store_catalogue (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT,
    time_zone TEXT,
    country TEXT,
    currency TEXT
) WITHOUT ROWID;

CREATE TABLE product_catalogue (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT,
    category TEXT,
    price TEXT
) WITHOUT ROWID;

CREATE TABLE customer_catalogue (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT,
    country TEXT
) WITHOUT ROWID;
