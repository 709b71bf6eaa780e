//! The rows of the billing tables.

use crate::failure::{During, Failure};
use crate::server::Database;
use std::collections::BTreeMap;
use std::path::Path;

/// The tables that Wares writes to, each behind those that its rows refer to.
pub const TABLES: [&str; 17] = [
    "package_configuration",
    "service_limitation",
    "item",
    "item_property",
    "item_tag",
    "item_relation",
    "renewal_period",
    "counter_type",
    "counter_range",
    "item_price",
    "international",
    "shop_item",
    "shop_item_property",
    "shop_item_shop_item_category",
    "upgrade_group",
    "upgrade_group_member",
    "extra_service_limit",
];

/// How many rows each table of the billing system has, whether Wares writes to it or not.
pub fn counts(database: &Database) -> Result<BTreeMap<String, i64>, Failure> {
    let during = "counting rows";
    let mut client = database.connect()?;
    let tables = client
        .query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", &[])
        .during(during)?;
    let mut counts = BTreeMap::new();
    for table in tables {
        let table: String = table.get(0);
        let count =
            client.query_one(&format!("SELECT count(*) FROM public.\"{table}\""), &[]).during(during)?;
        counts.insert(table, count.get(0));
    }
    Ok(counts)
}

/// How many rows the tables have that Wares writes to.
pub fn managed(counts: &BTreeMap<String, i64>) -> usize {
    let rows: i64 = TABLES.iter().filter_map(|table| counts.get(*table)).sum();
    usize::try_from(rows).unwrap_or(0)
}

/// Copies a table's rows out and in again.
pub struct Copied {
    table: &'static str,
    columns: String,
    file: String,
}

impl Copied {
    /// Names the columns of each table: all but those that the database fills itself.
    pub fn all(database: &Database, dir: &Path) -> Result<Vec<Self>, Failure> {
        let mut client = database.connect()?;
        let columns = "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) \
                       FROM information_schema.columns \
                       WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'";
        let copied = |table: &'static str| {
            let row = client.query_one(columns, &[&table]).during("looking at the columns")?;
            let columns: Option<String> = row.get(0);
            let columns = columns.ok_or_else(|| Failure::new(format!("there is no table {table}")))?;
            Ok(Self { table, columns, file: dir.join(table).display().to_string() })
        };
        TABLES.into_iter().map(copied).collect()
    }

    /// The command by which `psql` writes the rows to a file.
    pub fn out(&self) -> String {
        format!("\\copy {} ({}) TO '{}'\n", self.table, self.columns, self.file)
    }

    /// The command by which `psql` reads them from there.
    pub fn back(&self) -> String {
        format!("\\copy {} ({}) FROM '{}'\n", self.table, self.columns, self.file)
    }
}
