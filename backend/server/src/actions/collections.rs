//! Changing the collections; the catalog shows them at once.

use chrono::NaiveDate;
use oin_domain::account::StaffRole;
use oin_domain::audit::{Act, Area};
use oin_domain::catalog::Collection;
use oin_domain::integration::Slug;
use oin_domain::text::{Line, Prose};
use oin_store::StoreError;
use serde_json::json;

use super::{Code, Ctx, Failure, FieldError, Reviewer, Visit};

/// A collection as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Its name in URLs; it stays.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
    /// Its place among the collections, from 1.
    pub position: String,
    /// First day, or empty.
    pub starts_on: String,
    /// Last day, or empty.
    pub ends_on: String,
    /// The slugs of its integrations in order, one a line.
    pub integrations: String,
}

/// All of them, also those of another day, with every entry.
///
/// # Errors
/// `not_found` at a browser, and `forbidden` for a program, of who is no administrator.
pub async fn list(ctx: &Ctx, who: &Reviewer) -> Result<Vec<Collection>, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let all = ctx.store.read(async |read| read.every_collection().await);
    Ok(all.await?)
}

/// Adds a collection (`new`), or changes the one of its slug.
///
/// # Errors
/// As [`list`]; `second_factor_required`, `step_up_required`; at each field `missing`, `bad_value`;
/// `not_found` when there is none to change.
pub async fn save(ctx: &Ctx, who: &Reviewer, typed: &Typed, new: bool, visit: &Visit) -> Result<(), Failure> {
    super::reasons::may(who)?;
    let saved = parse(typed)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            tx.hold_catalog_lists().await?;
            let mut all = tx.every_collection().await?;
            let known = all.iter().position(|one| one.slug == saved.slug);
            match (known, new) {
                (Some(_), true) => {
                    return Err(bad("slug", "There is a collection of this name. Choose another."));
                }
                (None, false) => return Err(Failure::NotFound("collection")),
                (Some(at), false) => {
                    all.remove(at);
                }
                (None, true) => {}
            }
            let at = usize::try_from(saved.position - 1)
                .unwrap_or_default()
                .min(all.len());
            all.insert(at, saved.clone());
            number(&mut all);
            let set = tx.set_collections(&all, now).await;
            set.map_err(|error| match error {
                StoreError::Absent => bad(
                    "integrations",
                    "One of these is no integration. Give the last part of its address, one a line: `box`.",
                ),
                other => other.into(),
            })?;
            keep(tx, who, visit, "collection_saved", &saved.slug).await
        })
        .await
}

/// Takes a collection away; its integrations stay.
///
/// # Errors
/// As [`save`].
pub async fn remove(ctx: &Ctx, who: &Reviewer, slug: &str, visit: &Visit) -> Result<(), Failure> {
    super::reasons::may(who)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            tx.hold_catalog_lists().await?;
            let mut all = tx.every_collection().await?;
            let at = all.iter().position(|one| one.slug.as_str() == slug);
            let gone = all.remove(at.ok_or(Failure::NotFound("collection"))?);
            number(&mut all);
            tx.set_collections(&all, now).await?;
            keep(tx, who, visit, "collection_removed", &gone.slug).await
        })
        .await
}

fn number(all: &mut [Collection]) {
    for (position, collection) in (1_i32..).zip(all) {
        collection.position = position;
    }
}

fn parse(typed: &Typed) -> Result<Collection, Failure> {
    let mut errors = Vec::new();
    let slug = Slug::parse(typed.slug.trim()).map_err(|_| {
        "The name in addresses has small letters, digits and single hyphens: `for-schools`.".to_owned()
    });
    let title = Line::parse(typed.title.trim()).map_err(|error| format!("The title: {error}."));
    let summary = Prose::parse(typed.summary.trim()).map_err(|error| format!("The summary: {error}."));
    let starts_on = day(&typed.starts_on);
    let ends_on = day(&typed.ends_on).and_then(|ends| match (&starts_on, ends) {
        (Ok(Some(starts)), Some(ends)) if ends < *starts => {
            Err("The last day is before the first. Correct one of them.".to_owned())
        }
        _ => Ok(ends),
    });
    let lines = typed
        .integrations
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let integrations: Result<Vec<Slug>, String> = lines
        .map(|line| {
            Slug::parse(line).map_err(|_| {
                format!(
                    "`{}` is not the last part of an integration's address.",
                    cut(line)
                )
            })
        })
        .collect();
    let integrations = integrations.and_then(|slugs| {
        let twice = slugs
            .iter()
            .enumerate()
            .find(|(at, slug)| slugs[..*at].contains(slug));
        match twice {
            Some((_, slug)) => Err(format!("`{slug}` stands there twice. Take one away.")),
            None => Ok(slugs),
        }
    });
    for (field, error) in [
        ("slug", slug.as_ref().err()),
        ("title", title.as_ref().err()),
        ("summary", summary.as_ref().err()),
        ("starts_on", starts_on.as_ref().err()),
        ("ends_on", ends_on.as_ref().err()),
        ("integrations", integrations.as_ref().err()),
    ] {
        if let Some(message) = error {
            errors.push(FieldError::new(field, Code::BadValue, message.clone()));
        }
    }
    let (Ok(slug), Ok(title), Ok(summary), Ok(starts_on), Ok(ends_on), Ok(integrations)) =
        (slug, title, summary, starts_on, ends_on, integrations)
    else {
        return Err(Failure::Invalid(errors));
    };
    Ok(Collection {
        slug,
        title,
        summary,
        position: typed.position.trim().parse().unwrap_or(i32::MAX).max(1),
        starts_on,
        ends_on,
        integrations,
    })
}

fn cut(line: &str) -> String {
    line.chars().take(64).collect()
}

fn day(text: &str) -> Result<Option<NaiveDate>, String> {
    match text.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| "This is not a day of the form 2026-11-24.".to_owned()),
    }
}

async fn keep(
    tx: &mut oin_store::Tx,
    who: &Reviewer,
    visit: &Visit,
    act: &'static str,
    slug: &Slug,
) -> Result<(), Failure> {
    let act = Act {
        about: Some(("collection", slug.as_str().to_owned())),
        detail: json!({}),
        ..visit.act(Area::Setting, act, who.user())
    };
    Ok(tx.audit(&act).await?)
}

fn bad(field: &'static str, message: &str) -> Failure {
    Failure::field(FieldError::new(field, Code::BadValue, message))
}
