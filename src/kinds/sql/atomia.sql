-- The billing tables that a catalog works on (names and columns: database.md, section A); the schema is put in.
CREATE TABLE {schema}.reseller (id uuid PRIMARY KEY, name varchar(512) NOT NULL);
CREATE TABLE {schema}.currency (
    id uuid PRIMARY KEY, code varchar(16) NOT NULL, symbol varchar(16) NOT NULL, name varchar(255) NOT NULL,
    place_symbol_before boolean NOT NULL, active boolean NOT NULL);
CREATE TABLE {schema}.language (id uuid PRIMARY KEY, iso_639_name varchar(16) NOT NULL);
CREATE TABLE {schema}.shop (
    id uuid PRIMARY KEY, fk_reseller_id uuid NOT NULL REFERENCES {schema}.reseller, default_shop boolean NOT NULL,
    active_from timestamptz NOT NULL, active_to timestamptz NOT NULL, name varchar(512) NOT NULL,
    created_time timestamptz NOT NULL, last_update_time timestamptz NOT NULL, deleted boolean NOT NULL);
CREATE INDEX ON {schema}.shop (fk_reseller_id);
CREATE TABLE {schema}.shop_item_category (
    id uuid PRIMARY KEY, fk_reseller_id uuid NOT NULL REFERENCES {schema}.reseller, category_name varchar(512) NOT NULL,
    deleted boolean NOT NULL);
CREATE INDEX ON {schema}.shop_item_category (fk_reseller_id);
CREATE TABLE {schema}.service (id uuid PRIMARY KEY, name varchar(255) NOT NULL, description text);
CREATE TABLE {schema}.provisioning_description_package (
    id uuid PRIMARY KEY, name varchar(255) NOT NULL, description text NOT NULL);
CREATE TABLE {schema}.package_configuration (
    id uuid PRIMARY KEY, name varchar(512) NOT NULL,
    fk_provisioning_package_id uuid NOT NULL REFERENCES {schema}.provisioning_description_package);
CREATE INDEX ON {schema}.package_configuration (fk_provisioning_package_id);
CREATE TABLE {schema}.service_limitation (
    id uuid PRIMARY KEY, limitation integer NOT NULL,
    fk_package_configuration_id uuid NOT NULL REFERENCES {schema}.package_configuration,
    fk_service_id uuid NOT NULL REFERENCES {schema}.service);
CREATE INDEX ON {schema}.service_limitation (fk_package_configuration_id);
CREATE INDEX ON {schema}.service_limitation (fk_service_id);
CREATE TABLE {schema}.item (
    id uuid PRIMARY KEY, created_time timestamptz NOT NULL, last_change_time timestamptz NOT NULL,
    category varchar(512), article_number varchar(512), deleted boolean NOT NULL, delivery_date integer,
    provisioning_allowed_type integer NOT NULL, renewing_allowed_type integer NOT NULL,
    upgrading_allowed_type integer NOT NULL, recurring boolean NOT NULL, reprovision boolean NOT NULL,
    defferedrevenue boolean NOT NULL, allow_to_subresellers boolean NOT NULL, renewal_period integer NOT NULL,
    renewal_period_unit varchar(512), renewal_item_id uuid REFERENCES {schema}.item, provisioning_service text,
    tax1 varchar(512), tax2 varchar(512), tax2_mode integer, renewal_invoice_period integer,
    termination_notice_period integer, force_renewal integer, auto_credit boolean NOT NULL,
    allow_autocredit_if_provisioned boolean NOT NULL, usage_formula_plugin_name varchar(255),
    align_with_main_subscription boolean NOT NULL, discontinued_expire_action integer NOT NULL,
    not_paid_expire_action integer NOT NULL, set_status integer, separate_renewal_invoice boolean NOT NULL,
    fk_package_configuration_id uuid REFERENCES {schema}.package_configuration);
CREATE INDEX ON {schema}.item (article_number);
CREATE INDEX ON {schema}.item (renewal_item_id);
CREATE INDEX ON {schema}.item (fk_package_configuration_id);
CREATE TABLE {schema}.item_property (
    id uuid PRIMARY KEY, fk_item_id uuid NOT NULL REFERENCES {schema}.item, name varchar(512) NOT NULL, value text NOT NULL,
    suffix varchar(512) NOT NULL);
CREATE INDEX ON {schema}.item_property (fk_item_id);
CREATE TABLE {schema}.item_tag (id uuid PRIMARY KEY, fk_item_id uuid NOT NULL REFERENCES {schema}.item, value varchar(255) NOT NULL);
CREATE INDEX ON {schema}.item_tag (fk_item_id);
CREATE TABLE {schema}.item_relation (
    id uuid PRIMARY KEY, fk_parent_item_id uuid NOT NULL REFERENCES {schema}.item,
    fk_child_item_id uuid NOT NULL REFERENCES {schema}.item, quantity double precision NOT NULL);
CREATE INDEX ON {schema}.item_relation (fk_parent_item_id);
CREATE INDEX ON {schema}.item_relation (fk_child_item_id);
CREATE TABLE {schema}.renewal_period (
    id uuid PRIMARY KEY, fk_item_id uuid NOT NULL REFERENCES {schema}.item, renewal_period_value integer NOT NULL,
    renewal_period_unit varchar(64) NOT NULL);
CREATE INDEX ON {schema}.renewal_period (fk_item_id);
CREATE TABLE {schema}.counter_type (
    id uuid PRIMARY KEY, counter_id varchar(255) NOT NULL, fk_item_id uuid NOT NULL REFERENCES {schema}.item,
    unit_value decimal(25,4) NOT NULL, require_subscription boolean);
CREATE INDEX ON {schema}.counter_type (fk_item_id);
CREATE TABLE {schema}.counter_range (
    id uuid PRIMARY KEY, fk_counter_type_id uuid NOT NULL REFERENCES {schema}.counter_type,
    lower_margin decimal(25,4) NOT NULL, upper_margin decimal(25,4) NOT NULL);
CREATE INDEX ON {schema}.counter_range (fk_counter_type_id);
CREATE TABLE {schema}.item_price (
    id uuid PRIMARY KEY, discriminator varchar(64) NOT NULL, fk_reseller_id uuid NOT NULL REFERENCES {schema}.reseller,
    fk_currency_id uuid NOT NULL REFERENCES {schema}.currency, value decimal(25,4) NOT NULL, enabled boolean NOT NULL,
    description text, fk_item_id uuid REFERENCES {schema}.item, fk_renewal_period_id uuid REFERENCES {schema}.renewal_period,
    fk_counter_range_id uuid REFERENCES {schema}.counter_range);
CREATE INDEX ON {schema}.item_price (fk_reseller_id);
CREATE INDEX ON {schema}.item_price (fk_currency_id);
CREATE INDEX ON {schema}.item_price (fk_item_id);
CREATE INDEX ON {schema}.item_price (fk_renewal_period_id);
CREATE INDEX ON {schema}.item_price (fk_counter_range_id);
CREATE TABLE {schema}.international (
    id uuid PRIMARY KEY, entity_field_name varchar(255) NOT NULL, external_id uuid NOT NULL, value text NOT NULL,
    fk_language_id uuid NOT NULL REFERENCES {schema}.language);
CREATE INDEX ON {schema}.international (external_id);
CREATE INDEX ON {schema}.international (fk_language_id);
CREATE TABLE {schema}.shop_item (
    id uuid PRIMARY KEY, order_by integer NOT NULL, fk_item_id uuid NOT NULL REFERENCES {schema}.item,
    fk_shop_id uuid NOT NULL REFERENCES {schema}.shop);
CREATE INDEX ON {schema}.shop_item (fk_item_id);
CREATE INDEX ON {schema}.shop_item (fk_shop_id);
CREATE TABLE {schema}.shop_item_property (
    id uuid PRIMARY KEY, name varchar(512) NOT NULL, value text NOT NULL,
    value_prefix varchar(32) GENERATED ALWAYS AS (left(value, 32)) STORED,
    fk_shop_item_id uuid NOT NULL REFERENCES {schema}.shop_item);
CREATE INDEX ON {schema}.shop_item_property (fk_shop_item_id);
CREATE TABLE {schema}.shop_item_shop_item_category (
    id uuid PRIMARY KEY, fk_shop_item_id uuid REFERENCES {schema}.shop_item, fk_category_id uuid REFERENCES {schema}.shop_item_category);
CREATE INDEX ON {schema}.shop_item_shop_item_category (fk_shop_item_id);
CREATE INDEX ON {schema}.shop_item_shop_item_category (fk_category_id);
CREATE TABLE {schema}.upgrade_group (id uuid PRIMARY KEY, name varchar(512) NOT NULL);
CREATE TABLE {schema}.upgrade_group_member (
    id uuid PRIMARY KEY, fk_group_id uuid NOT NULL REFERENCES {schema}.upgrade_group, fk_item_id uuid, upgrade_level integer,
    upgradeable boolean NOT NULL, downgradeable boolean NOT NULL, upgradeable_from boolean NOT NULL,
    downgradeable_from boolean NOT NULL);
CREATE INDEX ON {schema}.upgrade_group_member (fk_group_id);
CREATE INDEX ON {schema}.upgrade_group_member (fk_item_id);
CREATE TABLE {schema}.subscription (
    id uuid PRIMARY KEY, fk_item_id uuid NOT NULL REFERENCES {schema}.item, renewal_period_id uuid REFERENCES {schema}.renewal_period,
    state integer NOT NULL, recurring boolean NOT NULL, quantity decimal(25,4) NOT NULL, provisioning_status integer,
    fk_old_subscription_id uuid REFERENCES {schema}.subscription, expiration_date timestamptz NOT NULL,
    next_renewal_date timestamptz NOT NULL);
CREATE INDEX ON {schema}.subscription (fk_item_id);
CREATE INDEX ON {schema}.subscription (renewal_period_id);
CREATE INDEX ON {schema}.subscription (fk_old_subscription_id);
CREATE TABLE {schema}.campaign_discount_item (
    id uuid PRIMARY KEY, item_number varchar(512) NOT NULL, discount_percent decimal(25,4) NOT NULL,
    discount_amount decimal(25,4) NOT NULL, currency_code varchar(16) NOT NULL, item_to_map varchar(512),
    add_item_to_order boolean NOT NULL);
