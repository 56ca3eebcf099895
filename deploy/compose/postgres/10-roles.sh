#!/bin/sh
# Runs once, when the data folder is made: the runtime user, without rights to the schema, and the exporter's user, who reads statistics only.
# migrate grants the runtime user what the programs need.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    -v password="$(cat /run/secrets/postgres_app_password)" -v monitor="$(cat /run/secrets/postgres_monitor_password)" -v database="$POSTGRES_DB" << 'SQL'
CREATE ROLE retail_app LOGIN PASSWORD :'password';
CREATE ROLE retail_monitor LOGIN PASSWORD :'monitor' IN ROLE pg_monitor;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO retail_app, retail_monitor;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
