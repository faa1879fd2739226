//! Tier, health and flags of an integration, each with what it means.

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice as _;
use oin_domain::listing::{Flag, Health, Tier};
use serde::Serialize;

use crate::actions::Ctx;

#[derive(Debug, Serialize)]
pub(super) struct TierView {
    value: &'static str,
    label: String,
    verified: bool,
    meaning: String,
    since: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct HealthView {
    value: &'static str,
    label: &'static str,
    meaning: &'static str,
    bad: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct FlagView {
    code: &'static str,
    label: &'static str,
    meaning: &'static str,
}

impl TierView {
    pub(super) fn new(ctx: &Ctx, tier: Tier, since: Option<DateTime<Utc>>) -> Self {
        let meaning = match tier {
            Tier::Community => {
                "Made from published facts or by its vendor, and not continuously tested. Try it with one person before you give it to everybody."
            }
            Tier::Verified => {
                "Reviewed by two people and proven with test logins; it keeps this mark only while its nightly tests stay green."
            }
        };
        Self {
            value: tier.as_str(),
            label: ctx.brand().tier(tier).to_owned(),
            verified: tier == Tier::Verified,
            meaning: meaning.to_owned(),
            since: since.map(|at| at.format("%-d %B %Y").to_string()),
        }
    }
}

impl HealthView {
    pub(super) fn new(health: Health) -> Self {
        let meaning = match health {
            Health::Ok => "The last test runs signed in.",
            Health::Degraded => "The last test runs failed. People may not be able to sign in.",
            Health::NotTested => "No test has run. That says nothing for or against it.",
            Health::Retired => "Its vendor or the network no longer offers it.",
        };
        let bad = matches!(health, Health::Degraded | Health::Retired);
        Self {
            value: health.as_str(),
            label: health.label(),
            meaning,
            bad,
        }
    }
}

impl FlagView {
    pub(super) fn new(flag: Flag) -> Self {
        let meaning = match flag {
            Flag::VendorUnconfirmed => {
                "The entry was made from public facts. Its vendor has neither written nor confirmed it."
            }
            Flag::Demo => "A fictitious vendor, there for trying things out.",
            Flag::Retiring => "It has an end date. See the notice at the top of the page.",
            Flag::Orphan => "The company that owned this entry has left the network.",
        };
        Self {
            code: flag.as_str(),
            label: flag.label(),
            meaning,
        }
    }
}
