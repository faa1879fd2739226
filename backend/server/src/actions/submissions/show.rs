//! All that a page about one submission needs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use oin_domain::check::{Finding, NetworkFacts, judge_network};
use oin_domain::choice::Choice;
use oin_domain::draft::{ContactRole, Draft, Kept, Origin};
use oin_domain::ids::{IntegrationId, SubmissionId, UserId};
use oin_domain::integration::{Lane, Slug};
use oin_domain::org::Act;
use oin_domain::review::Ask;
use oin_domain::submission::{Action, By, Facts, Party, Side, Stage, Submission, TRANSITIONS, Turn};
use oin_store::{CheckRun, ContactMail, Member as OrgMember, Message, PastEvent, StoredSubmission};

use super::history::{EventShown, MessageShown};
use super::judge::{Judge, Judged, names};
use super::telling::name_of;
use super::{SecretKept, find};
use crate::actions::{Ctx, Failure, Member};

/// One submission, as its org may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Which.
    pub id: SubmissionId,
    /// Its integration.
    pub integration: IntegrationId,
    /// The integration's slug, once it has one.
    pub slug: Option<Slug>,
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub stage: Stage,
    /// Whose turn it is, since when, until when, and why.
    pub turn: Turn,
    /// What this person may do now.
    pub actions: Vec<Action>,
    /// Whether the draft may be edited now, by this person.
    pub may_edit: bool,
    /// Whether it changes what is live already.
    pub is_update: bool,
    /// Whether a customer proposed it, without the vendor.
    pub vendor_unconfirmed: bool,
    /// What was typed.
    pub draft: Draft,
    /// The draft's revision.
    pub revision: i32,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// What the rules and the last look at the network say.
    pub judged: Judged,
    /// The secrets that are stored: that they are, and since when.
    pub secrets: Vec<SecretKept>,
    /// Where values came from that were imported and not changed since, by path.
    pub origins: BTreeMap<String, Origin>,
    /// The contacts whose address is filled in, and whether they have answered.
    pub contacts: Vec<ContactShown>,
    /// The last look at the network.
    pub check: Option<CheckShown>,
    /// Whether a look at the network waits or runs.
    pub check_waits: bool,
    /// What must be mended, as it was found when it was submitted.
    pub to_fix: Vec<Finding>,
    /// What a reviewer asked.
    pub asked: Vec<Ask>,
    /// Its place in the queue, while it has one.
    pub place: Option<PlaceShown>,
    /// What this person may begin after it, as a copy.
    pub next: Option<Next>,
    /// When it was last submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// What happened to it, the first thing first.
    pub events: Vec<EventShown>,
    /// The thread with the reviewers, the first message first.
    pub messages: Vec<MessageShown>,
}

/// What comes after a submission that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// An update of what is live.
    Update,
    /// Another try with the same answers.
    Again,
}

/// A contact of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactShown {
    /// What for.
    pub role: ContactRole,
    /// The address.
    pub mail: String,
    /// When it answered; members of the org have answered already.
    pub confirmed: bool,
    /// When it was last asked.
    pub asked_at: Option<DateTime<Utc>>,
    /// Whether letters to it come back.
    pub bounces: bool,
}

/// A look at the network.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckShown {
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// Whether the draft is still the one that was looked at.
    pub is_current: bool,
    /// How many addresses were looked at.
    pub addresses: usize,
    /// What was found at fields that were not changed since.
    pub findings: Vec<Finding>,
}

/// A place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceShown {
    /// The lane.
    pub lane: Lane,
    /// Since when it waits.
    pub queued_at: DateTime<Utc>,
    /// When a reviewer will have looked.
    pub due: DateTime<Utc>,
    /// How many others of the queue are due on an earlier day; nothing while it is not in the queue.
    pub ahead: Option<i64>,
}

/// Shows one submission.
///
/// # Errors
/// `not_found` for one of others, and for a deleted draft.
pub async fn show(ctx: &Ctx, who: &Member, id: SubmissionId) -> Result<Shown, Failure> {
    who.may(Act::Read)?;
    let names = names(ctx).await?;
    let found = ctx
        .store
        .read(async |read| {
            let stored = find(read, who, id).await?;
            let place = stored.submission.place();
            let due = place
                .filter(|_| stored.submission.stage() == Stage::Queued)
                .map(|place| place.due);
            Ok::<_, Failure>(Found {
                judge: Judge::of(ctx, read, &stored, names).await?,
                members: read.members(who.org).await?,
                contacts: read.contact_mails(who.org).await?,
                events: read.events_of(id).await?,
                thread: read.thread(id).await?,
                run: read.last_check_run(id).await?,
                check_waits: read
                    .is_promised(&[format!("check:{id}").as_str(), format!("retry:{id}").as_str()])
                    .await?,
                ahead: match due {
                    Some(due) => Some(read.queued_before(due).await?),
                    None => None,
                },
                stored,
            })
        })
        .await?;
    Ok(shown(ctx, who, found))
}

struct Found {
    stored: StoredSubmission,
    judge: Judge,
    members: Vec<OrgMember>,
    contacts: Vec<ContactMail>,
    events: Vec<PastEvent>,
    thread: Vec<Message>,
    run: Option<CheckRun>,
    check_waits: bool,
    ahead: Option<i64>,
}

fn shown(ctx: &Ctx, who: &Member, found: Found) -> Shown {
    let Found {
        stored,
        judge,
        members,
        contacts,
        events,
        thread,
        run,
        check_waits,
        ahead,
    } = found;
    let submission = &stored.submission;
    let actions = submission.actions_for(&who.actor(), ctx.now());
    let check = run.as_ref().map(|run| CheckShown {
        finished_at: run.finished_at,
        is_current: run.draft_revision == stored.kept.revision,
        addresses: run.facts.answers.len(),
        findings: judge_network(&stored.kept.draft, &still_true(&stored.kept, run)),
    });
    let network = check.as_ref().map_or(&[][..], |check| &check.findings);
    let people = People {
        members: &members,
        network: &ctx.brand().network,
    };
    Shown {
        id: submission.about.id,
        integration: submission.about.integration,
        slug: stored.slug.clone(),
        name: name_of(&stored),
        stage: submission.stage(),
        turn: submission.turn(ctx.now()),
        may_edit: actions.contains(&Action::Edit),
        actions,
        is_update: stored.based_on.is_some(),
        vendor_unconfirmed: stored.vendor_unconfirmed,
        revision: stored.kept.revision,
        saved_at: stored.updated_at,
        saved_by: people.name(stored.updated_by),
        judged: judge.judge_with(&stored.kept, network),
        secrets: secrets(&stored.kept),
        origins: origins(&stored.kept),
        contacts: shown_contacts(&stored.kept.draft, &judge, &contacts),
        check,
        check_waits,
        to_fix: match &submission.facts {
            Facts::NeedsFixes(facts) => facts.findings.clone(),
            _ => Vec::new(),
        },
        asked: match &submission.facts {
            Facts::AwaitingIsv(facts) => facts.asked.clone(),
            _ => Vec::new(),
        },
        place: submission.place().map(|place| PlaceShown {
            lane: place.lane,
            queued_at: place.queued_at,
            due: place.due,
            ahead,
        }),
        next: next(submission, who),
        submitted_at: stored.submitted.as_ref().map(|submitted| submitted.at),
        events: events
            .into_iter()
            .filter(|event| event.action != Action::Renew)
            .map(|event| people.event(event))
            .collect(),
        messages: thread
            .into_iter()
            .map(|message| {
                let by = match message.side {
                    Side::Isv => people.name(message.by),
                    _ => people.reviewer(),
                };
                MessageShown::new(message, by)
            })
            .collect(),
        draft: stored.kept.draft,
    }
}

/// What may be begun after it. Whether another one is open by now is seen when it is begun.
fn next(submission: &Submission, who: &Member) -> Option<Next> {
    if !who.role.may(Act::Edit) || submission.lets_begin().is_err() {
        return None;
    }
    match submission.stage() {
        Stage::Published => Some(Next::Update),
        Stage::Rejected | Stage::Discarded | Stage::Withdrawn | Stage::ClosedNoReply => Some(Next::Again),
        _ => None,
    }
}

/// What a run saw of fields that were not changed since.
pub(in crate::actions) fn still_true(kept: &Kept, run: &CheckRun) -> NetworkFacts {
    let unchanged = |path: &str| kept.since(path) <= run.draft_revision;
    let mut facts = run.facts.clone();
    facts.answers.retain(|path, _| unchanged(path));
    facts.not_found.retain(|path| unchanged(path));
    facts.metadata.retain(|path, _| unchanged(path));
    facts
}

fn secrets(kept: &Kept) -> Vec<SecretKept> {
    let secrets = kept.secrets().iter();
    secrets
        .map(|(path, secret)| SecretKept {
            path: path.clone(),
            target: secret.target.clone(),
            since: secret.since,
        })
        .collect()
}

fn origins(kept: &Kept) -> BTreeMap<String, Origin> {
    let paths = kept.draft.iter().map(|(path, _)| path);
    paths
        .filter_map(|path| Some((path.to_owned(), kept.origin(path)?.clone())))
        .collect()
}

fn shown_contacts(draft: &Draft, judge: &Judge, asked: &[ContactMail]) -> Vec<ContactShown> {
    let contact = |role: &ContactRole| {
        let mail = draft.text(&format!("contacts.{role}.mail"))?;
        let folded = mail.to_lowercase();
        let known = asked.iter().find(|contact| contact.mail.folded() == folded);
        Some(ContactShown {
            role: *role,
            mail: mail.to_owned(),
            confirmed: judge.beside.confirmed.contains(&folded),
            asked_at: known.map(|contact| contact.asked_at),
            bounces: known.is_some_and(|contact| contact.bounced_at.is_some()),
        })
    };
    ContactRole::ALL.iter().filter_map(contact).collect()
}

/// Who people are, for the org: its members by name, reviewers as reviewers.
struct People<'a> {
    members: &'a [OrgMember],
    network: &'a str,
}

impl People<'_> {
    fn name(&self, user: UserId) -> String {
        self.members
            .iter()
            .find(|member| member.user.id == user)
            .map_or_else(
                || "Somebody who has left".to_owned(),
                |member| member.user.name.to_string(),
            )
    }

    fn reviewer(&self) -> String {
        format!("A reviewer of {}", self.network)
    }

    fn event(&self, event: PastEvent) -> EventShown {
        let member = |user: &UserId| self.members.iter().any(|member| member.user.id == *user);
        let by = match event.by {
            By::System => self.network.to_owned(),
            By::Person(user) if is_staffs(event.action) && !member(&user) => self.reviewer(),
            By::Person(user) => self.name(user),
        };
        EventShown::new(event, by)
    }
}

/// Whether staff may do it at all.
fn is_staffs(action: Action) -> bool {
    TRANSITIONS
        .iter()
        .filter(|transition| transition.action == action)
        .flat_map(|transition| transition.by)
        .any(|party| !matches!(party, Party::System | Party::Editor | Party::Owner))
}
