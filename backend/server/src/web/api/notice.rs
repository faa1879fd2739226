//! What readers of a listing should know of its life.

use oin_domain::choice::Choice as _;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::listings;
use crate::web::urls;

/// What readers of a listing should know of its life.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeBody {
    /// `degraded`, `retiring`, `retired`.
    #[schema(example = "retiring")]
    pub stage: &'static str,
    /// Why; null when it was not said.
    pub reason: Option<String>,
    /// The last day on which it is offered; null when it does not end.
    #[schema(example = "2026-12-31")]
    pub ends_on: Option<String>,
    /// The listing of what takes its place, in the API; null for nothing.
    pub successor: Option<String>,
}

impl NoticeBody {
    pub(super) fn new(notice: &listings::Notice, base: &str) -> Self {
        Self {
            stage: notice.stage.as_str(),
            reason: notice.reason.as_ref().map(ToString::to_string),
            ends_on: notice.ends_on.map(|day| day.to_string()),
            successor: notice
                .successor
                .as_ref()
                .map(|slug| format!("{base}{}", urls::api_listing(slug.as_str()))),
        }
    }
}
