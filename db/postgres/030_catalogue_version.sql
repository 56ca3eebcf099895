-- Counts the changes of the catalogue, so that who keeps lists knows whether they hold still. Changes are rare: a row that all of them
-- update does no harm.

CREATE TABLE catalogue_version (
    version bigint NOT NULL
);

INSERT INTO catalogue_version (version) VALUES (1);

CREATE FUNCTION catalogue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalogue_version SET version = version + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER store_catalogue_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON store_catalogue
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changed();

CREATE TRIGGER product_catalogue_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON product_catalogue
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changed();

CREATE TRIGGER customer_catalogue_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON customer_catalogue
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changed();
