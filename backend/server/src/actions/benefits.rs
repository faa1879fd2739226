//! What the second tier brings to the vendor: the program's own words, or what administrators put in
//! their place.

use oin_domain::account::StaffRole;
use oin_domain::audit::{Act, Area};
use oin_domain::text::Line;
use oin_domain::verification::{BENEFITS, LONGEST_BENEFIT, MOST_BENEFITS};
use serde_json::json;

use super::{Code, Ctx, Failure, FieldError, Reviewer, Visit, reasons};

/// The benefits, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benefits {
    /// What is shown.
    pub lines: Vec<String>,
    /// Whether administrators changed them.
    pub is_changed: bool,
}

impl Benefits {
    fn new(kept: &[Line]) -> Self {
        if kept.is_empty() {
            return Self {
                lines: BENEFITS.map(str::to_owned).to_vec(),
                is_changed: false,
            };
        }
        Self {
            lines: kept.iter().map(ToString::to_string).collect(),
            is_changed: true,
        }
    }
}

/// The benefits, for everybody; the program's own while the database is away.
pub async fn shown(ctx: &Ctx) -> Vec<String> {
    let kept = ctx.store.read(async |read| read.benefits().await).await;
    let kept = kept.unwrap_or_else(|error| {
        tracing::debug!(%error, "the program's own benefits are shown");
        Vec::new()
    });
    Benefits::new(&kept).lines
}

/// The benefits, for administrators.
///
/// # Errors
/// `not_found` at a browser, and `forbidden` for a program, of who is no administrator.
pub async fn all(ctx: &Ctx, who: &Reviewer) -> Result<Benefits, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let kept = ctx.store.read(async |read| read.benefits().await).await?;
    Ok(Benefits::new(&kept))
}

/// Puts benefits in place of the program's own.
///
/// # Errors
/// As [`all`]; `second_factor_required`, `step_up_required`; at `benefits`: `missing`, `bad_value`.
pub async fn change<'a>(
    ctx: &Ctx,
    who: &Reviewer,
    lines: impl IntoIterator<Item = &'a str>,
    visit: &Visit,
) -> Result<(), Failure> {
    reasons::may(who)?;
    let lines = judged(lines)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            tx.set_benefits(&lines, who.user(), now).await?;
            keep(tx, who, visit, "benefits_changed").await
        })
        .await
}

/// Lets the program's own words stand again.
///
/// # Errors
/// As [`change`].
pub async fn reset(ctx: &Ctx, who: &Reviewer, visit: &Visit) -> Result<(), Failure> {
    reasons::may(who)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| {
            if !tx.set_benefits(&[], who.user(), now).await? {
                return Ok(());
            }
            keep(tx, who, visit, "benefits_reset").await
        })
        .await
}

fn judged<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Vec<Line>, Failure> {
    let refuse = |code, message: String| Failure::field(FieldError::new("benefits", code, message));
    let lines: Vec<&str> = lines
        .into_iter()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() {
        let message = "There is no benefit. Type at least one, or let the program's own stand again.";
        return Err(refuse(Code::Missing, message.to_owned()));
    }
    if lines.len() > MOST_BENEFITS {
        let message = format!(
            "There are {} benefits; the most are {MOST_BENEFITS}. Take some away.",
            lines.len()
        );
        return Err(refuse(Code::BadValue, message));
    }
    let mut judged = Vec::new();
    for (number, line) in (1..).zip(lines) {
        if line.chars().count() > LONGEST_BENEFIT {
            let message =
                format!("Benefit {number} is longer than {LONGEST_BENEFIT} characters. Shorten it.");
            return Err(refuse(Code::BadValue, message));
        }
        let line = Line::parse(line).map_err(|error| {
            refuse(
                Code::BadValue,
                format!("Benefit {number} {error}. Type it as plain text."),
            )
        })?;
        judged.push(line);
    }
    Ok(judged)
}

async fn keep(
    tx: &mut oin_store::Tx,
    who: &Reviewer,
    visit: &Visit,
    act: &'static str,
) -> Result<(), Failure> {
    let act = Act {
        detail: json!({}),
        ..visit.act(Area::Setting, act, who.user())
    };
    Ok(tx.audit(&act).await?)
}
