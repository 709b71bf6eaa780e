-- Products, the service plans that customers subscribe to, and what those refer to (database.md, section C).
CREATE TABLE {schema}.region (
    id uuid PRIMARY KEY, name text NOT NULL, description text,
    CONSTRAINT region_key UNIQUE (name) DEFERRABLE);

CREATE TABLE {schema}.user_group (
    id uuid PRIMARY KEY, name text NOT NULL, subscriptions boolean NOT NULL DEFAULT true,
    CONSTRAINT user_group_key UNIQUE (name) DEFERRABLE);

CREATE TABLE {schema}.user_group_region (
    id uuid PRIMARY KEY, fk_user_group_id uuid NOT NULL REFERENCES {schema}.user_group,
    fk_region_id uuid NOT NULL REFERENCES {schema}.region,
    CONSTRAINT user_group_region_key UNIQUE (fk_user_group_id, fk_region_id) DEFERRABLE);
CREATE INDEX user_group_region_region ON {schema}.user_group_region (fk_region_id);

CREATE TABLE {schema}.user_group_quota (
    id uuid PRIMARY KEY, fk_user_group_id uuid NOT NULL REFERENCES {schema}.user_group,
    name text NOT NULL, value bigint NOT NULL,
    CONSTRAINT user_group_quota_key UNIQUE (fk_user_group_id, name) DEFERRABLE);

CREATE TABLE {schema}.tariff (
    id uuid PRIMARY KEY, code text NOT NULL, name text NOT NULL, description text,
    type integer NOT NULL, charge_period integer, fk_currency_id uuid REFERENCES {schema}.currency,
    mode integer NOT NULL DEFAULT 1,
    CONSTRAINT tariff_key UNIQUE (code) DEFERRABLE);
CREATE INDEX tariff_currency ON {schema}.tariff (fk_currency_id);

CREATE TABLE {schema}.tariff_tier (
    id uuid PRIMARY KEY, fk_tariff_id uuid NOT NULL REFERENCES {schema}.tariff,
    from_quantity bigint NOT NULL, price numeric(25, 4) NOT NULL,
    CONSTRAINT tariff_tier_key UNIQUE (fk_tariff_id, from_quantity) DEFERRABLE);

CREATE TABLE {schema}.pricing_model (
    id uuid PRIMARY KEY, name text NOT NULL,
    CONSTRAINT pricing_model_key UNIQUE (name) DEFERRABLE);

CREATE TABLE {schema}.pricing_model_tariff (
    id uuid PRIMARY KEY, fk_pricing_model_id uuid NOT NULL REFERENCES {schema}.pricing_model,
    type integer NOT NULL, fk_tariff_id uuid NOT NULL REFERENCES {schema}.tariff,
    CONSTRAINT pricing_model_tariff_key UNIQUE (fk_pricing_model_id, type) DEFERRABLE);
CREATE INDEX pricing_model_tariff_tariff ON {schema}.pricing_model_tariff (fk_tariff_id);

-- A package of the marketplace: the fields of its manifest, a hash of them, and whether a plan that has it can be moved.
CREATE TABLE {schema}.installation_package (
    id uuid PRIMARY KEY, name text NOT NULL, option_schema jsonb NOT NULL, option_schema_hash text NOT NULL,
    applies_subscription_settings boolean NOT NULL DEFAULT false,
    CONSTRAINT installation_package_key UNIQUE (name) DEFERRABLE);

CREATE TABLE {schema}.service_plan (
    id uuid PRIMARY KEY, code text NOT NULL, name text NOT NULL, description text, charge_type integer NOT NULL,
    status integer NOT NULL, max_quantity bigint NOT NULL, grace_period bigint NOT NULL, details text,
    allow_moving boolean NOT NULL DEFAULT false,
    fk_installation_package_id uuid REFERENCES {schema}.installation_package,
    override_regions boolean NOT NULL DEFAULT false,
    CONSTRAINT service_plan_key UNIQUE (code) DEFERRABLE);
CREATE INDEX service_plan_package ON {schema}.service_plan (fk_installation_package_id);

CREATE TABLE {schema}.service_plan_option (
    id uuid PRIMARY KEY, fk_service_plan_id uuid NOT NULL REFERENCES {schema}.service_plan,
    name text NOT NULL, value jsonb, editable boolean NOT NULL DEFAULT false,
    CONSTRAINT service_plan_option_key UNIQUE (fk_service_plan_id, name) DEFERRABLE);

CREATE TABLE {schema}.service_plan_region (
    id uuid PRIMARY KEY, fk_service_plan_id uuid NOT NULL REFERENCES {schema}.service_plan,
    fk_region_id uuid NOT NULL REFERENCES {schema}.region,
    fk_pricing_model_id uuid REFERENCES {schema}.pricing_model,
    CONSTRAINT service_plan_region_key UNIQUE (fk_service_plan_id, fk_region_id) DEFERRABLE);
CREATE INDEX service_plan_region_region ON {schema}.service_plan_region (fk_region_id);
CREATE INDEX service_plan_region_model ON {schema}.service_plan_region (fk_pricing_model_id);

CREATE TABLE {schema}.service_plan_tariff (
    id uuid PRIMARY KEY, fk_service_plan_id uuid NOT NULL REFERENCES {schema}.service_plan,
    fk_tariff_id uuid NOT NULL REFERENCES {schema}.tariff,
    CONSTRAINT service_plan_tariff_key UNIQUE (fk_service_plan_id, fk_tariff_id) DEFERRABLE);
CREATE INDEX service_plan_tariff_tariff ON {schema}.service_plan_tariff (fk_tariff_id);

CREATE TABLE {schema}.service_plan_metadata (
    id uuid PRIMARY KEY, fk_service_plan_id uuid NOT NULL REFERENCES {schema}.service_plan,
    name text NOT NULL, value text NOT NULL,
    CONSTRAINT service_plan_metadata_key UNIQUE (fk_service_plan_id, name) DEFERRABLE);

CREATE TABLE {schema}.product (
    id uuid PRIMARY KEY, code text NOT NULL, type integer NOT NULL, name text NOT NULL, status integer NOT NULL,
    logo text, short_description text, description text,
    CONSTRAINT product_key UNIQUE (code) DEFERRABLE);

CREATE TABLE {schema}.product_user_group (
    id uuid PRIMARY KEY, fk_product_id uuid NOT NULL REFERENCES {schema}.product,
    fk_user_group_id uuid NOT NULL REFERENCES {schema}.user_group, position bigint NOT NULL,
    CONSTRAINT product_user_group_key UNIQUE (fk_product_id, fk_user_group_id) DEFERRABLE);
CREATE INDEX product_user_group_group ON {schema}.product_user_group (fk_user_group_id);

CREATE TABLE {schema}.product_related_package (
    id uuid PRIMARY KEY, fk_product_id uuid NOT NULL REFERENCES {schema}.product,
    fk_installation_package_id uuid NOT NULL REFERENCES {schema}.installation_package, position bigint NOT NULL,
    CONSTRAINT product_related_package_key UNIQUE (fk_product_id, fk_installation_package_id) DEFERRABLE);
CREATE INDEX product_related_package_package ON {schema}.product_related_package (fk_installation_package_id);

CREATE TABLE {schema}.product_plan (
    id uuid PRIMARY KEY, fk_product_id uuid NOT NULL REFERENCES {schema}.product,
    fk_service_plan_id uuid NOT NULL REFERENCES {schema}.service_plan, position bigint NOT NULL,
    CONSTRAINT product_plan_key UNIQUE (fk_product_id, fk_service_plan_id) DEFERRABLE);
CREATE INDEX product_plan_plan ON {schema}.product_plan (fk_service_plan_id);

-- Who subscribes to what, as the platform records it. Wares counts these rows and never writes any. What a subscription
-- that has ended refers to may be gone, so no foreign key holds it.
CREATE TABLE IF NOT EXISTS {schema}.service_plan_subscription (
    id uuid PRIMARY KEY, status text NOT NULL, quantity bigint NOT NULL DEFAULT 1,
    fk_product_id uuid NOT NULL, fk_service_plan_id uuid NOT NULL, fk_tariff_id uuid);
CREATE INDEX IF NOT EXISTS service_plan_subscription_product ON {schema}.service_plan_subscription (fk_product_id);
CREATE INDEX IF NOT EXISTS service_plan_subscription_plan ON {schema}.service_plan_subscription (fk_service_plan_id);
CREATE INDEX IF NOT EXISTS service_plan_subscription_tariff ON {schema}.service_plan_subscription (fk_tariff_id);
