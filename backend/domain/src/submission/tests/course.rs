//! The course of a submission: proofs, periods, places, faults.

use chrono::TimeDelta;
use uuid::Uuid;

use crate::account::StaffRole;
use crate::choice::Choice;
use crate::integration::Class;
use crate::org::OrgRole;
use crate::review::{Ask, Reason};
use crate::submission::samples::*;
use crate::submission::*;

#[test]
fn one_submission_at_a_time_and_none_during_an_appeal() {
    for submission in submissions() {
        let appeals = matches!(
            &submission.facts,
            Facts::Rejected(Rejected {
                appeal: Appeal::Open { .. },
                ..
            }) | Facts::Discarded(Discarded {
                appeal: Appeal::Open { .. },
                ..
            })
        );
        let free = !submission.stage().is_open() && !appeals;
        assert_eq!(submission.lets_begin().is_ok(), free, "{}", submission.stage());
    }
}

#[test]
fn only_what_no_pure_rule_stops_is_ready() {
    let draft = crate::draft::samples::with(
        crate::draft::samples::saml(),
        &[("connections.0.acs.0.url", "https://10.0.0.1/")],
    );
    let world = crate::check::samples::World::good();
    let blocking = Ready::judge(&draft, &world.context()).unwrap_err();
    assert_eq!(blocking.len(), 1);
    assert_eq!(blocking[0].field, "connections.0.acs.0.url");
    assert_eq!(ready().proposal().content.name.as_str(), "Acme Shifts");
}

#[test]
fn a_breaking_release_tells_customers_and_gives_them_time() {
    let today = NOON.date_naive();
    let tomorrow = today.succ_opt().unwrap();
    let of = |class, grace: Option<chrono::NaiveDate>| {
        Release::of(class, grace.map(|grace| (words(), grace)), NOON)
    };
    assert_eq!(of(Class::Breaking, None), Err(ReleaseError::Notice));
    assert_eq!(of(Class::Breaking, Some(today)), Err(ReleaseError::Grace));
    assert!(of(Class::Breaking, Some(tomorrow)).is_ok());
    assert!(of(Class::Safe, None).is_ok());
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
    assert_eq!(waiting.turn(NOON).who, Side::Isv);
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
            assert_eq!(errored.turn(NOON).who, Side::Staff);
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
        let turn = submission.turn(NOON);
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

/// Our clock stands still while the ISV has it: silence does not lead to the head of the queue.
#[test]
fn a_kept_place_is_due_later_by_all_the_time_that_the_isv_took() {
    let isv = member(OrgRole::Owner);
    let day = |days: i64| NOON + TimeDelta::days(days);
    let Facts::AwaitingIsv(waiting) = submission(Stage::AwaitingIsv).facts else {
        unreachable!()
    };
    let before = waiting.place.due;
    let mut life = submission(Stage::AwaitingIsv);
    life.since = NOON;
    let Facts::AwaitingIsv(facts) = &mut life.facts else {
        unreachable!()
    };
    facts.closes_at = day(30);
    let steps = [
        (Command::CloseNoReply, Actor::System, 30),
        (Command::Reopen, isv.clone(), 70),
        (Command::Submit(ready()), isv.clone(), 75),
        (Command::FindFixes(Vec::new()), Actor::System, 75),
        (Command::Submit(ready()), isv, 80),
        (
            Command::Enqueue {
                lane: waiting.place.lane,
                due: day(90),
            },
            Actor::System,
            80,
        ),
    ];
    for (command, actor, at) in steps {
        (life, _) = life.apply(command, &actor, day(at)).unwrap();
    }
    assert_eq!(life.place().unwrap().due, before + TimeDelta::days(80));
}

#[test]
fn what_is_over_is_no_longer_offered_in_words() {
    let later = NOON + TimeDelta::days(1_000);
    for stage in [Stage::ClosedNoReply, Stage::Rejected, Stage::Discarded] {
        let mut ended = submission(stage);
        if let Facts::Rejected(Rejected { appeal, .. }) | Facts::Discarded(Discarded { appeal, .. }) =
            &mut ended.facts
        {
            *appeal = Appeal::None;
        }
        let turn = ended.turn(later);
        assert_eq!((turn.who, turn.until), (Side::Isv, None), "{stage}");
        assert!(turn.why.contains("begun again"), "{stage}: {}", turn.why);
    }
}
