use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::account::StaffRole;
use crate::choice::Choice;
use crate::ids::{OrgId, ProvisioningRequestId, UserId};
use crate::integration::Operation;
use crate::org::OrgRole;
use crate::submission::{Actor, Person};
use crate::text::{Line, Name, Prose};

const ORG: OrgId = OrgId(Uuid::from_u128(1));

fn text() -> Prose {
    Prose::parse("Because.").unwrap()
}

fn request(facts: Facts) -> Request {
    Request {
        id: ProvisioningRequestId(Uuid::nil()),
        org: ORG,
        since: DateTime::UNIX_EPOCH,
        facts,
    }
}

fn samples() -> Vec<Facts> {
    let effort = Some(Effort::Low);
    let when = Line::parse("First quarter").unwrap();
    vec![
        Facts::Received,
        Facts::Incomplete {
            asked: text(),
            effort,
        },
        Facts::Scored { effort },
        Facts::Planned {
            effort,
            when: when.clone(),
        },
        Facts::Building { effort, when },
        Facts::Pilot { effort },
        Facts::Shipped { effort },
        Facts::Declined {
            effort,
            says: text(),
            votes: 4,
        },
        Facts::SelfServe { effort },
    ]
}

fn person(staff: &[StaffRole], org: Option<OrgRole>) -> Actor {
    Actor::Person(Person {
        user: UserId(Uuid::nil()),
        orgs: org.map(|role| (ORG, role)).into_iter().collect(),
        staff: staff.to_vec(),
    })
}

fn command(action: Action) -> Command {
    match action {
        Action::Ask => Command::Ask(text()),
        Action::Complete => Command::Complete,
        Action::Score => Command::Score(Effort::High),
        Action::Plan => Command::Plan(Line::parse("Spring").unwrap()),
        Action::Build => Command::Build,
        Action::Try => Command::Try,
        Action::Ship => Command::Ship,
        Action::Decline => Command::Decline(text(), 3),
        Action::HandOver => Command::HandOver(text()),
        Action::Rescore => Command::Rescore(9),
    }
}

/// Every (stage × actor × action): what the table has works and leads where it says, the rest is
/// refused.
#[test]
fn the_whole_matrix_is_as_the_table_says() {
    let actors = [
        (Party::System, Actor::System),
        (Party::Asker, person(&[], Some(OrgRole::Editor))),
        (Party::Lead, person(&[StaffRole::Lead], None)),
    ];
    let nobodies = [
        person(&[], None),
        person(&[], Some(OrgRole::Viewer)),
        person(&[StaffRole::Reviewer, StaffRole::Admin], None),
    ];
    assert_eq!(samples().len(), Stage::ALL.len());
    for facts in samples() {
        let at = request(facts);
        for action in Action::ALL {
            let row = TRANSITIONS
                .iter()
                .find(|row| row.from == at.stage() && row.action == *action);
            for (party, actor) in &actors {
                let done = at.clone().apply(command(*action), actor, DateTime::UNIX_EPOCH);
                let legal = row.is_some_and(|row| row.by == *party);
                assert_eq!(done.is_ok(), legal, "{} {action} {party}", at.stage());
                assert_eq!(at.actions_for(actor).contains(action), legal);
                if let Ok((next, _)) = done {
                    assert_eq!(Some(next.stage()), row.map(|row| row.to));
                }
            }
            for nobody in &nobodies {
                assert!(
                    at.clone()
                        .apply(command(*action), nobody, DateTime::UNIX_EPOCH)
                        .is_err()
                );
            }
        }
    }
    let own = person(&[StaffRole::Lead], Some(OrgRole::Viewer));
    assert_eq!(
        request(Facts::Received).permits(Action::Score, &own),
        Err(Refusal::OwnOrg)
    );
}

#[test]
fn what_was_declined_comes_back_when_votes_grow() {
    let declined = |votes| {
        request(Facts::Declined {
            effort: None,
            says: text(),
            votes,
        })
    };
    for (then, brings_back) in [(0, 5), (4, 9), (10, 15), (20, 30)] {
        let again =
            |votes| declined(then).apply(Command::Rescore(votes), &Actor::System, DateTime::UNIX_EPOCH);
        assert_eq!(
            again(brings_back - 1).unwrap_err(),
            Refusal::TooFewVotes(brings_back)
        );
        assert_eq!(again(brings_back).unwrap().0.stage(), Stage::Scored);
    }
}

#[test]
fn the_score_is_the_sum_of_its_parts_and_never_more_than_100() {
    let mut wish = Wish {
        app: Name::parse("Roadrunner").unwrap(),
        by_vendor: false,
        documentation: None,
        background: text(),
        customers: vec![Line::parse("Acme").unwrap(); 2],
        functions: vec![Operation::Create, Operation::Update, Operation::Status],
        auth: ApiAuth::Bearer,
    };
    let score = Score::of(&wish, &[OrgSize::Small, OrgSize::Huge], None);
    let points: Vec<u32> = score.parts.iter().map(|part| part.points).collect();
    assert_eq!((points, score.total()), (vec![6, 7, 10, 6, 5], 34));
    wish.customers = vec![Line::parse("Acme").unwrap(); MOST_CUSTOMERS];
    wish.functions = Operation::ALL.to_vec();
    wish.auth = ApiAuth::OauthClient;
    let most = Score::of(&wish, &[OrgSize::Huge; 50], Some(Effort::Low));
    assert_eq!(most.total(), 100);
    assert!(most.parts.iter().all(|part| part.points == part.most));
}
