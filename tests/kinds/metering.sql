CREATE TYPE aggregation AS ENUM ('count', 'sum', 'max');
CREATE TABLE segment (uid text PRIMARY KEY, code varchar(255) NOT NULL, title text NOT NULL,
    parent_uid text REFERENCES segment);
CREATE UNIQUE INDEX ON segment (code);
CREATE INDEX ON segment (parent_uid);
CREATE TABLE meter (ulid char(26) PRIMARY KEY, code text NOT NULL, aggregation aggregation NOT NULL,
    settings jsonb NOT NULL, dimensions varchar(40)[] NOT NULL, archived_by text, deleted_at timestamptz,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
CREATE INDEX ON meter (code);
CREATE TABLE plan (id serial PRIMARY KEY, code text NOT NULL, version integer NOT NULL,
    billed text NOT NULL DEFAULT 'monthly', parent_id integer REFERENCES plan, segment_uid text REFERENCES segment,
    deleted_at timestamptz);
CREATE UNIQUE INDEX ON plan (code, version) WHERE deleted_at IS NULL AND parent_id IS NULL;
CREATE TABLE charge (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, plan_id integer NOT NULL REFERENCES plan,
    meter_ulid char(26) NOT NULL REFERENCES meter, amount_cents bigint NOT NULL, currency text NOT NULL,
    deleted_at timestamptz);
CREATE UNIQUE INDEX ON charge (plan_id, meter_ulid) WHERE deleted_at IS NULL;
CREATE TABLE charge_filter (id uuid PRIMARY KEY, charge_id bigint NOT NULL REFERENCES charge, name text NOT NULL,
    allowed text[] NOT NULL);
CREATE UNIQUE INDEX ON charge_filter (charge_id, name);
