//! SQL fragments for the columns of a foreign key. The script and `db` use the same fragments, so that both find the
//! same rows.

/// Joins that yield a row for each column of a foreign key `k`. Column `a` refers to column `r`, and the foreign key
/// compares them with the operator `o` in the collation `l`.
macro_rules! key_columns {
    () => {
        // `conpfeqop`: the two columns may have different types, and a type its own operator for equality.
        "CROSS JOIN LATERAL unnest(k.conkey, k.confkey, k.conpfeqop) WITH ORDINALITY x(own, other, operator, at)
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.own
      JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = x.other
      JOIN pg_operator o ON o.oid = x.operator
      JOIN pg_namespace os ON os.oid = o.oprnamespace
      LEFT JOIN pg_collation l ON l.oid = r.attcollation
      LEFT JOIN pg_namespace ln ON ln.oid = l.collnamespace"
    };
}

/// An expression that builds the condition "row `f` refers to row `t`", with the comparison that the foreign key uses.
macro_rules! key_condition {
    () => {
        // In the collation of the referenced column, as the foreign key itself compares.
        "string_agg(format('t.%I%s OPERATOR(%I.%s) f.%I', r.attname,
             CASE WHEN l.oid IS NULL THEN '' ELSE format(' COLLATE %I.%I', ln.nspname, l.collname) END,
             os.nspname, o.oprname, a.attname), ' AND ' ORDER BY x.at)"
    };
}

pub(crate) use {key_columns, key_condition};
