-- A silo that was declared dead may still run: it was stopped for a while, or was cut off. Whoever has taken over its partitions has read
-- where they end, so nothing may be added to the ledger in its name from then on. A silo's connections say whose they are
-- (retail.silo, and application_name); processes that are no member of a cluster say nothing, and nothing is checked.

CREATE FUNCTION silo_identity(address text, port integer, generation integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT address || ':' || port || '@' || generation $$;

-- Shared with the silo's other commits, and against whoever declares it dead: the one waits for the other. Asked after the statement, when
-- all of it has arrived: a silo that is stopped in the middle must not hold the lock.
CREATE FUNCTION refuse_dead_silo() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM OrleansMembershipTable
    WHERE silo_identity(Address, Port, Generation) = current_setting('retail.silo') AND Status <> 6
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Silo % is no member of the cluster.', current_setting('retail.silo') USING ERRCODE = 'RG001';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_refuses_dead_silo AFTER INSERT ON ledger
FOR EACH STATEMENT WHEN (coalesce(current_setting('retail.silo', true), '') <> '')
EXECUTE FUNCTION refuse_dead_silo();
