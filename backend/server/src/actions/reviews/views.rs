//! Views: filters of the queue that a reviewer keeps under a name, for themselves alone.

use oin_domain::text::Name;
use oin_store::{SavedView, StoreError};
use uuid::Uuid;

use super::QueueAsked;
use crate::actions::submissions::refusal;
use crate::actions::{Code, Ctx, Failure, FieldError, Reviewer};

/// How many views somebody may keep.
pub const MOST_VIEWS: usize = 20;

/// Keeps the filters of `asked` under a name; gives the view.
///
/// # Errors
/// `missing` and `bad_value` at `name`: for no name, for a name of another view, without a filter,
/// and for more than [`MOST_VIEWS`].
pub async fn save_view(
    ctx: &Ctx,
    who: &Reviewer,
    name: &str,
    asked: &QueueAsked,
) -> Result<SavedView, Failure> {
    let name = Name::parse(name).map_err(|error| refusal::text("name", &error))?;
    let filters = asked.filters();
    if filters.is_empty() {
        return Err(refused("A view keeps filters. Choose at least one, then save."));
    }
    let view = SavedView {
        id: Uuid::now_v7(),
        name,
        filters: filters
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    };
    ctx.store
        .write(async |tx| {
            if tx.saved_views(who.user()).await?.len() >= MOST_VIEWS {
                let message = format!("You keep {MOST_VIEWS} views, which is the most. Remove one first.");
                return Err(refused(&message));
            }
            let saved = tx.add_saved_view(who.user(), &view, ctx.now()).await;
            saved.map_err(|error| match error {
                StoreError::Taken(_) => {
                    refused("You have a view of this name. Choose another name, or remove that one first.")
                }
                other => other.into(),
            })
        })
        .await?;
    Ok(view)
}

/// The reviewer's own views, by name.
///
/// # Errors
/// The database's.
pub async fn views(ctx: &Ctx, who: &Reviewer) -> Result<Vec<SavedView>, Failure> {
    let user = who.user();
    Ok(ctx.store.read(async |read| read.saved_views(user).await).await?)
}

/// Takes a view away.
///
/// # Errors
/// `not_found` for what is none of theirs.
pub async fn remove_view(ctx: &Ctx, who: &Reviewer, id: Uuid) -> Result<(), Failure> {
    ctx.store
        .write(async |tx| match tx.drop_saved_view(who.user(), id).await {
            Err(StoreError::Absent) => Err(Failure::NotFound("view")),
            other => Ok(other?),
        })
        .await
}

fn refused(message: &str) -> Failure {
    Failure::field(FieldError::new("name", Code::BadValue, message))
}
