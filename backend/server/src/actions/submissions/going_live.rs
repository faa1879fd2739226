//! Becoming what the catalog shows: the revision, the listing, the change of the catalog, the
//! events, what was tried of it, and the letters, in one transaction.

use oin_domain::integration::{Change, Class, Content};
use oin_domain::listing::Flag;
use oin_domain::submission::{Actor, Command, Release};
use oin_domain::text::Line;
use oin_domain::webhook::EventKind;
use oin_store::{NewRevision, Read, StoredSubmission, Tx};

use super::moving::{Moved, carry_out};
use crate::actions::verifications::carry_over;
use crate::actions::{Ctx, Failure, webhooks};

/// What publishing a submission means, as things are now.
pub(super) struct Outlook {
    /// What the catalog will show.
    pub content: Content,
    /// What that does to those who have installed what is live; nothing when nothing is live.
    pub class: Option<Class>,
}

/// Looks at what publishing means. The class is that of the difference from what is live now,
/// which need not be what the draft was copied from.
pub(super) async fn outlook(read: &mut Read, stored: &StoredSubmission) -> Result<Outlook, Failure> {
    let about = stored.submission.about;
    let submitted = stored.submitted.as_ref().ok_or_else(|| {
        Failure::Broken(anyhow::anyhow!(
            "{} is approved and was never submitted",
            about.id
        ))
    })?;
    let mut content = submitted.content.clone();
    if content.vendor.is_none() && !stored.vendor_unconfirmed {
        // An org that publishes its own app is its vendor.
        content.vendor = Line::parse(read.org(about.org).await?.name.as_str()).ok();
    }
    let live = read.draft_context(about.org, about.integration).await?.live;
    let class = match live {
        None => None,
        Some((_, live)) => Change::between(&live, &content, &[])
            .map_err(|error| Failure::Broken(error.into()))?
            .class()
            .or(Some(Class::Text)),
    };
    Ok(Outlook { content, class })
}

/// Publishes an approved submission, which must be held by `tx`; the one that was live gives way
/// in the same step.
pub(super) async fn go_live(
    tx: &mut Tx,
    ctx: &Ctx,
    stored: &mut StoredSubmission,
    outlook: Outlook,
    release: Release,
    actor: &Actor,
) -> Result<Moved, Failure> {
    let about = stored.submission.about;
    // Held from here on: no other submission of it is begun or published meanwhile.
    tx.hold_integration(about.integration).await?;
    let before = tx.hold_published(about.integration).await?;
    let flags = stored.vendor_unconfirmed.then_some(Flag::VendorUnconfirmed);
    let listing = tx
        .publish_revision(NewRevision {
            integration: about.integration,
            content: outlook.content,
            source: about.id.to_string(),
            class: outlook.class,
            notice: release.notice().map(|(text, grace)| (text.clone(), grace)),
            flags: flags.into_iter().collect(),
            at: ctx.now(),
        })
        .await?;
    if let Some(mut before) = before {
        carry_out(tx, ctx, &mut before, Command::Supersede(about.id), &Actor::System).await?;
    }
    carry_over(tx, ctx, stored).await?;
    let version = listing.version;
    let moved = carry_out(tx, ctx, stored, Command::Publish { release, version }, actor).await?;
    let kind = match outlook.class {
        None => EventKind::ListingPublished,
        Some(_) => EventKind::ListingUpdated,
    };
    let about_listing = webhooks::About {
        id: listing.id,
        slug: Some(listing.slug.to_string()),
        name: listing.content.name.to_string(),
        until: None,
    };
    let subject = webhooks::Subject::Listing(listing.stage);
    webhooks::announce(tx, ctx, about.org, kind, &about_listing, subject, moved.at).await?;
    Ok(moved)
}
