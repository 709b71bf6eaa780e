ALTER TABLE {schema}.voucher ADD seats integer NOT NULL DEFAULT 1;
