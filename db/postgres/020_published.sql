-- How far each partition's entries were published on the stream sales-recorded. What lies above is published again after a crash.
CREATE TABLE published (
    partition smallint PRIMARY KEY,
    sequence bigint NOT NULL
);
