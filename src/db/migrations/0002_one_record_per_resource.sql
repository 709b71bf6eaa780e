-- Versions of several components, each with the name of its newest migration; ids and rows as text; what a migration
-- changed as one record for each resource. Tables are altered, not made anew, so that grants stay.
LOCK TABLE wares.version, wares.migration, wares.resource, wares.migration_change IN ACCESS EXCLUSIVE MODE;

-- Whoever migrates writes the row of the ledger itself. Later versions may add columns and must keep these: an older
-- program reads them to say which version it has met.
DELETE FROM wares.version;
ALTER TABLE wares.version ADD component text NOT NULL, ADD billing_schema text NOT NULL, ADD name text NOT NULL,
    ADD tool_version text NOT NULL, ADD PRIMARY KEY (component, billing_schema);

-- Until now only this table was made beside the billing tables, and nothing recorded it. One of the same name that is
-- somebody else's is not recorded.
INSERT INTO wares.version (component, billing_schema, version, name, tool_version)
SELECT 'AtomiaBilling', n.nspname, 1, '0001_extra_service_limit', '0.1.0'
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relname = 'extra_service_limit' AND c.relkind IN ('r', 'p')
   AND ARRAY['id uuid', 'fk_item_id uuid', 'fk_service_id uuid', 'limitation int4'] <@ ARRAY(
       SELECT a.attname || ' ' || t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped);

-- The hash is that of the text as it stands, so that hashes alone can be compared.
ALTER TABLE wares.resource ALTER root_id TYPE text, ALTER rows TYPE text;
UPDATE wares.resource SET hash = encode(sha256(convert_to(rows, 'UTF8')), 'hex');

-- What version 1 recorded row by row, with the root that each row belongs to: its key begins with the root's. Rows of
-- other slices than these stay alone.
CREATE TEMPORARY TABLE wares_rows ON COMMIT DROP AS
SELECT c.*, m.billing_schema, m.catalog, m.sequence AS number, t.root_table,
       CASE WHEN t.root_table IS NULL THEN c.key ELSE jsonb_build_array(c.key -> 0) END AS root_key,
       CASE WHEN t.root_table IS NULL THEN c.sequence END AS alone,
       coalesce(c.slice = t.root_table, true) AS decides
  FROM wares.migration_change c
  JOIN wares.migration m ON m.id = c.migration
 CROSS JOIN LATERAL (SELECT CASE
       WHEN c.slice IN ('upgrade_group', 'upgrade_group_member') THEN 'upgrade_group'
       WHEN c.slice IN ('item', 'item_name', 'item_description', 'item_property', 'item_tag', 'item_relation',
            'item_price', 'renewal_period', 'renewal_item_price', 'counter_type', 'counter_type_name',
            'counter_type_unit_name', 'counter_range', 'counter_range_name', 'counter_price', 'shop_item',
            'shop_item_name', 'shop_item_property', 'shop_item_shop_item_category', 'package_configuration',
            'service_limitation', 'extra_service_limit') THEN 'item' END AS root_table) t;
CREATE INDEX ON pg_temp.wares_rows (slice, key, number);
-- Without statistics the joins below would be nested loops over the whole history.
ANALYZE pg_temp.wares_rows;
ANALYZE wares.resource;

-- The id of each root: by its own record in the same migration; else by the last one before, if the root lived on; else
-- by the first one after, if it lived until then; else by the ledger, if there is none after.
CREATE TEMPORARY TABLE wares_roots ON COMMIT DROP AS
SELECT r.migration, r.root_table, r.root_key, coalesce(o.id, b.id, a.id, l.root_id) AS root_id
  FROM (SELECT DISTINCT migration, number, billing_schema, catalog, root_table, root_key FROM pg_temp.wares_rows
         WHERE root_table IS NOT NULL) r
  LEFT JOIN LATERAL (
       SELECT coalesce(w.after, w.before) ->> 'id' AS id FROM pg_temp.wares_rows w
        WHERE w.slice = r.root_table AND w.key = r.root_key AND w.number = r.number
        ORDER BY w.sequence LIMIT 1) o ON true
  LEFT JOIN LATERAL (
       SELECT CASE WHEN w.after -> 'deleted' IS DISTINCT FROM 'true' THEN w.after ->> 'id' END AS id
         FROM pg_temp.wares_rows w
        WHERE w.slice = r.root_table AND w.key = r.root_key AND w.number < r.number
          AND w.billing_schema = r.billing_schema AND w.catalog = r.catalog
        ORDER BY w.number DESC LIMIT 1) b ON true
  LEFT JOIN LATERAL (
       SELECT w.number, CASE WHEN w.before -> 'deleted' IS DISTINCT FROM 'true' THEN w.before ->> 'id' END AS id
         FROM pg_temp.wares_rows w
        WHERE w.slice = r.root_table AND w.key = r.root_key AND w.number > r.number
          AND w.billing_schema = r.billing_schema AND w.catalog = r.catalog
        ORDER BY w.number LIMIT 1) a ON true
  LEFT JOIN wares.resource l ON a.number IS NULL AND l.billing_schema = r.billing_schema AND l.catalog = r.catalog
        AND l.root_table = r.root_table AND l.key = r.root_key;
ANALYZE pg_temp.wares_roots;

-- What version 1 did not record and nothing tells is NULL: the id of a root, the kind of a resource that is gone.
TRUNCATE wares.migration_change;
ALTER TABLE wares.migration_change DROP slice, ADD root_table text NOT NULL, ADD root_id text, ADD kind text,
    ADD verb text NOT NULL, ALTER key TYPE text, ALTER before TYPE text, ALTER before SET NOT NULL,
    ALTER after TYPE text, ALTER after SET NOT NULL;

-- Texts of this size are compressed when they are written: by lz4 in less than half the time, where the server has it.
DO $$ BEGIN
    EXECUTE 'ALTER TABLE wares.resource ALTER rows SET COMPRESSION lz4';
    EXECUTE 'ALTER TABLE wares.migration_change ALTER before SET COMPRESSION lz4, ALTER after SET COMPRESSION lz4';
EXCEPTION WHEN feature_not_supported OR syntax_error OR invalid_parameter_value THEN
    NULL;
END $$;

INSERT INTO wares.migration_change (migration, sequence, root_table, root_id, kind, key, verb, before, after)
SELECT w.migration, min(w.sequence), coalesce(w.root_table, min(w.slice)), min(r.root_id),
       coalesce(min(l.kind), CASE w.root_table WHEN 'upgrade_group' THEN 'upgrade_group' END), w.root_key::text,
       CASE WHEN bool_or(w.decides AND w.before IS NULL) THEN 'create'
            WHEN bool_or(w.decides AND w.after IS NULL) THEN 'delete'
            WHEN bool_or(w.decides AND w.before -> 'deleted' = 'false' AND w.after -> 'deleted' = 'true') THEN 'delete'
            WHEN bool_or(w.decides AND w.before -> 'deleted' = 'true' AND w.after -> 'deleted' = 'false') THEN 'revive'
            ELSE 'change' END,
       coalesce(jsonb_agg(jsonb_build_array(w.slice, w.before -> 'id', w.key, w.before - 'id') ORDER BY w.sequence)
           FILTER (WHERE w.before IS NOT NULL), '[]')::text,
       coalesce(jsonb_agg(jsonb_build_array(w.slice, w.after -> 'id', w.key, w.after - 'id') ORDER BY w.sequence)
           FILTER (WHERE w.after IS NOT NULL), '[]')::text
  FROM pg_temp.wares_rows w
  LEFT JOIN pg_temp.wares_roots r
         ON r.migration = w.migration AND r.root_table = w.root_table AND r.root_key = w.root_key
  LEFT JOIN wares.resource l
         ON l.billing_schema = w.billing_schema AND l.root_table = w.root_table AND l.root_id = r.root_id
 GROUP BY w.migration, w.root_table, w.root_key, w.alone;
