mod course;

use std::collections::BTreeSet;

use super::samples::*;
use super::*;
use crate::account::StaffRole;
use crate::choice::Choice;
use crate::org::OrgRole;

/// The whole table: for every stage, action and person, the machine does what
/// the table says and refuses everything else without a change.
#[test]
fn the_machine_does_what_the_table_says_and_nothing_else() {
    let mut done = 0;
    let mut refused = 0;
    let mut seen = BTreeSet::new();
    let (people, commands) = (actors(), commands());
    for submission in submissions() {
        for (name, actor) in &people {
            for command in &commands {
                let (from, action) = (submission.stage(), command.action());
                let row = TRANSITIONS
                    .iter()
                    .find(|row| row.from == Some(from) && row.action == action);
                let allowed = submission.actions_for(actor, NOON);
                match submission.clone().apply(command.clone(), actor, NOON) {
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
        submissions().len() * people.len() * commands.len()
    );
    println!("(stage × actor × action): {done} done and {refused} refused, as the table says");
    crate::rows::passed(63, done + refused);
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

/// The documentation is made from the table; when this fails, put what it
/// prints into `docs/submissions.md` between the marks.
#[test]
fn the_documentation_holds_the_table() {
    const DOCUMENT: &str = include_str!("../../../../docs/submissions.md");
    let mut table = String::from("| from | action | to | who |\n|---|---|---|---|\n");
    for row in TRANSITIONS {
        let from = row.from.map_or("–".to_owned(), |stage| format!("`{stage}`"));
        let who: Vec<&str> = row.by.iter().map(|party| party.label()).collect();
        table.push_str(&format!(
            "| {from} | `{}` | `{}` | {} |\n",
            row.action,
            row.to,
            who.join(", ")
        ));
    }
    assert!(DOCUMENT.contains(&table), "{table}");
}

/// The pairs that the rules of the network name, written down by hand.
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
fn a_lead_assigns_what_waits_to_somebody_who_may_review_it() {
    let queued = submission(Stage::Queued);
    let lead = staff(&[StaffRole::Lead]);
    let Actor::Person(mut to) = staff(&[StaffRole::Reviewer]) else {
        unreachable!()
    };
    let assign = |to: &Person, by: &Actor| queued.clone().apply(Command::Assign(to.clone()), by, NOON);
    let (next, event) = assign(&to, &lead).unwrap();
    assert_eq!(next.place().unwrap().reviewer, Some(to.user));
    assert_eq!(next.since, queued.since, "it waits as long as before");
    assert_eq!(event.assigned, Some(to.user));
    assert_eq!(
        crate::work::after(&event),
        [],
        "nobody is told and nothing begins"
    );
    let trail = crate::audit::Act::of_submission(&event).unwrap();
    assert_eq!((trail.user, trail.detail.get("in_bulk")), (Some(to.user), None));
    assert!(matches!(
        assign(&to, &staff(&[StaffRole::Reviewer])),
        Err(Refusal::NotAllowed { .. })
    ));
    to.staff = vec![StaffRole::Admin];
    assert_eq!(assign(&to, &lead).unwrap_err(), Refusal::Assignee);
    to.staff = vec![StaffRole::Reviewer];
    to.orgs.push((ORG, OrgRole::Viewer));
    assert_eq!(assign(&to, &lead).unwrap_err(), Refusal::Assignee);
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
