//! Whether anything was changed: the count and the hash of every table of the domain.

use super::{TestApp, wait};

/// What may change also when somebody is refused: what is written down about it, what counts tries,
/// and what work is promised.
const BESIDE: [&str; 9] = [
    "audit_entries",
    "audit_personal",
    "audit_seals",
    "audit_unsealed",
    "jobs",
    "security_events",
    "sessions",
    "token_buckets",
    "api_tokens",
];

impl TestApp {
    /// A line for each table: its name, how many rows it has and a hash of them.
    pub(crate) fn everything(&self) -> Vec<String> {
        let raw = self.database().raw();
        let sql = "SELECT relname::text FROM pg_class
                   WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname";
        let tables = wait(raw.query(sql, &[])).unwrap();
        let tables = tables.iter().map(|row| row.get::<_, String>(0));
        let tables = tables.filter(|name| !BESIDE.contains(&name.as_str()));
        tables
            .map(|name| {
                let sql = format!(
                    "SELECT '{name} ' || count(*) || ' ' ||
                         coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {name} t"
                );
                wait(raw.query_one(&sql, &[])).unwrap().get(0)
            })
            .collect()
    }
}
