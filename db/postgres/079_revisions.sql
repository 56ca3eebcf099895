-- Lists of a till, newest first. Entries without a till cost nothing.
CREATE INDEX ledger_register_newest ON ledger (register, occurred_at, transaction_id) WHERE register IS NOT NULL;
