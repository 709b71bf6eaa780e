-- What a package is sold with: details, and the lists of values that they offer (database.md, section C).
CREATE TABLE {schema}.detail_type (
    id uuid PRIMARY KEY, name text NOT NULL, value_type integer NOT NULL, unit text,
    fk_service_id uuid REFERENCES {schema}.service,
    CONSTRAINT detail_type_key UNIQUE (name) DEFERRABLE);
CREATE INDEX detail_type_service ON {schema}.detail_type (fk_service_id);

CREATE TABLE {schema}.detail_type_unit (
    id uuid PRIMARY KEY, fk_detail_type_id uuid NOT NULL REFERENCES {schema}.detail_type,
    name text NOT NULL, factor integer NOT NULL,
    CONSTRAINT detail_type_unit_key UNIQUE (fk_detail_type_id, name) DEFERRABLE);

CREATE TABLE {schema}.enumeration (
    id uuid PRIMARY KEY, name text NOT NULL,
    CONSTRAINT enumeration_key UNIQUE (name) DEFERRABLE);

CREATE TABLE {schema}.enumeration_item (
    id uuid PRIMARY KEY, fk_enumeration_id uuid NOT NULL REFERENCES {schema}.enumeration,
    name text NOT NULL, position integer NOT NULL, enabled boolean NOT NULL DEFAULT true,
    CONSTRAINT enumeration_item_key UNIQUE (fk_enumeration_id, name) DEFERRABLE);

CREATE TABLE {schema}.enumeration_item_price (
    id uuid PRIMARY KEY, fk_enumeration_item_id uuid NOT NULL REFERENCES {schema}.enumeration_item,
    period text NOT NULL, fk_currency_id uuid NOT NULL REFERENCES {schema}.currency,
    value numeric(25, 4) NOT NULL, enabled boolean NOT NULL DEFAULT true,
    CONSTRAINT enumeration_item_price_key UNIQUE (fk_enumeration_item_id, period, fk_currency_id) DEFERRABLE);
CREATE INDEX enumeration_item_price_currency ON {schema}.enumeration_item_price (fk_currency_id);

-- A detail belongs to an item and has a type; a choice of a compound detail belongs to that one and has a name.
CREATE TABLE {schema}.package_detail (
    id uuid PRIMARY KEY, fk_item_id uuid REFERENCES {schema}.item,
    fk_detail_type_id uuid REFERENCES {schema}.detail_type,
    fk_parent_id uuid REFERENCES {schema}.package_detail, name text,
    enabled boolean NOT NULL DEFAULT true, billing integer NOT NULL,
    included integer NOT NULL DEFAULT 0, included_flag boolean NOT NULL DEFAULT false,
    step integer NOT NULL DEFAULT 1, maximum integer NOT NULL DEFAULT -1, unit text,
    fk_enumeration_id uuid REFERENCES {schema}.enumeration,
    fk_enumeration_item_id uuid REFERENCES {schema}.enumeration_item,
    multiply_setup_fee boolean NOT NULL DEFAULT true, minimum_period text, priority integer NOT NULL DEFAULT 0,
    post_paid boolean NOT NULL DEFAULT false, manual_processing boolean NOT NULL DEFAULT false,
    send_instruction boolean NOT NULL DEFAULT false, skip_trial boolean NOT NULL DEFAULT false,
    alternative_calculation boolean NOT NULL DEFAULT false, random_name boolean NOT NULL DEFAULT false,
    overage_period integer, aggregation integer, price_per integer, active_only boolean NOT NULL DEFAULT false,
    CONSTRAINT package_detail_key UNIQUE (fk_item_id, fk_detail_type_id) DEFERRABLE,
    CONSTRAINT package_detail_choice_key UNIQUE (fk_parent_id, name) DEFERRABLE,
    CONSTRAINT package_detail_owner CHECK ((fk_item_id IS NULL) <> (fk_parent_id IS NULL)));
CREATE INDEX package_detail_type ON {schema}.package_detail (fk_detail_type_id);
CREATE INDEX package_detail_enumeration ON {schema}.package_detail (fk_enumeration_id);
CREATE INDEX package_detail_enumeration_item ON {schema}.package_detail (fk_enumeration_item_id);

CREATE TABLE {schema}.package_detail_price (
    id uuid PRIMARY KEY, fk_package_detail_id uuid NOT NULL REFERENCES {schema}.package_detail,
    kind text NOT NULL CHECK (kind IN ('price', 'unlimited', 'overage', 'setup')),
    period text NOT NULL, fk_currency_id uuid NOT NULL REFERENCES {schema}.currency,
    value numeric(25, 4) NOT NULL, enabled boolean NOT NULL DEFAULT true,
    CONSTRAINT package_detail_price_key UNIQUE (fk_package_detail_id, kind, period, fk_currency_id) DEFERRABLE);
CREATE INDEX package_detail_price_currency ON {schema}.package_detail_price (fk_currency_id);

CREATE TABLE {schema}.package_detail_item_price (
    id uuid PRIMARY KEY, fk_package_detail_id uuid NOT NULL REFERENCES {schema}.package_detail,
    fk_enumeration_item_id uuid NOT NULL REFERENCES {schema}.enumeration_item,
    period text NOT NULL, fk_currency_id uuid NOT NULL REFERENCES {schema}.currency,
    value numeric(25, 4) NOT NULL, enabled boolean NOT NULL DEFAULT true,
    CONSTRAINT package_detail_item_price_key
        UNIQUE (fk_package_detail_id, fk_enumeration_item_id, period, fk_currency_id) DEFERRABLE);
CREATE INDEX package_detail_item_price_item ON {schema}.package_detail_item_price (fk_enumeration_item_id);
CREATE INDEX package_detail_item_price_currency ON {schema}.package_detail_item_price (fk_currency_id);

-- What a subscription has of a detail of its package, or of a choice of one, as the billing system records it: how many
-- units with those that are included, and which value. Wares counts these rows and never writes any.
CREATE TABLE IF NOT EXISTS {schema}.subscription_detail (
    id uuid PRIMARY KEY, fk_subscription_id uuid NOT NULL,
    fk_detail_type_id uuid NOT NULL REFERENCES {schema}.detail_type,
    fk_package_detail_id uuid NOT NULL REFERENCES {schema}.package_detail,
    amount integer, fk_enumeration_item_id uuid REFERENCES {schema}.enumeration_item);
CREATE INDEX IF NOT EXISTS subscription_detail_subscription ON {schema}.subscription_detail (fk_subscription_id);
CREATE INDEX IF NOT EXISTS subscription_detail_type ON {schema}.subscription_detail (fk_detail_type_id);
CREATE INDEX IF NOT EXISTS subscription_detail_detail ON {schema}.subscription_detail (fk_package_detail_id);
CREATE INDEX IF NOT EXISTS subscription_detail_value ON {schema}.subscription_detail (fk_enumeration_item_id);
