-- Counts how often a process found that another one had written to a partition that it served. Every process polls it: what it holds in
-- memory of stores, products and customers may then lack what the other recorded, and is compared with the saved rows.
CREATE TABLE ledger_fence (
    fences bigint NOT NULL
);

INSERT INTO ledger_fence (fences) VALUES (0);
