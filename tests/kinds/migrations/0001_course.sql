CREATE TABLE {schema}.course (id uuid PRIMARY KEY, name varchar(512) NOT NULL, open boolean NOT NULL);
CREATE TABLE {schema}.course_title (id uuid PRIMARY KEY, fk_course_id uuid NOT NULL REFERENCES {schema}.course,
    fk_language_id uuid NOT NULL REFERENCES {schema}.language, value text NOT NULL);
CREATE INDEX ON {schema}.course_title (fk_course_id);
CREATE TABLE {schema}.course_module (id uuid PRIMARY KEY, fk_course_id uuid NOT NULL REFERENCES {schema}.course,
    code varchar(255) NOT NULL, level integer NOT NULL, hours numeric(25,4) NOT NULL, required boolean NOT NULL,
    fk_item_id uuid REFERENCES {schema}.item);
CREATE INDEX ON {schema}.course_module (fk_course_id);
CREATE TABLE {schema}.course_tier (id uuid PRIMARY KEY, fk_module_id uuid NOT NULL REFERENCES {schema}.course_module,
    amount numeric(25,4) NOT NULL);
CREATE INDEX ON {schema}.course_tier (fk_module_id);
CREATE TABLE {schema}.course_price (id uuid PRIMARY KEY, fk_tier_id uuid NOT NULL REFERENCES {schema}.course_tier,
    fk_currency_id uuid NOT NULL REFERENCES {schema}.currency, value numeric(25,4) NOT NULL, enabled boolean NOT NULL);
CREATE INDEX ON {schema}.course_price (fk_tier_id);
