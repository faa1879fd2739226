//! Changing the managed list of categories; the catalog shows it at once.

use oin_domain::account::StaffRole;
use oin_domain::audit::{Act, Area};
use oin_domain::catalog::Category;
use oin_domain::integration::CategorySlug;
use oin_domain::text::Line;
use serde_json::json;

use super::{Code, Ctx, Failure, FieldError, Reviewer, Visit};

/// A change of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new category at the end.
    Add {
        /// Its name in URLs; it stays.
        slug: String,
        /// The words people read.
        label: String,
    },
    /// Other words; the name in URLs stays.
    Rename {
        /// Which.
        slug: String,
        /// The words.
        label: String,
    },
    /// One place up (towards the first) or down.
    Move {
        /// Which.
        slug: String,
        /// Up; else down.
        up: bool,
    },
    /// It goes, when no listing has it.
    Remove {
        /// Which.
        slug: String,
    },
}

/// The list as it is kept.
///
/// # Errors
/// `not_found` at a browser, and `forbidden` for a program, of who is no administrator.
pub async fn list(ctx: &Ctx, who: &Reviewer) -> Result<Vec<Category>, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    Ok(ctx.store.read(async |read| read.categories().await).await?)
}

/// Changes the list.
///
/// # Errors
/// As [`list`]; `second_factor_required`, `step_up_required`; `not_found` for an unknown category;
/// at `slug` and `label`: `bad_value`; `forbidden` for removing one that a listing has.
pub async fn change(ctx: &Ctx, who: &Reviewer, change: &Change, visit: &Visit) -> Result<(), Failure> {
    super::reasons::may(who)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            tx.hold_catalog_lists().await?;
            let mut all = tx.categories().await?;
            let (act, slug) = apply(&mut all, change)?;
            tx.set_categories(&all, now).await?;
            if matches!(change, Change::Remove { .. }) {
                let left = tx.categories().await?;
                if left.iter().any(|category| category.slug.as_str() == slug) {
                    return Err(Failure::refused(
                        Code::Forbidden,
                        "Listings still have this category. Move them to another first.",
                    ));
                }
            }
            let act = Act {
                about: Some(("category", slug)),
                detail: match change {
                    Change::Move { up, .. } => json!({ "up": up }),
                    _ => json!({}),
                },
                ..visit.act(Area::Setting, act, who.user())
            };
            Ok(tx.audit(&act).await?)
        })
        .await
}

/// The act and the slug it is about.
fn apply(all: &mut Vec<Category>, change: &Change) -> Result<(&'static str, String), Failure> {
    all.sort_by_key(|category| category.position);
    let place = |all: &[Category], slug: &str| {
        all.iter()
            .position(|category| category.slug.as_str() == slug)
            .ok_or(Failure::NotFound("category"))
    };
    let done = match change {
        Change::Add { slug, label } => {
            let known = CategorySlug::parse(slug).map_err(|_| {
                let message =
                    "The name in addresses has small letters, digits and single hyphens: `file-sharing`.";
                bad("slug", message)
            })?;
            if place(all, slug).is_ok() {
                return Err(bad("slug", "There is a category of this name. Choose another."));
            }
            all.push(Category {
                slug: known,
                label: words(label)?,
                position: 0,
            });
            ("category_added", slug.clone())
        }
        Change::Rename { slug, label } => {
            let at = place(all, slug)?;
            all[at].label = words(label)?;
            ("category_renamed", slug.clone())
        }
        Change::Move { slug, up } => {
            let at = place(all, slug)?;
            let to = if *up {
                at.saturating_sub(1)
            } else {
                (at + 1).min(all.len() - 1)
            };
            all.swap(at, to);
            ("category_moved", slug.clone())
        }
        Change::Remove { slug } => {
            let at = place(all, slug)?;
            all.remove(at);
            ("category_removed", slug.clone())
        }
    };
    for (position, category) in (1_i32..).zip(all.iter_mut()) {
        category.position = position;
    }
    Ok(done)
}

fn words(label: &str) -> Result<Line, Failure> {
    Line::parse(label).map_err(|error| bad("label", &format!("The words people read: {error}.")))
}

fn bad(field: &'static str, message: &str) -> Failure {
    Failure::field(FieldError::new(field, Code::BadValue, message))
}
