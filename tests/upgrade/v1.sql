-- A database as Wares with version 1 of its ledger left it, by `pg_dump --no-owner --no-privileges --inserts`. It was
-- made by `db init` and five applies of two catalogs: new resources; a change of one; the deletion of an article (which
-- was in a group that no catalog owned) and of a group, with the release of another article; the adoption of an article
-- that somebody had made by hand; and an article of the catalog `partner`. `catalog/` has what was applied last.

CREATE SCHEMA wares;

CREATE TABLE public.campaign_discount_item (
    id uuid NOT NULL,
    item_number character varying(512) NOT NULL,
    discount_percent numeric(25,4) NOT NULL,
    discount_amount numeric(25,4) NOT NULL,
    currency_code character varying(16) NOT NULL,
    item_to_map character varying(512),
    add_item_to_order boolean NOT NULL
);

CREATE TABLE public.counter_range (
    id uuid NOT NULL,
    fk_counter_type_id uuid NOT NULL,
    lower_margin numeric(25,4) NOT NULL,
    upper_margin numeric(25,4) NOT NULL
);

CREATE TABLE public.counter_type (
    id uuid NOT NULL,
    counter_id character varying(255) NOT NULL,
    fk_item_id uuid NOT NULL,
    unit_value numeric(25,4) NOT NULL,
    require_subscription boolean
);

CREATE TABLE public.currency (
    id uuid NOT NULL,
    code character varying(16) NOT NULL,
    symbol character varying(16) NOT NULL,
    name character varying(255) NOT NULL,
    place_symbol_before boolean NOT NULL,
    active boolean NOT NULL
);

CREATE TABLE public.extra_service_limit (
    id uuid NOT NULL,
    fk_item_id uuid NOT NULL,
    fk_service_id uuid NOT NULL,
    limitation integer NOT NULL
);

CREATE TABLE public.international (
    id uuid NOT NULL,
    entity_field_name character varying(255) NOT NULL,
    external_id uuid NOT NULL,
    value text NOT NULL,
    fk_language_id uuid NOT NULL
);

CREATE TABLE public.item (
    id uuid NOT NULL,
    created_time timestamp with time zone NOT NULL,
    last_change_time timestamp with time zone NOT NULL,
    category character varying(512),
    article_number character varying(512),
    deleted boolean NOT NULL,
    delivery_date integer,
    provisioning_allowed_type integer NOT NULL,
    renewing_allowed_type integer NOT NULL,
    upgrading_allowed_type integer NOT NULL,
    recurring boolean NOT NULL,
    reprovision boolean NOT NULL,
    defferedrevenue boolean NOT NULL,
    allow_to_subresellers boolean NOT NULL,
    renewal_period integer NOT NULL,
    renewal_period_unit character varying(512),
    renewal_item_id uuid,
    provisioning_service text,
    tax1 character varying(512),
    tax2 character varying(512),
    tax2_mode integer,
    renewal_invoice_period integer,
    termination_notice_period integer,
    force_renewal integer,
    auto_credit boolean NOT NULL,
    allow_autocredit_if_provisioned boolean NOT NULL,
    usage_formula_plugin_name character varying(255),
    align_with_main_subscription boolean NOT NULL,
    discontinued_expire_action integer NOT NULL,
    not_paid_expire_action integer NOT NULL,
    set_status integer,
    separate_renewal_invoice boolean NOT NULL,
    fk_package_configuration_id uuid
);

CREATE TABLE public.item_price (
    id uuid NOT NULL,
    discriminator character varying(64) NOT NULL,
    fk_reseller_id uuid NOT NULL,
    fk_currency_id uuid NOT NULL,
    value numeric(25,4) NOT NULL,
    enabled boolean NOT NULL,
    description text,
    fk_item_id uuid,
    fk_renewal_period_id uuid,
    fk_counter_range_id uuid
);

CREATE TABLE public.item_property (
    id uuid NOT NULL,
    fk_item_id uuid NOT NULL,
    name character varying(512) NOT NULL,
    value text NOT NULL,
    suffix character varying(512) NOT NULL
);

CREATE TABLE public.item_relation (
    id uuid NOT NULL,
    fk_parent_item_id uuid NOT NULL,
    fk_child_item_id uuid NOT NULL,
    quantity double precision NOT NULL
);

CREATE TABLE public.item_tag (
    id uuid NOT NULL,
    fk_item_id uuid NOT NULL,
    value character varying(255) NOT NULL
);

CREATE TABLE public.language (
    id uuid NOT NULL,
    iso_639_name character varying(16) NOT NULL
);

CREATE TABLE public.package_configuration (
    id uuid NOT NULL,
    name character varying(512) NOT NULL,
    fk_provisioning_package_id uuid NOT NULL
);

CREATE TABLE public.provisioning_description_package (
    id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description text NOT NULL
);

CREATE TABLE public.renewal_period (
    id uuid NOT NULL,
    fk_item_id uuid NOT NULL,
    renewal_period_value integer NOT NULL,
    renewal_period_unit character varying(64) NOT NULL
);

CREATE TABLE public.reseller (
    id uuid NOT NULL,
    name character varying(512) NOT NULL
);

CREATE TABLE public.service (
    id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description text
);

CREATE TABLE public.service_limitation (
    id uuid NOT NULL,
    limitation integer NOT NULL,
    fk_package_configuration_id uuid NOT NULL,
    fk_service_id uuid NOT NULL
);

CREATE TABLE public.shop (
    id uuid NOT NULL,
    fk_reseller_id uuid NOT NULL,
    default_shop boolean NOT NULL,
    active_from timestamp with time zone NOT NULL,
    active_to timestamp with time zone NOT NULL,
    name character varying(512) NOT NULL,
    created_time timestamp with time zone NOT NULL,
    last_update_time timestamp with time zone NOT NULL,
    deleted boolean NOT NULL
);

CREATE TABLE public.shop_item (
    id uuid NOT NULL,
    order_by integer NOT NULL,
    fk_item_id uuid NOT NULL,
    fk_shop_id uuid NOT NULL
);

CREATE TABLE public.shop_item_category (
    id uuid NOT NULL,
    fk_reseller_id uuid NOT NULL,
    category_name character varying(512) NOT NULL,
    deleted boolean NOT NULL
);

CREATE TABLE public.shop_item_property (
    id uuid NOT NULL,
    name character varying(512) NOT NULL,
    value text NOT NULL,
    value_prefix character varying(32) GENERATED ALWAYS AS ("left"(value, 32)) STORED,
    fk_shop_item_id uuid NOT NULL
);

CREATE TABLE public.shop_item_shop_item_category (
    id uuid NOT NULL,
    fk_shop_item_id uuid,
    fk_category_id uuid
);

CREATE TABLE public.subscription (
    id uuid NOT NULL,
    fk_item_id uuid NOT NULL,
    renewal_period_id uuid,
    state integer NOT NULL,
    recurring boolean NOT NULL,
    quantity numeric(25,4) NOT NULL,
    provisioning_status integer,
    fk_old_subscription_id uuid,
    expiration_date timestamp with time zone NOT NULL,
    next_renewal_date timestamp with time zone NOT NULL
);

CREATE TABLE public.upgrade_group (
    id uuid NOT NULL,
    name character varying(512) NOT NULL
);

CREATE TABLE public.upgrade_group_member (
    id uuid NOT NULL,
    fk_group_id uuid NOT NULL,
    fk_item_id uuid,
    upgrade_level integer,
    upgradeable boolean NOT NULL,
    downgradeable boolean NOT NULL,
    upgradeable_from boolean NOT NULL,
    downgradeable_from boolean NOT NULL
);

CREATE TABLE wares.migration (
    id uuid NOT NULL,
    billing_schema text NOT NULL,
    catalog text NOT NULL,
    plan_hash text NOT NULL,
    tool_version text NOT NULL,
    applied_by text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    sequence bigint NOT NULL,
    header jsonb,
    source_commit text,
    after_apply text
);

CREATE TABLE wares.migration_change (
    migration uuid NOT NULL,
    sequence integer NOT NULL,
    slice text NOT NULL,
    key jsonb NOT NULL,
    before jsonb,
    after jsonb
);

ALTER TABLE wares.migration ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME wares.migration_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE wares.resource (
    billing_schema text NOT NULL,
    root_table text NOT NULL,
    root_id uuid NOT NULL,
    kind text NOT NULL,
    key jsonb NOT NULL,
    catalog text NOT NULL,
    file text NOT NULL,
    protect boolean NOT NULL,
    hash text NOT NULL,
    rows jsonb NOT NULL,
    migration uuid NOT NULL
);

CREATE TABLE wares.version (
    version integer NOT NULL
);

INSERT INTO public.currency VALUES
	('0f9a6855-5214-418c-a931-0af4fe0552ab', 'EUR', 'EUR', 'EUR', false, true),
	('e324ff80-d995-461e-b4bb-304d9e20f1df', 'USD', 'USD', 'USD', false, true);

INSERT INTO public.extra_service_limit VALUES
	('c584ace6-8d65-8000-8000-00000000002c', 'c584ace6-8d65-8000-8000-000000000006', '432535c2-e8fc-42a2-972e-d9ade055809c', 1),
	('c584ace6-8d65-8000-8000-00000000002d', 'c584ace6-8d65-8000-8000-000000000007', '0314f5f4-7c60-4530-a23f-9d37579da958', 5);

INSERT INTO public.international VALUES
	('c584ace6-8d65-8000-8000-000000000017', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000001', '.com domain', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('c584ace6-8d65-8000-8000-000000000018', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000002', '.org domain', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('c584ace6-8d65-8000-8000-000000000019', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000003', 'Gold', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('c584ace6-8d65-8000-8000-00000000001a', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000004', 'Silber', 'e1124403-35f7-415b-b177-08c884851380'),
	('c584ace6-8d65-8000-8000-00000000001b', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000004', 'Silver', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('c584ace6-8d65-8000-8000-00000000001c', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000005', 'Fee', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('c584ace6-8d65-8000-8000-00000000001d', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000006', 'Database', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('c584ace6-8d65-8000-8000-00000000001e', 'Item.Name', 'c584ace6-8d65-8000-8000-000000000007', 'Mailboxes', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('c584ace6-8d65-8000-8000-00000000003b', 'ShopItem.Name', 'c584ace6-8d65-8000-8000-000000000027', 'Best', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('59bc0bd3-05d9-8000-8000-000000000001', 'Item.Description', 'c584ace6-8d65-8000-8000-000000000003', 'It''s "fast", 100 % – größer', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('206ad210-f5a8-8000-8000-000000000002', 'Item.Name', '00000001-0000-4000-8000-000000000000', '.net domain', '5f0e246d-e4d1-4872-b290-f4bbce951de7'),
	('2b67f9b9-a0a6-8000-8000-000000000003', 'Item.Name', '2b67f9b9-a0a6-8000-8000-000000000001', 'Setup', '5f0e246d-e4d1-4872-b290-f4bbce951de7');

INSERT INTO public.item VALUES
	('c584ace6-8d65-8000-8000-000000000001', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'TLD', 'DMN-COM', false, 0, 0, 0, 0, false, false, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, NULL),
	('c584ace6-8d65-8000-8000-000000000003', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'HostingPackage', 'HST-GLDY', false, 0, 0, 0, 0, true, false, false, false, 1, 'YEAR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, 'c584ace6-8d65-8000-8000-00000000000a'),
	('c584ace6-8d65-8000-8000-000000000004', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'HostingPackage', 'HST-SLVY', false, 0, 0, 0, 0, true, false, false, false, 1, 'YEAR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, 'c584ace6-8d65-8000-8000-00000000000b'),
	('c584ace6-8d65-8000-8000-000000000005', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'TLD', 'TMP-FEE', false, 0, 0, 0, 0, false, false, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, NULL),
	('c584ace6-8d65-8000-8000-000000000006', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'ExtraServices', 'XSV-DB', false, 0, 0, 0, 0, true, false, false, false, 1, 'YEAR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, NULL),
	('c584ace6-8d65-8000-8000-000000000007', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'ExtraServices', 'XSV-MAIL', false, 0, 0, 0, 0, true, false, false, false, 1, 'YEAR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, NULL),
	('c584ace6-8d65-8000-8000-000000000002', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'TLD', 'DMN-ORG', true, 0, 0, 0, 0, true, false, false, false, 1, 'YEAR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, NULL),
	('00000001-0000-4000-8000-000000000000', '2020-01-01 00:00:00+00', '2020-01-01 00:00:00+00', 'TLD', 'DMN-NET', false, NULL, 0, 0, 0, true, false, false, false, 1, 'YEAR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, NULL),
	('2b67f9b9-a0a6-8000-8000-000000000001', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', 'TLD', 'PRT-FEE', false, 0, 0, 0, 0, false, false, false, false, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL, false, 0, 0, NULL, false, NULL);

INSERT INTO public.item_price VALUES
	('c584ace6-8d65-8000-8000-000000000015', 'ItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 12.0000, true, NULL, 'c584ace6-8d65-8000-8000-000000000001', NULL, NULL),
	('c584ace6-8d65-8000-8000-000000000016', 'ItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 1.0000, true, NULL, 'c584ace6-8d65-8000-8000-000000000005', NULL, NULL),
	('c584ace6-8d65-8000-8000-000000000031', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 10.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-00000000001f', NULL),
	('c584ace6-8d65-8000-8000-000000000032', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 9.9000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000020', NULL),
	('c584ace6-8d65-8000-8000-000000000033', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'e324ff80-d995-461e-b4bb-304d9e20f1df', 10.9000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000020', NULL),
	('c584ace6-8d65-8000-8000-000000000035', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'e324ff80-d995-461e-b4bb-304d9e20f1df', 109.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000021', NULL),
	('c584ace6-8d65-8000-8000-000000000036', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 49.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000022', NULL),
	('c584ace6-8d65-8000-8000-000000000037', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'e324ff80-d995-461e-b4bb-304d9e20f1df', 59.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000022', NULL),
	('c584ace6-8d65-8000-8000-000000000038', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 12.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000023', NULL),
	('c584ace6-8d65-8000-8000-000000000039', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'e324ff80-d995-461e-b4bb-304d9e20f1df', 13.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000023', NULL),
	('c584ace6-8d65-8000-8000-00000000003a', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 6.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000024', NULL),
	('c584ace6-8d65-8000-8000-000000000034', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 99.0000, true, NULL, NULL, 'c584ace6-8d65-8000-8000-000000000021', NULL),
	('206ad210-f5a8-8000-8000-000000000005', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 14.0000, true, NULL, NULL, '00000002-0000-4000-8000-000000000000', NULL),
	('206ad210-f5a8-8000-8000-000000000006', 'RenewalItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'e324ff80-d995-461e-b4bb-304d9e20f1df', 15.0000, true, NULL, NULL, '00000002-0000-4000-8000-000000000000', NULL),
	('2b67f9b9-a0a6-8000-8000-000000000002', 'ItemPrice', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', '0f9a6855-5214-418c-a931-0af4fe0552ab', 5.0000, true, NULL, '2b67f9b9-a0a6-8000-8000-000000000001', NULL, NULL);

INSERT INTO public.item_property VALUES
	('c584ace6-8d65-8000-8000-00000000000d', 'c584ace6-8d65-8000-8000-000000000003', 'HasExtraServices', 'true', ''),
	('c584ace6-8d65-8000-8000-00000000000f', 'c584ace6-8d65-8000-8000-000000000004', 'HasExtraServices', 'true', ''),
	('c584ace6-8d65-8000-8000-000000000010', 'c584ace6-8d65-8000-8000-000000000006', 'maximalproductvalue', '10', ''),
	('c584ace6-8d65-8000-8000-000000000011', 'c584ace6-8d65-8000-8000-000000000006', 'minimalproductvalue', '1', ''),
	('c584ace6-8d65-8000-8000-000000000012', 'c584ace6-8d65-8000-8000-000000000006', 'packages', 'HST-GLDY', ''),
	('c584ace6-8d65-8000-8000-000000000013', 'c584ace6-8d65-8000-8000-000000000006', 'productvaluestep', '1', ''),
	('c584ace6-8d65-8000-8000-000000000014', 'c584ace6-8d65-8000-8000-000000000006', 'productvalueunit', 'dbs', ''),
	('c584ace6-8d65-8000-8000-00000000000e', 'c584ace6-8d65-8000-8000-000000000003', 'tos', 'defaultTOS', '');

INSERT INTO public.language VALUES
	('5f0e246d-e4d1-4872-b290-f4bbce951de7', 'en'),
	('e1124403-35f7-415b-b177-08c884851380', 'de');

INSERT INTO public.package_configuration VALUES
	('c584ace6-8d65-8000-8000-00000000000a', 'HST-GLDY', '01cd5450-129c-466b-96e6-0af004e88ce6'),
	('c584ace6-8d65-8000-8000-00000000000b', 'HST-SLVY', '01cd5450-129c-466b-96e6-0af004e88ce6');

INSERT INTO public.provisioning_description_package VALUES
	('01cd5450-129c-466b-96e6-0af004e88ce6', 'GenericConfigurablePackage', '');

INSERT INTO public.renewal_period VALUES
	('c584ace6-8d65-8000-8000-00000000001f', 'c584ace6-8d65-8000-8000-000000000002', 1, 'YEAR'),
	('c584ace6-8d65-8000-8000-000000000020', 'c584ace6-8d65-8000-8000-000000000003', 1, 'MONTH'),
	('c584ace6-8d65-8000-8000-000000000021', 'c584ace6-8d65-8000-8000-000000000003', 1, 'YEAR'),
	('c584ace6-8d65-8000-8000-000000000022', 'c584ace6-8d65-8000-8000-000000000004', 1, 'YEAR'),
	('c584ace6-8d65-8000-8000-000000000023', 'c584ace6-8d65-8000-8000-000000000006', 1, 'YEAR'),
	('c584ace6-8d65-8000-8000-000000000024', 'c584ace6-8d65-8000-8000-000000000007', 1, 'YEAR'),
	('00000002-0000-4000-8000-000000000000', '00000001-0000-4000-8000-000000000000', 1, 'YEAR');

INSERT INTO public.reseller VALUES
	('b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'Acme');

INSERT INTO public.service VALUES
	('432535c2-e8fc-42a2-972e-d9ade055809c', 'databases', NULL),
	('0314f5f4-7c60-4530-a23f-9d37579da958', 'mailboxes', NULL),
	('593b7df6-19ce-4f75-a976-1ec5e28988ab', 'space_mb', NULL);

INSERT INTO public.service_limitation VALUES
	('c584ace6-8d65-8000-8000-000000000045', 3072, 'c584ace6-8d65-8000-8000-00000000000a', '593b7df6-19ce-4f75-a976-1ec5e28988ab'),
	('c584ace6-8d65-8000-8000-000000000046', 10, 'c584ace6-8d65-8000-8000-00000000000b', '0314f5f4-7c60-4530-a23f-9d37579da958'),
	('c584ace6-8d65-8000-8000-000000000047', 1024, 'c584ace6-8d65-8000-8000-00000000000b', '593b7df6-19ce-4f75-a976-1ec5e28988ab'),
	('59bc0bd3-05d9-8000-8000-000000000002', -1, 'c584ace6-8d65-8000-8000-00000000000a', '432535c2-e8fc-42a2-972e-d9ade055809c'),
	('c584ace6-8d65-8000-8000-000000000044', 50, 'c584ace6-8d65-8000-8000-00000000000a', '0314f5f4-7c60-4530-a23f-9d37579da958');

INSERT INTO public.shop VALUES
	('c9310c8b-a26f-449f-8db7-1727d5d1d16b', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', true, '2000-01-01 00:00:00+00', '9999-12-31 00:00:00+00', 'Default', '2026-11-25 12:00:00+00', '2026-11-25 12:00:00+00', false);

INSERT INTO public.shop_item VALUES
	('c584ace6-8d65-8000-8000-000000000025', 0, 'c584ace6-8d65-8000-8000-000000000001', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b'),
	('c584ace6-8d65-8000-8000-000000000027', 20, 'c584ace6-8d65-8000-8000-000000000003', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b'),
	('c584ace6-8d65-8000-8000-000000000028', 10, 'c584ace6-8d65-8000-8000-000000000004', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b'),
	('c584ace6-8d65-8000-8000-000000000029', 0, 'c584ace6-8d65-8000-8000-000000000005', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b'),
	('c584ace6-8d65-8000-8000-00000000002a', 0, 'c584ace6-8d65-8000-8000-000000000006', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b'),
	('c584ace6-8d65-8000-8000-00000000002b', 0, 'c584ace6-8d65-8000-8000-000000000007', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b'),
	('206ad210-f5a8-8000-8000-000000000003', 0, '00000001-0000-4000-8000-000000000000', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b'),
	('2b67f9b9-a0a6-8000-8000-000000000004', 0, '2b67f9b9-a0a6-8000-8000-000000000001', 'c9310c8b-a26f-449f-8db7-1727d5d1d16b');

INSERT INTO public.shop_item_category VALUES
	('047a2a20-d865-44c0-ba22-6ba62ba7aed8', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'ExtraServices', false),
	('3c7c4d48-ffe0-4199-80fe-046ce9c2278b', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'HostingPackage', false),
	('8ddce6cf-6417-44a9-99c7-cd9c9c5aad0f', 'b66475e7-49ef-4cc7-a4db-377f25dd7c46', 'TLD', false);

INSERT INTO public.shop_item_property VALUES
	('c584ace6-8d65-8000-8000-000000000043', 'badge', 'new', DEFAULT, 'c584ace6-8d65-8000-8000-000000000027');

INSERT INTO public.shop_item_shop_item_category VALUES
	('c584ace6-8d65-8000-8000-00000000003c', 'c584ace6-8d65-8000-8000-000000000025', '8ddce6cf-6417-44a9-99c7-cd9c9c5aad0f'),
	('c584ace6-8d65-8000-8000-00000000003e', 'c584ace6-8d65-8000-8000-000000000027', '3c7c4d48-ffe0-4199-80fe-046ce9c2278b'),
	('c584ace6-8d65-8000-8000-00000000003f', 'c584ace6-8d65-8000-8000-000000000028', '3c7c4d48-ffe0-4199-80fe-046ce9c2278b'),
	('c584ace6-8d65-8000-8000-000000000040', 'c584ace6-8d65-8000-8000-000000000029', '8ddce6cf-6417-44a9-99c7-cd9c9c5aad0f'),
	('c584ace6-8d65-8000-8000-000000000041', 'c584ace6-8d65-8000-8000-00000000002a', '047a2a20-d865-44c0-ba22-6ba62ba7aed8'),
	('c584ace6-8d65-8000-8000-000000000042', 'c584ace6-8d65-8000-8000-00000000002b', '047a2a20-d865-44c0-ba22-6ba62ba7aed8'),
	('206ad210-f5a8-8000-8000-000000000007', '206ad210-f5a8-8000-8000-000000000003', '8ddce6cf-6417-44a9-99c7-cd9c9c5aad0f'),
	('2b67f9b9-a0a6-8000-8000-000000000005', '2b67f9b9-a0a6-8000-8000-000000000004', '8ddce6cf-6417-44a9-99c7-cd9c9c5aad0f');

INSERT INTO public.upgrade_group VALUES
	('c584ace6-8d65-8000-8000-000000000009', 'Web hosting'),
	('00000000-0000-4000-8000-0000000000aa', 'Unowned'),
	('206ad210-f5a8-8000-8000-000000000001', 'Domains');

INSERT INTO public.upgrade_group_member VALUES
	('c584ace6-8d65-8000-8000-00000000002f', 'c584ace6-8d65-8000-8000-000000000009', 'c584ace6-8d65-8000-8000-000000000003', 2, true, true, true, true),
	('c584ace6-8d65-8000-8000-000000000030', 'c584ace6-8d65-8000-8000-000000000009', 'c584ace6-8d65-8000-8000-000000000004', 1, true, true, true, true),
	('206ad210-f5a8-8000-8000-000000000004', '206ad210-f5a8-8000-8000-000000000001', '00000001-0000-4000-8000-000000000000', 1, true, true, true, true);

INSERT INTO wares.migration OVERRIDING SYSTEM VALUE VALUES
	('c584ace6-8d65-8000-8000-000000000000', 'public', 'acme', 'c584ace68d65ccb4a8ddf6e10868afecbc3acc610e8e26697780a18b6dfbc5d4', '0.1.0', 'wares', '2026-11-25 12:00:00+00', 1, '{"base": null, "database": "`shop` on db.example, schema `public`"}', NULL, NULL),
	('59bc0bd3-05d9-8000-8000-000000000000', 'public', 'acme', '59bc0bd305d9fc8054a9a26eb415aa94637e1bd6e2bcc6385d10b9be9bf0757b', '0.1.0', 'wares', '2026-11-25 12:00:00+00', 2, '{"base": "c584ace6-8d65-8000-8000-000000000000", "database": "`shop` on db.example, schema `public`"}', NULL, NULL),
	('46f17909-0ff5-8000-8000-000000000000', 'public', 'acme', '46f179090ff5fbcf5ffe49c24006f9599137ca3b36a348160833348bc305382c', '0.1.0', 'wares', '2026-11-25 12:00:00+00', 3, '{"base": "59bc0bd3-05d9-8000-8000-000000000000", "database": "`shop` on db.example, schema `public`"}', NULL, NULL),
	('206ad210-f5a8-8000-8000-000000000000', 'public', 'acme', '206ad210f5a8b440a4e940c0818f875c4df73eddf8800e5438f0f28691d4c48d', '0.1.0', 'wares', '2026-11-25 12:00:00+00', 4, '{"base": "46f17909-0ff5-8000-8000-000000000000", "database": "`shop` on db.example, schema `public`"}', NULL, NULL),
	('2b67f9b9-a0a6-8000-8000-000000000000', 'public', 'partner', '2b67f9b9a0a68b92a7489939b30e616b1ea2320ba95bddc658636e8b9a88420c', '0.1.0', 'wares', '2026-11-25 12:00:00+00', 5, '{"base": null, "database": "`shop` on db.example, schema `public`"}', NULL, NULL);

INSERT INTO wares.migration_change VALUES
	('c584ace6-8d65-8000-8000-000000000000', 0, 'upgrade_group', '["Web hosting"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000009", "name": "Web hosting"}'),
	('c584ace6-8d65-8000-8000-000000000000', 1, 'upgrade_group_member', '["Web hosting", ["HST-GLDY"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000002f", "fk_item_id": ["HST-GLDY"], "upgradeable": true, "downgradeable": true, "upgrade_level": 2, "upgradeable_from": true, "downgradeable_from": true}'),
	('c584ace6-8d65-8000-8000-000000000000', 2, 'upgrade_group_member', '["Web hosting", ["HST-SLVY"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000030", "fk_item_id": ["HST-SLVY"], "upgradeable": true, "downgradeable": true, "upgrade_level": 1, "upgradeable_from": true, "downgradeable_from": true}'),
	('c584ace6-8d65-8000-8000-000000000000', 3, 'upgrade_group', '["Old"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000008", "name": "Old"}'),
	('c584ace6-8d65-8000-8000-000000000000', 4, 'upgrade_group_member', '["Old", ["HST-SLVY"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000002e", "fk_item_id": ["HST-SLVY"], "upgradeable": true, "downgradeable": true, "upgrade_level": 1, "upgradeable_from": true, "downgradeable_from": true}'),
	('c584ace6-8d65-8000-8000-000000000000', 5, 'item', '["DMN-COM"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000001", "tax1": null, "tax2": null, "deleted": false, "category": "TLD", "recurring": false, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "DMN-COM", "renewal_period": 0, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": null, "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('c584ace6-8d65-8000-8000-000000000000', 6, 'item_name', '["DMN-COM", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000017", "value": ".com domain", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 7, 'item_price', '["DMN-COM", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000015", "value": "12", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 8, 'shop_item', '["DMN-COM"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000025", "order_by": 0}'),
	('c584ace6-8d65-8000-8000-000000000000', 9, 'shop_item_shop_item_category', '["DMN-COM", ["TLD"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000003c", "fk_category_id": ["TLD"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 10, 'item', '["DMN-ORG"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000002", "tax1": null, "tax2": null, "deleted": false, "category": "TLD", "recurring": true, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "DMN-ORG", "renewal_period": 1, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": "YEAR", "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('c584ace6-8d65-8000-8000-000000000000', 11, 'item_name', '["DMN-ORG", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000018", "value": ".org domain", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 12, 'renewal_item_price', '["DMN-ORG", 1, "year", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000031", "value": "10", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 13, 'renewal_period', '["DMN-ORG", 1, "year"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000001f", "renewal_period_unit": "YEAR", "renewal_period_value": 1}'),
	('c584ace6-8d65-8000-8000-000000000000', 14, 'shop_item', '["DMN-ORG"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000026", "order_by": 0}'),
	('c584ace6-8d65-8000-8000-000000000000', 15, 'shop_item_shop_item_category', '["DMN-ORG", ["TLD"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000003d", "fk_category_id": ["TLD"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 16, 'item', '["TMP-FEE"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000005", "tax1": null, "tax2": null, "deleted": false, "category": "TLD", "recurring": false, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "TMP-FEE", "renewal_period": 0, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": null, "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('c584ace6-8d65-8000-8000-000000000000', 17, 'item_name', '["TMP-FEE", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000001c", "value": "Fee", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 18, 'item_price', '["TMP-FEE", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000016", "value": "1", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 19, 'shop_item', '["TMP-FEE"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000029", "order_by": 0}'),
	('c584ace6-8d65-8000-8000-000000000000', 20, 'shop_item_shop_item_category', '["TMP-FEE", ["TLD"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000040", "fk_category_id": ["TLD"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 21, 'item', '["HST-SLVY"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000004", "tax1": null, "tax2": null, "deleted": false, "category": "HostingPackage", "recurring": true, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "HST-SLVY", "renewal_period": 1, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": "YEAR", "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": ["HST-SLVY"], "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('c584ace6-8d65-8000-8000-000000000000', 22, 'item_name', '["HST-SLVY", ["de"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000001a", "value": "Silber", "fk_language_id": ["de"]}'),
	('46f17909-0ff5-8000-8000-000000000000', 1, 'shop_item', '["DMN-ORG"]', '{"id": "c584ace6-8d65-8000-8000-000000000026", "order_by": 0}', NULL),
	('c584ace6-8d65-8000-8000-000000000000', 23, 'item_name', '["HST-SLVY", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000001b", "value": "Silver", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 24, 'item_property', '["HST-SLVY", "hasextraservices"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000000f", "name": "HasExtraServices", "value": "true", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 25, 'package_configuration', '["HST-SLVY"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000000b", "name": "HST-SLVY", "fk_provisioning_package_id": ["GenericConfigurablePackage"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 26, 'renewal_item_price', '["HST-SLVY", 1, "year", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000036", "value": "49", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 27, 'renewal_item_price', '["HST-SLVY", 1, "year", ["USD"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000037", "value": "59", "enabled": true, "fk_currency_id": ["USD"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 28, 'renewal_period', '["HST-SLVY", 1, "year"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000022", "renewal_period_unit": "YEAR", "renewal_period_value": 1}'),
	('c584ace6-8d65-8000-8000-000000000000', 29, 'service_limitation', '["HST-SLVY", ["mailboxes"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000046", "limitation": 10, "fk_service_id": ["mailboxes"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 30, 'service_limitation', '["HST-SLVY", ["space_mb"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000047", "limitation": 1024, "fk_service_id": ["space_mb"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 31, 'shop_item', '["HST-SLVY"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000028", "order_by": 10}'),
	('c584ace6-8d65-8000-8000-000000000000', 32, 'shop_item_shop_item_category', '["HST-SLVY", ["HostingPackage"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000003f", "fk_category_id": ["HostingPackage"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 33, 'item', '["HST-GLDY"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000003", "tax1": null, "tax2": null, "deleted": false, "category": "HostingPackage", "recurring": true, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "HST-GLDY", "renewal_period": 1, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": "YEAR", "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": ["HST-GLDY"], "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('c584ace6-8d65-8000-8000-000000000000', 34, 'item_name', '["HST-GLDY", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000019", "value": "Gold", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 35, 'item_property', '["HST-GLDY", "gone"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000000c", "name": "gone", "value": "x", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 36, 'item_property', '["HST-GLDY", "hasextraservices"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000000d", "name": "HasExtraServices", "value": "true", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 37, 'item_property', '["HST-GLDY", "tos"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000000e", "name": "tos", "value": "oldTOS", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 38, 'package_configuration', '["HST-GLDY"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000000a", "name": "HST-GLDY", "fk_provisioning_package_id": ["GenericConfigurablePackage"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 39, 'renewal_item_price', '["HST-GLDY", 1, "month", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000032", "value": "9.9", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 40, 'renewal_item_price', '["HST-GLDY", 1, "month", ["USD"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000033", "value": "10.9", "enabled": true, "fk_currency_id": ["USD"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 41, 'renewal_item_price', '["HST-GLDY", 1, "year", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000034", "value": "89", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 42, 'renewal_item_price', '["HST-GLDY", 1, "year", ["USD"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000035", "value": "109", "enabled": true, "fk_currency_id": ["USD"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 43, 'renewal_period', '["HST-GLDY", 1, "month"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000020", "renewal_period_unit": "MONTH", "renewal_period_value": 1}'),
	('c584ace6-8d65-8000-8000-000000000000', 44, 'renewal_period', '["HST-GLDY", 1, "year"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000021", "renewal_period_unit": "YEAR", "renewal_period_value": 1}'),
	('c584ace6-8d65-8000-8000-000000000000', 45, 'service_limitation', '["HST-GLDY", ["mailboxes"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000044", "limitation": 10, "fk_service_id": ["mailboxes"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 46, 'service_limitation', '["HST-GLDY", ["space_mb"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000045", "limitation": 3072, "fk_service_id": ["space_mb"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 47, 'shop_item', '["HST-GLDY"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000027", "order_by": 20}'),
	('c584ace6-8d65-8000-8000-000000000000', 48, 'shop_item_name', '["HST-GLDY", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000003b", "value": "Best", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 49, 'shop_item_property', '["HST-GLDY", "badge"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000043", "name": "badge", "value": "new"}'),
	('c584ace6-8d65-8000-8000-000000000000', 50, 'shop_item_shop_item_category', '["HST-GLDY", ["HostingPackage"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000003e", "fk_category_id": ["HostingPackage"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 51, 'extra_service_limit', '["XSV-DB", ["databases"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000002c", "limitation": 1, "fk_service_id": ["databases"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 52, 'item', '["XSV-DB"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000006", "tax1": null, "tax2": null, "deleted": false, "category": "ExtraServices", "recurring": true, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "XSV-DB", "renewal_period": 1, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": "YEAR", "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('c584ace6-8d65-8000-8000-000000000000', 53, 'item_name', '["XSV-DB", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000001d", "value": "Database", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 54, 'item_property', '["XSV-DB", "maximalproductvalue"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000010", "name": "maximalproductvalue", "value": "10", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 55, 'item_property', '["XSV-DB", "minimalproductvalue"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000011", "name": "minimalproductvalue", "value": "1", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 56, 'item_property', '["XSV-DB", "packages"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000012", "name": "packages", "value": "HST-GLDY", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 57, 'item_property', '["XSV-DB", "productvaluestep"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000013", "name": "productvaluestep", "value": "1", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 58, 'item_property', '["XSV-DB", "productvalueunit"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000014", "name": "productvalueunit", "value": "dbs", "suffix": ""}'),
	('c584ace6-8d65-8000-8000-000000000000', 59, 'renewal_item_price', '["XSV-DB", 1, "year", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000038", "value": "12", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 60, 'renewal_item_price', '["XSV-DB", 1, "year", ["USD"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000039", "value": "13", "enabled": true, "fk_currency_id": ["USD"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 61, 'renewal_period', '["XSV-DB", 1, "year"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000023", "renewal_period_unit": "YEAR", "renewal_period_value": 1}'),
	('c584ace6-8d65-8000-8000-000000000000', 62, 'shop_item', '["XSV-DB"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000002a", "order_by": 0}'),
	('c584ace6-8d65-8000-8000-000000000000', 63, 'shop_item_shop_item_category', '["XSV-DB", ["ExtraServices"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000041", "fk_category_id": ["ExtraServices"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 64, 'extra_service_limit', '["XSV-MAIL", ["mailboxes"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000002d", "limitation": 5, "fk_service_id": ["mailboxes"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 65, 'item', '["XSV-MAIL"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000007", "tax1": null, "tax2": null, "deleted": false, "category": "ExtraServices", "recurring": true, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "XSV-MAIL", "renewal_period": 1, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": "YEAR", "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('c584ace6-8d65-8000-8000-000000000000', 66, 'item_name', '["XSV-MAIL", ["en"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000001e", "value": "Mailboxes", "fk_language_id": ["en"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 67, 'renewal_item_price', '["XSV-MAIL", 1, "year", ["EUR"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000003a", "value": "6", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('c584ace6-8d65-8000-8000-000000000000', 68, 'renewal_period', '["XSV-MAIL", 1, "year"]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000024", "renewal_period_unit": "YEAR", "renewal_period_value": 1}'),
	('c584ace6-8d65-8000-8000-000000000000', 69, 'shop_item', '["XSV-MAIL"]', NULL, '{"id": "c584ace6-8d65-8000-8000-00000000002b", "order_by": 0}'),
	('c584ace6-8d65-8000-8000-000000000000', 70, 'shop_item_shop_item_category', '["XSV-MAIL", ["ExtraServices"]]', NULL, '{"id": "c584ace6-8d65-8000-8000-000000000042", "fk_category_id": ["ExtraServices"]}'),
	('59bc0bd3-05d9-8000-8000-000000000000', 0, 'item_description', '["HST-GLDY", ["en"]]', NULL, '{"id": "59bc0bd3-05d9-8000-8000-000000000001", "value": "It''s \"fast\", 100 % – größer", "fk_language_id": ["en"]}'),
	('59bc0bd3-05d9-8000-8000-000000000000', 1, 'item_property', '["HST-GLDY", "gone"]', '{"id": "c584ace6-8d65-8000-8000-00000000000c", "name": "gone", "value": "x", "suffix": ""}', NULL),
	('59bc0bd3-05d9-8000-8000-000000000000', 2, 'item_property', '["HST-GLDY", "tos"]', '{"id": "c584ace6-8d65-8000-8000-00000000000e", "name": "tos", "value": "oldTOS", "suffix": ""}', '{"id": "c584ace6-8d65-8000-8000-00000000000e", "name": "tos", "value": "defaultTOS", "suffix": ""}'),
	('59bc0bd3-05d9-8000-8000-000000000000', 3, 'renewal_item_price', '["HST-GLDY", 1, "year", ["EUR"]]', '{"id": "c584ace6-8d65-8000-8000-000000000034", "value": "89", "enabled": true, "fk_currency_id": ["EUR"]}', '{"id": "c584ace6-8d65-8000-8000-000000000034", "value": "99", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('59bc0bd3-05d9-8000-8000-000000000000', 4, 'service_limitation', '["HST-GLDY", ["databases"]]', NULL, '{"id": "59bc0bd3-05d9-8000-8000-000000000002", "limitation": -1, "fk_service_id": ["databases"]}'),
	('59bc0bd3-05d9-8000-8000-000000000000', 5, 'service_limitation', '["HST-GLDY", ["mailboxes"]]', '{"id": "c584ace6-8d65-8000-8000-000000000044", "limitation": 10, "fk_service_id": ["mailboxes"]}', '{"id": "c584ace6-8d65-8000-8000-000000000044", "limitation": 50, "fk_service_id": ["mailboxes"]}'),
	('46f17909-0ff5-8000-8000-000000000000', 0, 'item', '["DMN-ORG"]', '{"id": "c584ace6-8d65-8000-8000-000000000002", "tax1": null, "tax2": null, "deleted": false, "category": "TLD", "recurring": true, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "DMN-ORG", "renewal_period": 1, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": "YEAR", "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}', '{"id": "c584ace6-8d65-8000-8000-000000000002", "tax1": null, "tax2": null, "deleted": true, "category": "TLD", "recurring": true, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "DMN-ORG", "renewal_period": 1, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": "YEAR", "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('46f17909-0ff5-8000-8000-000000000000', 2, 'shop_item_shop_item_category', '["DMN-ORG", ["TLD"]]', '{"id": "c584ace6-8d65-8000-8000-00000000003d", "fk_category_id": ["TLD"]}', NULL),
	('46f17909-0ff5-8000-8000-000000000000', 3, 'upgrade_group_member', '["Unowned", ["DMN-ORG"]]', '{"id": "00000000-0000-4000-8000-0000000000ab", "fk_item_id": {"id": "c584ace6-8d65-8000-8000-000000000002"}, "upgradeable": true, "downgradeable": true, "upgrade_level": 1, "upgradeable_from": true, "downgradeable_from": true}', NULL),
	('46f17909-0ff5-8000-8000-000000000000', 4, 'upgrade_group', '["Old"]', '{"id": "c584ace6-8d65-8000-8000-000000000008", "name": "Old"}', NULL),
	('46f17909-0ff5-8000-8000-000000000000', 5, 'upgrade_group_member', '["Old", ["HST-SLVY"]]', '{"id": "c584ace6-8d65-8000-8000-00000000002e", "fk_item_id": ["HST-SLVY"], "upgradeable": true, "downgradeable": true, "upgrade_level": 1, "upgradeable_from": true, "downgradeable_from": true}', NULL),
	('206ad210-f5a8-8000-8000-000000000000', 0, 'upgrade_group', '["Domains"]', NULL, '{"id": "206ad210-f5a8-8000-8000-000000000001", "name": "Domains"}'),
	('206ad210-f5a8-8000-8000-000000000000', 1, 'upgrade_group_member', '["Domains", ["DMN-NET"]]', NULL, '{"id": "206ad210-f5a8-8000-8000-000000000004", "fk_item_id": ["DMN-NET"], "upgradeable": true, "downgradeable": true, "upgrade_level": 1, "upgradeable_from": true, "downgradeable_from": true}'),
	('206ad210-f5a8-8000-8000-000000000000', 2, 'item_name', '["DMN-NET", ["en"]]', NULL, '{"id": "206ad210-f5a8-8000-8000-000000000002", "value": ".net domain", "fk_language_id": ["en"]}'),
	('206ad210-f5a8-8000-8000-000000000000', 3, 'renewal_item_price', '["DMN-NET", 1, "year", ["EUR"]]', NULL, '{"id": "206ad210-f5a8-8000-8000-000000000005", "value": "14", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('206ad210-f5a8-8000-8000-000000000000', 4, 'renewal_item_price', '["DMN-NET", 1, "year", ["USD"]]', NULL, '{"id": "206ad210-f5a8-8000-8000-000000000006", "value": "15", "enabled": true, "fk_currency_id": ["USD"]}'),
	('206ad210-f5a8-8000-8000-000000000000', 5, 'shop_item', '["DMN-NET"]', NULL, '{"id": "206ad210-f5a8-8000-8000-000000000003", "order_by": 0}'),
	('206ad210-f5a8-8000-8000-000000000000', 6, 'shop_item_shop_item_category', '["DMN-NET", ["TLD"]]', NULL, '{"id": "206ad210-f5a8-8000-8000-000000000007", "fk_category_id": ["TLD"]}'),
	('2b67f9b9-a0a6-8000-8000-000000000000', 0, 'item', '["PRT-FEE"]', NULL, '{"id": "2b67f9b9-a0a6-8000-8000-000000000001", "tax1": null, "tax2": null, "deleted": false, "category": "TLD", "recurring": false, "tax2_mode": null, "set_status": null, "auto_credit": false, "reprovision": false, "created_time": null, "delivery_date": 0, "force_renewal": null, "article_number": "PRT-FEE", "renewal_period": 0, "defferedrevenue": false, "renewal_item_id": null, "last_change_time": null, "renewal_period_unit": null, "provisioning_service": null, "allow_to_subresellers": false, "renewing_allowed_type": 0, "not_paid_expire_action": 0, "renewal_invoice_period": null, "upgrading_allowed_type": 0, "separate_renewal_invoice": false, "provisioning_allowed_type": 0, "termination_notice_period": null, "usage_formula_plugin_name": null, "discontinued_expire_action": 0, "fk_package_configuration_id": null, "align_with_main_subscription": false, "allow_autocredit_if_provisioned": false}'),
	('2b67f9b9-a0a6-8000-8000-000000000000', 1, 'item_name', '["PRT-FEE", ["en"]]', NULL, '{"id": "2b67f9b9-a0a6-8000-8000-000000000003", "value": "Setup", "fk_language_id": ["en"]}'),
	('2b67f9b9-a0a6-8000-8000-000000000000', 2, 'item_price', '["PRT-FEE", ["EUR"]]', NULL, '{"id": "2b67f9b9-a0a6-8000-8000-000000000002", "value": "5", "enabled": true, "fk_currency_id": ["EUR"]}'),
	('2b67f9b9-a0a6-8000-8000-000000000000', 3, 'shop_item', '["PRT-FEE"]', NULL, '{"id": "2b67f9b9-a0a6-8000-8000-000000000004", "order_by": 0}'),
	('2b67f9b9-a0a6-8000-8000-000000000000', 4, 'shop_item_shop_item_category', '["PRT-FEE", ["TLD"]]', NULL, '{"id": "2b67f9b9-a0a6-8000-8000-000000000005", "fk_category_id": ["TLD"]}');

INSERT INTO wares.resource VALUES
	('public', 'upgrade_group', 'c584ace6-8d65-8000-8000-000000000009', 'upgrade_group', '["Web hosting"]', 'acme', 'groups.yaml', false, '6a3155e1a1c07e1c48f8340d1568f465bba65eb979e6952ff06d9d3c13dedf47', '[{"id": "c584ace6-8d65-8000-8000-000000000009", "key": ["Web hosting"], "table": "upgrade_group", "values": {"name": "Web hosting"}}, {"id": "c584ace6-8d65-8000-8000-00000000002f", "key": ["Web hosting", ["HST-GLDY"]], "table": "upgrade_group_member", "values": {"fk_item_id": ["HST-GLDY"], "upgradeable": true, "downgradeable": true, "upgrade_level": 2, "upgradeable_from": true, "downgradeable_from": true}}, {"id": "c584ace6-8d65-8000-8000-000000000030", "key": ["Web hosting", ["HST-SLVY"]], "table": "upgrade_group_member", "values": {"fk_item_id": ["HST-SLVY"], "upgradeable": true, "downgradeable": true, "upgrade_level": 1, "upgradeable_from": true, "downgradeable_from": true}}]', 'c584ace6-8d65-8000-8000-000000000000'),
	('public', 'item', 'c584ace6-8d65-8000-8000-000000000001', 'item', '["DMN-COM"]', 'acme', 'items.yaml', false, '0c858274b1d78e4952cb33cccad071b97b4b11112ff2240700cd269a0e0bd550', '[{"id": "c584ace6-8d65-8000-8000-000000000001", "key": ["DMN-COM"], "table": "item", "values": {"deleted": false, "category": "TLD", "recurring": false, "article_number": "DMN-COM"}}, {"id": "c584ace6-8d65-8000-8000-000000000017", "key": ["DMN-COM", ["en"]], "table": "item_name", "values": {"value": ".com domain", "fk_language_id": ["en"]}}, {"id": "c584ace6-8d65-8000-8000-000000000015", "key": ["DMN-COM", ["EUR"]], "table": "item_price", "values": {"value": "12", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "c584ace6-8d65-8000-8000-000000000025", "key": ["DMN-COM"], "table": "shop_item", "values": {}}, {"id": "c584ace6-8d65-8000-8000-00000000003c", "key": ["DMN-COM", ["TLD"]], "table": "shop_item_shop_item_category", "values": {"fk_category_id": ["TLD"]}}]', 'c584ace6-8d65-8000-8000-000000000000'),
	('public', 'item', 'c584ace6-8d65-8000-8000-000000000004', 'package', '["HST-SLVY"]', 'acme', 'packages.yaml', false, '809c35efbef1be8838406158fbd83332c7bddda3f1655a774b68034e5a41f273', '[{"id": "c584ace6-8d65-8000-8000-000000000004", "key": ["HST-SLVY"], "table": "item", "values": {"deleted": false, "category": "HostingPackage", "recurring": true, "article_number": "HST-SLVY", "fk_package_configuration_id": ["HST-SLVY"]}}, {"id": "c584ace6-8d65-8000-8000-00000000001a", "key": ["HST-SLVY", ["de"]], "table": "item_name", "values": {"value": "Silber", "fk_language_id": ["de"]}}, {"id": "c584ace6-8d65-8000-8000-00000000001b", "key": ["HST-SLVY", ["en"]], "table": "item_name", "values": {"value": "Silver", "fk_language_id": ["en"]}}, {"id": "c584ace6-8d65-8000-8000-00000000000f", "key": ["HST-SLVY", "hasextraservices"], "table": "item_property", "values": {"name": "HasExtraServices", "value": "true"}}, {"id": "c584ace6-8d65-8000-8000-00000000000b", "key": ["HST-SLVY"], "table": "package_configuration", "values": {}}, {"id": "c584ace6-8d65-8000-8000-000000000036", "key": ["HST-SLVY", 1, "year", ["EUR"]], "table": "renewal_item_price", "values": {"value": "49", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "c584ace6-8d65-8000-8000-000000000037", "key": ["HST-SLVY", 1, "year", ["USD"]], "table": "renewal_item_price", "values": {"value": "59", "enabled": true, "fk_currency_id": ["USD"]}}, {"id": "c584ace6-8d65-8000-8000-000000000022", "key": ["HST-SLVY", 1, "year"], "table": "renewal_period", "values": {"renewal_period_unit": "YEAR", "renewal_period_value": 1}}, {"id": "c584ace6-8d65-8000-8000-000000000046", "key": ["HST-SLVY", ["mailboxes"]], "table": "service_limitation", "values": {"limitation": 10, "fk_service_id": ["mailboxes"]}}, {"id": "c584ace6-8d65-8000-8000-000000000047", "key": ["HST-SLVY", ["space_mb"]], "table": "service_limitation", "values": {"limitation": 1024, "fk_service_id": ["space_mb"]}}, {"id": "c584ace6-8d65-8000-8000-000000000028", "key": ["HST-SLVY"], "table": "shop_item", "values": {"order_by": 10}}, {"id": "c584ace6-8d65-8000-8000-00000000003f", "key": ["HST-SLVY", ["HostingPackage"]], "table": "shop_item_shop_item_category", "values": {"fk_category_id": ["HostingPackage"]}}]', 'c584ace6-8d65-8000-8000-000000000000'),
	('public', 'item', 'c584ace6-8d65-8000-8000-000000000006', 'extra_service', '["XSV-DB"]', 'acme', 'services.yaml', false, 'f0d6af2a1c2518edd5e04df62e281fd05bf697c96c895497157884f16012708f', '[{"id": "c584ace6-8d65-8000-8000-00000000002c", "key": ["XSV-DB", ["databases"]], "table": "extra_service_limit", "values": {"limitation": 1, "fk_service_id": ["databases"]}}, {"id": "c584ace6-8d65-8000-8000-000000000006", "key": ["XSV-DB"], "table": "item", "values": {"deleted": false, "category": "ExtraServices", "recurring": true, "article_number": "XSV-DB"}}, {"id": "c584ace6-8d65-8000-8000-00000000001d", "key": ["XSV-DB", ["en"]], "table": "item_name", "values": {"value": "Database", "fk_language_id": ["en"]}}, {"id": "c584ace6-8d65-8000-8000-000000000010", "key": ["XSV-DB", "maximalproductvalue"], "table": "item_property", "values": {"name": "maximalproductvalue", "value": "10"}}, {"id": "c584ace6-8d65-8000-8000-000000000011", "key": ["XSV-DB", "minimalproductvalue"], "table": "item_property", "values": {"name": "minimalproductvalue", "value": "1"}}, {"id": "c584ace6-8d65-8000-8000-000000000012", "key": ["XSV-DB", "packages"], "table": "item_property", "values": {"name": "packages", "value": "HST-GLDY"}}, {"id": "c584ace6-8d65-8000-8000-000000000013", "key": ["XSV-DB", "productvaluestep"], "table": "item_property", "values": {"name": "productvaluestep", "value": "1"}}, {"id": "c584ace6-8d65-8000-8000-000000000014", "key": ["XSV-DB", "productvalueunit"], "table": "item_property", "values": {"name": "productvalueunit", "value": "dbs"}}, {"id": "c584ace6-8d65-8000-8000-000000000038", "key": ["XSV-DB", 1, "year", ["EUR"]], "table": "renewal_item_price", "values": {"value": "12", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "c584ace6-8d65-8000-8000-000000000039", "key": ["XSV-DB", 1, "year", ["USD"]], "table": "renewal_item_price", "values": {"value": "13", "enabled": true, "fk_currency_id": ["USD"]}}, {"id": "c584ace6-8d65-8000-8000-000000000023", "key": ["XSV-DB", 1, "year"], "table": "renewal_period", "values": {"renewal_period_unit": "YEAR", "renewal_period_value": 1}}, {"id": "c584ace6-8d65-8000-8000-00000000002a", "key": ["XSV-DB"], "table": "shop_item", "values": {}}, {"id": "c584ace6-8d65-8000-8000-000000000041", "key": ["XSV-DB", ["ExtraServices"]], "table": "shop_item_shop_item_category", "values": {"fk_category_id": ["ExtraServices"]}}]', 'c584ace6-8d65-8000-8000-000000000000'),
	('public', 'item', 'c584ace6-8d65-8000-8000-000000000007', 'extra_service', '["XSV-MAIL"]', 'acme', 'services.yaml', false, 'ea8a306f86af2b057d6a55b05ed91ec360d3a05204af5f5219b85c928fc735c9', '[{"id": "c584ace6-8d65-8000-8000-00000000002d", "key": ["XSV-MAIL", ["mailboxes"]], "table": "extra_service_limit", "values": {"limitation": 5, "fk_service_id": ["mailboxes"]}}, {"id": "c584ace6-8d65-8000-8000-000000000007", "key": ["XSV-MAIL"], "table": "item", "values": {"deleted": false, "category": "ExtraServices", "recurring": true, "article_number": "XSV-MAIL"}}, {"id": "c584ace6-8d65-8000-8000-00000000001e", "key": ["XSV-MAIL", ["en"]], "table": "item_name", "values": {"value": "Mailboxes", "fk_language_id": ["en"]}}, {"id": "c584ace6-8d65-8000-8000-00000000003a", "key": ["XSV-MAIL", 1, "year", ["EUR"]], "table": "renewal_item_price", "values": {"value": "6", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "c584ace6-8d65-8000-8000-000000000024", "key": ["XSV-MAIL", 1, "year"], "table": "renewal_period", "values": {"renewal_period_unit": "YEAR", "renewal_period_value": 1}}, {"id": "c584ace6-8d65-8000-8000-00000000002b", "key": ["XSV-MAIL"], "table": "shop_item", "values": {}}, {"id": "c584ace6-8d65-8000-8000-000000000042", "key": ["XSV-MAIL", ["ExtraServices"]], "table": "shop_item_shop_item_category", "values": {"fk_category_id": ["ExtraServices"]}}]', 'c584ace6-8d65-8000-8000-000000000000'),
	('public', 'item', 'c584ace6-8d65-8000-8000-000000000003', 'package', '["HST-GLDY"]', 'acme', 'packages.yaml', true, '458c437c07ac16866ffd705c62c3208bbde2f0c32599feedb8f33505dad84f60', '[{"id": "c584ace6-8d65-8000-8000-000000000003", "key": ["HST-GLDY"], "table": "item", "values": {"deleted": false, "category": "HostingPackage", "recurring": true, "article_number": "HST-GLDY", "fk_package_configuration_id": ["HST-GLDY"]}}, {"id": "59bc0bd3-05d9-8000-8000-000000000001", "key": ["HST-GLDY", ["en"]], "table": "item_description", "values": {"value": "It''s \"fast\", 100 % – größer", "fk_language_id": ["en"]}}, {"id": "c584ace6-8d65-8000-8000-000000000019", "key": ["HST-GLDY", ["en"]], "table": "item_name", "values": {"value": "Gold", "fk_language_id": ["en"]}}, {"id": "c584ace6-8d65-8000-8000-00000000000d", "key": ["HST-GLDY", "hasextraservices"], "table": "item_property", "values": {"name": "HasExtraServices", "value": "true"}}, {"id": "c584ace6-8d65-8000-8000-00000000000e", "key": ["HST-GLDY", "tos"], "table": "item_property", "values": {"name": "tos", "value": "defaultTOS"}}, {"id": "c584ace6-8d65-8000-8000-00000000000a", "key": ["HST-GLDY"], "table": "package_configuration", "values": {}}, {"id": "c584ace6-8d65-8000-8000-000000000032", "key": ["HST-GLDY", 1, "month", ["EUR"]], "table": "renewal_item_price", "values": {"value": "9.9", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "c584ace6-8d65-8000-8000-000000000033", "key": ["HST-GLDY", 1, "month", ["USD"]], "table": "renewal_item_price", "values": {"value": "10.9", "enabled": true, "fk_currency_id": ["USD"]}}, {"id": "c584ace6-8d65-8000-8000-000000000034", "key": ["HST-GLDY", 1, "year", ["EUR"]], "table": "renewal_item_price", "values": {"value": "99", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "c584ace6-8d65-8000-8000-000000000035", "key": ["HST-GLDY", 1, "year", ["USD"]], "table": "renewal_item_price", "values": {"value": "109", "enabled": true, "fk_currency_id": ["USD"]}}, {"id": "c584ace6-8d65-8000-8000-000000000020", "key": ["HST-GLDY", 1, "month"], "table": "renewal_period", "values": {"renewal_period_unit": "MONTH", "renewal_period_value": 1}}, {"id": "c584ace6-8d65-8000-8000-000000000021", "key": ["HST-GLDY", 1, "year"], "table": "renewal_period", "values": {"renewal_period_unit": "YEAR", "renewal_period_value": 1}}, {"id": "59bc0bd3-05d9-8000-8000-000000000002", "key": ["HST-GLDY", ["databases"]], "table": "service_limitation", "values": {"limitation": -1, "fk_service_id": ["databases"]}}, {"id": "c584ace6-8d65-8000-8000-000000000044", "key": ["HST-GLDY", ["mailboxes"]], "table": "service_limitation", "values": {"limitation": 50, "fk_service_id": ["mailboxes"]}}, {"id": "c584ace6-8d65-8000-8000-000000000045", "key": ["HST-GLDY", ["space_mb"]], "table": "service_limitation", "values": {"limitation": 3072, "fk_service_id": ["space_mb"]}}, {"id": "c584ace6-8d65-8000-8000-000000000027", "key": ["HST-GLDY"], "table": "shop_item", "values": {"order_by": 20}}, {"id": "c584ace6-8d65-8000-8000-00000000003b", "key": ["HST-GLDY", ["en"]], "table": "shop_item_name", "values": {"value": "Best", "fk_language_id": ["en"]}}, {"id": "c584ace6-8d65-8000-8000-000000000043", "key": ["HST-GLDY", "badge"], "table": "shop_item_property", "values": {"name": "badge", "value": "new"}}, {"id": "c584ace6-8d65-8000-8000-00000000003e", "key": ["HST-GLDY", ["HostingPackage"]], "table": "shop_item_shop_item_category", "values": {"fk_category_id": ["HostingPackage"]}}]', '59bc0bd3-05d9-8000-8000-000000000000'),
	('public', 'upgrade_group', '206ad210-f5a8-8000-8000-000000000001', 'upgrade_group', '["Domains"]', 'acme', 'groups.yaml', false, '45780925784efae5d270df7afa321767d1df1de701d3b9c2f7a098273d5eaa37', '[{"id": "206ad210-f5a8-8000-8000-000000000001", "key": ["Domains"], "table": "upgrade_group", "values": {"name": "Domains"}}, {"id": "206ad210-f5a8-8000-8000-000000000004", "key": ["Domains", ["DMN-NET"]], "table": "upgrade_group_member", "values": {"fk_item_id": ["DMN-NET"], "upgradeable": true, "downgradeable": true, "upgrade_level": 1, "upgradeable_from": true, "downgradeable_from": true}}]', '206ad210-f5a8-8000-8000-000000000000'),
	('public', 'item', '00000001-0000-4000-8000-000000000000', 'item', '["DMN-NET"]', 'acme', 'items.yaml', false, '1f0ab4e20bf046a2f256d34ce6a29f93681921652acc19f70320763366b87ec9', '[{"id": "00000001-0000-4000-8000-000000000000", "key": ["DMN-NET"], "table": "item", "values": {"deleted": false, "category": "TLD", "recurring": true, "article_number": "DMN-NET"}}, {"id": "206ad210-f5a8-8000-8000-000000000002", "key": ["DMN-NET", ["en"]], "table": "item_name", "values": {"value": ".net domain", "fk_language_id": ["en"]}}, {"id": "206ad210-f5a8-8000-8000-000000000005", "key": ["DMN-NET", 1, "year", ["EUR"]], "table": "renewal_item_price", "values": {"value": "14", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "206ad210-f5a8-8000-8000-000000000006", "key": ["DMN-NET", 1, "year", ["USD"]], "table": "renewal_item_price", "values": {"value": "15", "enabled": true, "fk_currency_id": ["USD"]}}, {"id": "00000002-0000-4000-8000-000000000000", "key": ["DMN-NET", 1, "year"], "table": "renewal_period", "values": {"renewal_period_unit": "YEAR", "renewal_period_value": 1}}, {"id": "206ad210-f5a8-8000-8000-000000000003", "key": ["DMN-NET"], "table": "shop_item", "values": {}}, {"id": "206ad210-f5a8-8000-8000-000000000007", "key": ["DMN-NET", ["TLD"]], "table": "shop_item_shop_item_category", "values": {"fk_category_id": ["TLD"]}}]', '206ad210-f5a8-8000-8000-000000000000'),
	('public', 'item', '2b67f9b9-a0a6-8000-8000-000000000001', 'item', '["PRT-FEE"]', 'partner', 'a.yaml', false, '86e635b225478f9ab0bb5f9bff6e36cad28a68402cff071044c0307609795066', '[{"id": "2b67f9b9-a0a6-8000-8000-000000000001", "key": ["PRT-FEE"], "table": "item", "values": {"deleted": false, "category": "TLD", "recurring": false, "article_number": "PRT-FEE"}}, {"id": "2b67f9b9-a0a6-8000-8000-000000000003", "key": ["PRT-FEE", ["en"]], "table": "item_name", "values": {"value": "Setup", "fk_language_id": ["en"]}}, {"id": "2b67f9b9-a0a6-8000-8000-000000000002", "key": ["PRT-FEE", ["EUR"]], "table": "item_price", "values": {"value": "5", "enabled": true, "fk_currency_id": ["EUR"]}}, {"id": "2b67f9b9-a0a6-8000-8000-000000000004", "key": ["PRT-FEE"], "table": "shop_item", "values": {}}, {"id": "2b67f9b9-a0a6-8000-8000-000000000005", "key": ["PRT-FEE", ["TLD"]], "table": "shop_item_shop_item_category", "values": {"fk_category_id": ["TLD"]}}]', '2b67f9b9-a0a6-8000-8000-000000000000');

INSERT INTO wares.version VALUES
	(1);

SELECT pg_catalog.setval('wares.migration_sequence_seq', 5, true);

ALTER TABLE ONLY public.campaign_discount_item
    ADD CONSTRAINT campaign_discount_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.counter_range
    ADD CONSTRAINT counter_range_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.counter_type
    ADD CONSTRAINT counter_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.currency
    ADD CONSTRAINT currency_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.extra_service_limit
    ADD CONSTRAINT extra_service_limit_key UNIQUE (fk_item_id, fk_service_id) DEFERRABLE;

ALTER TABLE ONLY public.extra_service_limit
    ADD CONSTRAINT extra_service_limit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.international
    ADD CONSTRAINT international_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.item_price
    ADD CONSTRAINT item_price_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.item_property
    ADD CONSTRAINT item_property_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.item_relation
    ADD CONSTRAINT item_relation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.item_tag
    ADD CONSTRAINT item_tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.language
    ADD CONSTRAINT language_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.package_configuration
    ADD CONSTRAINT package_configuration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.provisioning_description_package
    ADD CONSTRAINT provisioning_description_package_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.renewal_period
    ADD CONSTRAINT renewal_period_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.reseller
    ADD CONSTRAINT reseller_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service_limitation
    ADD CONSTRAINT service_limitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service
    ADD CONSTRAINT service_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.shop_item_category
    ADD CONSTRAINT shop_item_category_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.shop_item
    ADD CONSTRAINT shop_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.shop_item_property
    ADD CONSTRAINT shop_item_property_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.shop_item_shop_item_category
    ADD CONSTRAINT shop_item_shop_item_category_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.shop
    ADD CONSTRAINT shop_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.upgrade_group_member
    ADD CONSTRAINT upgrade_group_member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.upgrade_group
    ADD CONSTRAINT upgrade_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY wares.migration_change
    ADD CONSTRAINT migration_change_pkey PRIMARY KEY (migration, sequence);

ALTER TABLE ONLY wares.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY wares.resource
    ADD CONSTRAINT resource_billing_schema_root_table_catalog_key_key UNIQUE (billing_schema, root_table, catalog, key) DEFERRABLE;

ALTER TABLE ONLY wares.resource
    ADD CONSTRAINT resource_pkey PRIMARY KEY (billing_schema, root_table, root_id) DEFERRABLE;

CREATE INDEX counter_range_fk_counter_type_id_idx ON public.counter_range USING btree (fk_counter_type_id);

CREATE INDEX counter_type_fk_item_id_idx ON public.counter_type USING btree (fk_item_id);

CREATE INDEX extra_service_limit_service ON public.extra_service_limit USING btree (fk_service_id);

CREATE INDEX international_external_id_idx ON public.international USING btree (external_id);

CREATE INDEX international_fk_language_id_idx ON public.international USING btree (fk_language_id);

CREATE INDEX item_article_number_idx ON public.item USING btree (article_number);

CREATE INDEX item_fk_package_configuration_id_idx ON public.item USING btree (fk_package_configuration_id);

CREATE INDEX item_price_fk_counter_range_id_idx ON public.item_price USING btree (fk_counter_range_id);

CREATE INDEX item_price_fk_currency_id_idx ON public.item_price USING btree (fk_currency_id);

CREATE INDEX item_price_fk_item_id_idx ON public.item_price USING btree (fk_item_id);

CREATE INDEX item_price_fk_renewal_period_id_idx ON public.item_price USING btree (fk_renewal_period_id);

CREATE INDEX item_price_fk_reseller_id_idx ON public.item_price USING btree (fk_reseller_id);

CREATE INDEX item_property_fk_item_id_idx ON public.item_property USING btree (fk_item_id);

CREATE INDEX item_relation_fk_child_item_id_idx ON public.item_relation USING btree (fk_child_item_id);

CREATE INDEX item_relation_fk_parent_item_id_idx ON public.item_relation USING btree (fk_parent_item_id);

CREATE INDEX item_renewal_item_id_idx ON public.item USING btree (renewal_item_id);

CREATE INDEX item_tag_fk_item_id_idx ON public.item_tag USING btree (fk_item_id);

CREATE INDEX package_configuration_fk_provisioning_package_id_idx ON public.package_configuration USING btree (fk_provisioning_package_id);

CREATE INDEX renewal_period_fk_item_id_idx ON public.renewal_period USING btree (fk_item_id);

CREATE INDEX service_limitation_fk_package_configuration_id_idx ON public.service_limitation USING btree (fk_package_configuration_id);

CREATE INDEX service_limitation_fk_service_id_idx ON public.service_limitation USING btree (fk_service_id);

CREATE INDEX shop_fk_reseller_id_idx ON public.shop USING btree (fk_reseller_id);

CREATE INDEX shop_item_category_fk_reseller_id_idx ON public.shop_item_category USING btree (fk_reseller_id);

CREATE INDEX shop_item_fk_item_id_idx ON public.shop_item USING btree (fk_item_id);

CREATE INDEX shop_item_fk_shop_id_idx ON public.shop_item USING btree (fk_shop_id);

CREATE INDEX shop_item_property_fk_shop_item_id_idx ON public.shop_item_property USING btree (fk_shop_item_id);

CREATE INDEX shop_item_shop_item_category_fk_category_id_idx ON public.shop_item_shop_item_category USING btree (fk_category_id);

CREATE INDEX shop_item_shop_item_category_fk_shop_item_id_idx ON public.shop_item_shop_item_category USING btree (fk_shop_item_id);

CREATE INDEX subscription_fk_item_id_idx ON public.subscription USING btree (fk_item_id);

CREATE INDEX subscription_fk_old_subscription_id_idx ON public.subscription USING btree (fk_old_subscription_id);

CREATE INDEX subscription_renewal_period_id_idx ON public.subscription USING btree (renewal_period_id);

CREATE INDEX upgrade_group_member_fk_group_id_idx ON public.upgrade_group_member USING btree (fk_group_id);

CREATE INDEX upgrade_group_member_fk_item_id_idx ON public.upgrade_group_member USING btree (fk_item_id);

CREATE INDEX migration_billing_schema_catalog_sequence_idx ON wares.migration USING btree (billing_schema, catalog, sequence);

CREATE INDEX resource_billing_schema_catalog_idx ON wares.resource USING btree (billing_schema, catalog);

CREATE INDEX resource_migration_idx ON wares.resource USING btree (migration);

ALTER TABLE ONLY public.counter_range
    ADD CONSTRAINT counter_range_fk_counter_type_id_fkey FOREIGN KEY (fk_counter_type_id) REFERENCES public.counter_type(id);

ALTER TABLE ONLY public.counter_type
    ADD CONSTRAINT counter_type_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.extra_service_limit
    ADD CONSTRAINT extra_service_limit_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.extra_service_limit
    ADD CONSTRAINT extra_service_limit_fk_service_id_fkey FOREIGN KEY (fk_service_id) REFERENCES public.service(id);

ALTER TABLE ONLY public.international
    ADD CONSTRAINT international_fk_language_id_fkey FOREIGN KEY (fk_language_id) REFERENCES public.language(id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_fk_package_configuration_id_fkey FOREIGN KEY (fk_package_configuration_id) REFERENCES public.package_configuration(id);

ALTER TABLE ONLY public.item_price
    ADD CONSTRAINT item_price_fk_counter_range_id_fkey FOREIGN KEY (fk_counter_range_id) REFERENCES public.counter_range(id);

ALTER TABLE ONLY public.item_price
    ADD CONSTRAINT item_price_fk_currency_id_fkey FOREIGN KEY (fk_currency_id) REFERENCES public.currency(id);

ALTER TABLE ONLY public.item_price
    ADD CONSTRAINT item_price_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.item_price
    ADD CONSTRAINT item_price_fk_renewal_period_id_fkey FOREIGN KEY (fk_renewal_period_id) REFERENCES public.renewal_period(id);

ALTER TABLE ONLY public.item_price
    ADD CONSTRAINT item_price_fk_reseller_id_fkey FOREIGN KEY (fk_reseller_id) REFERENCES public.reseller(id);

ALTER TABLE ONLY public.item_property
    ADD CONSTRAINT item_property_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.item_relation
    ADD CONSTRAINT item_relation_fk_child_item_id_fkey FOREIGN KEY (fk_child_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.item_relation
    ADD CONSTRAINT item_relation_fk_parent_item_id_fkey FOREIGN KEY (fk_parent_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_renewal_item_id_fkey FOREIGN KEY (renewal_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.item_tag
    ADD CONSTRAINT item_tag_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.package_configuration
    ADD CONSTRAINT package_configuration_fk_provisioning_package_id_fkey FOREIGN KEY (fk_provisioning_package_id) REFERENCES public.provisioning_description_package(id);

ALTER TABLE ONLY public.renewal_period
    ADD CONSTRAINT renewal_period_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.service_limitation
    ADD CONSTRAINT service_limitation_fk_package_configuration_id_fkey FOREIGN KEY (fk_package_configuration_id) REFERENCES public.package_configuration(id);

ALTER TABLE ONLY public.service_limitation
    ADD CONSTRAINT service_limitation_fk_service_id_fkey FOREIGN KEY (fk_service_id) REFERENCES public.service(id);

ALTER TABLE ONLY public.shop
    ADD CONSTRAINT shop_fk_reseller_id_fkey FOREIGN KEY (fk_reseller_id) REFERENCES public.reseller(id);

ALTER TABLE ONLY public.shop_item_category
    ADD CONSTRAINT shop_item_category_fk_reseller_id_fkey FOREIGN KEY (fk_reseller_id) REFERENCES public.reseller(id);

ALTER TABLE ONLY public.shop_item
    ADD CONSTRAINT shop_item_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.shop_item
    ADD CONSTRAINT shop_item_fk_shop_id_fkey FOREIGN KEY (fk_shop_id) REFERENCES public.shop(id);

ALTER TABLE ONLY public.shop_item_property
    ADD CONSTRAINT shop_item_property_fk_shop_item_id_fkey FOREIGN KEY (fk_shop_item_id) REFERENCES public.shop_item(id);

ALTER TABLE ONLY public.shop_item_shop_item_category
    ADD CONSTRAINT shop_item_shop_item_category_fk_category_id_fkey FOREIGN KEY (fk_category_id) REFERENCES public.shop_item_category(id);

ALTER TABLE ONLY public.shop_item_shop_item_category
    ADD CONSTRAINT shop_item_shop_item_category_fk_shop_item_id_fkey FOREIGN KEY (fk_shop_item_id) REFERENCES public.shop_item(id);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_fk_item_id_fkey FOREIGN KEY (fk_item_id) REFERENCES public.item(id);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_fk_old_subscription_id_fkey FOREIGN KEY (fk_old_subscription_id) REFERENCES public.subscription(id);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT subscription_renewal_period_id_fkey FOREIGN KEY (renewal_period_id) REFERENCES public.renewal_period(id);

ALTER TABLE ONLY public.upgrade_group_member
    ADD CONSTRAINT upgrade_group_member_fk_group_id_fkey FOREIGN KEY (fk_group_id) REFERENCES public.upgrade_group(id);

ALTER TABLE ONLY wares.migration_change
    ADD CONSTRAINT migration_change_migration_fkey FOREIGN KEY (migration) REFERENCES wares.migration(id);

ALTER TABLE ONLY wares.resource
    ADD CONSTRAINT resource_migration_fkey FOREIGN KEY (migration) REFERENCES wares.migration(id);
