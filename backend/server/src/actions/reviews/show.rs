//! All that the page of one submission needs at the desk.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use oin_domain::check::{Finding, judge_network};
use oin_domain::draft::{Draft, Field, Kind};
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::integration::{Change, Class, Difference, Slug};
use oin_domain::review::{Ask, Checklist, Item, Missing, PrivateNote};
use oin_domain::submission::{Action, By, Facts, Place, Side, Stage, Turn};
use oin_store::{
    CheckRun, Desk, ManualRun, Message, PastEvent, Present, Reveal, Review, StoredSubmission, Submitted,
};
use uuid::Uuid;

use super::assign::{Colleague, colleagues};
use super::start_testing::checklist;
use super::{find, is_as_submitted};
use crate::actions::submissions::judge::{Judge, names};
use crate::actions::submissions::show::still_true;
use crate::actions::submissions::telling::name_of;
use crate::actions::submissions::{EventShown, MessageShown};
use crate::actions::{Ctx, Failure, Reviewer};

/// How long somebody counts as present after they were last seen.
const PRESENT: TimeDelta = TimeDelta::minutes(5);

/// One submission at the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewShown {
    /// Which.
    pub id: SubmissionId,
    /// Counts every move, from 1.
    pub revision: i32,
    /// The integration's slug.
    pub slug: Option<Slug>,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub org: String,
    /// Where it is.
    pub stage: Stage,
    /// Whose turn it is.
    pub turn: Turn,
    /// What this person may do now.
    pub actions: Vec<Action>,
    /// Who has it, and until when unless they stay.
    pub holder: Option<(UserId, String, DateTime<Utc>)>,
    /// Whether that is this person.
    pub is_mine: bool,
    /// Its place, while it has one.
    pub place: Option<Place>,
    /// What was submitted; nothing of a later draft is shown here.
    pub submitted: Submitted,
    /// The declared fields, by path.
    pub declared: Draft,
    /// What the queue knows, the risk item by item.
    pub review: Review,
    /// What the rules and the last look at the network found.
    pub findings: Vec<Finding>,
    /// When the network was last looked at.
    pub checked_at: Option<DateTime<Utc>>,
    /// What changes of what is live: its class and the fields; nothing when nothing is live.
    pub change: Option<(Option<Class>, Vec<Difference>)>,
    /// The checklist.
    pub ticks: Vec<TickShown>,
    /// The runs, done by hand.
    pub runs: Vec<RunShown>,
    /// What is missing before it may be approved.
    pub missing: Vec<Missing>,
    /// What was asked, while the ISV has it.
    pub asked: Vec<Ask>,
    /// What happened, the first thing first; renewals of leases left out.
    pub events: Vec<EventShown>,
    /// The thread with the ISV, with names.
    pub thread: Vec<MessageShown>,
    /// Notes that only colleagues read.
    pub notes: Vec<NoteShown>,
    /// Looks at secrets.
    pub reveals: Vec<RevealShown>,
    /// Colleagues who have it open, this person left out.
    pub others: Vec<Present>,
    /// The paths of the secrets that are stored.
    pub secrets: Vec<String>,
    /// Whom it can be assigned to; nobody unless this person may do that now.
    pub reviewers: Vec<Colleague>,
}

/// An item of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TickShown {
    /// Which.
    pub item: Item,
    /// What to look at.
    pub hint: String,
    /// Who ticked it for what is submitted now, and when.
    pub ticked: Option<(String, DateTime<Utc>)>,
    /// Whether it was ticked for an earlier content.
    pub was_ticked: bool,
}

/// A run done by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunShown {
    /// The run.
    pub run: ManualRun,
    /// Who did it.
    pub by: String,
    /// Whether it counts for what is submitted now.
    pub counts: bool,
}

/// A note for colleagues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteShown {
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: String,
    /// What it says.
    pub note: PrivateNote,
}

/// A look at a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevealShown {
    /// The look.
    pub reveal: Reveal,
    /// Whose.
    pub by: String,
}

struct Found {
    stored: StoredSubmission,
    review: Review,
    judge: Judge,
    events: Vec<PastEvent>,
    thread: Vec<Message>,
    run: Option<CheckRun>,
    desk: Desk,
    called: BTreeMap<Uuid, String>,
    reviewers: Vec<Colleague>,
}

/// Shows one submission: nine statements, and one more for those who assign.
///
/// # Errors
/// `not_found` for one that was never queued; `own_org`.
pub async fn show(ctx: &Ctx, who: &Reviewer, id: SubmissionId) -> Result<ReviewShown, Failure> {
    let names = names(ctx).await?;
    let found = ctx
        .store
        .read(async |read| {
            let (stored, review) = find(read, who, id).await?;
            let judge = Judge::of(ctx, read, &stored, names).await?;
            let events = read.events_of(id).await?;
            let thread = read.thread(id).await?;
            let run = read.last_check_run(id).await?;
            let desk = read.desk(id, ctx.now() - PRESENT).await?;
            let people = people(&stored, &events, &thread, &desk);
            let called = read.called(&people, stored.submission.about.org).await?;
            let assigns = stored.submission.permits(Action::Assign, &who.actor(), ctx.now());
            let reviewers = match assigns {
                Ok(()) => colleagues(read).await?,
                Err(_) => Vec::new(),
            };
            Ok::<_, Failure>(Found {
                reviewers,
                stored,
                review,
                judge,
                events,
                thread,
                run,
                desk,
                called,
            })
        })
        .await?;
    shown(ctx, who, found)
}

/// Everybody who is named on the page.
fn people(stored: &StoredSubmission, events: &[PastEvent], thread: &[Message], desk: &Desk) -> Vec<UserId> {
    let by = events.iter().filter_map(|event| match event.by {
        By::System => None,
        By::Person(user) => Some(user),
    });
    let mut people: Vec<UserId> = by
        .chain(thread.iter().map(|message| message.by))
        .chain(desk.ticks.iter().map(|tick| tick.by))
        .chain(desk.runs.iter().map(|run| run.by))
        .chain(desk.reveals.iter().map(|reveal| reveal.by))
        .chain(desk.notes.iter().filter_map(|note| note.by))
        .chain(stored.submission.holder())
        .chain(stored.submission.place().and_then(|place| place.reviewer))
        .collect();
    people.sort_unstable();
    people.dedup();
    people
}

fn shown(ctx: &Ctx, who: &Reviewer, found: Found) -> Result<ReviewShown, Failure> {
    let Found {
        stored,
        review,
        judge,
        events,
        thread,
        run,
        desk,
        called,
        reviewers,
    } = found;
    let submission = &stored.submission;
    let about = submission.about;
    let Some(submitted) = stored.submitted.clone() else {
        return Err(Failure::NotFound("submission"));
    };
    let name = |user: UserId| {
        let known = called.get(&user.0).cloned();
        known.unwrap_or_else(|| "Somebody who has left".to_owned())
    };
    let place = submission.place().cloned();
    let list: Checklist = checklist(&desk, &submitted);
    let modes = submitted.content.sign_on();
    let lane = place.as_ref().map(|place| place.lane);
    let (items, missing) = match lane {
        Some(lane) => (
            Item::of(lane, &modes),
            list.conclude(lane, &modes, &submitted.content.flows())
                .err()
                .unwrap_or_default(),
        ),
        None => (&[][..], Vec::new()),
    };
    let ticks = items.iter().map(|item| {
        let of = || desk.ticks.iter().filter(|tick| tick.item == *item);
        let now = of().find(|tick| tick.submitted_at == submitted.at);
        TickShown {
            item: *item,
            hint: item.hint(&modes),
            ticked: now.map(|tick| (name(tick.by), tick.at)),
            was_ticked: now.is_none() && of().next().is_some(),
        }
    });
    let findings = if is_as_submitted(submission.stage()) {
        let network = run
            .as_ref()
            .map(|run| judge_network(&stored.kept.draft, &still_true(&stored.kept, run)));
        judge
            .judge_with(&stored.kept, &network.unwrap_or_default())
            .findings
    } else {
        run.as_ref().map(|run| run.findings.clone()).unwrap_or_default()
    };
    let change = match &judge.beside.live {
        Some((_, live)) => {
            let change = Change::between(live, &submitted.content, &[]);
            let change = change.map_err(|error| Failure::Broken(error.into()))?;
            Some((change.class(), change.differences))
        }
        None => None,
    };
    let holder = match &submission.facts {
        Facts::InReview(facts) => Some((facts.reviewer, facts.lease_until)),
        Facts::Testing(facts) => Some((facts.reviewer, facts.lease_until)),
        _ => None,
    };
    let network = &ctx.brand().network;
    Ok(ReviewShown {
        id: about.id,
        revision: stored.revision,
        slug: stored.slug.clone(),
        name: name_of(&stored),
        org: called.get(&about.org.0).cloned().unwrap_or_default(),
        stage: submission.stage(),
        turn: submission.turn(ctx.now()),
        actions: submission.actions_for(&who.actor(), ctx.now()),
        is_mine: submission.holder() == Some(who.user()),
        holder: holder.map(|(user, until)| (user, name(user), until)),
        declared: declared(&submitted)?,
        findings,
        checked_at: run.as_ref().map(|run| run.finished_at),
        change,
        ticks: ticks.collect(),
        runs: desk
            .runs
            .iter()
            .map(|run| RunShown {
                by: name(run.by),
                counts: run.submitted_at == submitted.at,
                run: run.clone(),
            })
            .collect(),
        missing,
        asked: match &submission.facts {
            Facts::AwaitingIsv(facts) => facts.asked.clone(),
            _ => Vec::new(),
        },
        events: events
            .into_iter()
            .filter(|event| event.action != Action::Renew)
            .map(|event| {
                let by = match event.by {
                    By::System => network.clone(),
                    By::Person(user) => name(user),
                };
                EventShown::new(event, by)
            })
            .collect(),
        thread: thread
            .into_iter()
            .map(|message| {
                let side = if message.side == Side::Isv { "ISV" } else { "staff" };
                let by = format!("{} ({side})", name(message.by));
                MessageShown::new(message, by)
            })
            .collect(),
        notes: desk
            .notes
            .into_iter()
            .map(|note| NoteShown {
                at: note.at,
                by: note.by.map_or_else(|| network.clone(), name),
                note: note.note,
            })
            .collect(),
        reveals: desk
            .reveals
            .into_iter()
            .map(|reveal| RevealShown {
                by: name(reveal.by),
                reveal,
            })
            .collect(),
        others: desk
            .present
            .into_iter()
            .filter(|present| present.user != who.user())
            .collect(),
        secrets: stored.kept.secrets().keys().cloned().collect(),
        place,
        review,
        submitted,
        reviewers,
    })
}

/// What was submitted, field by field; nothing that was typed later.
fn declared(submitted: &Submitted) -> Result<Draft, Failure> {
    let mut declared = Draft::copy_of(&submitted.content).map_err(|error| Failure::Broken(error.into()))?;
    // Pictures are shown as pictures.
    let files: Vec<String> = declared
        .iter()
        .map(|(path, _)| path.to_owned())
        .filter(|path| Field::at(path).is_some_and(|field| matches!(field.kind, Kind::File)))
        .collect();
    declared
        .set_any(files.iter().map(|path| (path.as_str(), "")))
        .map_err(|errors| Failure::Broken(anyhow::anyhow!("{errors:?}")))?;
    Ok(declared)
}
