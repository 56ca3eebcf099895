#!/bin/sh
# Runs once, when the data folder is made: the runtime user, without rights to the schema. migrate grants it what the programs need.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    -v password="$(cat /run/secrets/postgres_app_password)" -v database="$POSTGRES_DB" << 'SQL'
CREATE ROLE retail_app LOGIN PASSWORD :'password';
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO retail_app;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
