//! Statements that a connection prepares once although diesel would prepare them anew each time:
//! SQL of our own, updates and upserts. Anew means two more ways to the server and back and the
//! whole planning, which for the queue costs more than running it.
//!
//! What is prepared stays with its connection and is found by its text. So the text is never made
//! from values, and there are only as many as are written here.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// Has a statement prepared once for each connection.
pub(crate) trait Prepare: Sized {
    /// The same statement, to be run.
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}

impl<Q: QueryFragment<Pg>> Prepare for Q {}

/// A statement that is prepared once for each connection.
pub(crate) struct Prepared<Q>(Q);

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    /// The statement itself would say no.
    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// Known by its text, not by its type.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}
