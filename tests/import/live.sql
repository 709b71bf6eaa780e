-- A catalog as years of clicking in an admin panel leave it: three resellers' worth of habits in one.
INSERT INTO service (id, name) SELECT gen_random_uuid(), n FROM unnest(ARRAY['disk', 'mail', 'no']) n
 WHERE NOT EXISTS (SELECT FROM service WHERE name = n);
INSERT INTO shop_item_category (id, fk_reseller_id, category_name, deleted)
SELECT gen_random_uuid(), r.id, n, false FROM reseller r, unnest(ARRAY['HostingPackage', 'ExtraService', 'TLD', 'a/b: "c"', 'setupFee']) n;
INSERT INTO currency (id, code, symbol, name, place_symbol_before, active)
SELECT gen_random_uuid(), 'SEK', 'kr', 'Krona', false, true WHERE NOT EXISTS (SELECT FROM currency WHERE code = 'SEK');

CREATE FUNCTION pg_temp.article(number text, category text, title text, recurring boolean) RETURNS uuid AS $$
    INSERT INTO item (id, created_time, last_change_time, category, article_number, deleted,
        provisioning_allowed_type, renewing_allowed_type, upgrading_allowed_type, recurring, reprovision,
        defferedrevenue, allow_to_subresellers, renewal_period, renewal_period_unit, auto_credit,
        allow_autocredit_if_provisioned, align_with_main_subscription, discontinued_expire_action,
        not_paid_expire_action, separate_renewal_invoice)
    VALUES (gen_random_uuid(), '2015-01-01', '2019-03-01', category, number, false, 1, 1, 1, recurring, false, false, true,
        CASE WHEN recurring THEN 1 ELSE 0 END, CASE WHEN recurring THEN 'MONTH' END, true, false, false, 0, 0, false);
    INSERT INTO international (id, entity_field_name, external_id, value, fk_language_id)
    SELECT gen_random_uuid(), 'Item.Name', i.id, title, l.id FROM item i, language l
     WHERE i.article_number = number AND l.iso_639_name = 'en';
    SELECT id FROM item WHERE article_number = number $$ LANGUAGE sql;

CREATE FUNCTION pg_temp.every(number text, value integer, unit text, eur numeric, sek numeric) RETURNS void AS $$
    INSERT INTO renewal_period SELECT gen_random_uuid(), id, value, unit FROM item WHERE article_number = number;
    INSERT INTO item_price (id, discriminator, fk_reseller_id, fk_currency_id, value, enabled, fk_renewal_period_id)
    SELECT gen_random_uuid(), 'RenewalItemPrice', r.id, c.id, CASE c.code WHEN 'EUR' THEN eur ELSE sek END, c.code = 'EUR', p.id
      FROM reseller r, currency c, renewal_period p JOIN item i ON i.id = p.fk_item_id
     WHERE i.article_number = number AND p.renewal_period_value = value AND p.renewal_period_unit = unit
       AND (c.code = 'EUR' OR c.code = 'SEK' AND sek IS NOT NULL) $$ LANGUAGE sql;

CREATE FUNCTION pg_temp.other_data(number text, name text, value text) RETURNS void AS $$
    INSERT INTO item_property SELECT gen_random_uuid(), id, name, value, '' FROM item WHERE article_number = number $$ LANGUAGE sql;

CREATE FUNCTION pg_temp.placed(number text, order_by integer, categories text[]) RETURNS void AS $$
    INSERT INTO shop_item SELECT gen_random_uuid(), order_by, i.id, s.id FROM item i, shop s
     WHERE i.article_number = number AND s.default_shop;
    INSERT INTO shop_item_shop_item_category SELECT gen_random_uuid(), p.id, c.id
      FROM shop_item p JOIN item i ON i.id = p.fk_item_id, shop_item_category c
     WHERE i.article_number = number AND c.category_name = ANY (categories) $$ LANGUAGE sql;

SELECT pg_temp.article('WEB-S', 'HostingPackage', 'Small', true), pg_temp.article('WEB-L', 'HostingPackage', 'Large: "the big one" # no joke', true),
       pg_temp.article('007', NULL, 'A number for a name', false), pg_temp.article('no', 'TLD', '~', false),
       pg_temp.article('MAIL', 'ExtraService', E'Mail\nin two lines \t with a tab ', true),
       pg_temp.article('DISK', 'a/b: "c"', 'Disk', true), pg_temp.article('FEE', 'setupFee', '', false),
       pg_temp.article('BARE', NULL, 'null', true);

SELECT pg_temp.every('WEB-S', 1, 'MONTH', 4.9, 49), pg_temp.every('WEB-S', 1, 'YEAR', 49.00, NULL), pg_temp.every('WEB-S', 2, 'Year', 90, NULL),
       pg_temp.every('WEB-L', 1, 'month', 9.9001, NULL), pg_temp.every('MAIL', 3, 'MONTH', 0, NULL),
       pg_temp.every('DISK', 1, 'MONTH', 123456789012345678.9999, NULL), pg_temp.every('BARE', 1, 'MONTH', 1, NULL);
INSERT INTO item_price (id, discriminator, fk_reseller_id, fk_currency_id, value, enabled, fk_item_id)
SELECT gen_random_uuid(), 'ItemPrice', r.id, c.id, 12.5, true, i.id FROM reseller r, currency c, item i
 WHERE c.code = 'EUR' AND i.article_number IN ('007', 'no', 'FEE');

SELECT pg_temp.other_data('WEB-S', 'HasExtraServices', 'true'), pg_temp.other_data('WEB-S', 'CheckDuration', 'FALSE'),
       pg_temp.other_data('WEB-L', 'hasextraservices', 'TRUE'), pg_temp.other_data('WEB-L', 'tos', 'yes'),
       pg_temp.other_data('MAIL', 'packages', 'WEB-S|WEB-L'), pg_temp.other_data('MAIL', 'ALLOWMULTIPLE', 'true'),
       pg_temp.other_data('MAIL', 'domainBased', 'true'), pg_temp.other_data('MAIL', 'acceptableDomainTlds', 'com|co.uk'),
       pg_temp.other_data('MAIL', 'checkIfDomainExists', 'maybe'), pg_temp.other_data('MAIL', 'productvalueunit', ''),
       pg_temp.other_data('DISK', 'minimalproductvalue', '1'), pg_temp.other_data('DISK', 'maximalproductvalue', '010'),
       pg_temp.other_data('DISK', 'productvaluestep', '1.10'), pg_temp.other_data('DISK', 'applicableToArticleNumbers', '007|no'),
       pg_temp.other_data('no', 'productValue', '.no'), pg_temp.other_data('FEE', 'Größe <<', '<<'), pg_temp.other_data('FEE', '<x>', '- [');

SELECT pg_temp.placed('WEB-S', 10, '{HostingPackage}'), pg_temp.placed('WEB-L', 0, '{HostingPackage,TLD}'), pg_temp.placed('no', 0, '{TLD}'),
       pg_temp.placed('MAIL', 0, '{ExtraService}'), pg_temp.placed('DISK', -3, '{ExtraService}');
INSERT INTO shop_item_property (id, name, value, fk_shop_item_id) SELECT gen_random_uuid(), 'badge', 'new!', p.id
  FROM shop_item p JOIN item i ON i.id = p.fk_item_id WHERE i.article_number = 'WEB-S';
INSERT INTO international (id, entity_field_name, external_id, value, fk_language_id)
SELECT gen_random_uuid(), 'ShopItem.Name', p.id, 'Klein', l.id FROM shop_item p JOIN item i ON i.id = p.fk_item_id, language l
 WHERE i.article_number = 'WEB-S' AND l.iso_639_name = 'de';
INSERT INTO international (id, entity_field_name, external_id, value, fk_language_id)
SELECT gen_random_uuid(), f, i.id, E'Deutsch\n\n  eingerückt\n', l.id FROM item i, language l, unnest(ARRAY['Item.Name', 'Item.Description']) f
 WHERE i.article_number = 'WEB-S' AND l.iso_639_name = 'de';

-- Two packages share one set of limits.
INSERT INTO package_configuration SELECT '00000000-0000-4000-8000-00000000000c', 'shared', id FROM provisioning_description_package;
INSERT INTO service_limitation SELECT gen_random_uuid(), CASE name WHEN 'disk' THEN 1000 WHEN 'mail' THEN -1 ELSE 0 END, '00000000-0000-4000-8000-00000000000c', id
  FROM service WHERE name IN ('disk', 'mail', 'no');
UPDATE item SET fk_package_configuration_id = '00000000-0000-4000-8000-00000000000c' WHERE article_number IN ('WEB-S', 'WEB-L');
UPDATE item SET tax1 = 'VAT', tax2_mode = 2, provisioning_service = '', not_paid_expire_action = 1, discontinued_expire_action = 3 WHERE article_number = 'WEB-S';
UPDATE item SET renewal_item_id = (SELECT id FROM item WHERE article_number = 'WEB-S') WHERE article_number = 'WEB-L';

INSERT INTO item_tag SELECT gen_random_uuid(), id, t FROM item, unnest(ARRAY['web', 'true', '1.0']) t WHERE article_number = 'WEB-S';
INSERT INTO item_relation SELECT gen_random_uuid(), p.id, c.id, CASE c.article_number WHEN 'FEE' THEN 1 ELSE 0.1 END
  FROM item p, item c WHERE p.article_number = 'WEB-S' AND c.article_number IN ('FEE', '007');
INSERT INTO counter_type SELECT '00000000-0000-4000-8000-0000000000c1', 'traffic', id, 1024, true FROM item WHERE article_number = 'WEB-S';
INSERT INTO counter_range VALUES ('00000000-0000-4000-8000-0000000000c2', '00000000-0000-4000-8000-0000000000c1', 0, 100.5),
                                 ('00000000-0000-4000-8000-0000000000c3', '00000000-0000-4000-8000-0000000000c1', 100.5, 99999);
INSERT INTO international (id, entity_field_name, external_id, value, fk_language_id)
SELECT gen_random_uuid(), v.field, v.id::uuid, v.value, l.id FROM language l,
       (VALUES ('CounterType.Name', '00000000-0000-4000-8000-0000000000c1', 'Traffic'), ('CounterType.UnitName', '00000000-0000-4000-8000-0000000000c1', 'GB'),
               ('CounterRange.Name', '00000000-0000-4000-8000-0000000000c3', 'A lot')) v (field, id, value) WHERE l.iso_639_name = 'en';
INSERT INTO item_price (id, discriminator, fk_reseller_id, fk_currency_id, value, enabled, fk_counter_range_id)
SELECT gen_random_uuid(), 'CounterPrice', r.id, c.id, 0.0001, true, '00000000-0000-4000-8000-0000000000c3' FROM reseller r, currency c WHERE c.code = 'EUR';

INSERT INTO upgrade_group VALUES ('00000000-0000-4000-8000-00000000000a', 'Web: small to large');
INSERT INTO upgrade_group_member SELECT gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', id,
       CASE article_number WHEN 'WEB-S' THEN -1 ELSE 2 END, true, article_number = 'WEB-S', true, false FROM item WHERE article_number LIKE 'WEB-%';
INSERT INTO upgrade_group VALUES ('00000000-0000-4000-8000-00000000000b', 'Nobody');
