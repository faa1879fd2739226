//! Submissions, people and commands for tests: one of every kind.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::account::StaffRole;
use crate::check::samples::World;
use crate::check::{Finding, RuleId};
use crate::choice::Choice;
use crate::draft::samples;
use crate::ids::UserId;
use crate::integration::{Change, Class, Lane};
use crate::org::OrgRole;
use crate::review::{Ask, Cause, Checklist, Decision, Item, PrivateNote, Reason};
use crate::text::{Line, Prose};

/// Tuesday, 24 November 2026, 12:00.
pub(crate) const NOON: DateTime<Utc> = DateTime::from_timestamp(1_795_521_600, 0).unwrap();
pub(crate) const ORG: OrgId = OrgId(Uuid::from_u128(7));
pub(crate) const HOLDER: UserId = UserId(Uuid::from_u128(50));
pub(crate) const ABOUT: About = About {
    id: SubmissionId(Uuid::from_u128(1)),
    integration: IntegrationId(Uuid::from_u128(2)),
    org: ORG,
};

pub(crate) fn words() -> Prose {
    Prose::parse("In plain words.").unwrap()
}

pub(crate) fn line() -> Line {
    Line::parse("The resolver was silent").unwrap()
}

pub(crate) fn ready() -> Ready {
    Ready::judge(&samples::saml(), &World::good().context()).unwrap()
}

pub(crate) fn member(role: OrgRole) -> Actor {
    Actor::Person(Person {
        user: UserId(Uuid::from_u128(10 + role as u128)),
        orgs: vec![(ORG, role)],
        staff: Vec::new(),
    })
}

pub(crate) fn staff(roles: &[StaffRole]) -> Actor {
    Actor::Person(Person {
        user: UserId(Uuid::from_u128(60)),
        orgs: vec![(OrgId(Uuid::from_u128(8)), OrgRole::Owner)],
        staff: roles.to_vec(),
    })
}

/// The lead who has what is in review, and decided what is decided.
pub(crate) fn holder() -> Actor {
    Actor::Person(Person {
        user: HOLDER,
        orgs: Vec::new(),
        staff: vec![StaffRole::Lead],
    })
}

/// Everybody there is.
pub(crate) fn actors() -> Vec<(&'static str, Actor)> {
    let stranger = Actor::Person(Person {
        user: UserId(Uuid::from_u128(70)),
        orgs: vec![(OrgId(Uuid::from_u128(9)), OrgRole::Owner)],
        staff: Vec::new(),
    });
    vec![
        ("the system", Actor::System),
        ("a viewer", member(OrgRole::Viewer)),
        ("an editor", member(OrgRole::Editor)),
        ("an owner", member(OrgRole::Owner)),
        ("an owner of another org", stranger),
        ("a reviewer", staff(&[StaffRole::Reviewer])),
        ("the holder", holder()),
        ("a lead", staff(&[StaffRole::Lead])),
        ("an admin", staff(&[StaffRole::Admin])),
        (
            "a reviewing admin",
            staff(&[StaffRole::Reviewer, StaffRole::Admin]),
        ),
    ]
}

fn place() -> Place {
    Place {
        lane: Lane::Wizard,
        queued_at: NOON - TimeDelta::days(2),
        due: NOON + TimeDelta::days(1),
        reviewer: Some(HOLDER),
        contested: Vec::new(),
        hand_over: None,
    }
}

fn decision() -> Decision {
    Decision {
        by: HOLDER,
        only_lead: false,
        reasons: vec![Reason::Trademark],
    }
}

/// A submission that came into `stage` a day ago.
pub(crate) fn submission(stage: Stage) -> Submission {
    let since = NOON - TimeDelta::days(1);
    let submitted_by = UserId(Uuid::from_u128(11));
    let facts: Facts = match stage {
        Stage::Draft => Editing {
            queueing: Queueing::New,
        }
        .into(),
        Stage::Checking => Checking {
            submitted_by,
            queueing: Queueing::New,
            tries: 0,
        }
        .into(),
        Stage::NeedsFixes => NeedsFixes {
            submitted_by,
            findings: vec![Finding::new(RuleId::UrlDead, "website", "It answers 404.")],
            queueing: Queueing::New,
            closes_at: since + IDLE,
        }
        .into(),
        Stage::Errored => Errored {
            submitted_by,
            queueing: Queueing::New,
            tries: 1,
            fault: line(),
        }
        .into(),
        Stage::Queued => Queued { place: place() }.into(),
        Stage::InReview => InReview {
            place: place(),
            reviewer: HOLDER,
            lease_until: since + LEASE,
        }
        .into(),
        Stage::AwaitingIsv => AwaitingIsv {
            place: place(),
            reviewer: HOLDER,
            asked: Vec::new(),
            closes_at: since + ANSWER,
        }
        .into(),
        Stage::Testing => Testing {
            place: place(),
            reviewer: HOLDER,
            lease_until: since + LEASE,
        }
        .into(),
        Stage::DiscardNotice => DiscardNotice {
            place: place(),
            cause: Cause::NoTestLogin,
            decided: decision(),
            ends_at: since + NOTICE,
        }
        .into(),
        Stage::Discarded => Discarded {
            place: place(),
            decided: decision(),
            appeal_until: since + APPEAL,
            appeal: Appeal::None,
        }
        .into(),
        Stage::ClosedNoReply => Closed {
            queueing: Queueing::Kept(place()),
            reopen_until: since + REOPEN,
        }
        .into(),
        Stage::Approved => Approved {
            approved_by: Some(HOLDER),
            class: Class::Safe,
            release_until: since + RELEASE,
        }
        .into(),
        Stage::Rejected => Rejected {
            place: place(),
            decided: decision(),
            appeal_until: since + APPEAL,
            appeal: Appeal::None,
        }
        .into(),
        Stage::Published => Published { version: 1 }.into(),
        Stage::Superseded => Superseded {
            version: 1,
            superseded_by: SubmissionId(Uuid::from_u128(3)),
        }
        .into(),
        Stage::Withdrawn => Withdrawn { was: Stage::Queued }.into(),
    };
    At {
        about: ABOUT,
        since,
        facts,
    }
}

/// A rejected one whose appeal is open.
pub(crate) fn appealed() -> Submission {
    let mut submission = submission(Stage::Rejected);
    if let Facts::Rejected(facts) = &mut submission.facts {
        facts.appeal = Appeal::Open {
            by: UserId(Uuid::from_u128(12)),
            at: NOON,
        };
    }
    submission
}

/// One of every stage; where a period decides, one within and one after it.
pub(crate) fn submissions() -> Vec<Submission> {
    let mut all: Vec<Submission> = Stage::ALL.iter().map(|stage| submission(*stage)).collect();
    all.push(appealed());
    let mut discarded = submission(Stage::Discarded);
    if let Facts::Discarded(facts) = &mut discarded.facts {
        facts.appeal = Appeal::Open {
            by: UserId(Uuid::from_u128(12)),
            at: NOON,
        };
    }
    all.push(discarded);
    let mut over = |stage: Stage| {
        let mut submission = submission(stage);
        match &mut submission.facts {
            Facts::NeedsFixes(facts) => facts.closes_at = NOON,
            Facts::AwaitingIsv(facts) => facts.closes_at = NOON,
            Facts::DiscardNotice(facts) => facts.ends_at = NOON,
            Facts::Approved(facts) => facts.release_until = NOON,
            _ => {}
        }
        all.push(submission);
    };
    for stage in [
        Stage::NeedsFixes,
        Stage::AwaitingIsv,
        Stage::DiscardNotice,
        Stage::Approved,
    ] {
        over(stage);
    }
    all
}

/// One command for every action.
pub(crate) fn commands() -> Vec<Command> {
    let checklist = Checklist {
        ticked: Item::ALL.to_vec(),
        passed: Vec::new(),
    };
    let old = samples::saml().complete().unwrap().content;
    let new = samples::with(samples::saml(), &[("summary", "Other words.")])
        .complete()
        .unwrap()
        .content;
    let change = Change::between(&old, &new, &[]).unwrap();
    let due = NOON + TimeDelta::days(3);
    let lane = Lane::Wizard;
    vec![
        Command::Edit,
        Command::Submit(ready()),
        Command::FindFixes(vec![Finding::new(RuleId::UrlDead, "website", "It answers 404.")]),
        Command::Fail(line()),
        Command::Retry,
        Command::ApproveAlone(Alone::decide(&change, true, false, false).unwrap()),
        Command::Enqueue { lane, due },
        Command::BackToDraft,
        Command::Contest {
            message: words(),
            lane,
            due,
        },
        Command::CloseNoReply,
        Command::Reopen,
        Command::Claim,
        Command::Assign(Person {
            user: UserId(Uuid::from_u128(77)),
            orgs: Vec::new(),
            staff: vec![StaffRole::Reviewer],
        }),
        Command::Renew,
        Command::Release(Some(PrivateNote(words()))),
        Command::Lapse,
        Command::Ask {
            asked: vec![Ask {
                field: "name".into(),
                reason: None,
                message: words(),
            }],
            evidence: Vec::new(),
        },
        Command::Answer {
            ready: ready(),
            message: words(),
        },
        Command::StartTesting(checklist.conclude_initial().unwrap()),
        Command::Approve {
            passed: checklist.conclude(lane, &[], &[]).unwrap(),
            class: Class::Safe,
        },
        Command::Reject {
            reasons: vec![Reason::Trademark],
            message: words(),
            only_lead: false,
        },
        Command::Announce {
            cause: Cause::InternalUrl,
            message: words(),
            only_lead: false,
        },
        Command::Mend(ready()),
        Command::Discard,
        Command::DiscardSpam {
            message: words(),
            only_lead: false,
        },
        Command::Appeal(words()),
        Command::WithdrawAppeal,
        Command::Uphold {
            message: words(),
            due,
        },
        Command::Dismiss(words()),
        Command::Publish {
            release: Release::of(Class::Safe, None, NOON).unwrap(),
            version: 2,
        },
        Command::LetLapse,
        Command::Supersede(SubmissionId(Uuid::from_u128(4))),
        Command::RollBack(words()),
        Command::Withdraw,
    ]
}
