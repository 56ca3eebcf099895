-- The audit by months, so that old ones can be archived and dropped (docs/access.md). The rows that there are become its first partition,
-- up to the end of this month; they are not copied.

ALTER TABLE audit RENAME TO audit_before;
ALTER TABLE audit_before DROP CONSTRAINT audit_begun_fkey; -- the beginning may stand in a month that is dropped
ALTER TABLE audit_before DROP CONSTRAINT audit_pkey;
ALTER TABLE audit_before ALTER COLUMN id DROP IDENTITY;
DROP INDEX audit_actor;
DROP INDEX audit_action;
DROP INDEX audit_target;

CREATE SEQUENCE audit_row_id;

CREATE TABLE audit (
    id bigint NOT NULL DEFAULT nextval('audit_row_id'),
    at timestamptz NOT NULL,
    actor text COLLATE "C" NOT NULL,
    address text,
    action text COLLATE "C" NOT NULL,
    target text COLLATE "C" NOT NULL,
    outcome text NOT NULL CONSTRAINT audit_outcome_check CHECK (outcome IN ('begun', 'done', 'refused', 'failed')),
    status integer,
    detail text,
    begun bigint,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

ALTER SEQUENCE audit_row_id OWNED BY audit.id;

CREATE INDEX audit_actor ON audit (actor, id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_target ON audit (target, id);

-- A trigger of a partitioned table does not fire for what is done to a partition directly: each has its own.
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Makes the partition of a month, in UTC, and the next month's. With its owner's rights, so that the role that appends needs none to
-- create tables; a month far from now is refused, since anybody who may append may call it.
CREATE FUNCTION audit_add_months(wanted timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    month timestamp := date_trunc('month', wanted AT TIME ZONE 'UTC');
    first_day timestamptz;
    next_day timestamptz;
    name text;
BEGIN
    IF wanted < now() - interval '1 year' OR wanted > now() + interval '1 year' THEN
        RAISE EXCEPTION 'the audit has no month for %', wanted USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(7316254017373); -- processes that need the month at the same time make it once
    FOR i IN 0..1 LOOP
        first_day := (month + i * interval '1 month') AT TIME ZONE 'UTC';
        next_day := (month + (i + 1) * interval '1 month') AT TIME ZONE 'UTC';
        name := 'audit_' || to_char(month + i * interval '1 month', 'YYYY_MM');
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I PARTITION OF audit FOR VALUES FROM (%L) TO (%L)', name, first_day, next_day);
        EXECUTE format('CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()', name);
    END LOOP;
END
$$;

DO $$
DECLARE
    until timestamptz;
BEGIN
    SELECT (date_trunc('month', greatest(max(at), now()) AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC' INTO until FROM audit_before;
    PERFORM setval('audit_row_id', (SELECT coalesce(max(id), 0) + 1 FROM audit_before), false);
    EXECUTE format('ALTER TABLE audit ATTACH PARTITION audit_before FOR VALUES FROM (MINVALUE) TO (%L)', until);
    PERFORM audit_add_months(until);
END
$$;
