//! What becomes of listings and of claims to them when a period is over.

use super::Job;
use crate::actions::jobs::Trouble;
use crate::actions::{Ctx, claims, listings};

/// Looking at a listing whose suspension or end was announced.
pub(super) struct ListingDue;

impl Job for ListingDue {
    const CLASS: &'static str = listings::CLASS;
    type Payload = listings::Due;

    async fn run(ctx: &Ctx, due: listings::Due) -> Result<(), Trouble> {
        Ok(listings::due(ctx, due).await?)
    }
}

/// Looking at a claim to which nobody may object any more.
pub(super) struct ClaimDue;

impl Job for ClaimDue {
    const CLASS: &'static str = claims::CLASS;
    type Payload = claims::Due;

    async fn run(ctx: &Ctx, due: claims::Due) -> Result<(), Trouble> {
        Ok(claims::due(ctx, due).await?)
    }
}
