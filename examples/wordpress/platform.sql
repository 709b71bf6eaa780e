-- The platform's tariffs for use. Each type of tariff is a number: see `TariffType` in the documentation of Wares.
INSERT INTO tariff (id, code, name, type) VALUES
    (gen_random_uuid(), 'dynamic-cloudlets', 'Cloudlets as needed', 1),
    (gen_random_uuid(), 'reserved-cloudlets', 'Reserved cloudlets', 2),
    (gen_random_uuid(), 'dynamic-disk', 'Disk as needed', 3),
    (gen_random_uuid(), 'reserved-disk', 'Reserved disk', 4),
    (gen_random_uuid(), 'traffic', 'Traffic', 5),
    (gen_random_uuid(), 'public-address', 'Public addresses', 6),
    (gen_random_uuid(), 'licences', 'Licences of web servers', 7),
    (gen_random_uuid(), 'cdn', 'CDN', 8);
