--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: audit_add_months(timestamp with time zone); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_add_months(wanted timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO '$user', 'public'
    AS $$
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


--
-- Name: audit_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;


--
-- Name: catalogue_changed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.catalogue_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE catalogue_version SET version = version + 1;
    RETURN NULL;
END
$$;


--
-- Name: ledger_is_append_only(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.ledger_is_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;


--
-- Name: refuse_dead_silo(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_dead_silo() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: silo_identity(text, integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.silo_identity(address text, port integer, generation integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT address || ':' || port || '@' || generation $$;


SET default_tablespace = '';

--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    address text,
    action text NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL,
    status integer,
    detail text,
    begun bigint,
    CONSTRAINT audit_outcome_check CHECK ((outcome = ANY (ARRAY['begun'::text, 'done'::text, 'refused'::text, 'failed'::text])))
)
PARTITION BY RANGE (at);


--
-- Name: audit_row_id; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.audit_row_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: audit_row_id; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.audit_row_id OWNED BY public.audit.id;


SET default_table_access_method = heap;

--
-- Name: audit_2026_12; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_2026_12 (
    id bigint DEFAULT nextval('public.audit_row_id'::regclass) NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    address text,
    action text NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL,
    status integer,
    detail text,
    begun bigint,
    CONSTRAINT audit_outcome_check CHECK ((outcome = ANY (ARRAY['begun'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);


--
-- Name: audit_2027_01; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_2027_01 (
    id bigint DEFAULT nextval('public.audit_row_id'::regclass) NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    address text,
    action text NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL,
    status integer,
    detail text,
    begun bigint,
    CONSTRAINT audit_outcome_check CHECK ((outcome = ANY (ARRAY['begun'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);


--
-- Name: audit_before; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_before (
    id bigint DEFAULT NULL NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    address text,
    action text NOT NULL COLLATE pg_catalog."C",
    target text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL,
    status integer,
    detail text,
    begun bigint,
    CONSTRAINT audit_outcome_check CHECK ((outcome = ANY (ARRAY['begun'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);


--
-- Name: catalogue_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.catalogue_version (
    version bigint NOT NULL
);


--
-- Name: customer_projection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_projection (
    generation integer NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    watermarks bigint[] NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS ((gross_sales + reductions)) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    name text,
    name_at timestamp with time zone,
    name_transaction_id text COLLATE pg_catalog."C"
)
WITH (fillfactor='70');


--
-- Name: projection_generation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projection_generation (
    generation integer NOT NULL,
    state text NOT NULL,
    CONSTRAINT projection_generation_state_check CHECK ((state = ANY (ARRAY['served'::text, 'building'::text])))
);


--
-- Name: customer; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.customer AS
 SELECT customer_projection.id,
    customer_projection.name,
    customer_projection.net_revenue,
    customer_projection.gross_sales,
    customer_projection.reductions,
    customer_projection.units,
    customer_projection.lines,
    customer_projection.transactions,
    customer_projection.returns,
    customer_projection.first_at,
    customer_projection.last_at,
    customer_projection.watermarks,
    customer_projection.version
   FROM public.customer_projection
  WHERE (customer_projection.generation = ( SELECT projection_generation.generation
           FROM public.projection_generation
          WHERE (projection_generation.state = 'served'::text)));


--
-- Name: customer_catalogue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_catalogue (
    id text NOT NULL COLLATE pg_catalog."C",
    name text,
    country text
);


--
-- Name: customer_day_projection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.customer_day_projection (
    generation integer NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS ((gross_sales + reductions)) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone
)
WITH (fillfactor='85');


--
-- Name: customer_day; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.customer_day AS
 SELECT customer_day_projection.id,
    customer_day_projection.day,
    customer_day_projection.net_revenue,
    customer_day_projection.gross_sales,
    customer_day_projection.reductions,
    customer_day_projection.units,
    customer_day_projection.lines,
    customer_day_projection.transactions,
    customer_day_projection.returns,
    customer_day_projection.first_at,
    customer_day_projection.last_at
   FROM public.customer_day_projection
  WHERE (customer_day_projection.generation = ( SELECT projection_generation.generation
           FROM public.projection_generation
          WHERE (projection_generation.state = 'served'::text)));


--
-- Name: import_chunk; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_chunk (
    import_id text NOT NULL COLLATE pg_catalog."C",
    ordinal integer NOT NULL,
    content bytea NOT NULL
);
ALTER TABLE ONLY public.import_chunk ALTER COLUMN content SET STORAGE EXTERNAL;


--
-- Name: import_file; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_file (
    import_id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    gzip boolean NOT NULL,
    state text NOT NULL,
    progressed_at timestamp with time zone NOT NULL,
    CONSTRAINT import_file_state_check CHECK ((state = ANY (ARRAY['uploading'::text, 'complete'::text, 'finished'::text])))
);


--
-- Name: import_problem; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_problem (
    import_id text NOT NULL COLLATE pg_catalog."C",
    line bigint NOT NULL,
    ordinal integer NOT NULL,
    kind smallint NOT NULL,
    receipt text NOT NULL,
    field text NOT NULL,
    reason text NOT NULL,
    recorded text,
    sent text,
    CONSTRAINT import_problem_kind_check CHECK ((kind = ANY (ARRAY[0, 1])))
);


--
-- Name: ledger; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger (
    partition smallint NOT NULL,
    sequence bigint NOT NULL,
    transaction_id text NOT NULL COLLATE pg_catalog."C",
    store_id text NOT NULL COLLATE pg_catalog."C",
    customer_id text COLLATE pg_catalog."C",
    occurred_at timestamp with time zone NOT NULL,
    utc_offset_minutes smallint NOT NULL,
    business_date date NOT NULL,
    kind smallint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    product_ids text[] NOT NULL COLLATE pg_catalog."C",
    descriptions text[] NOT NULL,
    quantities integer[] NOT NULL,
    unit_prices numeric[] NOT NULL,
    content_hash bytea,
    entry_hash bytea,
    customer_digest bytea
);


--
-- Name: COLUMN ledger.utc_offset_minutes; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ledger.utc_offset_minutes IS 'The store''s distance from UTC then, as its zone was known when this was taken in.';


--
-- Name: COLUMN ledger.business_date; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ledger.business_date IS 'The day of occurred_at at that offset.';


--
-- Name: COLUMN ledger.kind; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ledger.kind IS '0 sale, 1 return, 2 adjustment.';


--
-- Name: COLUMN ledger.content_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ledger.content_hash IS 'SHA-256 of the entry''s canonical content; null in entries of versions before hashes.';


--
-- Name: COLUMN ledger.entry_hash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ledger.entry_hash IS 'SHA-256 of the entry_hash before, content_hash and position.';


--
-- Name: COLUMN ledger.customer_digest; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.ledger.customer_digest IS 'HMAC-SHA-256 of the customer''s id under ledger_key; only where that id was erased.';


--
-- Name: ledger_earlier_hash; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_earlier_hash (
    partition smallint NOT NULL,
    sequence bigint NOT NULL,
    content_hash bytea NOT NULL,
    entry_hash bytea NOT NULL
);


--
-- Name: ledger_fence; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_fence (
    fences bigint NOT NULL
);


--
-- Name: ledger_key; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_key (
    id smallint NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT ledger_key_id_check CHECK ((id = 1)),
    CONSTRAINT ledger_key_key_check CHECK ((octet_length(key) = 32))
);


--
-- Name: ledger_line; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.ledger_line AS
 SELECT l.partition,
    l.sequence,
    l.transaction_id,
    line.ordinal,
    l.store_id,
    l.customer_id,
    l.occurred_at,
    l.business_date,
    l.kind,
    line.product_id,
    line.description,
    line.quantity,
    line.unit_price,
    ((line.quantity)::numeric * line.unit_price) AS amount
   FROM (public.ledger l
     CROSS JOIN LATERAL UNNEST(l.product_ids, l.descriptions, l.quantities, l.unit_prices) WITH ORDINALITY line(product_id, description, quantity, unit_price, ordinal));


--
-- Name: VIEW ledger_line; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.ledger_line IS 'A row per line; ordinal counts from 1 within its transaction.';


--
-- Name: ledger_setting; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_setting (
    name text NOT NULL,
    value text NOT NULL
);


--
-- Name: TABLE ledger_setting; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.ledger_setting IS 'Fixed at the first start: partitions, the number of ledger partitions.';


--
-- Name: list_walk; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.list_walk (
    walk uuid NOT NULL,
    size integer NOT NULL,
    used_at timestamp with time zone NOT NULL
);


--
-- Name: list_walk_ids; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.list_walk_ids (
    walk uuid NOT NULL,
    chunk integer NOT NULL,
    ids text[] NOT NULL
);


--
-- Name: orleansmembershiptable; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansmembershiptable (
    deploymentid text NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL COLLATE pg_catalog."C",
    port integer NOT NULL,
    generation integer NOT NULL,
    siloname text NOT NULL,
    hostname text NOT NULL,
    status integer NOT NULL,
    proxyport integer NOT NULL,
    suspecttimes text,
    starttime timestamp with time zone NOT NULL,
    iamalivetime timestamp with time zone NOT NULL
);


--
-- Name: COLUMN orleansmembershiptable.generation; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.orleansmembershiptable.generation IS 'When the silo started: a silo that comes back on the same port is another one.';


--
-- Name: COLUMN orleansmembershiptable.status; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.orleansmembershiptable.status IS '1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.';


--
-- Name: orleansmembershipversiontable; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansmembershipversiontable (
    deploymentid text NOT NULL COLLATE pg_catalog."C",
    "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 0 NOT NULL
);


--
-- Name: orleansquery; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansquery (
    querykey character varying(64) NOT NULL,
    querytext character varying(8000) NOT NULL
);


--
-- Name: orleansreminderstable; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansreminderstable (
    serviceid text NOT NULL COLLATE pg_catalog."C",
    grainid text NOT NULL COLLATE pg_catalog."C",
    remindername text NOT NULL COLLATE pg_catalog."C",
    starttime timestamp with time zone NOT NULL,
    period bigint NOT NULL,
    grainhash integer NOT NULL,
    version integer NOT NULL
);


--
-- Name: COLUMN orleansreminderstable.period; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.orleansreminderstable.period IS 'Milliseconds.';


--
-- Name: COLUMN orleansreminderstable.grainhash; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.orleansreminderstable.grainhash IS 'The bits of an unsigned number, read as a signed one. Orleans sends the bounds of a range the same way.';


--
-- Name: orleansstorage; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.orleansstorage (
    grainidhash integer NOT NULL,
    grainidn0 bigint NOT NULL,
    grainidn1 bigint NOT NULL,
    graintypehash integer NOT NULL,
    graintypestring text NOT NULL COLLATE pg_catalog."C",
    grainidextensionstring text NOT NULL COLLATE pg_catalog."C",
    serviceid text NOT NULL COLLATE pg_catalog."C",
    payloadbinary bytea,
    modifiedon timestamp with time zone NOT NULL,
    version integer NOT NULL
);


--
-- Name: COLUMN orleansstorage.grainidextensionstring; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.orleansstorage.grainidextensionstring IS 'Empty where Orleans gives none: a null would not be unique.';


--
-- Name: partition_share; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partition_share (
    generation integer NOT NULL,
    partition smallint NOT NULL,
    checkpoint bigint NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    guest_gross_sales numeric NOT NULL,
    guest_reductions numeric NOT NULL,
    guest_units bigint NOT NULL,
    guest_lines bigint NOT NULL,
    guest_transactions bigint NOT NULL,
    guest_returns bigint NOT NULL,
    guest_first_at timestamp with time zone,
    guest_last_at timestamp with time zone
)
WITH (fillfactor='50');


--
-- Name: partition_share_day; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.partition_share_day (
    generation integer NOT NULL,
    partition smallint NOT NULL,
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone
)
WITH (fillfactor='85');


--
-- Name: product_projection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.product_projection (
    generation integer NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    watermarks bigint[] NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS ((gross_sales + reductions)) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    name text,
    name_at timestamp with time zone,
    name_transaction_id text COLLATE pg_catalog."C"
)
WITH (fillfactor='70');


--
-- Name: product; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.product AS
 SELECT product_projection.id,
    product_projection.name,
    product_projection.net_revenue,
    product_projection.gross_sales,
    product_projection.reductions,
    product_projection.units,
    product_projection.lines,
    product_projection.transactions,
    product_projection.returns,
    product_projection.first_at,
    product_projection.last_at,
    product_projection.watermarks,
    product_projection.version
   FROM public.product_projection
  WHERE (product_projection.generation = ( SELECT projection_generation.generation
           FROM public.projection_generation
          WHERE (projection_generation.state = 'served'::text)));


--
-- Name: product_catalogue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.product_catalogue (
    id text NOT NULL COLLATE pg_catalog."C",
    name text,
    category text,
    price numeric
);


--
-- Name: product_day_projection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.product_day_projection (
    generation integer NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS ((gross_sales + reductions)) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone
)
WITH (fillfactor='85');


--
-- Name: product_day; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.product_day AS
 SELECT product_day_projection.id,
    product_day_projection.day,
    product_day_projection.net_revenue,
    product_day_projection.gross_sales,
    product_day_projection.reductions,
    product_day_projection.units,
    product_day_projection.lines,
    product_day_projection.transactions,
    product_day_projection.returns,
    product_day_projection.first_at,
    product_day_projection.last_at
   FROM public.product_day_projection
  WHERE (product_day_projection.generation = ( SELECT projection_generation.generation
           FROM public.projection_generation
          WHERE (projection_generation.state = 'served'::text)));


--
-- Name: projection_generation_generation_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.projection_generation ALTER COLUMN generation ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.projection_generation_generation_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: published; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.published (
    partition smallint NOT NULL,
    sequence bigint NOT NULL
);


--
-- Name: schema_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.schema_version (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: store_projection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.store_projection (
    generation integer NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    watermarks bigint[] NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS ((gross_sales + reductions)) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    name text,
    name_at timestamp with time zone,
    name_transaction_id text COLLATE pg_catalog."C"
)
WITH (fillfactor='70');


--
-- Name: store; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.store AS
 SELECT store_projection.id,
    store_projection.name,
    store_projection.net_revenue,
    store_projection.gross_sales,
    store_projection.reductions,
    store_projection.units,
    store_projection.lines,
    store_projection.transactions,
    store_projection.returns,
    store_projection.first_at,
    store_projection.last_at,
    store_projection.watermarks,
    store_projection.version
   FROM public.store_projection
  WHERE (store_projection.generation = ( SELECT projection_generation.generation
           FROM public.projection_generation
          WHERE (projection_generation.state = 'served'::text)));


--
-- Name: store_catalogue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.store_catalogue (
    id text NOT NULL COLLATE pg_catalog."C",
    name text,
    time_zone text,
    country text,
    currency text
);


--
-- Name: store_day_projection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.store_day_projection (
    generation integer NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    day date NOT NULL,
    gross_sales numeric NOT NULL,
    reductions numeric NOT NULL,
    net_revenue numeric GENERATED ALWAYS AS ((gross_sales + reductions)) STORED,
    units bigint NOT NULL,
    lines bigint NOT NULL,
    transactions bigint NOT NULL,
    returns bigint NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone
)
WITH (fillfactor='85');


--
-- Name: store_day; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.store_day AS
 SELECT store_day_projection.id,
    store_day_projection.day,
    store_day_projection.net_revenue,
    store_day_projection.gross_sales,
    store_day_projection.reductions,
    store_day_projection.units,
    store_day_projection.lines,
    store_day_projection.transactions,
    store_day_projection.returns,
    store_day_projection.first_at,
    store_day_projection.last_at
   FROM public.store_day_projection
  WHERE (store_day_projection.generation = ( SELECT projection_generation.generation
           FROM public.projection_generation
          WHERE (projection_generation.state = 'served'::text)));


--
-- Name: audit_2026_12; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit ATTACH PARTITION public.audit_2026_12 FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');


--
-- Name: audit_2027_01; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit ATTACH PARTITION public.audit_2027_01 FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00');


--
-- Name: audit_before; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit ATTACH PARTITION public.audit_before FOR VALUES FROM (MINVALUE) TO ('2026-12-01 00:00:00+00');


--
-- Name: audit id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit ALTER COLUMN id SET DEFAULT nextval('public.audit_row_id'::regclass);


--
-- Data for Name: audit_2026_12; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit_2027_01; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit_before; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_before VALUES (1, '2026-11-26 03:12:24.993105+00', 'ops', '::ffff:127.0.0.1', 'store.put', 'ny', 'begun', NULL, 'name, timeZone, country, currency', NULL);
INSERT INTO public.audit_before VALUES (2, '2026-11-26 03:12:25.372932+00', 'ops', '::ffff:127.0.0.1', 'store.put', 'ny', 'done', 200, 'name, timeZone, country, currency', 1);
INSERT INTO public.audit_before VALUES (3, '2026-11-26 03:12:25.503295+00', 'ops', '::ffff:127.0.0.1', 'store.put', 'berlin', 'begun', NULL, 'name, timeZone, country', NULL);
INSERT INTO public.audit_before VALUES (4, '2026-11-26 03:12:25.622401+00', 'ops', '::ffff:127.0.0.1', 'store.put', 'berlin', 'done', 200, 'name, timeZone, country', 3);
INSERT INTO public.audit_before VALUES (5, '2026-11-26 03:12:25.66169+00', 'ops', '::ffff:127.0.0.1', 'product.put', 'p 1', 'begun', NULL, 'name, category, price', NULL);
INSERT INTO public.audit_before VALUES (6, '2026-11-26 03:12:26.133258+00', 'ops', '::ffff:127.0.0.1', 'product.put', 'p 1', 'done', 200, 'name, category, price', 5);
INSERT INTO public.audit_before VALUES (7, '2026-11-26 03:12:26.141911+00', 'ops', '::ffff:127.0.0.1', 'customer.put', 'anna', 'begun', NULL, 'name, country', NULL);
INSERT INTO public.audit_before VALUES (8, '2026-11-26 03:12:26.21838+00', 'ops', '::ffff:127.0.0.1', 'customer.put', 'anna', 'done', 200, 'name, country', 7);
INSERT INTO public.audit_before VALUES (9, '2026-11-26 03:12:30.241568+00', 'ops', '::ffff:127.0.0.1', 'transaction.void', 'old-3', 'begun', NULL, NULL, NULL);
INSERT INTO public.audit_before VALUES (10, '2026-11-26 03:12:30.274755+00', 'ops', '::ffff:127.0.0.1', 'transaction.void', 'old-3', 'done', 201, NULL, 9);
INSERT INTO public.audit_before VALUES (11, '2026-11-26 03:12:30.281136+00', 'ops', '::ffff:127.0.0.1', 'transaction.void', 'old-11', 'begun', NULL, NULL, NULL);
INSERT INTO public.audit_before VALUES (12, '2026-11-26 03:12:30.323422+00', 'ops', '::ffff:127.0.0.1', 'transaction.void', 'old-11', 'done', 201, NULL, 11);


--
-- Data for Name: catalogue_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.catalogue_version VALUES (9);


--
-- Data for Name: customer_catalogue; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_catalogue VALUES ('anna', 'Anna', 'DE');


--
-- Data for Name: customer_day_projection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-07-02', 541.2472, 0, DEFAULT, 16, 2, 1, 0, '2025-07-02 18:07:00+00', '2025-07-02 18:07:00+00');
INSERT INTO public.customer_day_projection VALUES (1, '17850', '2025-05-08', 12138.253, -442.632, DEFAULT, 13, 4, 1, 0, '2025-05-08 05:44:00+00', '2025-05-08 05:44:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-02-09', 5264.14, 0, DEFAULT, 17, 3, 1, 0, '2025-02-09 13:44:00+00', '2025-02-09 13:44:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-07-08', 66.0501, -5535.68, DEFAULT, -4, 4, 1, 0, '2025-07-08 04:05:00+00', '2025-07-08 04:05:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-06-20', 27.3904, 0, DEFAULT, 8, 1, 1, 0, '2025-06-20 18:20:00+00', '2025-06-20 18:20:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-06-05', 3629.468, 0, DEFAULT, 19, 4, 1, 0, '2025-06-05 17:35:00+00', '2025-06-05 17:35:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-12-04', 0, -6158.475, DEFAULT, -12, 2, 1, 1, '2025-12-04 17:03:00+00', '2025-12-04 17:03:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-03-23', 1504.482, 0, DEFAULT, 25, 3, 1, 0, '2025-03-24 00:42:00+00', '2025-03-24 00:42:00+00');
INSERT INTO public.customer_day_projection VALUES (1, '17850', '2025-02-24', 438.5584, 0, DEFAULT, 5, 2, 1, 0, '2025-02-24 10:01:00+00', '2025-02-24 10:01:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-01-21', 772.714, -550.000, DEFAULT, 5, 4, 1, 0, '2025-01-21 01:51:00+00', '2025-01-21 01:51:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-08-17', 3465.4820, 0, DEFAULT, 10, 3, 1, 0, '2025-08-17 19:11:00+00', '2025-08-17 19:11:00+00');
INSERT INTO public.customer_day_projection VALUES (1, '17850', '2025-02-22', 0, -72.027, DEFAULT, -1, 1, 1, 0, '2025-02-22 18:27:00+00', '2025-02-22 18:27:00+00');
INSERT INTO public.customer_day_projection VALUES (1, '17850', '2025-11-10', 21.1376, -168.774, DEFAULT, 1, 2, 1, 0, '2025-11-10 17:15:00+00', '2025-11-10 17:15:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-07-03', 387.1210, 0, DEFAULT, 14, 2, 1, 0, '2025-07-03 13:17:00+00', '2025-07-03 13:17:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-08-18', 8874.744, -1039.2315, DEFAULT, -1, 5, 2, 0, '2025-08-18 00:48:00+00', '2025-08-18 01:40:00+00');
INSERT INTO public.customer_day_projection VALUES (1, '17850', '2025-11-21', 8459.75, -4893.80, DEFAULT, 10, 4, 1, 0, '2025-11-21 04:04:00+00', '2025-11-21 04:04:00+00');
INSERT INTO public.customer_day_projection VALUES (1, '17850', '2025-04-10', 380.0608, 0, DEFAULT, 9, 2, 1, 0, '2025-04-10 02:59:00+00', '2025-04-10 02:59:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-01-11', 946.8952, 0, DEFAULT, 23, 4, 1, 0, '2025-01-11 09:53:00+00', '2025-01-11 09:53:00+00');
INSERT INTO public.customer_day_projection VALUES (1, '17850', '2025-12-10', 1365.34, -0.042, DEFAULT, 4, 2, 1, 0, '2025-12-10 04:40:00+00', '2025-12-10 04:40:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-09-10', 4.9852, 0, DEFAULT, 2, 1, 1, 0, '2025-09-10 18:17:00+00', '2025-09-10 18:17:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-04-01', 793.6408, -3867.16, DEFAULT, 10, 4, 1, 0, '2025-04-01 23:09:00+00', '2025-04-01 23:09:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-03-16', 20.1844, 0, DEFAULT, 4, 1, 1, 0, '2025-03-16 03:00:00+00', '2025-03-16 03:00:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-08-20', 0, -37.1324, DEFAULT, -4, 1, 1, 0, '2025-08-20 19:15:00+00', '2025-08-20 19:15:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2025-01-27', 1264.590, -326.280, DEFAULT, -5, 4, 1, 0, '2025-01-27 08:26:00+00', '2025-01-27 08:26:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'anna', '2025-11-18', 0, -28.6532, DEFAULT, -4, 1, 1, 0, '2025-11-18 02:40:00+00', '2025-11-18 02:40:00+00');
INSERT INTO public.customer_day_projection VALUES (1, 'bob', '2026-11-26', 5860.544, -66.0501, DEFAULT, 13, 5, 2, 2, '2026-11-26 03:12:30.240967+00', '2026-11-26 03:12:30.28111+00');


--
-- Data for Name: customer_projection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.customer_projection VALUES (1, 'anna', 8, '{0,0,0,2,1,2,3,1,0,0,0,3,0,1,2,0}', 7875.3202, -4445.8132, DEFAULT, 85, 22, 8, 0, '2025-01-11 09:53:00+00', '2025-11-18 02:40:00+00', NULL, NULL, NULL);
INSERT INTO public.customer_projection VALUES (1, 'bob', 13, '{3,3,0,4,0,1,0,0,2,0,3,4,1,2,0,0}', 25548.3581, -13162.8490, DEFAULT, 51, 32, 13, 3, '2025-01-27 08:26:00+00', '2026-11-26 03:12:30.28111+00', NULL, NULL, NULL);
INSERT INTO public.customer_projection VALUES (1, '17850', 7, '{0,0,1,3,0,0,0,0,3,1,2,0,0,0,1,0}', 22803.0998, -5577.275, DEFAULT, 41, 17, 7, 0, '2025-02-22 18:27:00+00', '2025-12-10 04:40:00+00', NULL, NULL, NULL);


--
-- Data for Name: import_chunk; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: import_file; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: import_problem; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger VALUES (0, 1, 'old-0', 'United Kingdom', 'bob', '2025-07-02 18:07:00+00', 0, '2025-07-02', 0, '2026-11-26 03:12:27.195615+00', '{"p 1","p 1"}', '{HEART,HEART}', '{7,9}', '{70.039,5.6638}', '\x63adbb84717c33a96d4d775262d1058ea7396f2e44d1a7d24f676fc5dce57759', '\xc17a6c619de1f67c7b09ebacbcc254e8c11686e870c750be4d6176910b95bab9', NULL);
INSERT INTO public.ledger VALUES (3, 1, 'old-1', 'berlin', '17850', '2025-05-08 05:44:00+00', 120, '2025-05-08', 0, '2026-11-26 03:12:27.978248+00', '{"p 1",85123a,"p 1",85123a}', '{"Teller \"groß\"","Teller \"groß\"",NULL,NULL}', '{1,9,-6,9}', '{72.763,732.34,73.772,608.27}', '\x78a26c886686ddb254f7437cb38530b7ec8945abcde5b5c7b1cc4285ac631bc5', '\x5580851d18be334efedcbe0faefce27c4ad894af9c5c0b21557070aa153604e4', NULL);
INSERT INTO public.ledger VALUES (10, 1, 'old-2', 'ny', 'bob', '2025-02-09 13:44:00+00', -300, '2025-02-09', 2, '2026-11-26 03:12:28.11327+00', '{"p 1",日本,x/y}', '{NULL,NULL,NULL}', '{8,3,6}', '{152.75,49.38,649.0}', '\x286d287663ada4d5d498b1394662b29a648cf6cf2f646619a5db6dba639146e5', '\x3541fea417f7dabf6268b2964d635ebb840a2683db6405110eac850e4a10c57e', NULL);
INSERT INTO public.ledger VALUES (5, 1, 'old-3', 'United Kingdom', 'bob', '2025-07-08 04:05:00+00', 0, '2025-07-08', 0, '2026-11-26 03:12:28.186979+00', '{85123a,85123a,日本,85123a}', '{HEART,NULL,"Teller \"groß\"",NULL}', '{5,-8,-8,7}', '{0.2757,167.52,524.44,9.2388}', '\x4ec6165c0541e57b55c204bc909d9cb4080c44e135829cca111988f215467e08', '\x459e1c2c1cac76525c779204d0449585e87949ff3830303b80cdd51a767837de', NULL);
INSERT INTO public.ledger VALUES (12, 1, 'old-4', 'United Kingdom', 'bob', '2025-06-20 18:20:00+00', 0, '2025-06-20', 0, '2026-11-26 03:12:28.249291+00', '{85123A}', '{NULL}', '{8}', '{3.4238}', '\x51f42637c86e61f5c99c51adaf84905929042059ec490ab75c61582df1644dd2', '\x5e7a58f5ede461a6093b105d003a3217f90377103dadbfee3530662daf4f9c0f', NULL);
INSERT INTO public.ledger VALUES (15, 1, 'old-5', 'berlin', NULL, '2025-10-12 15:07:00+00', 120, '2025-10-12', 0, '2026-11-26 03:12:28.361141+00', '{日本,85123A,85123A,85123A}', '{NULL,HEART,NULL,NULL}', '{9,1,-2,-1}', '{51.458,57.553,70.135,8.0287}', '\x550673a8abd96382da39db5eacfc8018c671925350ec4a13b6f59fa178fc6bd3', '\x98fd764f824b417aa009d342aa8363ef8e3bb21c424eb91f1ebe24773cf22e9b', NULL);
INSERT INTO public.ledger VALUES (6, 1, 'old-6', 'United Kingdom', NULL, '2025-04-20 06:51:00+00', 0, '2025-04-20', 2, '2026-11-26 03:12:28.439146+00', '{85123A,85123A,"p 1",85123A}', '{NULL,NULL,HEART,NULL}', '{8,8,3,5}', '{131.93,67.476,991.71,46.421}', '\x453447fc50cc62c7a13a3c563aaf6156bf3b97e6c17e723ce2f049f790fda7f7', '\xf9a2e83703cf4d3c4f95a16257bd2d0b25c892cf96f90b70c2500b18658832e4', NULL);
INSERT INTO public.ledger VALUES (1, 1, 'old-7', 'berlin', NULL, '2025-04-11 04:30:00+00', 120, '2025-04-11', 0, '2026-11-26 03:12:28.494932+00', '{"p 1",85123a}', '{"Teller \"groß\"","Teller \"groß\""}', '{9,6}', '{0.3461,47.593}', '\x7759c17258ea5c585bef2d45d3c2ac974d9eaf34cf60e94b85635f1babd543d1', '\x98608fca8ade65284e5cb9e431fa6d23d0e3938ec9316f9ebcb518d60ba75f5d', NULL);
INSERT INTO public.ledger VALUES (8, 1, 'old-8', 'United Kingdom', 'bob', '2025-06-05 17:35:00+00', 0, '2025-06-05', 0, '2026-11-26 03:12:28.545152+00', '{"p 1",85123A,"p 1",日本}', '{NULL,NULL,"Teller \"groß\"",NULL}', '{6,4,8,1}', '{86.384,566.75,94.8,85.764}', '\xdee4a9102a1c0ab1db9066d07a7ed745e575d81078847847c67cdb7a7d63d32b', '\x3fb078e7dc700022faf2364f1849b7024ae9e49814b8625a7ba5ad912a4318ad', NULL);
INSERT INTO public.ledger VALUES (11, 1, 'old-9', 'ny', NULL, '2025-12-12 12:42:00+00', -300, '2025-12-12', 0, '2026-11-26 03:12:28.605804+00', '{85123A,x/y}', '{NULL,"Teller \"groß\""}', '{7,9}', '{27.461,4.2528}', '\xd87d9ada896d1cd6b1f1e2b2737733e2b98ec6ebfe363d6e0c6c2d3daffef52c', '\xd2e31cbceaab43aee1e6adf4272cefc5b57303bd5fcf2c500eea30bab2045fbf', NULL);
INSERT INTO public.ledger VALUES (11, 2, 'old-10', 'United Kingdom', 'bob', '2025-12-04 17:03:00+00', 0, '2025-12-04', 1, '2026-11-26 03:12:28.647687+00', '{85123A,x/y}', '{NULL,NULL}', '{-9,-3}', '{684.17,0.315}', '\xc64c6f6b1cdafd815b3b9cf60bd19a188817c0ec38362a3482015ef29e6672aa', '\x72a0e6fab6cfd917273cdb37bdf62ff8ccf26f21bc810d0b3f65fbfab768e1f7', NULL);
INSERT INTO public.ledger VALUES (8, 2, 'old-11', 'United Kingdom', 'bob', '2025-08-18 00:48:00+00', 0, '2025-08-18', 2, '2026-11-26 03:12:28.72906+00', '{85123A}', '{NULL}', '{-9}', '{36.096}', '\xa6c22a15ec8e9d735908c3834b5173edefdfff9658073ce32f044e7fd80ca8a5', '\x7be2b962bf35d5c3308a3babffd4eedc044f7416006c6f300b7f47ff1a13c0e7', NULL);
INSERT INTO public.ledger VALUES (13, 1, 'old-12', 'ny', 'anna', '2025-03-24 00:42:00+00', -240, '2025-03-23', 0, '2026-11-26 03:12:28.792949+00', '{日本,85123A,85123A}', '{NULL,NULL,NULL}', '{8,9,8}', '{66.352,58.458,55.943}', '\xf3ca651648479b2c82989671128af2a70949945ede3b97469c7ecaf2b33ba1ba', '\x5fbfb9c11a655ef7f8fc4d7b4b8e8af94b3bf1a0b76450ea404070ba2302580f', NULL);
INSERT INTO public.ledger VALUES (2, 1, 'old-13', 'berlin', '17850', '2025-02-24 10:01:00+00', 60, '2025-02-24', 2, '2026-11-26 03:12:28.835513+00', '{日本,x/y}', '{NULL,NULL}', '{2,3}', '{211.37,5.2728}', '\x939c691a56f1d2c55628dea3400a9730fa2214349f76dc0a11280a52f7990f9e', '\x0951320b88566686c860f8d30dd24e6167fdeba479dab592c8efdb9e95b2bfdb', NULL);
INSERT INTO public.ledger VALUES (7, 1, 'old-14', 'berlin', 'anna', '2025-01-21 01:51:00+00', 60, '2025-01-21', 0, '2026-11-26 03:12:28.870293+00', '{85123a,85123a,85123a,"p 1"}', '{"Teller \"groß\"","Teller \"groß\"",NULL,HEART}', '{6,-2,7,-6}', '{66.943,4.988,53.008,90.004}', '\x14bffd854b2ffe566f8b9a20ffbcde18852eaa9272a803922e427a15ea1c8bba', '\x6fe9212debe534ac178d880eaefbf1ae2c7770303ae39f2bbebe9daaceb9436c', NULL);
INSERT INTO public.ledger VALUES (4, 1, 'old-15', 'berlin', 'anna', '2025-08-17 19:11:00+00', 120, '2025-08-17', 0, '2026-11-26 03:12:28.909025+00', '{85123a,"p 1",85123A}', '{NULL,HEART,"Teller \"groß\""}', '{2,5,3}', '{7.2291,688.63,2.6246}', '\x33e54e66690d3290cc3f980bf60f85e62f51b4435d056e66b62318c2b38539ef', '\x9c1e55f4794b08fbba7dd60a7987c2a23266e55cdf719b74a43c82e96ddb2e84', NULL);
INSERT INTO public.ledger VALUES (9, 1, 'old-16', 'berlin', '17850', '2025-02-22 18:27:00+00', 60, '2025-02-22', 0, '2026-11-26 03:12:28.950332+00', '{x/y}', '{"Teller \"groß\""}', '{-1}', '{72.027}', '\x9b1817fd51c35160abf2052da00ead14efd6da21f5b5ed6f335c25463c2efa09', '\xbc65dcd4cfb7e95ac64bdfd25821272ec8bb7a33821174c6f988e3ac09bd61e2', NULL);
INSERT INTO public.ledger VALUES (14, 1, 'old-17', 'United Kingdom', '17850', '2025-11-10 17:15:00+00', 0, '2025-11-10', 0, '2026-11-26 03:12:29.065112+00', '{85123A,85123a}', '{NULL,NULL}', '{4,-3}', '{5.2844,56.258}', '\xba9d85c9e52f88775ca888772dc16c71fd2990c07d865f97dc501b4e1fc23957', '\xfa22884209ee475b3baef808c883cfafbaacf2d4116a29c2f677799af9ebde7c', NULL);
INSERT INTO public.ledger VALUES (3, 2, 'old-18', 'berlin', 'anna', '2025-07-03 13:17:00+00', 120, '2025-07-03', 0, '2026-11-26 03:12:29.103623+00', '{85123a,"p 1"}', '{NULL,HEART}', '{5,9}', '{4.7528,40.373}', '\xac084de686ac09cf9be83eab61d3ffda007c9bdf82e13915e8e1da0e99b524f9', '\x7cee52a79bfdfcf1ac530eeba378127b7832c1ff13508085387fa8599c277ae1', NULL);
INSERT INTO public.ledger VALUES (0, 2, 'old-19', 'berlin', NULL, '2025-05-21 05:05:00+00', 120, '2025-05-21', 0, '2026-11-26 03:12:29.157145+00', '{85123A}', '{HEART}', '{5}', '{521.64}', '\xefc35994dd9934a4237fd447ad8cc5720fb7490833565ffca5d3170988c395f6', '\x76e91dcaa3e9343179b3141c270ca3b644994981960017c3e0a5be29a328236e', NULL);
INSERT INTO public.ledger VALUES (0, 3, 'old-20', 'berlin', 'bob', '2025-08-18 01:40:00+00', 120, '2025-08-18', 0, '2026-11-26 03:12:29.265833+00', '{日本,x/y,x/y,"p 1"}', '{NULL,NULL,HEART,HEART}', '{6,-3,9,-4}', '{1.939,8.2025,984.79,172.44}', '\x43eb4797091d73e6863205b368e1d4c139f594f10973bcee706f205f370d8304', '\xce021f15e3f8400c551a1c36b752d71dc61d365264ad1101490b0d8306f5d79f', NULL);
INSERT INTO public.ledger VALUES (3, 3, 'old-21', 'United Kingdom', '17850', '2025-11-21 04:04:00+00', 0, '2025-11-21', 0, '2026-11-26 03:12:29.345605+00', '{"p 1","p 1",85123A,"p 1"}', '{NULL,HEART,NULL,HEART}', '{-5,2,5,8}', '{978.76,975.44,300.43,625.84}', '\x0b773fe5b8ba1bc62e651e46b55efdd832eaf2520a2a546bb3280cf70662389f', '\x7e45efcc39430180e212f8532574f7beeb93fdaaa027ad66a4955b45cd266b49', NULL);
INSERT INTO public.ledger VALUES (11, 3, 'old-29', 'ny', 'anna', '2025-09-10 18:17:00+00', -240, '2025-09-10', 0, '2026-11-26 03:12:29.751893+00', '{x/y}', '{HEART}', '{2}', '{2.4926}', '\x5d12cd13eccb448413963bb25d2104561f2826d948df476451435e8aa9c4132e', '\xf078911c6d5a80a3ed848c207d5c4c1df05b43af91f15c0942949de5a1a663e3', NULL);
INSERT INTO public.ledger VALUES (10, 2, 'old-22', 'United Kingdom', '17850', '2025-04-10 02:59:00+00', 0, '2025-04-10', 0, '2026-11-26 03:12:29.412511+00', '{日本,x/y}', '{"Teller \"groß\"",HEART}', '{1,8}', '{350.28,3.7226}', '\x3f1667b2313d083dd71e4f1ab629fa026f98f6e17a094b1eaa789297d05c9f72', '\xfbed627a797ed64521579f5b901376bac5183b12144eb031e62f0f2b03afe07d', NULL);
INSERT INTO public.ledger VALUES (5, 2, 'old-23', 'berlin', 'anna', '2025-01-11 09:53:00+00', 60, '2025-01-11', 0, '2026-11-26 03:12:29.444308+00', '{85123A,x/y,日本,85123A}', '{NULL,NULL,NULL,HEART}', '{5,6,4,8}', '{95.79,36.443,51.452,5.4349}', '\xb4da2748c3dbc8ccebe804cd63f5d88e027f709337159c404fb7d28dd9663c84', '\xa1b456165112126fa22e9da4bf3a72dac0ca14c63d5cae3d4f0d8c4560986487', NULL);
INSERT INTO public.ledger VALUES (11, 4, 'old-36', 'berlin', 'bob', '2025-08-20 19:15:00+00', 120, '2025-08-20', 0, '2026-11-26 03:12:30.04252+00', '{日本}', '{"Teller \"groß\""}', '{-4}', '{9.2831}', '\x7cc5b04aa71b8fe481bf214fbb4c27b06416f84f3822c6140d9f82f9b24a3ca0', '\x5c34fce43529d0b317c351d5d1e5a3aefd6c29c3c9c85ba87dcf7e7ce97e0d15', NULL);
INSERT INTO public.ledger VALUES (10, 3, 'void:old-3', 'United Kingdom', 'bob', '2026-11-26 03:12:30.240967+00', 0, '2026-11-26', 1, '2026-11-26 03:12:30.25918+00', '{85123a,85123a,日本,85123a}', '{HEART,NULL,"Teller \"groß\"",NULL}', '{-5,8,8,-7}', '{0.2757,167.52,524.44,9.2388}', '\x457b6aff9948c9348ae037c3fa78f6cca2e67b0f9743f6bf93209976e1436315', '\xb615b17c8b5da22e2816ab37583d75a2b45d98b1270b1e6f16d4a39b9e6bfaad', NULL);
INSERT INTO public.ledger VALUES (12, 2, 'old-24', 'ny', NULL, '2025-06-26 13:56:00+00', -240, '2025-06-26', 0, '2026-11-26 03:12:29.516506+00', '{日本,85123a,85123A}', '{NULL,NULL,NULL}', '{5,5,5}', '{509.39,13.131,3.2479}', '\x6352d42e515c9b22ce9e7ec8bb1181f2a192356a1920a7ce88fcb01e360c4e88', '\x1579217f78a62812e0ecbd0ae96e77a76332505f9659a8d0060560792b26d221', NULL);
INSERT INTO public.ledger VALUES (8, 4, 'old-37', 'United Kingdom', NULL, '2025-08-02 03:00:00+00', 0, '2025-08-02', 0, '2026-11-26 03:12:30.069586+00', '{85123a,85123A,85123a}', '{NULL,"Teller \"groß\"",HEART}', '{5,4,-6}', '{4.8686,31.957,320.37}', '\x8b6f8106c61b3e250f8f4bd4b3e64fc47d73c4e921c562c50211c841f38ec456', '\x5f47bf405f9f5f2a90fad907a0cf9658eaba945d19e33c72cbeffd40f0b1f0dd', NULL);
INSERT INTO public.ledger VALUES (15, 2, 'old-25', 'berlin', NULL, '2025-06-10 07:16:00+00', 120, '2025-06-10', 1, '2026-11-26 03:12:29.562052+00', '{"p 1",日本}', '{"Teller \"groß\"",NULL}', '{-2,-5}', '{9.579,62.19}', '\x1deaacd2102615707fb114b56055e8b89ba17ebf63d11bb1af213abad31ad37c', '\xe9a7db934f76f55e24cd03d4cfc5411f5f9febcd2cff510ce1d7d74e250719f3', NULL);
INSERT INTO public.ledger VALUES (6, 2, 'old-26', 'ny', NULL, '2025-01-24 18:24:00+00', -300, '2025-01-24', 0, '2026-11-26 03:12:29.610087+00', '{x/y,日本,x/y,85123A}', '{"Teller \"groß\"",NULL,NULL,NULL}', '{4,2,8,-9}', '{8.747,71.94,25.019,4.8074}', '\x51a73d2e51a4b2d32d42531bc4fe1ff1059c03017db28578617740241d1817d7', '\x11a43b4664022a59e63650a636707cd7275b8676e29bf2b6c2a39561d1d51b24', NULL);
INSERT INTO public.ledger VALUES (1, 2, 'old-27', 'berlin', NULL, '2025-01-03 10:59:00+00', 60, '2025-01-03', 0, '2026-11-26 03:12:29.676162+00', '{"p 1",x/y,日本,日本}', '{NULL,"Teller \"groß\"",NULL,NULL}', '{5,3,7,1}', '{6.5092,82.326,5.6401,9.2797}', '\xfade10f00386254ab7b2fe1f24b72834806786e0572e71bdcdcc97038e1befb1', '\x212d136da5c72b260ca851eaae6f48ea6bad87ff696c078cf0016619e1d8f575', NULL);
INSERT INTO public.ledger VALUES (9, 2, 'old-30', 'berlin', NULL, '2025-04-15 23:44:00+00', 120, '2025-04-16', 2, '2026-11-26 03:12:29.781948+00', '{日本,日本}', '{HEART,NULL}', '{9,4}', '{921.6,1.0428}', '\x7183f08284ddb17f765d5a556f65cdcc7ba6d3ce94495fa79ca9c9f850775364', '\x490e9f6f38db9c5684af77fb7005783613fc7eae302d0f67b872bb1affff04a0', NULL);
INSERT INTO public.ledger VALUES (14, 2, 'old-31', 'ny', 'anna', '2025-04-01 23:09:00+00', -240, '2025-04-01', 0, '2026-11-26 03:12:29.849876+00', '{85123a,85123A,日本,"p 1"}', '{NULL,NULL,NULL,NULL}', '{-4,4,2,8}', '{966.79,3.0052,79.766,77.761}', '\x1338514540c03791cc60268d7a235bb3b482c80bfe90044ef48b96408741c693', '\xc9462d280cf168aff1ecff615d7582b352136c4ceee68b40834e39e182ced3a6', NULL);
INSERT INTO public.ledger VALUES (8, 3, 'old-28', 'United Kingdom', '17850', '2025-12-10 04:40:00+00', 0, '2025-12-10', 2, '2026-11-26 03:12:29.709504+00', '{85123A,"p 1"}', '{NULL,HEART}', '{2,2}', '{682.67,-0.021}', '\x73b027058c14361dcc2ab91715ee4d38f68c6f70a6e33d2178c8e60da34d0784', '\xf2bb9edd5f03427b64fdcb6a3a979669c0bb0aaf49f65fe87875081054b8df70', NULL);
INSERT INTO public.ledger VALUES (7, 2, 'old-32', 'ny', NULL, '2025-09-25 10:24:00+00', -240, '2025-09-25', 0, '2026-11-26 03:12:29.896594+00', '{85123a,85123A,日本,"p 1"}', '{NULL,NULL,HEART,NULL}', '{8,3,1,-1}', '{95.839,853.2,4.8805,4.5867}', '\xdd371ac1a876419fdfd801b18475d35d475f3bc38f2e7841f54c4287aa826375', '\x7d94aa5b820db2ab6395bb4806bacc4d23288eb87fdfddd951933aad8b5242eb', NULL);
INSERT INTO public.ledger VALUES (4, 2, 'old-33', 'berlin', NULL, '2025-05-01 21:48:00+00', 120, '2025-05-01', 0, '2026-11-26 03:12:29.910142+00', '{日本,日本,日本,85123a}', '{NULL,NULL,HEART,NULL}', '{-2,4,1,6}', '{2.5452,37.69,8.002,80.668}', '\x8a88b381858517b5d7267b9e41c0d012d6495c88c8ae661d4413d1b61b394c2f', '\x92916698b07474b8aa10c358679042040d5a1582dff47d36c7199ad799ee8f69', NULL);
INSERT INTO public.ledger VALUES (3, 4, 'void:old-11', 'United Kingdom', 'bob', '2026-11-26 03:12:30.28111+00', 0, '2026-11-26', 1, '2026-11-26 03:12:30.283719+00', '{85123A}', '{NULL}', '{9}', '{36.096}', '\x15b56bce1a3f64902f9bc2dcc5fda0a2201906e515824922a781cfbe4184e037', '\xa055e5e3f288f0f37467e6a36d7d6510959c0c7fbe497300365b98edc83b0c50', NULL);
INSERT INTO public.ledger VALUES (13, 2, 'old-34', 'berlin', 'bob', '2025-03-16 03:00:00+00', 60, '2025-03-16', 0, '2026-11-26 03:12:29.950646+00', '{日本}', '{NULL}', '{4}', '{5.0461}', '\x11fd4aef77437fccc71cc2163435daed8fe98c4fa6570198147b290df819d9f9', '\x51f94ec10e4f842ac4dd9de937dda90727a71233f4589bca5d25cb29fa5aff0f', NULL);
INSERT INTO public.ledger VALUES (2, 2, 'old-35', 'United Kingdom', NULL, '2025-09-11 05:27:00+00', 0, '2025-09-11', 0, '2026-11-26 03:12:30.012069+00', '{日本,85123A}', '{"Teller \"groß\"",NULL}', '{6,7}', '{472.29,53.245}', '\xc9a08b7d894aeae7bf58b85f2bffa7296b4bf67ea5a558a0feba546088dd74b0', '\xf053ab357989ffa1c1b31ff260e6586676a4f20ecdac6c422ffae3c5a1edf28c', NULL);
INSERT INTO public.ledger VALUES (1, 3, 'old-38', 'ny', 'bob', '2025-01-27 08:26:00+00', -300, '2025-01-27', 0, '2026-11-26 03:12:30.107764+00', '{85123a,85123A,x/y,85123a}', '{"Teller \"groß\"",HEART,NULL,NULL}', '{-6,2,2,-3}', '{30.325,586.66,45.635,48.11}', '\x447345ccb6d1d0763ba5f27c2a57ac78a8149bcdaa3342a77fd54cc4d3f835e9', '\xeb47dd006384a0467b97464c57410f6e24f276d3ebab293fb6b30d42ea4b4228', NULL);
INSERT INTO public.ledger VALUES (6, 3, 'old-39', 'berlin', 'anna', '2025-11-18 02:40:00+00', 60, '2025-11-18', 0, '2026-11-26 03:12:30.156419+00', '{日本}', '{HEART}', '{-4}', '{7.1633}', '\x22b22bb762dc35dd74ebae9e7730bf1bf0e67a7c9e62ca816424f4b7cfd1ba56', '\x47d3ced04c72c6fed55647b821ee810ef025a8bcabce1f5fba1a8bcd7522caca', NULL);


--
-- Data for Name: ledger_earlier_hash; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger_fence; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_fence VALUES (0);


--
-- Data for Name: ledger_key; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_key VALUES (1, '\x85499159400244728d79816cb21cd8031f8e2c03f4cd43b885d8baa7108c1ee3');


--
-- Data for Name: ledger_setting; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_setting VALUES ('partitions', '16');
INSERT INTO public.ledger_setting VALUES ('hashes', 'complete');


--
-- Data for Name: list_walk; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: list_walk_ids; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: orleansmembershiptable; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: orleansmembershipversiontable; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: orleansquery; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.orleansquery VALUES ('WriteToStorageKey', '
WITH inserted AS (
    INSERT INTO OrleansStorage AS s (
        GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, ModifiedOn,
        Version)
    SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, coalesce(@GrainIdExtensionString::text, ''''),
        @ServiceId, @PayloadBinary, now(), 1
    WHERE @GrainStateVersion::integer IS NULL
    ON CONFLICT DO NOTHING
    RETURNING Version
), updated AS (
    UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
        AND GrainIdExtensionString = coalesce(@GrainIdExtensionString::text, '''')
        AND Version = @GrainStateVersion::integer
    RETURNING Version
)
SELECT coalesce((SELECT Version FROM inserted), (SELECT Version FROM updated), @GrainStateVersion::integer) AS NewGrainStateVersion
');
INSERT INTO public.orleansquery VALUES ('ReadFromStorageKey', '
SELECT PayloadBinary, now() AS Now, Version FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
    AND GrainIdExtensionString = coalesce(@GrainIdExtensionString::text, '''')
');
INSERT INTO public.orleansquery VALUES ('ClearStorageKey', '
UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
    AND GrainIdExtensionString = coalesce(@GrainIdExtensionString::text, '''')
    AND Version = @GrainStateVersion::integer
RETURNING Version AS NewGrainStateVersion
');
INSERT INTO public.orleansquery VALUES ('DeleteStorageKey', '
DELETE FROM OrleansStorage
WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
    AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
    AND GrainIdExtensionString = coalesce(@GrainIdExtensionString::text, '''')
    AND Version = @GrainStateVersion::integer
RETURNING Version + 1 AS NewGrainStateVersion
');
INSERT INTO public.orleansquery VALUES ('InsertMembershipVersionKey', '
WITH inserted AS (
    INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1
)
SELECT count(*)::integer FROM inserted
');
INSERT INTO public.orleansquery VALUES ('InsertMembershipKey', '
WITH versioned AS (
    UPDATE OrleansMembershipVersionTable SET Timestamp = now(), Version = Version + 1
    WHERE DeploymentId = @DeploymentId AND Version = @Version
        AND NOT EXISTS (
            SELECT FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING DeploymentId
), inserted AS (
    INSERT INTO OrleansMembershipTable (
        DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM versioned
    RETURNING 1
)
SELECT count(*)::integer FROM inserted
');
INSERT INTO public.orleansquery VALUES ('UpdateMembershipKey', '
WITH versioned AS (
    UPDATE OrleansMembershipVersionTable SET Timestamp = now(), Version = Version + 1
    WHERE DeploymentId = @DeploymentId AND Version = @Version
        AND EXISTS (
            SELECT FROM OrleansMembershipTable
            WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING DeploymentId
), updated AS (
    UPDATE OrleansMembershipTable AS silo
    SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    FROM versioned
    WHERE silo.DeploymentId = versioned.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
    RETURNING 1
)
SELECT count(*)::integer FROM updated
');
INSERT INTO public.orleansquery VALUES ('UpdateIAmAlivetimeKey', '
UPDATE OrleansMembershipTable SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
');
INSERT INTO public.orleansquery VALUES ('MembershipReadRowKey', '
SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime,
    m.IAmAliveTime, v.Version
FROM OrleansMembershipVersionTable v
LEFT JOIN OrleansMembershipTable m
    ON m.DeploymentId = v.DeploymentId AND m.Address = @Address AND m.Port = @Port AND m.Generation = @Generation
WHERE v.DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('MembershipReadAllKey', '
SELECT v.DeploymentId, m.Address, m.Port, m.Generation, m.SiloName, m.HostName, m.Status, m.ProxyPort, m.SuspectTimes, m.StartTime,
    m.IAmAliveTime, v.Version
FROM OrleansMembershipVersionTable v
LEFT JOIN OrleansMembershipTable m ON m.DeploymentId = v.DeploymentId
WHERE v.DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('GatewaysQueryKey', '
SELECT Address, ProxyPort, Generation FROM OrleansMembershipTable
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
');
INSERT INTO public.orleansquery VALUES ('DeleteMembershipTableEntriesKey', '
DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
');
INSERT INTO public.orleansquery VALUES ('CleanupDefunctSiloEntriesKey', '
DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId AND IAmAliveTime < @IAmAliveTime AND Status = 6
');
INSERT INTO public.orleansquery VALUES ('UpsertReminderRowKey', '
INSERT INTO OrleansRemindersTable AS r (ServiceId, GrainId, ReminderName, StartTime, Period, GrainHash, Version)
VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
ON CONFLICT (ServiceId, GrainId, ReminderName) DO UPDATE
SET StartTime = excluded.StartTime, Period = excluded.Period, GrainHash = excluded.GrainHash, Version = r.Version + 1
RETURNING Version
');
INSERT INTO public.orleansquery VALUES ('ReadReminderRowsKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId
');
INSERT INTO public.orleansquery VALUES ('ReadReminderRowKey', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName
');
INSERT INTO public.orleansquery VALUES ('ReadRangeRows1Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND GrainHash > @BeginHash AND GrainHash <= @EndHash
');
INSERT INTO public.orleansquery VALUES ('ReadRangeRows2Key', '
SELECT GrainId, ReminderName, StartTime, Period, Version FROM OrleansRemindersTable
WHERE ServiceId = @ServiceId AND (GrainHash > @BeginHash OR GrainHash <= @EndHash)
');
INSERT INTO public.orleansquery VALUES ('DeleteReminderRowKey', '
WITH deleted AS (
    DELETE FROM OrleansRemindersTable
    WHERE ServiceId = @ServiceId AND GrainId = @GrainId AND ReminderName = @ReminderName AND Version = @Version
    RETURNING 1
)
SELECT count(*)::integer FROM deleted
');
INSERT INTO public.orleansquery VALUES ('DeleteReminderRowsKey', '
DELETE FROM OrleansRemindersTable WHERE ServiceId = @ServiceId
');


--
-- Data for Name: orleansreminderstable; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: orleansstorage; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partition_share; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.partition_share VALUES (1, 2, 2, 3645.0134, 0, 18, 4, 2, 0, '2025-02-24 10:01:00+00', '2025-09-11 05:27:00+00', 3206.455, 0, 13, 2, 1, 0, '2025-09-11 05:27:00+00', '2025-09-11 05:27:00+00');
INSERT INTO public.partition_share VALUES (1, 11, 4, 235.4874, -6195.6074, 2, 6, 4, 1, '2025-08-20 19:15:00+00', '2025-12-12 12:42:00+00', 230.5022, 0, 16, 2, 1, 0, '2025-12-12 12:42:00+00', '2025-12-12 12:42:00+00');
INSERT INTO public.partition_share VALUES (1, 0, 3, 12024.1912, -714.3675, 29, 7, 3, 0, '2025-05-21 05:05:00+00', '2025-08-18 01:40:00+00', 2608.20, 0, 5, 1, 1, 0, '2025-05-21 05:05:00+00', '2025-05-21 05:05:00+00');
INSERT INTO public.partition_share VALUES (1, 5, 2, 1012.9453, -5535.68, 19, 8, 2, 0, '2025-01-11 09:53:00+00', '2025-07-08 04:05:00+00', 0, 0, 0, 0, 0, 0, NULL, NULL);
INSERT INTO public.partition_share VALUES (1, 12, 2, 2656.2349, 0, 23, 4, 2, 0, '2025-06-20 18:20:00+00', '2025-06-26 13:56:00+00', 2628.8445, 0, 15, 3, 1, 0, '2025-06-26 13:56:00+00', '2025-06-26 13:56:00+00');
INSERT INTO public.partition_share VALUES (1, 15, 2, 520.675, -478.4067, 0, 6, 2, 1, '2025-06-10 07:16:00+00', '2025-10-12 15:07:00+00', 520.675, -478.4067, 0, 6, 2, 1, '2025-06-10 07:16:00+00', '2025-10-12 15:07:00+00');
INSERT INTO public.partition_share VALUES (1, 9, 2, 8298.5712, -72.027, 12, 3, 2, 0, '2025-02-22 18:27:00+00', '2025-04-15 23:44:00+00', 8298.5712, 0, 13, 2, 1, 0, '2025-04-15 23:44:00+00', '2025-04-15 23:44:00+00');
INSERT INTO public.partition_share VALUES (1, 14, 2, 814.7784, -4035.934, 11, 6, 2, 0, '2025-04-01 23:09:00+00', '2025-11-10 17:15:00+00', 0, 0, 0, 0, 0, 0, NULL, NULL);
INSERT INTO public.partition_share VALUES (1, 7, 2, 4103.9065, -554.5867, 16, 8, 2, 0, '2025-01-21 01:51:00+00', '2025-09-25 10:24:00+00', 3331.1925, -4.5867, 11, 4, 1, 0, '2025-09-25 10:24:00+00', '2025-09-25 10:24:00+00');
INSERT INTO public.partition_share VALUES (1, 4, 2, 4108.2520, -5.0904, 19, 7, 2, 0, '2025-05-01 21:48:00+00', '2025-08-17 19:11:00+00', 642.770, -5.0904, 9, 4, 1, 0, '2025-05-01 21:48:00+00', '2025-05-01 21:48:00+00');
INSERT INTO public.partition_share VALUES (1, 13, 2, 1524.6664, 0, 29, 4, 2, 0, '2025-03-16 03:00:00+00', '2025-03-24 00:42:00+00', 0, 0, 0, 0, 0, 0, NULL, NULL);
INSERT INTO public.partition_share VALUES (1, 8, 4, 5146.9790, -2247.126, 17, 10, 4, 0, '2025-06-05 17:35:00+00', '2025-12-10 04:40:00+00', 152.1710, -1922.22, 3, 3, 1, 0, '2025-08-02 03:00:00+00', '2025-08-02 03:00:00+00');
INSERT INTO public.partition_share VALUES (1, 1, 3, 1881.5473, -326.280, 26, 10, 3, 0, '2025-01-03 10:59:00+00', '2025-04-11 04:30:00+00', 616.9573, 0, 31, 6, 2, 0, '2025-01-03 10:59:00+00', '2025-04-11 04:30:00+00');
INSERT INTO public.partition_share VALUES (1, 6, 3, 5181.503, -71.9198, 25, 9, 3, 0, '2025-01-24 18:24:00+00', '2025-11-18 02:40:00+00', 5181.503, -43.2666, 29, 8, 2, 0, '2025-01-24 18:24:00+00', '2025-04-20 06:51:00+00');
INSERT INTO public.partition_share VALUES (1, 10, 3, 11179.8808, -66.0501, 30, 9, 3, 1, '2025-02-09 13:44:00+00', '2026-11-26 03:12:30.240967+00', 0, 0, 0, 0, 0, 0, NULL, NULL);
INSERT INTO public.partition_share VALUES (1, 3, 4, 21309.9880, -5336.432, 46, 11, 4, 1, '2025-05-08 05:44:00+00', '2026-11-26 03:12:30.28111+00', 0, 0, 0, 0, 0, 0, NULL, NULL);


--
-- Data for Name: partition_share_day; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.partition_share_day VALUES (1, 0, '2025-07-02', 541.2472, 0, 16, 2, 1, 0, '2025-07-02 18:07:00+00', '2025-07-02 18:07:00+00');
INSERT INTO public.partition_share_day VALUES (1, 3, '2025-05-08', 12138.253, -442.632, 13, 4, 1, 0, '2025-05-08 05:44:00+00', '2025-05-08 05:44:00+00');
INSERT INTO public.partition_share_day VALUES (1, 10, '2025-02-09', 5264.14, 0, 17, 3, 1, 0, '2025-02-09 13:44:00+00', '2025-02-09 13:44:00+00');
INSERT INTO public.partition_share_day VALUES (1, 5, '2025-07-08', 66.0501, -5535.68, -4, 4, 1, 0, '2025-07-08 04:05:00+00', '2025-07-08 04:05:00+00');
INSERT INTO public.partition_share_day VALUES (1, 12, '2025-06-20', 27.3904, 0, 8, 1, 1, 0, '2025-06-20 18:20:00+00', '2025-06-20 18:20:00+00');
INSERT INTO public.partition_share_day VALUES (1, 15, '2025-10-12', 520.675, -148.2987, 7, 4, 1, 0, '2025-10-12 15:07:00+00', '2025-10-12 15:07:00+00');
INSERT INTO public.partition_share_day VALUES (1, 6, '2025-04-20', 4802.483, 0, 24, 4, 1, 0, '2025-04-20 06:51:00+00', '2025-04-20 06:51:00+00');
INSERT INTO public.partition_share_day VALUES (1, 1, '2025-04-11', 288.6729, 0, 15, 2, 1, 0, '2025-04-11 04:30:00+00', '2025-04-11 04:30:00+00');
INSERT INTO public.partition_share_day VALUES (1, 8, '2025-06-05', 3629.468, 0, 19, 4, 1, 0, '2025-06-05 17:35:00+00', '2025-06-05 17:35:00+00');
INSERT INTO public.partition_share_day VALUES (1, 11, '2025-12-12', 230.5022, 0, 16, 2, 1, 0, '2025-12-12 12:42:00+00', '2025-12-12 12:42:00+00');
INSERT INTO public.partition_share_day VALUES (1, 11, '2025-12-04', 0, -6158.475, -12, 2, 1, 1, '2025-12-04 17:03:00+00', '2025-12-04 17:03:00+00');
INSERT INTO public.partition_share_day VALUES (1, 8, '2025-08-18', 0, -324.864, -9, 1, 1, 0, '2025-08-18 00:48:00+00', '2025-08-18 00:48:00+00');
INSERT INTO public.partition_share_day VALUES (1, 13, '2025-03-23', 1504.482, 0, 25, 3, 1, 0, '2025-03-24 00:42:00+00', '2025-03-24 00:42:00+00');
INSERT INTO public.partition_share_day VALUES (1, 2, '2025-02-24', 438.5584, 0, 5, 2, 1, 0, '2025-02-24 10:01:00+00', '2025-02-24 10:01:00+00');
INSERT INTO public.partition_share_day VALUES (1, 7, '2025-01-21', 772.714, -550.000, 5, 4, 1, 0, '2025-01-21 01:51:00+00', '2025-01-21 01:51:00+00');
INSERT INTO public.partition_share_day VALUES (1, 4, '2025-08-17', 3465.4820, 0, 10, 3, 1, 0, '2025-08-17 19:11:00+00', '2025-08-17 19:11:00+00');
INSERT INTO public.partition_share_day VALUES (1, 9, '2025-02-22', 0, -72.027, -1, 1, 1, 0, '2025-02-22 18:27:00+00', '2025-02-22 18:27:00+00');
INSERT INTO public.partition_share_day VALUES (1, 14, '2025-11-10', 21.1376, -168.774, 1, 2, 1, 0, '2025-11-10 17:15:00+00', '2025-11-10 17:15:00+00');
INSERT INTO public.partition_share_day VALUES (1, 3, '2025-07-03', 387.1210, 0, 14, 2, 1, 0, '2025-07-03 13:17:00+00', '2025-07-03 13:17:00+00');
INSERT INTO public.partition_share_day VALUES (1, 0, '2025-05-21', 2608.20, 0, 5, 1, 1, 0, '2025-05-21 05:05:00+00', '2025-05-21 05:05:00+00');
INSERT INTO public.partition_share_day VALUES (1, 0, '2025-08-18', 8874.744, -714.3675, 8, 4, 1, 0, '2025-08-18 01:40:00+00', '2025-08-18 01:40:00+00');
INSERT INTO public.partition_share_day VALUES (1, 3, '2025-11-21', 8459.75, -4893.80, 10, 4, 1, 0, '2025-11-21 04:04:00+00', '2025-11-21 04:04:00+00');
INSERT INTO public.partition_share_day VALUES (1, 10, '2025-04-10', 380.0608, 0, 9, 2, 1, 0, '2025-04-10 02:59:00+00', '2025-04-10 02:59:00+00');
INSERT INTO public.partition_share_day VALUES (1, 5, '2025-01-11', 946.8952, 0, 23, 4, 1, 0, '2025-01-11 09:53:00+00', '2025-01-11 09:53:00+00');
INSERT INTO public.partition_share_day VALUES (1, 12, '2025-06-26', 2628.8445, 0, 15, 3, 1, 0, '2025-06-26 13:56:00+00', '2025-06-26 13:56:00+00');
INSERT INTO public.partition_share_day VALUES (1, 15, '2025-06-10', 0, -330.108, -7, 2, 1, 1, '2025-06-10 07:16:00+00', '2025-06-10 07:16:00+00');
INSERT INTO public.partition_share_day VALUES (1, 6, '2025-01-24', 379.020, -43.2666, 5, 4, 1, 0, '2025-01-24 18:24:00+00', '2025-01-24 18:24:00+00');
INSERT INTO public.partition_share_day VALUES (1, 1, '2025-01-03', 328.2844, 0, 16, 4, 1, 0, '2025-01-03 10:59:00+00', '2025-01-03 10:59:00+00');
INSERT INTO public.partition_share_day VALUES (1, 8, '2025-12-10', 1365.34, -0.042, 4, 2, 1, 0, '2025-12-10 04:40:00+00', '2025-12-10 04:40:00+00');
INSERT INTO public.partition_share_day VALUES (1, 11, '2025-09-10', 4.9852, 0, 2, 1, 1, 0, '2025-09-10 18:17:00+00', '2025-09-10 18:17:00+00');
INSERT INTO public.partition_share_day VALUES (1, 9, '2025-04-16', 8298.5712, 0, 13, 2, 1, 0, '2025-04-15 23:44:00+00', '2025-04-15 23:44:00+00');
INSERT INTO public.partition_share_day VALUES (1, 14, '2025-04-01', 793.6408, -3867.16, 10, 4, 1, 0, '2025-04-01 23:09:00+00', '2025-04-01 23:09:00+00');
INSERT INTO public.partition_share_day VALUES (1, 7, '2025-09-25', 3331.1925, -4.5867, 11, 4, 1, 0, '2025-09-25 10:24:00+00', '2025-09-25 10:24:00+00');
INSERT INTO public.partition_share_day VALUES (1, 4, '2025-05-01', 642.770, -5.0904, 9, 4, 1, 0, '2025-05-01 21:48:00+00', '2025-05-01 21:48:00+00');
INSERT INTO public.partition_share_day VALUES (1, 13, '2025-03-16', 20.1844, 0, 4, 1, 1, 0, '2025-03-16 03:00:00+00', '2025-03-16 03:00:00+00');
INSERT INTO public.partition_share_day VALUES (1, 2, '2025-09-11', 3206.455, 0, 13, 2, 1, 0, '2025-09-11 05:27:00+00', '2025-09-11 05:27:00+00');
INSERT INTO public.partition_share_day VALUES (1, 11, '2025-08-20', 0, -37.1324, -4, 1, 1, 0, '2025-08-20 19:15:00+00', '2025-08-20 19:15:00+00');
INSERT INTO public.partition_share_day VALUES (1, 8, '2025-08-02', 152.1710, -1922.22, 3, 3, 1, 0, '2025-08-02 03:00:00+00', '2025-08-02 03:00:00+00');
INSERT INTO public.partition_share_day VALUES (1, 1, '2025-01-27', 1264.590, -326.280, -5, 4, 1, 0, '2025-01-27 08:26:00+00', '2025-01-27 08:26:00+00');
INSERT INTO public.partition_share_day VALUES (1, 6, '2025-11-18', 0, -28.6532, -4, 1, 1, 0, '2025-11-18 02:40:00+00', '2025-11-18 02:40:00+00');
INSERT INTO public.partition_share_day VALUES (1, 10, '2026-11-26', 5535.68, -66.0501, 4, 4, 1, 1, '2026-11-26 03:12:30.240967+00', '2026-11-26 03:12:30.240967+00');
INSERT INTO public.partition_share_day VALUES (1, 3, '2026-11-26', 324.864, 0, 9, 1, 1, 1, '2026-11-26 03:12:30.28111+00', '2026-11-26 03:12:30.28111+00');


--
-- Data for Name: product_catalogue; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.product_catalogue VALUES ('p 1', 'Catalogue name', 'c', 1.25);


--
-- Data for Name: product_day_projection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-07-02', 541.2472, 0, DEFAULT, 16, 2, 1, 0, '2025-07-02 18:07:00+00', '2025-07-02 18:07:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-05-08', 72.763, -442.632, DEFAULT, -5, 2, 1, 0, '2025-05-08 05:44:00+00', '2025-05-08 05:44:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-05-08', 12065.49, 0, DEFAULT, 18, 2, 1, 0, '2025-05-08 05:44:00+00', '2025-05-08 05:44:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-02-09', 1222.00, 0, DEFAULT, 8, 1, 1, 0, '2025-02-09 13:44:00+00', '2025-02-09 13:44:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-02-09', 148.14, 0, DEFAULT, 3, 1, 1, 0, '2025-02-09 13:44:00+00', '2025-02-09 13:44:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-02-09', 3894.0, 0, DEFAULT, 6, 1, 1, 0, '2025-02-09 13:44:00+00', '2025-02-09 13:44:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-07-08', 66.0501, -1340.16, DEFAULT, 4, 3, 1, 0, '2025-07-08 04:05:00+00', '2025-07-08 04:05:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-07-08', 0, -4195.52, DEFAULT, -8, 1, 1, 0, '2025-07-08 04:05:00+00', '2025-07-08 04:05:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-06-20', 27.3904, 0, DEFAULT, 8, 1, 1, 0, '2025-06-20 18:20:00+00', '2025-06-20 18:20:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-10-12', 57.553, -148.2987, DEFAULT, -2, 3, 1, 0, '2025-10-12 15:07:00+00', '2025-10-12 15:07:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-10-12', 463.122, 0, DEFAULT, 9, 1, 1, 0, '2025-10-12 15:07:00+00', '2025-10-12 15:07:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-04-20', 1827.353, 0, DEFAULT, 21, 3, 1, 0, '2025-04-20 06:51:00+00', '2025-04-20 06:51:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-04-20', 2975.13, 0, DEFAULT, 3, 1, 1, 0, '2025-04-20 06:51:00+00', '2025-04-20 06:51:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-04-11', 285.558, 0, DEFAULT, 6, 1, 1, 0, '2025-04-11 04:30:00+00', '2025-04-11 04:30:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-04-11', 3.1149, 0, DEFAULT, 9, 1, 1, 0, '2025-04-11 04:30:00+00', '2025-04-11 04:30:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-06-05', 2267.00, 0, DEFAULT, 4, 1, 1, 0, '2025-06-05 17:35:00+00', '2025-06-05 17:35:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-06-05', 1276.704, 0, DEFAULT, 14, 2, 1, 0, '2025-06-05 17:35:00+00', '2025-06-05 17:35:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-06-05', 85.764, 0, DEFAULT, 1, 1, 1, 0, '2025-06-05 17:35:00+00', '2025-06-05 17:35:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-12-12', 192.227, 0, DEFAULT, 7, 1, 1, 0, '2025-12-12 12:42:00+00', '2025-12-12 12:42:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-12-12', 38.2752, 0, DEFAULT, 9, 1, 1, 0, '2025-12-12 12:42:00+00', '2025-12-12 12:42:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-12-04', 0, -6157.53, DEFAULT, -9, 1, 1, 1, '2025-12-04 17:03:00+00', '2025-12-04 17:03:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-12-04', 0, -0.945, DEFAULT, -3, 1, 1, 1, '2025-12-04 17:03:00+00', '2025-12-04 17:03:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-08-18', 0, -324.864, DEFAULT, -9, 1, 1, 0, '2025-08-18 00:48:00+00', '2025-08-18 00:48:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-03-23', 973.666, 0, DEFAULT, 17, 2, 1, 0, '2025-03-24 00:42:00+00', '2025-03-24 00:42:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-03-23', 530.816, 0, DEFAULT, 8, 1, 1, 0, '2025-03-24 00:42:00+00', '2025-03-24 00:42:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-02-24', 15.8184, 0, DEFAULT, 3, 1, 1, 0, '2025-02-24 10:01:00+00', '2025-02-24 10:01:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-02-24', 422.74, 0, DEFAULT, 2, 1, 1, 0, '2025-02-24 10:01:00+00', '2025-02-24 10:01:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-01-21', 772.714, -9.976, DEFAULT, 11, 3, 1, 0, '2025-01-21 01:51:00+00', '2025-01-21 01:51:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-01-21', 0, -540.024, DEFAULT, -6, 1, 1, 0, '2025-01-21 01:51:00+00', '2025-01-21 01:51:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-08-17', 7.8738, 0, DEFAULT, 3, 1, 1, 0, '2025-08-17 19:11:00+00', '2025-08-17 19:11:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-08-17', 14.4582, 0, DEFAULT, 2, 1, 1, 0, '2025-08-17 19:11:00+00', '2025-08-17 19:11:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-08-17', 3443.15, 0, DEFAULT, 5, 1, 1, 0, '2025-08-17 19:11:00+00', '2025-08-17 19:11:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-02-22', 0, -72.027, DEFAULT, -1, 1, 1, 0, '2025-02-22 18:27:00+00', '2025-02-22 18:27:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-11-10', 21.1376, 0, DEFAULT, 4, 1, 1, 0, '2025-11-10 17:15:00+00', '2025-11-10 17:15:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-11-10', 0, -168.774, DEFAULT, -3, 1, 1, 0, '2025-11-10 17:15:00+00', '2025-11-10 17:15:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-07-03', 23.7640, 0, DEFAULT, 5, 1, 1, 0, '2025-07-03 13:17:00+00', '2025-07-03 13:17:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-07-03', 363.357, 0, DEFAULT, 9, 1, 1, 0, '2025-07-03 13:17:00+00', '2025-07-03 13:17:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-05-21', 2608.20, 0, DEFAULT, 5, 1, 1, 0, '2025-05-21 05:05:00+00', '2025-05-21 05:05:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-08-18', 0, -689.76, DEFAULT, -4, 1, 1, 0, '2025-08-18 01:40:00+00', '2025-08-18 01:40:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-08-18', 8863.11, -24.6075, DEFAULT, 6, 2, 1, 0, '2025-08-18 01:40:00+00', '2025-08-18 01:40:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-08-18', 11.634, 0, DEFAULT, 6, 1, 1, 0, '2025-08-18 01:40:00+00', '2025-08-18 01:40:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-11-21', 1502.15, 0, DEFAULT, 5, 1, 1, 0, '2025-11-21 04:04:00+00', '2025-11-21 04:04:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-11-21', 6957.60, -4893.80, DEFAULT, 5, 3, 1, 0, '2025-11-21 04:04:00+00', '2025-11-21 04:04:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-04-10', 29.7808, 0, DEFAULT, 8, 1, 1, 0, '2025-04-10 02:59:00+00', '2025-04-10 02:59:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-04-10', 350.28, 0, DEFAULT, 1, 1, 1, 0, '2025-04-10 02:59:00+00', '2025-04-10 02:59:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-01-11', 522.4292, 0, DEFAULT, 13, 2, 1, 0, '2025-01-11 09:53:00+00', '2025-01-11 09:53:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-01-11', 218.658, 0, DEFAULT, 6, 1, 1, 0, '2025-01-11 09:53:00+00', '2025-01-11 09:53:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-01-11', 205.808, 0, DEFAULT, 4, 1, 1, 0, '2025-01-11 09:53:00+00', '2025-01-11 09:53:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-06-26', 16.2395, 0, DEFAULT, 5, 1, 1, 0, '2025-06-26 13:56:00+00', '2025-06-26 13:56:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-06-26', 65.655, 0, DEFAULT, 5, 1, 1, 0, '2025-06-26 13:56:00+00', '2025-06-26 13:56:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-06-26', 2546.95, 0, DEFAULT, 5, 1, 1, 0, '2025-06-26 13:56:00+00', '2025-06-26 13:56:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-06-10', 0, -19.158, DEFAULT, -2, 1, 1, 1, '2025-06-10 07:16:00+00', '2025-06-10 07:16:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-06-10', 0, -310.95, DEFAULT, -5, 1, 1, 1, '2025-06-10 07:16:00+00', '2025-06-10 07:16:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-01-24', 0, -43.2666, DEFAULT, -9, 1, 1, 0, '2025-01-24 18:24:00+00', '2025-01-24 18:24:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-01-24', 235.140, 0, DEFAULT, 12, 2, 1, 0, '2025-01-24 18:24:00+00', '2025-01-24 18:24:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-01-24', 143.88, 0, DEFAULT, 2, 1, 1, 0, '2025-01-24 18:24:00+00', '2025-01-24 18:24:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-01-03', 32.5460, 0, DEFAULT, 5, 1, 1, 0, '2025-01-03 10:59:00+00', '2025-01-03 10:59:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-01-03', 246.978, 0, DEFAULT, 3, 1, 1, 0, '2025-01-03 10:59:00+00', '2025-01-03 10:59:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-01-03', 48.7604, 0, DEFAULT, 8, 2, 1, 0, '2025-01-03 10:59:00+00', '2025-01-03 10:59:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-12-10', 1365.34, 0, DEFAULT, 2, 1, 1, 0, '2025-12-10 04:40:00+00', '2025-12-10 04:40:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-12-10', 0, -0.042, DEFAULT, 2, 1, 1, 0, '2025-12-10 04:40:00+00', '2025-12-10 04:40:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-09-10', 4.9852, 0, DEFAULT, 2, 1, 1, 0, '2025-09-10 18:17:00+00', '2025-09-10 18:17:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-04-16', 8298.5712, 0, DEFAULT, 13, 2, 1, 0, '2025-04-15 23:44:00+00', '2025-04-15 23:44:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-04-01', 12.0208, 0, DEFAULT, 4, 1, 1, 0, '2025-04-01 23:09:00+00', '2025-04-01 23:09:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-04-01', 0, -3867.16, DEFAULT, -4, 1, 1, 0, '2025-04-01 23:09:00+00', '2025-04-01 23:09:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-04-01', 622.088, 0, DEFAULT, 8, 1, 1, 0, '2025-04-01 23:09:00+00', '2025-04-01 23:09:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-04-01', 159.532, 0, DEFAULT, 2, 1, 1, 0, '2025-04-01 23:09:00+00', '2025-04-01 23:09:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-09-25', 2559.6, 0, DEFAULT, 3, 1, 1, 0, '2025-09-25 10:24:00+00', '2025-09-25 10:24:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-09-25', 766.712, 0, DEFAULT, 8, 1, 1, 0, '2025-09-25 10:24:00+00', '2025-09-25 10:24:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'p 1', '2025-09-25', 0, -4.5867, DEFAULT, -1, 1, 1, 0, '2025-09-25 10:24:00+00', '2025-09-25 10:24:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-09-25', 4.8805, 0, DEFAULT, 1, 1, 1, 0, '2025-09-25 10:24:00+00', '2025-09-25 10:24:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-05-01', 484.008, 0, DEFAULT, 6, 1, 1, 0, '2025-05-01 21:48:00+00', '2025-05-01 21:48:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-05-01', 158.762, -5.0904, DEFAULT, 3, 3, 1, 0, '2025-05-01 21:48:00+00', '2025-05-01 21:48:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2026-11-26', 324.864, 0, DEFAULT, 9, 1, 1, 1, '2026-11-26 03:12:30.28111+00', '2026-11-26 03:12:30.28111+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-03-16', 20.1844, 0, DEFAULT, 4, 1, 1, 0, '2025-03-16 03:00:00+00', '2025-03-16 03:00:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-09-11', 372.715, 0, DEFAULT, 7, 1, 1, 0, '2025-09-11 05:27:00+00', '2025-09-11 05:27:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-09-11', 2833.74, 0, DEFAULT, 6, 1, 1, 0, '2025-09-11 05:27:00+00', '2025-09-11 05:27:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-08-20', 0, -37.1324, DEFAULT, -4, 1, 1, 0, '2025-08-20 19:15:00+00', '2025-08-20 19:15:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-08-02', 127.828, 0, DEFAULT, 4, 1, 1, 0, '2025-08-02 03:00:00+00', '2025-08-02 03:00:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-08-02', 24.3430, -1922.22, DEFAULT, -1, 2, 1, 0, '2025-08-02 03:00:00+00', '2025-08-02 03:00:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2026-11-26', 1340.16, -66.0501, DEFAULT, -4, 3, 1, 1, '2026-11-26 03:12:30.240967+00', '2026-11-26 03:12:30.240967+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2026-11-26', 4195.52, 0, DEFAULT, 8, 1, 1, 1, '2026-11-26 03:12:30.240967+00', '2026-11-26 03:12:30.240967+00');
INSERT INTO public.product_day_projection VALUES (1, '85123A', '2025-01-27', 1173.32, 0, DEFAULT, 2, 1, 1, 0, '2025-01-27 08:26:00+00', '2025-01-27 08:26:00+00');
INSERT INTO public.product_day_projection VALUES (1, '85123a', '2025-01-27', 0, -326.280, DEFAULT, -9, 2, 1, 0, '2025-01-27 08:26:00+00', '2025-01-27 08:26:00+00');
INSERT INTO public.product_day_projection VALUES (1, 'x/y', '2025-01-27', 91.270, 0, DEFAULT, 2, 1, 1, 0, '2025-01-27 08:26:00+00', '2025-01-27 08:26:00+00');
INSERT INTO public.product_day_projection VALUES (1, '日本', '2025-11-18', 0, -28.6532, DEFAULT, -4, 1, 1, 0, '2025-11-18 02:40:00+00', '2025-11-18 02:40:00+00');


--
-- Data for Name: product_projection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.product_projection VALUES (1, 'x/y', 12, '{3,3,1,0,0,2,2,0,0,1,2,3,0,0,0,0}', 13638.0156, -97.5795, DEFAULT, 53, 14, 12, 1, '2025-01-03 10:59:00+00', '2025-12-12 12:42:00+00', 'Teller "groß"', '2025-12-12 12:42:00+00', 'old-9');
INSERT INTO public.product_projection VALUES (1, 'p 1', 16, '{3,2,0,3,1,0,1,2,3,0,1,0,0,0,2,2}', 17509.7001, -6590.0027, DEFAULT, 66, 21, 16, 1, '2025-01-03 10:59:00+00', '2025-12-10 04:40:00+00', 'HEART', '2025-12-10 04:40:00+00', 'old-28');
INSERT INTO public.product_projection VALUES (1, '85123a', 14, '{0,3,0,2,2,1,0,2,4,0,3,0,2,0,2,0}', 15908.9123, -7700.6201, DEFAULT, 44, 23, 14, 1, '2025-01-21 01:51:00+00', '2026-11-26 03:12:30.240967+00', 'HEART', '2026-11-26 03:12:30.240967+00', 'void:old-3');
INSERT INTO public.product_projection VALUES (1, '日本', 22, '{3,2,2,0,2,2,3,2,1,2,3,4,2,2,2,2}', 20629.0845, -4577.3460, DEFAULT, 65, 26, 22, 2, '2025-01-03 10:59:00+00', '2026-11-26 03:12:30.240967+00', 'Teller "groß"', '2026-11-26 03:12:30.240967+00', 'void:old-3');
INSERT INTO public.product_projection VALUES (1, '85123A', 22, '{2,3,2,4,1,2,2,2,4,0,0,2,2,1,2,1}', 15958.9073, -6673.9593, DEFAULT, 94, 28, 22, 2, '2025-01-11 09:53:00+00', '2026-11-26 03:12:30.28111+00', 'HEART', '2025-10-12 15:07:00+00', 'old-5');


--
-- Data for Name: projection_generation; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.projection_generation OVERRIDING SYSTEM VALUE VALUES (1, 'served');


--
-- Data for Name: published; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: schema_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.schema_version VALUES ('001_ledger.sql', '2026-11-26 03:11:48.686364+00');
INSERT INTO public.schema_version VALUES ('002_projections.sql', '2026-11-26 03:11:49.152449+00');
INSERT INTO public.schema_version VALUES ('003_catalogue.sql', '2026-11-26 03:11:49.346775+00');
INSERT INTO public.schema_version VALUES ('004_imports.sql', '2026-11-26 03:11:49.43644+00');
INSERT INTO public.schema_version VALUES ('005_orleans_storage.sql', '2026-11-26 03:11:49.566069+00');
INSERT INTO public.schema_version VALUES ('006_orleans_clustering.sql', '2026-11-26 03:11:49.731588+00');
INSERT INTO public.schema_version VALUES ('007_orleans_reminders.sql', '2026-11-26 03:11:50.616417+00');
INSERT INTO public.schema_version VALUES ('008_dead_silos.sql', '2026-11-26 03:11:50.715207+00');
INSERT INTO public.schema_version VALUES ('010_audit.sql', '2026-11-26 03:11:50.732329+00');
INSERT INTO public.schema_version VALUES ('020_published.sql', '2026-11-26 03:11:50.763604+00');
INSERT INTO public.schema_version VALUES ('030_catalogue_version.sql', '2026-11-26 03:11:50.777079+00');
INSERT INTO public.schema_version VALUES ('031_import_problems.sql', '2026-11-26 03:11:50.790285+00');
INSERT INTO public.schema_version VALUES ('032_list_walks.sql', '2026-11-26 03:11:50.804565+00');
INSERT INTO public.schema_version VALUES ('060_ledger_fence.sql', '2026-11-26 03:11:50.828937+00');
INSERT INTO public.schema_version VALUES ('070_ledger_hashes.sql', '2026-11-26 03:11:50.837801+00');
INSERT INTO public.schema_version VALUES ('072_list_search.sql', '2026-11-26 03:11:50.858499+00');
INSERT INTO public.schema_version VALUES ('073_audit_months.sql', '2026-11-26 03:11:50.932527+00');


--
-- Data for Name: store_catalogue; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.store_catalogue VALUES ('ny', 'New York', 'America/New_York', 'US', 'USD');
INSERT INTO public.store_catalogue VALUES ('berlin', 'Berlin', 'Europe/Berlin', 'DE', NULL);


--
-- Data for Name: store_day_projection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-07-02', 541.2472, 0, DEFAULT, 16, 2, 1, 0, '2025-07-02 18:07:00+00', '2025-07-02 18:07:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-05-08', 12138.253, -442.632, DEFAULT, 13, 4, 1, 0, '2025-05-08 05:44:00+00', '2025-05-08 05:44:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-02-09', 5264.14, 0, DEFAULT, 17, 3, 1, 0, '2025-02-09 13:44:00+00', '2025-02-09 13:44:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-07-08', 66.0501, -5535.68, DEFAULT, -4, 4, 1, 0, '2025-07-08 04:05:00+00', '2025-07-08 04:05:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-06-20', 27.3904, 0, DEFAULT, 8, 1, 1, 0, '2025-06-20 18:20:00+00', '2025-06-20 18:20:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-10-12', 520.675, -148.2987, DEFAULT, 7, 4, 1, 0, '2025-10-12 15:07:00+00', '2025-10-12 15:07:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-04-20', 4802.483, 0, DEFAULT, 24, 4, 1, 0, '2025-04-20 06:51:00+00', '2025-04-20 06:51:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-04-11', 288.6729, 0, DEFAULT, 15, 2, 1, 0, '2025-04-11 04:30:00+00', '2025-04-11 04:30:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-06-05', 3629.468, 0, DEFAULT, 19, 4, 1, 0, '2025-06-05 17:35:00+00', '2025-06-05 17:35:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-12-12', 230.5022, 0, DEFAULT, 16, 2, 1, 0, '2025-12-12 12:42:00+00', '2025-12-12 12:42:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-12-04', 0, -6158.475, DEFAULT, -12, 2, 1, 1, '2025-12-04 17:03:00+00', '2025-12-04 17:03:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-08-18', 0, -324.864, DEFAULT, -9, 1, 1, 0, '2025-08-18 00:48:00+00', '2025-08-18 00:48:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-03-23', 1504.482, 0, DEFAULT, 25, 3, 1, 0, '2025-03-24 00:42:00+00', '2025-03-24 00:42:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-02-24', 438.5584, 0, DEFAULT, 5, 2, 1, 0, '2025-02-24 10:01:00+00', '2025-02-24 10:01:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-01-21', 772.714, -550.000, DEFAULT, 5, 4, 1, 0, '2025-01-21 01:51:00+00', '2025-01-21 01:51:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-08-17', 3465.4820, 0, DEFAULT, 10, 3, 1, 0, '2025-08-17 19:11:00+00', '2025-08-17 19:11:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-02-22', 0, -72.027, DEFAULT, -1, 1, 1, 0, '2025-02-22 18:27:00+00', '2025-02-22 18:27:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-11-10', 21.1376, -168.774, DEFAULT, 1, 2, 1, 0, '2025-11-10 17:15:00+00', '2025-11-10 17:15:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-07-03', 387.1210, 0, DEFAULT, 14, 2, 1, 0, '2025-07-03 13:17:00+00', '2025-07-03 13:17:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-05-21', 2608.20, 0, DEFAULT, 5, 1, 1, 0, '2025-05-21 05:05:00+00', '2025-05-21 05:05:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-08-18', 8874.744, -714.3675, DEFAULT, 8, 4, 1, 0, '2025-08-18 01:40:00+00', '2025-08-18 01:40:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-11-21', 8459.75, -4893.80, DEFAULT, 10, 4, 1, 0, '2025-11-21 04:04:00+00', '2025-11-21 04:04:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-04-10', 380.0608, 0, DEFAULT, 9, 2, 1, 0, '2025-04-10 02:59:00+00', '2025-04-10 02:59:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-01-11', 946.8952, 0, DEFAULT, 23, 4, 1, 0, '2025-01-11 09:53:00+00', '2025-01-11 09:53:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-06-26', 2628.8445, 0, DEFAULT, 15, 3, 1, 0, '2025-06-26 13:56:00+00', '2025-06-26 13:56:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-06-10', 0, -330.108, DEFAULT, -7, 2, 1, 1, '2025-06-10 07:16:00+00', '2025-06-10 07:16:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-01-24', 379.020, -43.2666, DEFAULT, 5, 4, 1, 0, '2025-01-24 18:24:00+00', '2025-01-24 18:24:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-01-03', 328.2844, 0, DEFAULT, 16, 4, 1, 0, '2025-01-03 10:59:00+00', '2025-01-03 10:59:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-12-10', 1365.34, -0.042, DEFAULT, 4, 2, 1, 0, '2025-12-10 04:40:00+00', '2025-12-10 04:40:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-09-10', 4.9852, 0, DEFAULT, 2, 1, 1, 0, '2025-09-10 18:17:00+00', '2025-09-10 18:17:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-04-16', 8298.5712, 0, DEFAULT, 13, 2, 1, 0, '2025-04-15 23:44:00+00', '2025-04-15 23:44:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-04-01', 793.6408, -3867.16, DEFAULT, 10, 4, 1, 0, '2025-04-01 23:09:00+00', '2025-04-01 23:09:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-09-25', 3331.1925, -4.5867, DEFAULT, 11, 4, 1, 0, '2025-09-25 10:24:00+00', '2025-09-25 10:24:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-05-01', 642.770, -5.0904, DEFAULT, 9, 4, 1, 0, '2025-05-01 21:48:00+00', '2025-05-01 21:48:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-03-16', 20.1844, 0, DEFAULT, 4, 1, 1, 0, '2025-03-16 03:00:00+00', '2025-03-16 03:00:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-09-11', 3206.455, 0, DEFAULT, 13, 2, 1, 0, '2025-09-11 05:27:00+00', '2025-09-11 05:27:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-08-20', 0, -37.1324, DEFAULT, -4, 1, 1, 0, '2025-08-20 19:15:00+00', '2025-08-20 19:15:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2025-08-02', 152.1710, -1922.22, DEFAULT, 3, 3, 1, 0, '2025-08-02 03:00:00+00', '2025-08-02 03:00:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'ny', '2025-01-27', 1264.590, -326.280, DEFAULT, -5, 4, 1, 0, '2025-01-27 08:26:00+00', '2025-01-27 08:26:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'berlin', '2025-11-18', 0, -28.6532, DEFAULT, -4, 1, 1, 0, '2025-11-18 02:40:00+00', '2025-11-18 02:40:00+00');
INSERT INTO public.store_day_projection VALUES (1, 'United Kingdom', '2026-11-26', 5860.544, -66.0501, DEFAULT, 13, 5, 2, 2, '2026-11-26 03:12:30.240967+00', '2026-11-26 03:12:30.28111+00');


--
-- Data for Name: store_projection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.store_projection VALUES (1, 'ny', 9, '{0,3,0,0,0,0,2,2,0,0,1,3,2,1,2,0}', 15401.3972, -4241.2933, DEFAULT, 96, 28, 9, 0, '2025-01-24 18:24:00+00', '2025-12-12 12:42:00+00', NULL, NULL, NULL);
INSERT INTO public.store_projection VALUES (1, 'berlin', 18, '{3,2,1,2,2,2,3,1,0,2,0,4,0,2,0,2}', 39731.1255, -2328.3092, DEFAULT, 131, 46, 18, 1, '2025-01-03 10:59:00+00', '2025-11-18 02:40:00+00', NULL, NULL, NULL);
INSERT INTO public.store_projection VALUES (1, 'United Kingdom', 15, '{1,0,2,4,0,1,1,0,4,0,3,2,1,0,1,0}', 28512.0971, -19069.9051, DEFAULT, 95, 38, 15, 3, '2025-04-10 02:59:00+00', '2026-11-26 03:12:30.28111+00', NULL, NULL, NULL);


--
-- Name: audit_row_id; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_row_id', 12, true);


--
-- Name: projection_generation_generation_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.projection_generation_generation_seq', 1, true);


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id, at);


--
-- Name: audit_2026_12 audit_2026_12_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_2026_12
    ADD CONSTRAINT audit_2026_12_pkey PRIMARY KEY (id, at);


--
-- Name: audit_2027_01 audit_2027_01_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_2027_01
    ADD CONSTRAINT audit_2027_01_pkey PRIMARY KEY (id, at);


--
-- Name: audit_before audit_before_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_before
    ADD CONSTRAINT audit_before_pkey PRIMARY KEY (id, at);


--
-- Name: customer_catalogue customer_catalogue_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_catalogue
    ADD CONSTRAINT customer_catalogue_pkey PRIMARY KEY (id);


--
-- Name: customer_day_projection customer_day_projection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_day_projection
    ADD CONSTRAINT customer_day_projection_pkey PRIMARY KEY (generation, id, day);


--
-- Name: customer_projection customer_projection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.customer_projection
    ADD CONSTRAINT customer_projection_pkey PRIMARY KEY (generation, id);


--
-- Name: import_chunk import_chunk_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_chunk
    ADD CONSTRAINT import_chunk_pkey PRIMARY KEY (import_id, ordinal);


--
-- Name: import_file import_file_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_file
    ADD CONSTRAINT import_file_pkey PRIMARY KEY (import_id);


--
-- Name: import_problem import_problem_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_problem
    ADD CONSTRAINT import_problem_pkey PRIMARY KEY (import_id, line, ordinal);


--
-- Name: ledger_earlier_hash ledger_earlier_hash_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_earlier_hash
    ADD CONSTRAINT ledger_earlier_hash_pkey PRIMARY KEY (partition, sequence);


--
-- Name: ledger_key ledger_key_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_key
    ADD CONSTRAINT ledger_key_pkey PRIMARY KEY (id);


--
-- Name: ledger ledger_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (partition, sequence);


--
-- Name: ledger_setting ledger_setting_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_setting
    ADD CONSTRAINT ledger_setting_pkey PRIMARY KEY (name);


--
-- Name: ledger ledger_transaction_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_transaction_id_key UNIQUE (transaction_id);


--
-- Name: list_walk_ids list_walk_ids_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.list_walk_ids
    ADD CONSTRAINT list_walk_ids_pkey PRIMARY KEY (walk, chunk);


--
-- Name: list_walk list_walk_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.list_walk
    ADD CONSTRAINT list_walk_pkey PRIMARY KEY (walk);


--
-- Name: orleansmembershiptable orleansmembershiptable_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansmembershiptable
    ADD CONSTRAINT orleansmembershiptable_pkey PRIMARY KEY (deploymentid, address, port, generation);


--
-- Name: orleansmembershipversiontable orleansmembershipversiontable_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansmembershipversiontable
    ADD CONSTRAINT orleansmembershipversiontable_pkey PRIMARY KEY (deploymentid);


--
-- Name: orleansquery orleansquery_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansquery
    ADD CONSTRAINT orleansquery_pkey PRIMARY KEY (querykey);


--
-- Name: orleansreminderstable orleansreminderstable_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansreminderstable
    ADD CONSTRAINT orleansreminderstable_pkey PRIMARY KEY (serviceid, grainid, remindername);


--
-- Name: orleansstorage orleansstorage_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansstorage
    ADD CONSTRAINT orleansstorage_pkey PRIMARY KEY (grainidhash, graintypehash, grainidn0, grainidn1, serviceid, graintypestring, grainidextensionstring);


--
-- Name: partition_share_day partition_share_day_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partition_share_day
    ADD CONSTRAINT partition_share_day_pkey PRIMARY KEY (generation, partition, day);


--
-- Name: partition_share partition_share_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.partition_share
    ADD CONSTRAINT partition_share_pkey PRIMARY KEY (generation, partition);


--
-- Name: product_catalogue product_catalogue_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.product_catalogue
    ADD CONSTRAINT product_catalogue_pkey PRIMARY KEY (id);


--
-- Name: product_day_projection product_day_projection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.product_day_projection
    ADD CONSTRAINT product_day_projection_pkey PRIMARY KEY (generation, id, day);


--
-- Name: product_projection product_projection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.product_projection
    ADD CONSTRAINT product_projection_pkey PRIMARY KEY (generation, id);


--
-- Name: projection_generation projection_generation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projection_generation
    ADD CONSTRAINT projection_generation_pkey PRIMARY KEY (generation);


--
-- Name: published published_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.published
    ADD CONSTRAINT published_pkey PRIMARY KEY (partition);


--
-- Name: schema_version schema_version_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (name);


--
-- Name: store_catalogue store_catalogue_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.store_catalogue
    ADD CONSTRAINT store_catalogue_pkey PRIMARY KEY (id);


--
-- Name: store_day_projection store_day_projection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.store_day_projection
    ADD CONSTRAINT store_day_projection_pkey PRIMARY KEY (generation, id, day);


--
-- Name: store_projection store_projection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.store_projection
    ADD CONSTRAINT store_projection_pkey PRIMARY KEY (generation, id);


--
-- Name: audit_action; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_action ON ONLY public.audit USING btree (action, id);


--
-- Name: audit_2026_12_action_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_2026_12_action_id_idx ON public.audit_2026_12 USING btree (action, id);


--
-- Name: audit_actor; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_actor ON ONLY public.audit USING btree (actor, id);


--
-- Name: audit_2026_12_actor_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_2026_12_actor_id_idx ON public.audit_2026_12 USING btree (actor, id);


--
-- Name: audit_target; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_target ON ONLY public.audit USING btree (target, id);


--
-- Name: audit_2026_12_target_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_2026_12_target_id_idx ON public.audit_2026_12 USING btree (target, id);


--
-- Name: audit_2027_01_action_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_2027_01_action_id_idx ON public.audit_2027_01 USING btree (action, id);


--
-- Name: audit_2027_01_actor_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_2027_01_actor_id_idx ON public.audit_2027_01 USING btree (actor, id);


--
-- Name: audit_2027_01_target_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_2027_01_target_id_idx ON public.audit_2027_01 USING btree (target, id);


--
-- Name: audit_before_action_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_before_action_id_idx ON public.audit_before USING btree (action, id);


--
-- Name: audit_before_actor_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_before_actor_id_idx ON public.audit_before USING btree (actor, id);


--
-- Name: audit_before_target_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_before_target_id_idx ON public.audit_before USING btree (target, id);


--
-- Name: customer_catalogue_lower_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_catalogue_lower_id ON public.customer_catalogue USING btree (lower(id) text_pattern_ops);


--
-- Name: customer_catalogue_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_catalogue_name ON public.customer_catalogue USING btree (lower(name) text_pattern_ops);


--
-- Name: customer_projection_lower_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_projection_lower_id ON public.customer_projection USING btree (generation, lower(id) text_pattern_ops);


--
-- Name: customer_projection_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX customer_projection_name ON public.customer_projection USING btree (generation, lower(name) text_pattern_ops);


--
-- Name: import_file_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_file_newest ON public.import_file USING btree (started_at, import_id) WHERE (state <> 'uploading'::text);


--
-- Name: import_file_not_finished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX import_file_not_finished ON public.import_file USING btree (state) WHERE (state <> 'finished'::text);


--
-- Name: ledger_customer_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_customer_newest ON public.ledger USING btree (customer_id, occurred_at, transaction_id) WHERE (customer_id IS NOT NULL);


--
-- Name: ledger_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_newest ON public.ledger USING btree (occurred_at, transaction_id);


--
-- Name: ledger_products; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_products ON public.ledger USING gin (product_ids);


--
-- Name: ledger_store_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_store_newest ON public.ledger USING btree (store_id, occurred_at, transaction_id);


--
-- Name: orleansreminderstable_hash; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX orleansreminderstable_hash ON public.orleansreminderstable USING btree (serviceid, grainhash);


--
-- Name: product_catalogue_lower_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX product_catalogue_lower_id ON public.product_catalogue USING btree (lower(id) text_pattern_ops);


--
-- Name: product_catalogue_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX product_catalogue_name ON public.product_catalogue USING btree (lower(name) text_pattern_ops);


--
-- Name: product_projection_lower_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX product_projection_lower_id ON public.product_projection USING btree (generation, lower(id) text_pattern_ops);


--
-- Name: product_projection_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX product_projection_name ON public.product_projection USING btree (generation, lower(name) text_pattern_ops);


--
-- Name: projection_generation_one_of_each; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX projection_generation_one_of_each ON public.projection_generation USING btree (state);


--
-- Name: store_catalogue_lower_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX store_catalogue_lower_id ON public.store_catalogue USING btree (lower(id) text_pattern_ops);


--
-- Name: store_catalogue_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX store_catalogue_name ON public.store_catalogue USING btree (lower(name) text_pattern_ops);


--
-- Name: store_projection_lower_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX store_projection_lower_id ON public.store_projection USING btree (generation, lower(id) text_pattern_ops);


--
-- Name: store_projection_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX store_projection_name ON public.store_projection USING btree (generation, lower(name) text_pattern_ops);


--
-- Name: audit_2026_12_action_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_action ATTACH PARTITION public.audit_2026_12_action_id_idx;


--
-- Name: audit_2026_12_actor_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_actor ATTACH PARTITION public.audit_2026_12_actor_id_idx;


--
-- Name: audit_2026_12_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_pkey ATTACH PARTITION public.audit_2026_12_pkey;


--
-- Name: audit_2026_12_target_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_target ATTACH PARTITION public.audit_2026_12_target_id_idx;


--
-- Name: audit_2027_01_action_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_action ATTACH PARTITION public.audit_2027_01_action_id_idx;


--
-- Name: audit_2027_01_actor_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_actor ATTACH PARTITION public.audit_2027_01_actor_id_idx;


--
-- Name: audit_2027_01_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_pkey ATTACH PARTITION public.audit_2027_01_pkey;


--
-- Name: audit_2027_01_target_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_target ATTACH PARTITION public.audit_2027_01_target_id_idx;


--
-- Name: audit_before_action_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_action ATTACH PARTITION public.audit_before_action_id_idx;


--
-- Name: audit_before_actor_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_actor ATTACH PARTITION public.audit_before_actor_id_idx;


--
-- Name: audit_before_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_pkey ATTACH PARTITION public.audit_before_pkey;


--
-- Name: audit_before_target_id_idx; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_target ATTACH PARTITION public.audit_before_target_id_idx;


--
-- Name: audit audit_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_append_only();


--
-- Name: audit_2026_12 audit_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_2026_12 FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_append_only();


--
-- Name: audit_2027_01 audit_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_2027_01 FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_append_only();


--
-- Name: audit_before audit_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_before FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_append_only();


--
-- Name: customer_catalogue customer_catalogue_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER customer_catalogue_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.customer_catalogue FOR EACH STATEMENT EXECUTE FUNCTION public.catalogue_changed();


--
-- Name: ledger_earlier_hash ledger_earlier_hash_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_earlier_hash_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_earlier_hash FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_is_append_only();


--
-- Name: ledger ledger_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_is_append_only();


--
-- Name: ledger_key ledger_key_is_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_key_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_key FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_is_append_only();


--
-- Name: ledger ledger_refuses_dead_silo; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER ledger_refuses_dead_silo AFTER INSERT ON public.ledger FOR EACH STATEMENT WHEN ((COALESCE(current_setting('retail.silo'::text, true), ''::text) <> ''::text)) EXECUTE FUNCTION public.refuse_dead_silo();


--
-- Name: product_catalogue product_catalogue_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER product_catalogue_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.product_catalogue FOR EACH STATEMENT EXECUTE FUNCTION public.catalogue_changed();


--
-- Name: store_catalogue store_catalogue_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER store_catalogue_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.store_catalogue FOR EACH STATEMENT EXECUTE FUNCTION public.catalogue_changed();


--
-- Name: import_chunk import_chunk_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_chunk
    ADD CONSTRAINT import_chunk_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import_file(import_id) ON DELETE CASCADE;


--
-- Name: import_problem import_problem_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_problem
    ADD CONSTRAINT import_problem_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import_file(import_id) ON DELETE CASCADE;


--
-- Name: list_walk_ids list_walk_ids_walk_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.list_walk_ids
    ADD CONSTRAINT list_walk_ids_walk_fkey FOREIGN KEY (walk) REFERENCES public.list_walk(walk) ON DELETE CASCADE;


--
-- Name: orleansmembershiptable orleansmembershiptable_deploymentid_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.orleansmembershiptable
    ADD CONSTRAINT orleansmembershiptable_deploymentid_fkey FOREIGN KEY (deploymentid) REFERENCES public.orleansmembershipversiontable(deploymentid);


--
-- PostgreSQL database dump complete
--


