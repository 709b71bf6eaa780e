-- What one unit of an extra service adds to a package's limits (database.md, section C).
CREATE TABLE {schema}.extra_service_limit (
    id uuid PRIMARY KEY, fk_item_id uuid NOT NULL REFERENCES {schema}.item, fk_service_id uuid NOT NULL REFERENCES {schema}.service,
    limitation integer NOT NULL,
    CONSTRAINT extra_service_limit_key UNIQUE (fk_item_id, fk_service_id) DEFERRABLE);
CREATE INDEX extra_service_limit_service ON {schema}.extra_service_limit (fk_service_id);
