//! Jobs and letters as administrators see them: what waits, what was given up and why, once more or
//! for good.

use oin_domain::account::StaffRole;
use oin_domain::audit::{Act, Area};
use oin_domain::ids::{JobId, LetterId};
use oin_store::{JobCount, LetterCount, ParkedJob, ParkedLetter, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Ctx, Failure, Reviewer, Visit};

/// The most parked ones that a page shows, and that are tried again at once.
const MOST: u32 = 200;

/// The jobs.
pub struct Jobs {
    /// How many of each class.
    pub counts: Vec<JobCount>,
    /// Those that were given up, the last first.
    pub parked: Vec<ParkedJob>,
}

/// The letters.
pub struct Letters {
    /// How many in each state.
    pub counts: Vec<LetterCount>,
    /// Those that were given up, the last first.
    pub parked: Vec<ParkedLetter>,
}

/// What is to become of parked ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Try this one again.
    Retry(Uuid),
    /// Try all of this class or kind again; empty: all.
    RetryAll(String),
    /// Take this one away for good.
    GiveUp(Uuid),
}

/// How the jobs stand.
///
/// # Errors
/// `not_found` at a browser, and `forbidden` for a program, of who is no administrator.
pub async fn jobs(ctx: &Ctx, who: &Reviewer) -> Result<Jobs, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let jobs = ctx.store.read(async |read| {
        Ok::<_, Failure>(Jobs {
            counts: read.job_counts().await?,
            parked: read.parked_jobs(MOST).await?,
        })
    });
    jobs.await
}

/// How the letters stand.
///
/// # Errors
/// As [`jobs`].
pub async fn letters(ctx: &Ctx, who: &Reviewer) -> Result<Letters, Failure> {
    who.has_any(&[StaffRole::Admin])?;
    let letters = ctx.store.read(async |read| {
        Ok::<_, Failure>(Letters {
            counts: read.letter_counts().await?,
            parked: read.parked_letters(MOST).await?,
        })
    });
    letters.await
}

/// Does what is wished with parked jobs; says with how many.
///
/// # Errors
/// As [`jobs`]; `second_factor_required`, `step_up_required`; `not_found` when it is parked no more.
pub async fn move_jobs(ctx: &Ctx, who: &Reviewer, wish: &Wish, visit: &Visit) -> Result<usize, Failure> {
    may(who)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| match wish {
            Wish::Retry(id) => {
                tx.unpark_job(JobId(*id), now).await?;
                keep(tx, who, visit, ("retry_job", "job", id.to_string()), json!({})).await?;
                Ok(1)
            }
            Wish::GiveUp(id) => {
                tx.discard_job(JobId(*id)).await?;
                keep(tx, who, visit, ("give_up_job", "job", id.to_string()), json!({})).await?;
                Ok(1)
            }
            Wish::RetryAll(class) => {
                let parked = tx.parked_jobs(MOST).await?;
                let mut count = 0;
                for job in parked
                    .iter()
                    .filter(|job| class.is_empty() || job.class == *class)
                {
                    tx.unpark_job(job.id, now).await?;
                    count += 1;
                }
                let about = ("retry_jobs", "job_class", named(class));
                keep(tx, who, visit, about, json!({ "count": count })).await?;
                Ok(count)
            }
        })
        .await
}

/// Does what is wished with parked letters; says with how many.
///
/// # Errors
/// As [`move_jobs`].
pub async fn move_letters(ctx: &Ctx, who: &Reviewer, wish: &Wish, visit: &Visit) -> Result<usize, Failure> {
    may(who)?;
    let now = ctx.now();
    ctx.store
        .write(async |tx| match wish {
            Wish::Retry(id) => {
                tx.unpark_letter(LetterId(*id), now).await?;
                let about = ("retry_letter", "letter", id.to_string());
                keep(tx, who, visit, about, json!({})).await?;
                Ok(1)
            }
            Wish::GiveUp(id) => {
                tx.discard_letter(LetterId(*id)).await?;
                let about = ("give_up_letter", "letter", id.to_string());
                keep(tx, who, visit, about, json!({})).await?;
                Ok(1)
            }
            Wish::RetryAll(kind) => {
                let parked = tx.parked_letters(MOST).await?;
                let mut count = 0;
                for letter in parked.iter().filter(|one| kind.is_empty() || one.kind == *kind) {
                    tx.unpark_letter(letter.id, now).await?;
                    count += 1;
                }
                let about = ("retry_letters", "letter_kind", named(kind));
                keep(tx, who, visit, about, json!({ "count": count })).await?;
                Ok(count)
            }
        })
        .await
}

fn may(who: &Reviewer) -> Result<(), Failure> {
    who.has_any(&[StaffRole::Admin])?;
    who.decides()
}

fn named(class: &str) -> String {
    if class.is_empty() { "all" } else { class }.to_owned()
}

async fn keep(
    tx: &mut Tx,
    who: &Reviewer,
    visit: &Visit,
    (act, noun, id): (&'static str, &'static str, String),
    detail: Value,
) -> Result<(), Failure> {
    let act = Act {
        about: Some((noun, id)),
        detail,
        ..visit.act(Area::Work, act, who.user())
    };
    Ok(tx.audit(&act).await?)
}
