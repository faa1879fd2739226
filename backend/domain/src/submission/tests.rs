use std::collections::BTreeSet;

use uuid::Uuid;

use super::samples::*;
use super::*;
use crate::account::StaffRole;
use crate::choice::Choice;
use crate::org::OrgRole;
use crate::review::{Ask, Reason};

/// The whole table: for every stage, action and person, the machine does what
/// the table says and refuses everything else without a change.
#[test]
fn the_machine_does_what_the_table_says_and_nothing_else() {
    let mut done = 0;
    let mut refused = 0;
    let mut seen = BTreeSet::new();
    for submission in submissions() {
        for (name, actor) in actors() {
            for command in commands() {
                let (from, action) = (submission.stage(), command.action());
                let row = TRANSITIONS
                    .iter()
                    .find(|row| row.from == Some(from) && row.action == action);
                let allowed = submission.actions_for(&actor, NOON);
                match submission.clone().apply(command, &actor, NOON) {
                    Ok((next, event)) => {
                        let row = row.unwrap_or_else(|| panic!("{from} {action} is not in the table"));
                        assert_eq!(next.stage(), row.to, "{from} {action} by {name}");
                        assert_eq!((event.from, event.to, event.action), (Some(from), row.to, action));
                        assert_eq!(event.by, actor.by());
                        assert!(allowed.contains(&action), "{from} {action} by {name} is offered");
                        assert_eq!(next.about, submission.about);
                        seen.insert((from, action));
                        done += 1;
                    }
                    Err(refusal) => {
                        assert!(
                            !allowed.contains(&action),
                            "{from} {action} by {name}: {refusal:?}"
                        );
                        if row.is_none() {
                            assert!(
                                matches!(refusal, Refusal::Stage { .. }),
                                "{from} {action}: {refusal:?}"
                            );
                        }
                        refused += 1;
                    }
                }
            }
        }
    }
    // Nothing of the table is without its move.
    for row in TRANSITIONS.iter().filter(|row| row.from.is_some()) {
        let from = row.from.unwrap();
        assert!(
            seen.contains(&(from, row.action)),
            "{from} {} was never done",
            row.action
        );
    }
    assert_eq!(
        done + refused,
        submissions().len() * actors().len() * commands().len()
    );
}

#[test]
fn every_action_has_a_command_and_every_stage_a_sample() {
    let commands: BTreeSet<Action> = commands().iter().map(Command::action).collect();
    for action in Action::ALL {
        assert!(*action == Action::Create || commands.contains(action), "{action}");
    }
    let stages: BTreeSet<Stage> = submissions().iter().map(Submission::stage).collect();
    assert_eq!(stages.len(), Stage::ALL.len());
    assert_eq!(
        TRANSITIONS
            .iter()
            .map(|row| (row.from, row.action))
            .collect::<BTreeSet<_>>()
            .len(),
        TRANSITIONS.len()
    );
}

/// The pairs of PRODUCT's table, written down by hand.
#[test]
fn the_pairs_are_those_of_the_product() {
    let written = "
        - draft; draft checking; checking needs_fixes; checking errored; checking queued; checking approved;
        needs_fixes checking; needs_fixes queued; needs_fixes closed_no_reply; errored checking; errored draft;
        queued in_review; queued discard_notice; queued discarded; in_review queued; in_review awaiting_isv;
        in_review testing; in_review approved; in_review rejected; in_review discard_notice; in_review discarded;
        awaiting_isv checking; awaiting_isv closed_no_reply; testing queued; testing awaiting_isv;
        testing approved; testing rejected; testing discard_notice; testing discarded;
        discard_notice checking; discard_notice discarded; discarded queued; closed_no_reply draft;
        approved published; rejected queued; published superseded; superseded published;
        draft withdrawn; checking withdrawn; needs_fixes withdrawn; errored withdrawn; queued withdrawn;
        in_review withdrawn; awaiting_isv withdrawn; testing withdrawn; discard_notice withdrawn;
        approved withdrawn";
    let mut expected: Vec<(Option<Stage>, Stage)> = written
        .split(';')
        .map(|pair| {
            let mut words = pair.split_whitespace();
            let from = words.next().unwrap();
            (Stage::parse(from), Stage::parse(words.next().unwrap()).unwrap())
        })
        .collect();
    expected.sort_unstable();
    assert_eq!(pairs(), expected);
}

#[test]
fn people_may_do_what_their_role_says() {
    let names = |stage: Stage, actor: &Actor| -> Vec<&'static str> {
        submission(stage)
            .actions_for(actor, NOON)
            .into_iter()
            .map(Action::as_str)
            .collect()
    };
    assert_eq!(names(Stage::Draft, &member(OrgRole::Viewer)), [""; 0]);
    assert_eq!(names(Stage::Draft, &member(OrgRole::Editor)), ["edit", "submit"]);
    assert_eq!(
        names(Stage::Draft, &member(OrgRole::Owner)),
        ["edit", "submit", "withdraw"]
    );
    assert_eq!(names(Stage::Draft, &staff(&[StaffRole::Lead])), [""; 0]);
    assert_eq!(
        names(Stage::Queued, &staff(&[StaffRole::Reviewer])),
        ["claim", "announce_discard", "discard_spam"]
    );
    assert_eq!(names(Stage::Queued, &staff(&[StaffRole::Admin])), [""; 0]);
    assert_eq!(
        names(Stage::InReview, &staff(&[StaffRole::Reviewer])),
        [""; 0],
        "another one has it"
    );
    assert_eq!(
        names(Stage::InReview, &holder()).join(" "),
        "renew release ask start_testing approve reject announce_discard discard_spam"
    );
    assert_eq!(names(Stage::AwaitingIsv, &holder()), [""; 0], "our clock stands");
    assert_eq!(
        names(Stage::Published, &staff(&[StaffRole::Admin])),
        ["supersede"]
    );
}

#[test]
fn nobody_decides_on_their_own_orgs_integration() {
    let Actor::Person(mut person) = staff(&[StaffRole::Lead]) else {
        unreachable!()
    };
    person.orgs.push((ORG, OrgRole::Viewer));
    let conflicted = Actor::Person(person);
    let queued = submission(Stage::Queued);
    assert_eq!(queued.actions_for(&conflicted, NOON), []);
    assert_eq!(
        queued.permits(Action::Claim, &conflicted, NOON),
        Err(Refusal::OwnOrg)
    );
}

#[test]
fn appeals_are_heard_by_another_lead_or_by_an_admin_when_there_is_none() {
    let mut appealed = appealed();
    let lead = staff(&[StaffRole::Lead]);
    let admin = staff(&[StaffRole::Admin]);
    assert!(appealed.permits(Action::Uphold, &lead, NOON).is_ok());
    assert!(appealed.permits(Action::Uphold, &admin, NOON).is_err());
    assert!(
        appealed.permits(Action::Uphold, &holder(), NOON).is_err(),
        "the one who decided"
    );
    if let Facts::Rejected(facts) = &mut appealed.facts {
        facts.decided.only_lead = true;
    }
    assert!(appealed.permits(Action::Uphold, &admin, NOON).is_ok());
    assert_eq!(
        appealed.permits(Action::Appeal, &member(OrgRole::Owner), NOON),
        Err(Refusal::Appeal)
    );
}

#[test]
fn periods_hold_to_the_second() {
    let system = Actor::System;
    let second = TimeDelta::seconds(1);
    let cases: [(Stage, Action, TimeDelta, Actor, bool); 6] = [
        (
            Stage::AwaitingIsv,
            Action::CloseNoReply,
            ANSWER,
            system.clone(),
            true,
        ),
        (
            Stage::AwaitingIsv,
            Action::Answer,
            ANSWER,
            member(OrgRole::Editor),
            false,
        ),
        (
            Stage::NeedsFixes,
            Action::CloseNoReply,
            IDLE,
            system.clone(),
            true,
        ),
        (
            Stage::ClosedNoReply,
            Action::Reopen,
            REOPEN,
            member(OrgRole::Editor),
            false,
        ),
        (
            Stage::DiscardNotice,
            Action::Discard,
            NOTICE,
            system.clone(),
            true,
        ),
        (Stage::Approved, Action::LetLapse, RELEASE, system, true),
    ];
    for (stage, action, period, actor, from_then_on) in cases {
        let submission = submission(stage);
        let end = submission.since + period;
        assert_eq!(
            submission.permits(action, &actor, end - second).is_ok(),
            !from_then_on,
            "{stage} {action}"
        );
        assert_eq!(
            submission.permits(action, &actor, end).is_ok(),
            from_then_on,
            "{stage} {action}"
        );
    }
}

#[test]
fn the_place_in_the_queue_is_kept_and_our_clock_stops() {
    let queued = submission(Stage::Queued);
    let Facts::Queued(Queued { place }) = &queued.facts else {
        unreachable!()
    };
    let before = place.clone();
    let (review, _) = queued.apply(Command::Claim, &holder(), NOON).unwrap();
    let asked = vec![Ask {
        field: "name".into(),
        reason: Some(Reason::Trademark),
        message: words(),
    }];
    let (waiting, event) = review
        .apply(
            Command::Ask {
                asked,
                evidence: Vec::new(),
            },
            &holder(),
            NOON,
        )
        .unwrap();
    assert_eq!(event.reasons, [Reason::Trademark]);
    assert_eq!(waiting.turn().who, Side::Isv);
    let later = NOON + TimeDelta::days(10);
    let answer = Command::Answer {
        ready: ready(),
        message: words(),
    };
    let (checking, _) = waiting.apply(answer, &member(OrgRole::Editor), later).unwrap();
    let enqueue = Command::Enqueue {
        lane: before.lane,
        due: later + TimeDelta::days(90),
    };
    let (again, event) = checking.apply(enqueue, &Actor::System, later).unwrap();
    let Facts::Queued(Queued { place }) = &again.facts else {
        unreachable!()
    };
    assert_eq!(place.queued_at, before.queued_at);
    assert_eq!(place.due, before.due + TimeDelta::days(10));
    assert_eq!(place.reviewer, Some(HOLDER));
    assert_eq!(event.until, Some(place.due));
}

#[test]
fn a_fault_of_ours_is_tried_three_times_and_then_staff_look() {
    let mut submission = submission(Stage::Checking);
    for attempt in 1..=TRIES {
        let (errored, event) = submission
            .apply(Command::Fail(line()), &Actor::System, NOON)
            .unwrap();
        assert_eq!(event.until.is_some(), attempt < TRIES);
        assert!(event.reasons.is_empty(), "it never looks like a rejection");
        if attempt == TRIES {
            assert!(errored.permits(Action::Retry, &Actor::System, NOON).is_err());
            assert!(
                errored
                    .permits(Action::BackToDraft, &staff(&[StaffRole::Reviewer]), NOON)
                    .is_ok()
            );
            assert_eq!(errored.turn().who, Side::Staff);
            return;
        }
        assert!(
            errored
                .permits(Action::BackToDraft, &staff(&[StaffRole::Reviewer]), NOON)
                .is_err()
        );
        (submission, _) = errored.apply(Command::Retry, &Actor::System, NOON).unwrap();
    }
}

#[test]
fn nothing_is_sent_back_without_a_reason() {
    let ask = Command::Ask {
        asked: Vec::new(),
        evidence: Vec::new(),
    };
    assert_eq!(
        submission(Stage::InReview)
            .apply(ask, &holder(), NOON)
            .unwrap_err(),
        Refusal::NoReason
    );
    let reject = Command::Reject {
        reasons: Vec::new(),
        message: words(),
        only_lead: false,
    };
    assert_eq!(
        submission(Stage::Testing)
            .apply(reject, &holder(), NOON)
            .unwrap_err(),
        Refusal::NoReason
    );
}

#[test]
fn every_stage_says_whose_turn_it_is_and_is_stable_json() {
    for submission in submissions() {
        let turn = submission.turn();
        assert!(turn.why.ends_with('.') && turn.since == submission.since);
        let json = serde_json::to_value(&submission).unwrap();
        assert_eq!(json["facts"]["stage"], submission.stage().as_str());
        assert_eq!(serde_json::from_value::<Submission>(json).unwrap(), submission);
        assert_eq!(
            turn.who == Side::Nobody,
            matches!(
                submission.stage(),
                Stage::Published | Stage::Superseded | Stage::Withdrawn
            )
        );
    }
    let id = crate::ids::UserId(Uuid::from_u128(1));
    let (begun, event) = At::<Editing>::begin(ABOUT, id, NOON);
    assert_eq!(
        (event.from, event.to, begun.any().stage()),
        (None, Stage::Draft, Stage::Draft)
    );
}
