//! The guide of a listing that only some orgs may see.

use oin_domain::guide::{Guide, Values};
use oin_domain::integration::{Content, Slug, Visibility};
use oin_domain::org::Act;
use oin_store::StoreError;

use super::guide::refused;
use crate::actions::{Ctx, Failure, Member};

/// A listing and its guide, for a member of an org that may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct PrivateGuide {
    /// What the listing says.
    pub content: Content,
    /// The guide with the accepted values filled in.
    pub guide: Guide,
}

/// Writes the guide of a listing that the asker's org owns or is named by, with a customer's
/// `given` values.
///
/// # Errors
/// `not_found` for every other org, as if there were none; `unknown_variable` and
/// `bad_variable_value`.
pub async fn private_guide(
    ctx: &Ctx,
    who: &Member,
    slug: &str,
    given: &[(&str, &str)],
) -> Result<PrivateGuide, Failure> {
    who.may(Act::Read)?;
    let slug = Slug::parse(slug).map_err(|_| Failure::NotFound("integration"))?;
    let content = ctx
        .store
        .read(async |read| {
            let stored = match read.course(&slug).await {
                Err(StoreError::Absent) => return Err(Failure::NotFound("integration")),
                stored => stored?,
            };
            let revisions = read.history(stored.id).await?;
            let shown = revisions
                .into_iter()
                .find(|revision| revision.version == stored.version);
            let content = shown.ok_or(Failure::NotFound("integration"))?.content;
            let named = match &content.visibility {
                Visibility::Public => true,
                Visibility::Private { orgs } => orgs.contains(&who.org),
            };
            if stored.course.stage.is_public() && (named || stored.course.owner == Some(who.org)) {
                Ok(content)
            } else {
                Err(Failure::NotFound("integration"))
            }
        })
        .await?;
    let values = Values::accept(&content, given.iter().copied())
        .map_err(|errors| Failure::Invalid(errors.into_iter().map(refused).collect()))?;
    let guide = Guide::write(&content, &ctx.brand().network, &values);
    Ok(PrivateGuide { content, guide })
}
