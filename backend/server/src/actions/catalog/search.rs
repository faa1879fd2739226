//! Finding integrations.

use oin_domain::catalog::Facet;
use oin_domain::choice::Choice as _;
use oin_search::{EntryView, Index, Query, QueryError, Results};

use crate::actions::{Code, Ctx, Failure, FieldError};
use crate::search::{Lookup, State};

/// An answer and the catalog that it was made from.
#[derive(Debug)]
pub struct Answered<T> {
    /// The catalog's version; `None` while the index is loading, when an answer
    /// must not be kept.
    pub version: Option<u64>,
    /// What was asked for.
    pub value: T,
}

/// Answers `query` and lets `present` look at the results while they stand.
///
/// # Errors
/// A query that cannot be answered, by parameter; while the index is loading
/// also what the database says.
pub async fn search<T>(
    ctx: &Ctx,
    query: &Query,
    present: impl FnOnce(&Index, &Results<'_>) -> T,
) -> Result<Answered<T>, Failure> {
    look(ctx, Lookup::Prefix(&query.text), |index| {
        let results = index.search(query).map_err(refusal)?;
        Ok(present(index, &results))
    })
    .await
}

/// At most `limit` names that continue what was typed.
///
/// # Errors
/// A text that is too long; while the index is loading what the database says.
pub async fn suggest<T>(
    ctx: &Ctx,
    text: &str,
    limit: usize,
    present: impl FnOnce(&[EntryView<'_>]) -> T,
) -> Result<Answered<T>, Failure> {
    if text.chars().count() > Query::LONGEST {
        return Err(refusal(QueryError::TextTooLong));
    }
    look(ctx, Lookup::Prefix(text), |index| {
        Ok(present(&index.suggest(text, limit)))
    })
    .await
}

/// Looks into the index, or, while it is loading, into one made of what the
/// database finds for `lookup`.
pub(super) async fn look<T>(
    ctx: &Ctx,
    lookup: Lookup<'_>,
    read: impl FnOnce(&Index) -> Result<T, Failure>,
) -> Result<Answered<T>, Failure> {
    if ctx.live.state() == State::Warming {
        let few = lookup.load(&ctx.store, &ctx.brand).await?;
        return Ok(Answered {
            version: None,
            value: read(&few)?,
        });
    }
    ctx.live.with(|index| {
        Ok(Answered {
            version: Some(index.version()),
            value: read(index)?,
        })
    })
}

fn refusal(error: QueryError) -> Failure {
    let message = format!("{}.", sentence(&error));
    let error = match error {
        QueryError::TextTooLong => FieldError::new("q", Code::QueryTooLong, message),
        QueryError::Limit => FieldError::new("limit", Code::BadLimit, message),
        QueryError::UnknownCategory { allowed, .. } => {
            FieldError::new(Facet::Category.as_str(), Code::UnknownValue, message).allowing(allowed)
        }
        QueryError::ForeignCursor => FieldError::new("after", Code::CursorOfAnotherQuery, message),
        QueryError::TooDeep => FieldError::new("after", Code::TooDeep, message),
    };
    Failure::field(error)
}

fn sentence(error: &QueryError) -> String {
    match error {
        QueryError::TextTooLong => format!("`q` is longer than {} characters; use fewer words", Query::LONGEST),
        QueryError::Limit => format!("`limit` must be a whole number from 1 to {}", Query::MOST),
        QueryError::ForeignCursor => {
            "`after` was made for another query; start again without it, or keep q, filters and sort as they were".to_owned()
        }
        QueryError::TooDeep => format!(
            "Relevance reaches {} entries deep; narrow the query, sort by name, or read /api/v1/integrations.ndjson",
            Query::DEPTH
        ),
        other @ QueryError::UnknownCategory { .. } => other.to_string(),
    }
}
