//! The way to a provider.

use oin_domain::account::Limit;
use url::Url;

use super::{Step, failed, keep, mark_of, text_of, ties};
use crate::actions::accounts::tries;
use crate::actions::{Asker, Ctx, Failure, Visit};
use crate::vault::Ticket;

/// What somebody goes to a provider for.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// To sign in, or up, and go on to a page of ours.
    SignIn {
        /// That page; an own path.
        next: &'a str,
    },
    /// To sign in with it from now on.
    Link(&'a Asker),
}

/// Begins a way to a provider in the browser with this cookie; its address there.
///
/// # Errors
/// `not_found` for an unknown provider; `provider_unavailable`, `provider_answer`;
/// `too_many_requests`; to link: `second_factor_required`, `step_up_required`.
pub async fn begin(
    ctx: &Ctx,
    provider: &str,
    purpose: Purpose<'_>,
    browser: &str,
    visit: &Visit,
) -> Result<Url, Failure> {
    let found = ctx.relying_party.provider(provider);
    let provider = found.ok_or(Failure::NotFound("identity provider"))?;
    let (next, asker) = match purpose {
        Purpose::SignIn { next } => (next, None),
        Purpose::Link(asker) => {
            asker.proven()?;
            ("", Some(asker))
        }
    };
    let user = asker.map(Asker::user);
    tries::count(ctx, &[Limit::SIGN_IN_ELSEWHERE.of(&visit.peer)], user, visit).await?;
    let (ticket, now) = (Ticket::draw("")?, ctx.now());
    let ties = ties(browser, &text_of(&ticket.text));
    // Asked before the transaction: no call waits in one.
    let way = ctx.relying_party.way_there(provider, &ties, now).await;
    let way = way.map_err(|error| {
        tracing::warn!(provider = provider.id, %error, "no way to a sign-in provider");
        failed(&provider.label, &error)
    })?;
    let step = Step::Away {
        provider: provider.id.clone(),
        browser: mark_of(browser),
        next: next.to_owned(),
        session: asker.map(|asker| asker.session),
    };
    ctx.store
        .write(async |tx| keep(tx, &ticket, &step, user, None, now).await)
        .await?;
    Ok(way)
}
