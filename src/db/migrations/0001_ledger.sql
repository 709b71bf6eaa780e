-- The ledger: who owns what, as it was last applied, and every migration (database.md, section C).
CREATE SCHEMA wares;
CREATE TABLE wares.version (version integer NOT NULL);
INSERT INTO wares.version VALUES (1);
CREATE TABLE wares.migration (
    id uuid PRIMARY KEY, billing_schema text NOT NULL, catalog text NOT NULL, plan_hash text NOT NULL,
    tool_version text NOT NULL, applied_by text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
    sequence bigint GENERATED ALWAYS AS IDENTITY, header jsonb, source_commit text, after_apply text);
CREATE INDEX ON wares.migration (billing_schema, catalog, sequence);
CREATE TABLE wares.migration_change (
    migration uuid NOT NULL REFERENCES wares.migration, sequence integer NOT NULL, slice text NOT NULL,
    key jsonb NOT NULL, before jsonb, after jsonb, PRIMARY KEY (migration, sequence));
CREATE TABLE wares.resource (
    billing_schema text NOT NULL, root_table text NOT NULL, root_id uuid NOT NULL, kind text NOT NULL,
    key jsonb NOT NULL, catalog text NOT NULL, file text NOT NULL, protect boolean NOT NULL, hash text NOT NULL,
    rows jsonb NOT NULL, migration uuid NOT NULL REFERENCES wares.migration,
    PRIMARY KEY (billing_schema, root_table, root_id) DEFERRABLE,
    UNIQUE (billing_schema, root_table, catalog, key) DEFERRABLE);
CREATE INDEX ON wares.resource (billing_schema, catalog);
CREATE INDEX ON wares.resource (migration);
