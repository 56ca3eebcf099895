-- Given by people, not by the ledger: outlives a rebuild.

CREATE TABLE store_catalogue (
    id text COLLATE "C" PRIMARY KEY,
    name text,
    time_zone text,
    country text,
    currency text
);

CREATE TABLE product_catalogue (
    id text COLLATE "C" PRIMARY KEY,
    name text,
    category text,
    price numeric
);

CREATE TABLE customer_catalogue (
    id text COLLATE "C" PRIMARY KEY,
    name text,
    country text
);
