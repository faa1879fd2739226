//! A wish as the API shows it.

use oin_domain::choice::Choice as _;
use oin_domain::provisioning::{SCORE_VERSION, Score};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actions::provisioning_requests::{PastShown, RequestRow, Shown};
use crate::web::api::items::time;

/// Wishes for provisioning.
#[derive(Serialize, ToSchema)]
pub struct WishesBody {
    /// The wishes.
    pub items: Vec<WishItem>,
}

/// A wish for automated provisioning of an app.
#[derive(Serialize, ToSchema)]
pub struct WishItem {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The app.
    #[schema(example = "Quillwharf Shifts")]
    pub app: String,
    /// The org that asks.
    pub org: String,
    /// `received`, `incomplete`, `scored`, `planned`, `building`, `pilot`, `shipped`, `declined` or
    /// `self_serve`.
    #[schema(example = "scored")]
    pub stage: &'static str,
    /// Since when it is there.
    #[schema(value_type = String, format = DateTime)]
    pub since: String,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: String,
    /// How many orgs voted.
    #[schema(minimum = 0)]
    pub votes: usize,
    /// Its score.
    pub score: ScoreBody,
    /// Whether the vendor asks.
    pub by_vendor: bool,
    /// The documentation of the app's API; null when none was named.
    pub documentation: Option<String>,
    /// Why it is needed.
    pub background: String,
    /// Customers who would use it.
    pub customers: Vec<String>,
    /// What the app's API can do.
    #[schema(example = json!(["create", "update"]))]
    pub functions: Vec<&'static str>,
    /// How the app's API knows its callers.
    pub auth: &'static str,
}

/// A score, part by part.
#[derive(Serialize, ToSchema)]
pub struct ScoreBody {
    /// All points, 0 to 100.
    #[schema(example = 48)]
    pub total: u32,
    /// The version of the rules.
    #[schema(example = 1)]
    pub version: u32,
    /// What it is made of.
    pub parts: Vec<ScorePartBody>,
}

/// A part of a score.
#[derive(Serialize, ToSchema)]
pub struct ScorePartBody {
    /// What is counted.
    #[schema(example = "Joint customers")]
    pub name: &'static str,
    /// Its points.
    pub points: u32,
    /// The most it can have.
    pub most: u32,
    /// Why it has so many.
    pub says: String,
}

/// One wish with what happened to it.
#[derive(Serialize, ToSchema)]
pub struct WishBody {
    /// The wish.
    #[serde(flatten)]
    pub wish: WishItem,
    /// What you may do now.
    #[schema(example = json!(["plan", "decline"]))]
    pub actions: Vec<&'static str>,
    /// Whether your org has voted; false for staff.
    pub voted: bool,
    /// What happened, the newest first. Who of the staff did it stays with the staff.
    pub history: Vec<WishEventBody>,
}

/// Something that happened to a wish.
#[derive(Serialize, ToSchema)]
pub struct WishEventBody {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: String,
    /// What.
    #[schema(example = "score")]
    pub action: &'static str,
    /// To which stage.
    #[schema(example = "scored")]
    pub to: &'static str,
    /// What those who asked and voted read; null when nothing was said.
    pub message: Option<String>,
}

impl From<Score> for ScoreBody {
    fn from(score: Score) -> Self {
        Self {
            total: score.total(),
            version: SCORE_VERSION,
            parts: score
                .parts
                .into_iter()
                .map(|part| ScorePartBody {
                    name: part.name,
                    points: part.points,
                    most: part.most,
                    says: part.says,
                })
                .collect(),
        }
    }
}

impl From<RequestRow> for WishItem {
    fn from(row: RequestRow) -> Self {
        let wish = row.wish;
        Self {
            id: row.request.id.to_string(),
            app: wish.app.to_string(),
            org: row.org_name,
            stage: row.request.stage().as_str(),
            since: time(row.request.since),
            asked_at: time(row.created_at),
            votes: row.votes,
            score: row.score.into(),
            by_vendor: wish.by_vendor,
            documentation: wish.documentation.map(|url| url.as_str().to_owned()),
            background: wish.background.to_string(),
            customers: wish.customers.iter().map(ToString::to_string).collect(),
            functions: wish.functions.iter().map(|function| function.as_str()).collect(),
            auth: wish.auth.as_str(),
        }
    }
}

impl From<Vec<RequestRow>> for WishesBody {
    fn from(rows: Vec<RequestRow>) -> Self {
        Self {
            items: rows.into_iter().map(WishItem::from).collect(),
        }
    }
}

impl From<Shown> for WishBody {
    fn from(shown: Shown) -> Self {
        Self {
            wish: shown.row.into(),
            actions: shown.actions.iter().map(|action| action.as_str()).collect(),
            voted: shown.voted,
            history: shown.history.into_iter().map(WishEventBody::from).collect(),
        }
    }
}

impl From<PastShown> for WishEventBody {
    fn from(past: PastShown) -> Self {
        Self {
            at: time(past.at),
            action: past.action.as_str(),
            to: past.to.as_str(),
            message: past.message.map(|message| message.to_string()),
        }
    }
}
