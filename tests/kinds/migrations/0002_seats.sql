ALTER TABLE voucher ADD seats integer NOT NULL DEFAULT 1;
