-- How many transactions of a partition were annulled. There are few, so the index is small.
CREATE INDEX ledger_effects ON ledger (partition, sequence) WHERE effect <> 0;
