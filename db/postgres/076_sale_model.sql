-- What a sale may give besides its first fields: decimal quantities, discounts, charged amounts, taxes, payments, a currency, the till and
-- its cashier, a note, the sale that a return belongs to. And what the platform records with it: where it came from, and revisions.
-- Every column is nullable or has a default, so the ledger is not rewritten; only the unique index and the new indexes are built.

ALTER TABLE ledger
    ADD COLUMN revision integer NOT NULL DEFAULT 1,
    ADD COLUMN effect smallint NOT NULL DEFAULT 0,
    ADD COLUMN takes_back integer,
    ADD COLUMN currency text COLLATE "C",
    ADD COLUMN currency_by_default boolean NOT NULL DEFAULT false,
    ADD COLUMN register text COLLATE "C",
    ADD COLUMN cashier text COLLATE "C",
    ADD COLUMN note text,
    ADD COLUMN original_transaction_id text COLLATE "C",
    ADD COLUMN tax_included boolean NOT NULL DEFAULT true,
    ADD COLUMN payment_methods text[] COLLATE "C",
    ADD COLUMN payment_amounts numeric[],
    ADD COLUMN source text COLLATE "C",
    ADD COLUMN sub text,
    ADD COLUMN send_id uuid,
    ADD COLUMN exact_quantities numeric[],
    ADD COLUMN discounts numeric[],
    ADD COLUMN amounts numeric[],
    ADD COLUMN taxes numeric[],
    ADD COLUMN tax_rates numeric[];

ALTER TABLE ledger
    DROP CONSTRAINT ledger_transaction_id_key,
    ADD CONSTRAINT ledger_revision_key UNIQUE (transaction_id, revision);

CREATE INDEX ledger_original ON ledger (original_transaction_id) WHERE original_transaction_id IS NOT NULL;
CREATE INDEX ledger_source_newest ON ledger (source, occurred_at, transaction_id) WHERE source IS NOT NULL AND source <> 'api';

COMMENT ON COLUMN ledger.revision IS 'Counts the entries of a transaction id, from 1.';
COMMENT ON COLUMN ledger.effect IS '0 records; 1 annuls: amounts and counts are taken back; 2 annuls the rest: amounts only are taken back.';
COMMENT ON COLUMN ledger.takes_back IS 'The revision that this entry takes back.';
COMMENT ON COLUMN ledger.currency IS 'ISO 4217; null when neither the sender nor a default gave one.';
COMMENT ON COLUMN ledger.currency_by_default IS 'The sender gave no currency.';
COMMENT ON COLUMN ledger.tax_included IS 'The lines'' amounts include their taxes.';
COMMENT ON COLUMN ledger.source IS 'api, import:ID or stream:NAME/SHARD; null in entries of earlier versions.';
COMMENT ON COLUMN ledger.exact_quantities IS 'Null when every line is a whole quantity at its price; then quantities has them. Otherwise quantities is empty.';
COMMENT ON COLUMN ledger.amounts IS 'What was charged for each line; null when exact_quantities is.';

-- The view's columns change their types, so it is created again, with the rights that it had.
CREATE TABLE kept_right AS
SELECT format('GRANT %s ON ledger_line TO %s', one.privilege_type,
    CASE one.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(one.grantee)) END) AS statement
FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) one
WHERE c.oid = 'ledger_line'::regclass AND one.grantee <> c.relowner;

DROP VIEW ledger_line;

CREATE VIEW ledger_line AS
SELECT
    l.partition, l.sequence, l.transaction_id, line.ordinal, l.store_id, l.customer_id, l.occurred_at, l.business_date, l.kind,
    line.product_id, line.description,
    side.sign * coalesce(line.exact_quantity, line.quantity) AS quantity,
    line.unit_price,
    side.sign * coalesce(line.amount, line.quantity * line.unit_price) AS amount,
    side.sign * sign(coalesce(line.exact_quantity, line.quantity)) * coalesce(line.discount, 0) AS discount,
    side.sign * line.tax AS tax, line.tax_rate, l.tax_included, l.currency, l.revision, l.effect, side.sign, side.count_sign
FROM ledger l
CROSS JOIN LATERAL (
    SELECT CASE l.effect WHEN 0 THEN 1 ELSE -1 END AS sign, CASE l.effect WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE 0 END AS count_sign) side
CROSS JOIN LATERAL unnest(
    l.product_ids, l.descriptions, l.quantities, l.unit_prices, l.exact_quantities, l.discounts, l.amounts, l.taxes, l.tax_rates)
    WITH ORDINALITY AS line (
        product_id, description, quantity, unit_price, exact_quantity, discount, amount, tax, tax_rate, ordinal);

COMMENT ON VIEW ledger_line IS 'A row per line; ordinal counts from 1 within its transaction. An annulment''s quantities and amounts have the other sign, so sums are right; sign and count_sign are its factors.';

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
