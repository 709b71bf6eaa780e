//! What the columns of a foreign key are, in the SQL of a script and of the plan: one text, so that both find the same rows.

/// The joins that give each foreign key `k` a row for each of its columns: `a` refers to `r`, compared by the operator
/// `o` in the collation `l`.
macro_rules! key_columns {
    () => {
        "CROSS JOIN LATERAL unnest(k.conkey, k.confkey, k.conpfeqop) WITH ORDINALITY x(own, other, operator, at)
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.own
      JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = x.other
      JOIN pg_operator o ON o.oid = x.operator
      JOIN pg_namespace os ON os.oid = o.oprnamespace
      LEFT JOIN pg_collation l ON l.oid = r.attcollation
      LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace"
    };
}

/// The condition that a row `f` refers to a row `t` by a foreign key: as the key itself compares them.
macro_rules! key_condition {
    () => {
        "string_agg(format('t.%I%s OPERATOR(%I.%s) f.%I', r.attname,
             CASE WHEN l.oid IS NULL THEN '' ELSE format(' COLLATE %I.%I', ln.nspname, l.collname) END,
             os.nspname, o.oprname, a.attname), ' AND ' ORDER BY x.at)"
    };
}

pub(crate) use {key_columns, key_condition};
