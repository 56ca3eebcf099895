-- Figures by currency, with decimal units, discounts and taxes. Columns have defaults, so no table is rewritten.
-- unit_parts: ten-thousandths of a unit above units. currency: of the amounts. by_currency: an object with a member for each currency, when
-- there are several; then the amounts of the row are 0. A currency that is not known is the empty name.

ALTER TABLE store_projection
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb;

ALTER TABLE store_day_projection
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb;

ALTER TABLE product_projection
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb;

ALTER TABLE product_day_projection
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb;

ALTER TABLE customer_projection
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb;

ALTER TABLE customer_day_projection
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb;

ALTER TABLE partition_share
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb,
    ADD COLUMN guest_unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN guest_currency text COLLATE "C",
    ADD COLUMN guest_discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN guest_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN guest_included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN guest_by_currency jsonb;

ALTER TABLE partition_share_day
    ADD COLUMN unit_parts smallint NOT NULL DEFAULT 0,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN discounts numeric NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN included_tax numeric NOT NULL DEFAULT 0,
    ADD COLUMN by_currency jsonb;

-- The views' units become decimal, so they are created again, with the rights that they had.
CREATE TABLE kept_right AS
SELECT format('GRANT %s ON %I TO %s', one.privilege_type, c.relname,
    CASE one.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(one.grantee)) END) AS statement
FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) one
WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relname IN ('store', 'store_day', 'product', 'product_day', 'customer', 'customer_day') AND c.relkind = 'v' AND one.grantee <> c.relowner;

DROP VIEW IF EXISTS store;

DROP VIEW IF EXISTS store_day;

DROP VIEW IF EXISTS product;

DROP VIEW IF EXISTS product_day;

DROP VIEW IF EXISTS customer;

DROP VIEW IF EXISTS customer_day;

CREATE VIEW store AS
SELECT id, name, net_revenue, gross_sales, reductions, trim_scale(units + unit_parts * 0.0001) AS units, lines, transactions, returns, first_at, last_at,
    currency, discounts, tax, included_tax, net_revenue - included_tax AS net_revenue_ex_tax, by_currency,
    watermarks, version
FROM store_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW store_day AS
SELECT id, day, net_revenue, gross_sales, reductions, trim_scale(units + unit_parts * 0.0001) AS units, lines, transactions, returns, first_at, last_at,
    currency, discounts, tax, included_tax, net_revenue - included_tax AS net_revenue_ex_tax, by_currency
FROM store_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW product AS
SELECT id, name, net_revenue, gross_sales, reductions, trim_scale(units + unit_parts * 0.0001) AS units, lines, transactions, returns, first_at, last_at,
    currency, discounts, tax, included_tax, net_revenue - included_tax AS net_revenue_ex_tax, by_currency,
    watermarks, version
FROM product_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW product_day AS
SELECT id, day, net_revenue, gross_sales, reductions, trim_scale(units + unit_parts * 0.0001) AS units, lines, transactions, returns, first_at, last_at,
    currency, discounts, tax, included_tax, net_revenue - included_tax AS net_revenue_ex_tax, by_currency
FROM product_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW customer AS
SELECT id, name, net_revenue, gross_sales, reductions, trim_scale(units + unit_parts * 0.0001) AS units, lines, transactions, returns, first_at, last_at,
    currency, discounts, tax, included_tax, net_revenue - included_tax AS net_revenue_ex_tax, by_currency,
    watermarks, version
FROM customer_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

CREATE VIEW customer_day AS
SELECT id, day, net_revenue, gross_sales, reductions, trim_scale(units + unit_parts * 0.0001) AS units, lines, transactions, returns, first_at, last_at,
    currency, discounts, tax, included_tax, net_revenue - included_tax AS net_revenue_ex_tax, by_currency
FROM customer_day_projection
WHERE generation = (SELECT generation FROM projection_generation WHERE state = 'served');

DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT statement FROM kept_right LOOP
        EXECUTE one.statement;
    END LOOP;
END
$$;

DROP TABLE kept_right;

-- What one unit of base was worth in a currency, by day.
CREATE TABLE exchange_rate (
    day date NOT NULL,
    currency text COLLATE "C" NOT NULL,
    base text COLLATE "C" NOT NULL,
    rate numeric NOT NULL CHECK (rate > 0),
    PRIMARY KEY (day, currency)
);
