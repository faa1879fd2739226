//! The one place that asks at run time where a submission is.

use chrono::{DateTime, Utc};

use super::{
    Action, Actor, Alone, At, By, Facts, InStage, Moved, Person, Ready, Refusal, Release, Submission,
};
use crate::check::Finding;
use crate::event::Event;
use crate::ids::{EvidenceId, SubmissionId, UserId};
use crate::integration::{Class, Lane};
use crate::review::{Ask, Cause, InitialPassed, Passed, PrivateNote, Reason};
use crate::text::{Line, Prose};

/// What is to be done, with all that it needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Note an edit.
    Edit,
    /// Submit.
    Submit(Ready),
    /// Send back with findings.
    FindFixes(Vec<Finding>),
    /// Note a fault on our side.
    Fail(Line),
    /// Run the checks again.
    Retry,
    /// Approve without a person.
    ApproveAlone(Alone),
    /// Put into the queue.
    Enqueue {
        /// The lane.
        lane: Lane,
        /// When it is due, unless it has a place already.
        due: DateTime<Utc>,
    },
    /// Go back to the draft.
    BackToDraft,
    /// Hand the findings to a person.
    Contest {
        /// Why they are wrong.
        message: Prose,
        /// The lane.
        lane: Lane,
        /// When it is due, unless it has a place already.
        due: DateTime<Utc>,
    },
    /// Close without reply.
    CloseNoReply,
    /// Open again.
    Reopen,
    /// Claim.
    Claim,
    /// Keep it for a reviewer, with every right they hold.
    Assign(Person),
    /// Renew the lease.
    Renew,
    /// Give back to the queue.
    Release(Option<PrivateNote>),
    /// End the lease.
    Lapse,
    /// Ask the ISV.
    Ask {
        /// What.
        asked: Vec<Ask>,
        /// The records it rests on.
        evidence: Vec<EvidenceId>,
    },
    /// Answer.
    Answer {
        /// The content, old or new.
        ready: Ready,
        /// What the reviewer reads.
        message: Prose,
    },
    /// Begin to test.
    StartTesting(InitialPassed),
    /// Approve.
    Approve {
        /// That the checklist is complete.
        passed: Passed,
        /// What the change does to customers.
        class: Class,
    },
    /// Refuse.
    Reject {
        /// Why.
        reasons: Vec<Reason>,
        /// What the ISV reads.
        message: Prose,
        /// Whether the reviewer is the only lead.
        only_lead: bool,
    },
    /// Announce a discard.
    Announce {
        /// Why.
        cause: Cause,
        /// What the ISV reads.
        message: Prose,
        /// Whether the reviewer is the only lead.
        only_lead: bool,
    },
    /// Submit with the cause of an announced discard mended.
    Mend(Ready),
    /// Discard after the notice.
    Discard,
    /// Discard spam at once.
    DiscardSpam {
        /// What the ISV reads.
        message: Prose,
        /// Whether the reviewer is the only lead.
        only_lead: bool,
    },
    /// Appeal.
    Appeal(Prose),
    /// Take an appeal back.
    WithdrawAppeal,
    /// Grant an appeal.
    Uphold {
        /// What the ISV reads.
        message: Prose,
        /// When it is due.
        due: DateTime<Utc>,
    },
    /// Refuse an appeal.
    Dismiss(Prose),
    /// Publish.
    Publish {
        /// That customers are told of what breaks.
        release: Release,
        /// Which published revision it becomes.
        version: i32,
    },
    /// End the release period.
    LetLapse,
    /// Give way to a newer one.
    Supersede(SubmissionId),
    /// Become public again.
    RollBack(Prose),
    /// Take back.
    Withdraw,
}

impl Command {
    /// What it does.
    pub fn action(&self) -> Action {
        match self {
            Self::Edit => Action::Edit,
            Self::Submit(_) => Action::Submit,
            Self::FindFixes(_) => Action::FindFixes,
            Self::Fail(_) => Action::Fail,
            Self::Retry => Action::Retry,
            Self::ApproveAlone(_) => Action::ApproveAlone,
            Self::Enqueue { .. } => Action::Enqueue,
            Self::BackToDraft => Action::BackToDraft,
            Self::Contest { .. } => Action::Contest,
            Self::CloseNoReply => Action::CloseNoReply,
            Self::Reopen => Action::Reopen,
            Self::Claim => Action::Claim,
            Self::Assign(_) => Action::Assign,
            Self::Renew => Action::Renew,
            Self::Release(_) => Action::Release,
            Self::Lapse => Action::Lapse,
            Self::Ask { .. } => Action::Ask,
            Self::Answer { .. } => Action::Answer,
            Self::StartTesting(_) => Action::StartTesting,
            Self::Approve { .. } => Action::Approve,
            Self::Reject { .. } => Action::Reject,
            Self::Announce { .. } => Action::Announce,
            Self::Mend(_) => Action::Mend,
            Self::Discard => Action::Discard,
            Self::DiscardSpam { .. } => Action::DiscardSpam,
            Self::Appeal(_) => Action::Appeal,
            Self::WithdrawAppeal => Action::WithdrawAppeal,
            Self::Uphold { .. } => Action::Uphold,
            Self::Dismiss(_) => Action::Dismiss,
            Self::Publish { .. } => Action::Publish,
            Self::LetLapse => Action::LetLapse,
            Self::Supersede(_) => Action::Supersede,
            Self::RollBack(_) => Action::RollBack,
            Self::Withdraw => Action::Withdraw,
        }
    }
}

fn any<S: InStage>((next, event): Moved<S>) -> (Submission, Event) {
    (next.any(), event)
}

impl Submission {
    /// Does it, if `actor` may do it now.
    ///
    /// # Errors
    /// [`Refusal`] says why not; nothing has changed then.
    pub fn apply(
        self,
        command: Command,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(Submission, Event), Refusal> {
        self.permits(command.action(), actor, now)?;
        let by = actor.by();
        match by {
            By::System => self.advance(command, now),
            By::Person(user) => self.moved_by(command, user, now),
        }
    }

    /// What the network does by itself.
    fn advance(self, command: Command, now: DateTime<Utc>) -> Result<(Submission, Event), Refusal> {
        let stage = self.stage();
        let (about, since) = (self.about, self.since);
        macro_rules! at {
            ($facts:expr) => {
                At {
                    about,
                    since,
                    facts: $facts,
                }
            };
        }
        Ok(match (self.facts, command) {
            (Facts::Checking(facts), Command::FindFixes(findings)) => {
                any(at!(facts).find_fixes(findings, now))
            }
            (Facts::Checking(facts), Command::Fail(fault)) => any(at!(facts).fail(fault, now)),
            (Facts::Checking(facts), Command::ApproveAlone(verdict)) => {
                any(at!(facts).approve_alone(verdict, now))
            }
            (Facts::Checking(facts), Command::Enqueue { lane, due }) => {
                any(at!(facts).enqueue(lane, due, now))
            }
            (Facts::Errored(facts), Command::Retry) => any(at!(facts).retry(now)),
            (Facts::NeedsFixes(facts), Command::CloseNoReply) => any(at!(facts).close(now)),
            (Facts::AwaitingIsv(facts), Command::CloseNoReply) => any(at!(facts).close(now)),
            (Facts::InReview(facts), Command::Lapse) => any(at!(facts).lapse(now)),
            (Facts::Testing(facts), Command::Lapse) => any(at!(facts).lapse(now)),
            (Facts::DiscardNotice(facts), Command::Discard) => any(at!(facts).discard(now)),
            (Facts::Approved(facts), Command::Publish { release, version }) => {
                any(at!(facts).publish(&release, version, By::System, now))
            }
            (Facts::Approved(facts), Command::LetLapse) => any(at!(facts).let_lapse(now)),
            (Facts::Published(facts), Command::Supersede(newer)) => {
                any(at!(facts).supersede(newer, By::System, now))
            }
            _ => {
                return Err(Refusal::Stage {
                    stage,
                    allowed: Vec::new(),
                });
            }
        })
    }

    /// What people do.
    fn moved_by(
        self,
        command: Command,
        user: UserId,
        now: DateTime<Utc>,
    ) -> Result<(Submission, Event), Refusal> {
        let stage = self.stage();
        let (about, since) = (self.about, self.since);
        // The same move out of several stages.
        macro_rules! each {
            ($facts:expr, $else:expr; $($stage:ident)+; $at:ident => $move:expr) => {
                match $facts {
                    $(Facts::$stage(facts) => { let $at = At { about, since, facts }; any($move) })+
                    _ => $else,
                }
            };
        }
        let wrong = || {
            Err(Refusal::Stage {
                stage,
                allowed: Vec::new(),
            })
        };
        let facts = self.facts;
        Ok(match command {
            Command::Edit => {
                each!(facts, return wrong(); Draft NeedsFixes AwaitingIsv DiscardNotice; at => at.edit(user, now))
            }
            Command::Submit(ready) => {
                each!(facts, return wrong(); Draft NeedsFixes; at => at.submit(&ready, user, now))
            }
            Command::Contest { message, lane, due } => {
                each!(facts, return wrong(); NeedsFixes; at => at.contest(message, lane, due, user, now))
            }
            Command::BackToDraft => each!(facts, return wrong(); Errored; at => at.back_to_draft(user, now)),
            Command::Answer { ready, message } => {
                each!(facts, return wrong(); AwaitingIsv; at => at.answer(&ready, message, user, now))
            }
            Command::Reopen => each!(facts, return wrong(); ClosedNoReply; at => at.reopen(user, now)),
            Command::Mend(ready) => {
                each!(facts, return wrong(); DiscardNotice; at => at.mend(&ready, user, now))
            }
            Command::Claim => each!(facts, return wrong(); Queued; at => at.claim(user, now)),
            Command::Assign(to) => {
                each!(facts, return wrong(); Queued; at => at.assign(&to, user, now)?)
            }
            Command::Renew => each!(facts, return wrong(); InReview Testing; at => at.renew(now)),
            Command::Release(note) => {
                each!(facts, return wrong(); InReview Testing; at => at.release(note, now))
            }
            Command::Ask { asked, evidence } => {
                each!(facts, return wrong(); InReview Testing; at => at.ask(asked, evidence, now)?)
            }
            Command::StartTesting(initial) => {
                each!(facts, return wrong(); InReview; at => at.start_testing(initial, now))
            }
            Command::Approve { passed, class } => {
                each!(facts, return wrong(); InReview Testing; at => at.approve(passed, class, now))
            }
            Command::Reject {
                reasons,
                message,
                only_lead,
            } => {
                each!(facts, return wrong(); InReview Testing; at => at.reject(reasons, message, only_lead, now)?)
            }
            Command::Announce {
                cause,
                message,
                only_lead,
            } => {
                each!(facts, return wrong(); Queued InReview Testing; at => at.announce(cause, message, only_lead, user, now))
            }
            Command::DiscardSpam { message, only_lead } => {
                each!(facts, return wrong(); Queued InReview Testing; at => at.discard_spam(message, only_lead, user, now))
            }
            Command::Appeal(message) => {
                each!(facts, return wrong(); Rejected Discarded; at => at.appeal(message, user, now))
            }
            Command::WithdrawAppeal => {
                each!(facts, return wrong(); Rejected Discarded; at => at.withdraw_appeal(user, now))
            }
            Command::Dismiss(message) => {
                each!(facts, return wrong(); Rejected Discarded; at => at.dismiss(message, user, now))
            }
            Command::Uphold { message, due } => {
                each!(facts, return wrong(); Rejected Discarded; at => at.uphold(message, due, user, now))
            }
            Command::Publish { release, version } => {
                each!(facts, return wrong(); Approved; at => at.publish(&release, version, By::Person(user), now))
            }
            Command::Supersede(newer) => {
                each!(facts, return wrong(); Published; at => at.supersede(newer, By::Person(user), now))
            }
            Command::RollBack(reason) => {
                each!(facts, return wrong(); Superseded; at => at.roll_back(reason, By::Person(user), now))
            }
            Command::Withdraw => each!(
                facts, return wrong();
                Draft Checking NeedsFixes Errored Queued InReview AwaitingIsv Testing DiscardNotice Approved;
                at => at.withdraw(user, now)
            ),
            Command::FindFixes(_)
            | Command::Fail(_)
            | Command::Retry
            | Command::ApproveAlone(_)
            | Command::Enqueue { .. }
            | Command::CloseNoReply
            | Command::Lapse
            | Command::Discard
            | Command::LetLapse => return wrong(),
        })
    }
}
