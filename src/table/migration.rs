//! Migrations: the numbered steps by which tables of Wares' own become what this program works with.

/// A step from one version of some tables to the next. It ships in the binary, and once released it stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its name, which begins with its number: the version that the tables have afterwards.
    pub name: &'static str,
    /// What it does.
    pub sql: &'static str,
}

/// Whether the names of migrations begin with 0001, 0002 and so on.
pub const fn are_in_order(migrations: &[Migration]) -> bool {
    let mut index = 0;
    while index < migrations.len() {
        if !has_number(migrations[index].name.as_bytes(), index + 1) {
            return false;
        }
        index += 1;
    }
    true
}

const fn has_number(name: &[u8], number: usize) -> bool {
    name.len() > 5
        && name[4] == b'_'
        && name[0] as usize == 48 + number / 1000
        && name[1] as usize == 48 + number / 100 % 10
        && name[2] as usize == 48 + number / 10 % 10
        && name[3] as usize == 48 + number % 10
}

/// Numbered migrations, from files of these names in a folder beside the source: `migrations!("sql/",
/// "0001_first", "0002_second")`. It does not compile when a number is left out.
#[macro_export]
macro_rules! migrations {
    ($folder:literal, $($name:literal),+ $(,)?) => {{
        const ALL: &[$crate::table::Migration] = &[$($crate::table::Migration {
            name: $name,
            sql: include_str!(concat!($folder, $name, ".sql")),
        }),+];
        const { assert!($crate::table::are_in_order(ALL), "migrations are numbered 0001, 0002 and so on") };
        ALL
    }};
}
