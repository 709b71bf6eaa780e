//! Migrations of the tables that belong to Wares itself. Each migration brings them to the next version. The last
//! migration brings them to the version that this program needs.

/// An update of some tables to their next version. A migration is compiled into the program and never changes after a
/// release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The name of the migration. It begins with a number, which is the version of the tables after the migration.
    pub name: &'static str,
    /// The SQL of the migration.
    pub sql: &'static str,
}

/// Whether the names of the migrations begin with 0001, 0002 and so on, without a gap.
pub const fn are_in_order(migrations: &[Migration]) -> bool {
    // `while`, because a `const fn` cannot iterate.
    let mut index = 0;
    while index < migrations.len() {
        if !has_number(migrations[index].name.as_bytes(), index + 1) {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether a name begins with the given number in four digits, and an underscore. The digits are compared one by one,
/// because a `const fn` cannot format numbers.
const fn has_number(name: &[u8], number: usize) -> bool {
    name.len() > 5
        && name[4] == b'_'
        // 48 is the digit 0 in ASCII.
        && name[0] as usize == 48 + number / 1000
        && name[1] as usize == 48 + number / 100 % 10
        && name[2] as usize == 48 + number / 10 % 10
        && name[3] as usize == 48 + number % 10
}

/// Lists migrations from SQL files in a folder next to the source file: `migrations!("sql/", "0001_first",
/// "0002_second")`. Does not compile if a number is missing.
#[macro_export]
macro_rules! migrations {
    ($folder:literal, $($name:literal),+ $(,)?) => {{
        const ALL: &[$crate::table::Migration] = &[$($crate::table::Migration {
            name: $name,
            sql: include_str!(concat!($folder, $name, ".sql")),
        }),+];
        // In a `const` block, so that a gap stops the build and not a user.
        const { assert!($crate::table::are_in_order(ALL), "migrations are numbered 0001, 0002 and so on") };
        ALL
    }};
}
