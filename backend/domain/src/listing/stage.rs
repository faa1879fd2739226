//! A listing's life, tier and health.

crate::choices! {
    /// Where a listing is in its life (the machine's names are also the database's).
    Stage as "listing stage" {
        /// Not in the catalog yet.
        Unlisted = "unlisted", "Unlisted";
        /// In the catalog.
        Live = "live", "Live";
        /// In the catalog with a banner and a lower rank.
        Degraded = "degraded", "Degraded";
        /// Taken out for a time.
        Suspended = "suspended", "Suspended";
        /// In the catalog with an end date.
        Retiring = "retiring", "Retiring";
        /// A tombstone that stays in API and search.
        Retired = "retired", "Retired";
        /// Gone for legal reasons.
        Removed = "removed", "Removed";
    }
}

/// Every pair of different stages that a move of a [`Course`](super::Course) joins, and the
/// publication of what was not listed: what the database lets through.
pub const PAIRS: &[(Stage, Stage)] = &[
    (Stage::Unlisted, Stage::Live),
    (Stage::Live, Stage::Degraded),
    (Stage::Live, Stage::Suspended),
    (Stage::Live, Stage::Retiring),
    (Stage::Live, Stage::Removed),
    (Stage::Degraded, Stage::Live),
    (Stage::Degraded, Stage::Suspended),
    (Stage::Degraded, Stage::Retiring),
    (Stage::Degraded, Stage::Removed),
    (Stage::Suspended, Stage::Live),
    (Stage::Suspended, Stage::Retiring),
    (Stage::Suspended, Stage::Removed),
    (Stage::Retiring, Stage::Retired),
    (Stage::Retiring, Stage::Removed),
    (Stage::Retired, Stage::Removed),
];

impl Stage {
    /// The health that is shown: the life's end and a degraded stage win over
    /// what the last tests said.
    pub fn shown_health(self, tested: Health) -> Health {
        match self {
            Self::Retired => Health::Retired,
            Self::Degraded => Health::Degraded,
            _ => tested,
        }
    }

    /// Whether the public catalog shows a listing in this stage.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Live | Self::Degraded | Self::Retiring | Self::Retired)
    }
}

crate::choices! {
    /// How far an integration was checked; the words shown are configuration.
    Tier as "tier" {
        /// Reviewed or made from facts, not continuously tested.
        Community = "community", "Community Created";
        /// Proven and tested every night.
        Verified = "verified", "Okta Verified";
    }
}

crate::choices! {
    /// What the tests say.
    Health as "health" {
        /// The last runs were green.
        Ok = "ok", "Tests green";
        /// The last runs failed.
        Degraded = "degraded", "Degraded";
        /// No test has run; neutral in rank.
        NotTested = "not_tested", "Not tested";
        /// No longer offered.
        Retired = "retired", "Retired";
    }
}
