//! Comparing `schema.rs` with a migrated database.

use std::collections::BTreeMap;
use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::error::{Fault, StoreError};
use crate::pool;

/// What the program believes.
const BELIEVED: &str = include_str!("schema.rs");

/// Every column of ours, with the name diesel gives its type and its place in the primary key.
const COLUMNS: &str = "SELECT c.relname::text AS \"table\", a.attname::text AS \"column\",
    t.typname::text AS type, NOT a.attnotnull AS nullable, e.typname::text AS element,
    coalesce(a.attnum = ANY (i.indkey), false) AS key
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type e ON t.typcategory = 'A' AND e.oid = t.typelem
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND c.relname <> '__diesel_schema_migrations'
ORDER BY c.relname COLLATE \"C\", a.attnum";

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    column: String,
    #[diesel(sql_type = Text, column_name = "type")]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
    #[diesel(sql_type = Nullable<Text>)]
    element: Option<String>,
    #[diesel(sql_type = Bool)]
    key: bool,
}

impl Column {
    fn declared(&self) -> String {
        let plain = match &self.element {
            // CHECKs keep nulls out of our arrays, which diesel's own printer cannot know.
            Some(element) => format!("Array<{}>", capital(element)),
            None => capital(&self.kind),
        };
        if self.nullable {
            format!("Nullable<{plain}>")
        } else {
            plain
        }
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Compares the tables, columns, types and keys that the program was built for with those of the
/// database.
///
/// # Errors
/// [`StoreError::Broken`] names the first line that differs; [`StoreError::Unavailable`] without a
/// connection.
pub async fn check_schema(url: &str) -> Result<(), StoreError> {
    let mut connection = pool::open(url).await?;
    let columns: Vec<Column> = diesel::sql_query(COLUMNS)
        .load(&mut connection)
        .await
        .map_err(|error| Fault::from(error).error)?;
    let found = render(&columns)?;
    let believed = tables_of(BELIEVED);
    if found == believed {
        return Ok(());
    }
    let mut pairs = believed.lines().zip(found.lines());
    let difference = match pairs.find(|(believed, found)| believed != found) {
        Some((believed, found)) => format!(
            "schema.rs says `{}`, the database `{}`",
            believed.trim(),
            found.trim()
        ),
        None => "schema.rs and the database do not have the same number of tables".to_owned(),
    };
    Err(StoreError::broken(difference))
}

/// The part of `schema.rs` that declares tables: joins are ours to choose.
fn tables_of(schema: &str) -> String {
    schema
        .split("\n\n")
        .filter(|part| part.starts_with("diesel::table!"))
        .fold(String::new(), |all, part| all + part.trim_end() + "\n\n")
}

/// The declarations as `diesel print-schema` would write them.
fn render(columns: &[Column]) -> Result<String, StoreError> {
    let mut tables: BTreeMap<&str, Vec<&Column>> = BTreeMap::new();
    for column in columns {
        tables.entry(&column.table).or_default().push(column);
    }
    let mut text = String::new();
    for (table, columns) in tables {
        let key: Vec<&str> = columns
            .iter()
            .filter(|c| c.key)
            .map(|c| c.column.as_str())
            .collect();
        write!(text, "diesel::table! {{\n    {table} ({}) {{\n", key.join(", "))
            .map_err(StoreError::broken)?;
        for column in columns {
            writeln!(text, "        {} -> {},", column.column, column.declared())
                .map_err(StoreError::broken)?;
        }
        text.push_str("    }\n}\n\n");
    }
    Ok(text)
}
