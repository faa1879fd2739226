//! How facts are kept in PostgreSQL.
//!
//! The only crate that says diesel, and it never lets it out: callers see the domain's types and
//! [`StoreError`]. Everything happens in a transaction, [`Store::read`] or [`Store::write`]; what
//! can be done in one stands in a file per plural noun.

mod categories;
mod changes;
mod cluster;
mod collections;
pub mod embedded;
mod entries;
mod error;
mod listener;
mod listings;
mod migrate;
mod pool;
mod schema;
mod schema_check;
mod tls;
mod tx;
mod work;

pub use changes::{Change, Changed};
pub use cluster::prepare_cluster;
pub use entries::{CatalogEntry, Feed, Scan};
pub use error::{Cause, StoreError};
pub use listener::{CatalogListener, Wake};
pub use listings::{NewListing, Revision, Tally};
pub use migrate::{migrate, migrations, pending, revert_all};
pub use pool::{Store, StoreOptions};
pub use schema_check::check_schema;
pub use tx::{Read, Tx};
pub use work::{Work, WorkOnce};
