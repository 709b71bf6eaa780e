CREATE TABLE {schema}.voucher (id uuid PRIMARY KEY, name varchar(512) NOT NULL, fk_course_id uuid NOT NULL);
