-- Figures by currency, with decimal units, discounts and taxes.
-- unit_parts: ten-thousandths of a unit above units. currency: of the amounts. by_currency: a JSON object with a member for each currency,
-- when there are several; then the amounts of the row are 0. A currency that is not known is the empty name.

ALTER TABLE store_projection ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store_projection ADD COLUMN currency TEXT;
ALTER TABLE store_projection ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE store_projection ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE store_projection ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE store_projection ADD COLUMN by_currency TEXT;
ALTER TABLE store_day_projection ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE store_day_projection ADD COLUMN currency TEXT;
ALTER TABLE store_day_projection ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE store_day_projection ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE store_day_projection ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE store_day_projection ADD COLUMN by_currency TEXT;
ALTER TABLE product_projection ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE product_projection ADD COLUMN currency TEXT;
ALTER TABLE product_projection ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE product_projection ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE product_projection ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE product_projection ADD COLUMN by_currency TEXT;
ALTER TABLE product_day_projection ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE product_day_projection ADD COLUMN currency TEXT;
ALTER TABLE product_day_projection ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE product_day_projection ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE product_day_projection ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE product_day_projection ADD COLUMN by_currency TEXT;
ALTER TABLE customer_projection ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer_projection ADD COLUMN currency TEXT;
ALTER TABLE customer_projection ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE customer_projection ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE customer_projection ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE customer_projection ADD COLUMN by_currency TEXT;
ALTER TABLE customer_day_projection ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE customer_day_projection ADD COLUMN currency TEXT;
ALTER TABLE customer_day_projection ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE customer_day_projection ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE customer_day_projection ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE customer_day_projection ADD COLUMN by_currency TEXT;
ALTER TABLE partition_share ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partition_share ADD COLUMN currency TEXT;
ALTER TABLE partition_share ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share ADD COLUMN by_currency TEXT;
ALTER TABLE partition_share ADD COLUMN guest_unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partition_share ADD COLUMN guest_currency TEXT;
ALTER TABLE partition_share ADD COLUMN guest_discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share ADD COLUMN guest_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share ADD COLUMN guest_included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share ADD COLUMN guest_by_currency TEXT;
ALTER TABLE partition_share_day ADD COLUMN unit_parts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE partition_share_day ADD COLUMN currency TEXT;
ALTER TABLE partition_share_day ADD COLUMN discounts TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share_day ADD COLUMN tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share_day ADD COLUMN included_tax TEXT NOT NULL DEFAULT '0';
ALTER TABLE partition_share_day ADD COLUMN by_currency TEXT;

DROP VIEW IF EXISTS store;
DROP VIEW IF EXISTS store_day;
DROP VIEW IF EXISTS product;
DROP VIEW IF EXISTS product_day;
DROP VIEW IF EXISTS customer;
DROP VIEW IF EXISTS customer_day;

-- Units are a number while they are whole, and decimal text otherwise.
CREATE VIEW store AS
SELECT id, name, net_revenue, gross_sales, reductions,
       CASE WHEN unit_parts = 0 THEN units
            WHEN units < 0 THEN iif(units = -1, '-0', units + 1) || rtrim(printf('.%04d', 10000 - unit_parts), '0')
            ELSE units || rtrim(printf('.%04d', unit_parts), '0') END AS units,
       lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       currency, discounts, tax, included_tax, by_currency,
       watermarks, version
FROM store_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW store_day AS
SELECT id, day, net_revenue, gross_sales, reductions,
       CASE WHEN unit_parts = 0 THEN units
            WHEN units < 0 THEN iif(units = -1, '-0', units + 1) || rtrim(printf('.%04d', 10000 - unit_parts), '0')
            ELSE units || rtrim(printf('.%04d', unit_parts), '0') END AS units,
       lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       currency, discounts, tax, included_tax, by_currency
FROM store_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW product AS
SELECT id, name, net_revenue, gross_sales, reductions,
       CASE WHEN unit_parts = 0 THEN units
            WHEN units < 0 THEN iif(units = -1, '-0', units + 1) || rtrim(printf('.%04d', 10000 - unit_parts), '0')
            ELSE units || rtrim(printf('.%04d', unit_parts), '0') END AS units,
       lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       currency, discounts, tax, included_tax, by_currency,
       watermarks, version
FROM product_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW product_day AS
SELECT id, day, net_revenue, gross_sales, reductions,
       CASE WHEN unit_parts = 0 THEN units
            WHEN units < 0 THEN iif(units = -1, '-0', units + 1) || rtrim(printf('.%04d', 10000 - unit_parts), '0')
            ELSE units || rtrim(printf('.%04d', unit_parts), '0') END AS units,
       lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       currency, discounts, tax, included_tax, by_currency
FROM product_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW customer AS
SELECT id, name, net_revenue, gross_sales, reductions,
       CASE WHEN unit_parts = 0 THEN units
            WHEN units < 0 THEN iif(units = -1, '-0', units + 1) || rtrim(printf('.%04d', 10000 - unit_parts), '0')
            ELSE units || rtrim(printf('.%04d', unit_parts), '0') END AS units,
       lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       currency, discounts, tax, included_tax, by_currency,
       watermarks, version
FROM customer_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW customer_day AS
SELECT id, day, net_revenue, gross_sales, reductions,
       CASE WHEN unit_parts = 0 THEN units
            WHEN units < 0 THEN iif(units = -1, '-0', units + 1) || rtrim(printf('.%04d', 10000 - unit_parts), '0')
            ELSE units || rtrim(printf('.%04d', unit_parts), '0') END AS units,
       lines, transactions, returns,
       strftime('%Y-%m-%dT%H:%M:%S', first_at / 1000000, 'unixepoch') || printf('.%06dZ', first_at % 1000000) AS first_at,
       strftime('%Y-%m-%dT%H:%M:%S', last_at / 1000000, 'unixepoch') || printf('.%06dZ', last_at % 1000000) AS last_at,
       currency, discounts, tax, included_tax, by_currency
FROM customer_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

-- What one unit of base was worth in a currency, by day; decimal text.
CREATE TABLE exchange_rate (
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    base TEXT NOT NULL,
    rate TEXT NOT NULL,
    PRIMARY KEY (day, currency)
) WITHOUT ROWID;
