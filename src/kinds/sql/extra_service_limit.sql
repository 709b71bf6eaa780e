-- The tables of Wares' own among the billing tables (database.md, section C).
CREATE TABLE IF NOT EXISTS extra_service_limit (
    id uuid PRIMARY KEY, fk_item_id uuid NOT NULL REFERENCES item, fk_service_id uuid NOT NULL REFERENCES service,
    limitation integer NOT NULL,
    CONSTRAINT extra_service_limit_key UNIQUE (fk_item_id, fk_service_id) DEFERRABLE);
CREATE INDEX IF NOT EXISTS extra_service_limit_service ON extra_service_limit (fk_service_id);
