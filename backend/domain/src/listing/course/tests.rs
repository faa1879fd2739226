use super::*;
use crate::choice::Choice;
use crate::ids::UserId;
use crate::submission::Person;
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn now() -> DateTime<Utc> {
    at("2026-11-24T09:00:00Z")
}

fn prose(text: &str) -> Prose {
    Prose::parse(text).expect("prose")
}

fn staff(number: u128, role: StaffRole) -> Actor {
    Actor::Person(Person {
        user: UserId(Uuid::from_u128(number)),
        orgs: Vec::new(),
        staff: vec![role],
    })
}

fn admin() -> Actor {
    staff(1, StaffRole::Admin)
}

fn course(stage: Stage) -> Course {
    Course {
        owner: Some(OrgId(Uuid::from_u128(9))),
        stage,
        facts: Facts::default(),
    }
}

fn retirement(day: &str) -> Retirement {
    Retirement {
        reason: prose("The product ends."),
        ends_on: day.parse().expect("a day"),
        successor: None,
    }
}

fn proposed(abuse: bool) -> Course {
    let propose = Command::Propose {
        abuse,
        reason: prose("It phishes."),
    };
    course(Stage::Live)
        .apply(propose, &admin(), now())
        .expect("proposed")
        .0
}

#[test]
fn a_suspension_takes_two_people_and_two_weeks() {
    let proposed = proposed(false);
    assert_eq!(proposed.stage, Stage::Live);
    assert_eq!(
        proposed.permits(Action::Approve, &admin(), now()),
        Err(CourseRefusal::SamePerson)
    );
    assert_eq!(
        proposed.permits(Action::Approve, &staff(2, StaffRole::Reviewer), now()),
        Err(CourseRefusal::NotAllowed)
    );
    let lead = staff(2, StaffRole::Lead);
    let (announced, step) = proposed.apply(Command::Approve, &lead, now()).expect("announced");
    assert_eq!((announced.stage, step.until), (Stage::Live, Some(now() + GRACE)));
    let early = announced.permits(
        Action::Suspend,
        &Actor::System,
        now() + GRACE - TimeDelta::seconds(1),
    );
    assert_eq!(early, Err(CourseRefusal::TooEarly(now() + GRACE)));
    let (suspended, _) = announced
        .apply(Command::Suspend, &Actor::System, now() + GRACE)
        .expect("suspended");
    assert_eq!(suspended.stage, Stage::Suspended);
    assert_eq!(suspended.facts.reason, Some(prose("It phishes.")));
    let (lifted, _) = suspended
        .apply(Command::Lift(prose("Mended.")), &admin(), now())
        .expect("lifted");
    assert_eq!((lifted.stage, lifted.facts), (Stage::Live, Facts::default()));
}

#[test]
fn abuse_has_no_grace_but_still_two_people() {
    let lead = staff(2, StaffRole::Lead);
    let (suspended, step) = proposed(true)
        .apply(Command::Approve, &lead, now())
        .expect("suspended");
    assert_eq!((suspended.stage, step.until), (Stage::Suspended, None));
}

#[test]
fn an_announced_suspension_can_be_called_off() {
    let lead = staff(2, StaffRole::Lead);
    let (announced, _) = proposed(false)
        .apply(Command::Approve, &lead, now())
        .expect("announced");
    let (off, _) = announced
        .apply(Command::CallOff(prose("A mistake.")), &admin(), now())
        .expect("called off");
    assert_eq!(off.facts, Facts::default());
    assert!(
        off.permits(Action::Suspend, &Actor::System, now() + GRACE)
            .is_err()
    );
}

#[test]
fn a_retirement_ends_after_its_last_day() {
    let retire = |day: &str| course(Stage::Degraded).apply(Command::Retire(retirement(day)), &admin(), now());
    assert_eq!(retire("2026-11-24"), Err(CourseRefusal::EndInPast));
    let (retiring, step) = retire("2026-12-31").expect("retiring");
    assert_eq!(step.until, Some(at("2027-01-01T00:00:00Z")));
    let end = |now| {
        retiring
            .clone()
            .apply(Command::EndRetirement, &Actor::System, now)
    };
    assert!(end(at("2026-12-31T23:59:59Z")).is_err());
    let (retired, _) = end(at("2027-01-01T00:00:00Z")).expect("retired");
    assert_eq!(retired.stage, Stage::Retired);
    assert!(
        retired.facts.retirement.is_some(),
        "the tombstone still names its successor"
    );
}

#[test]
fn nobody_decides_on_an_org_of_their_own() {
    let mine = Actor::Person(Person {
        user: UserId(Uuid::from_u128(3)),
        orgs: vec![(OrgId(Uuid::from_u128(9)), crate::org::OrgRole::Viewer)],
        staff: vec![StaffRole::Admin],
    });
    assert_eq!(
        course(Stage::Live).permits(Action::Degrade, &mine, now()),
        Err(CourseRefusal::OwnOrg)
    );
}

/// Every stage, actor and action: what is possible, and nothing else. Printed, so that it can be
/// read as well.
#[test]
fn the_whole_matrix() {
    let actors = [
        ("system", Actor::System),
        ("reviewer", staff(2, StaffRole::Reviewer)),
        ("lead", staff(3, StaffRole::Lead)),
        ("admin", admin()),
    ];
    let mut lines = Vec::new();
    for stage in Stage::ALL {
        for (name, actor) in &actors {
            let actions: Vec<&str> = course(*stage)
                .actions_for(actor, now())
                .into_iter()
                .map(Choice::as_str)
                .collect();
            lines.push(format!("{stage} {name}: {}", actions.join(" ")));
        }
    }
    println!("{}", lines.join("\n"));
    let of = |start: &str| {
        lines
            .iter()
            .find_map(|line| line.strip_prefix(start))
            .expect("a line")
            .to_owned()
    };
    assert_eq!(of("unlisted admin:").trim(), "");
    assert_eq!(
        of("live admin:").trim(),
        "degrade propose_suspension retire remove roll_back"
    );
    assert_eq!(of("live system:").trim(), "degrade");
    assert_eq!(
        of("degraded admin:").trim(),
        "recover propose_suspension retire remove roll_back"
    );
    assert_eq!(of("suspended admin:").trim(), "lift retire remove roll_back");
    assert_eq!(of("retiring admin:").trim(), "remove");
    assert_eq!(of("retiring system:").trim(), "end_retirement");
    assert_eq!(of("retired admin:").trim(), "remove");
    assert_eq!(of("removed admin:").trim(), "");
    for stage in Stage::ALL {
        for idle in ["reviewer", "lead"] {
            assert_eq!(of(&format!("{stage} {idle}:")).trim(), "", "{stage} {idle}");
        }
    }
}

/// Every command by everybody from every stage, with all that may be under way there: the moves that
/// succeed are the pairs of the table.
#[test]
fn no_move_joins_other_stages_than_the_table() {
    let later = now() + GRACE;
    let reason = || prose("It ends.");
    let ended = Facts {
        retirement: Some(Retirement {
            ends_on: now().date_naive(),
            ..retirement("2026-12-31")
        }),
        ..Facts::default()
    };
    let announced = proposed(false)
        .apply(Command::Approve, &staff(2, StaffRole::Lead), now())
        .expect("announced");
    let under_way = [
        Facts::default(),
        proposed(false).facts,
        proposed(true).facts,
        announced.0.facts,
        ended,
    ];
    let commands = [
        Command::Degrade(reason()),
        Command::Recover(reason()),
        Command::Propose {
            abuse: true,
            reason: reason(),
        },
        Command::Approve,
        Command::CallOff(reason()),
        Command::Suspend,
        Command::Lift(reason()),
        Command::Retire(retirement("2027-12-31")),
        Command::EndRetirement,
        Command::Remove(reason()),
    ];
    let mut moves = std::collections::BTreeSet::from([(Stage::Unlisted, Stage::Live)]);
    for stage in Stage::ALL {
        for facts in &under_way {
            for command in &commands {
                for actor in [Actor::System, admin(), staff(2, StaffRole::Lead)] {
                    let facts = facts.clone();
                    let course = Course {
                        facts,
                        ..course(*stage)
                    };
                    if let Ok((next, _)) = course.apply(command.clone(), &actor, later) {
                        moves.insert((*stage, next.stage));
                    }
                }
            }
        }
    }
    moves.retain(|(from, to)| from != to);
    assert_eq!(moves, super::super::PAIRS.iter().copied().collect());
}
