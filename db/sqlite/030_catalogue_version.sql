-- Counts the changes of the catalogue, so that who keeps lists knows whether they hold still.

CREATE TABLE catalogue_version (
    version INTEGER NOT NULL
);

INSERT INTO catalogue_version (version) VALUES (1);

CREATE TRIGGER store_catalogue_insert AFTER INSERT ON store_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER store_catalogue_update AFTER UPDATE ON store_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER store_catalogue_delete AFTER DELETE ON store_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER product_catalogue_insert AFTER INSERT ON product_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER product_catalogue_update AFTER UPDATE ON product_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER product_catalogue_delete AFTER DELETE ON product_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER customer_catalogue_insert AFTER INSERT ON customer_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER customer_catalogue_update AFTER UPDATE ON customer_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;

CREATE TRIGGER customer_catalogue_delete AFTER DELETE ON customer_catalogue
BEGIN
    UPDATE catalogue_version SET version = version + 1;
END;
