-- $N articles that no catalog owns, as somebody types them at an admin panel: with a name, a yearly period and its
-- price, a property and a place in the shop; every fourth is a package with limits.
BEGIN;

CREATE FUNCTION pg_temp.id(what text, n bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE AS $$ SELECT md5(what || n)::uuid $$;
CREATE TEMP TABLE article ON COMMIT DROP AS
    SELECT n, n % 4 = 0 AS is_package, pg_temp.id('item', n) AS item,
        CASE WHEN n % 4 = 0 THEN 'HostingPackage' ELSE 'TLD' END AS category
    FROM generate_series(1, $N) n;

INSERT INTO package_configuration (id, name, fk_provisioning_package_id)
    SELECT pg_temp.id('configuration', n), 'OLD-' || n, (SELECT id FROM provisioning_description_package LIMIT 1)
    FROM article WHERE is_package;
INSERT INTO service_limitation (id, limitation, fk_package_configuration_id, fk_service_id)
    SELECT pg_temp.id(s.name, n), n % 100, pg_temp.id('configuration', n), s.id
    FROM article, service s WHERE is_package AND s.name IN ('space_mb', 'traffic_gb', 'mailboxes');
INSERT INTO item (id, created_time, last_change_time, category, article_number, deleted, delivery_date,
        provisioning_allowed_type, renewing_allowed_type, upgrading_allowed_type, recurring, reprovision,
        defferedrevenue, allow_to_subresellers, renewal_period, renewal_period_unit, tax1, auto_credit,
        allow_autocredit_if_provisioned, align_with_main_subscription, discontinued_expire_action,
        not_paid_expire_action, separate_renewal_invoice, fk_package_configuration_id)
    SELECT item, now(), now(), category, 'OLD-' || n, false, 0, 0, 0, 0, true, false, false, false, 1, 'YEAR', 'VAT',
        false, false, false, 2, 1, false, CASE WHEN is_package THEN pg_temp.id('configuration', n) END
    FROM article;
INSERT INTO international (id, entity_field_name, external_id, value, fk_language_id)
    SELECT pg_temp.id('name', n), 'Item.Name', item, 'Old article ' || n,
        (SELECT id FROM language WHERE iso_639_name = 'en')
    FROM article;
INSERT INTO item_property (id, fk_item_id, name, value, suffix)
    SELECT pg_temp.id('property', n), item, 'productValue', '.tld' || n, '' FROM article;
INSERT INTO renewal_period (id, fk_item_id, renewal_period_value, renewal_period_unit)
    SELECT pg_temp.id('period', n), item, 1, 'YEAR' FROM article;
INSERT INTO item_price (id, discriminator, fk_reseller_id, fk_currency_id, value, enabled, fk_renewal_period_id)
    SELECT pg_temp.id('price', n), 'RenewalItemPrice', (SELECT id FROM reseller LIMIT 1),
        (SELECT id FROM currency WHERE code = 'EUR'), n % 1000, true, pg_temp.id('period', n)
    FROM article;
INSERT INTO shop_item (id, order_by, fk_item_id, fk_shop_id)
    SELECT pg_temp.id('shop', n), 0, item, (SELECT id FROM shop LIMIT 1) FROM article;
INSERT INTO shop_item_shop_item_category (id, fk_shop_item_id, fk_category_id)
    SELECT pg_temp.id('category', n), pg_temp.id('shop', n), c.id
    FROM article JOIN shop_item_category c ON c.category_name = article.category;

COMMIT;
