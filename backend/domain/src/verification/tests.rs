use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::account::StaffRole;
use crate::choice::Choice;
use crate::draft::ContactRole;
use crate::ids::{EvidenceId, UserId};
use crate::listing::Health;
use crate::org::{DomainName, OrgRole};
use crate::submission::{Actor, Person};

pub(super) fn day(number: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_514_400, 0).unwrap() + TimeDelta::days(number)
}

fn run(subject: Subject, outcome: Outcome, at: DateTime<Utc>) -> Evidence {
    Evidence {
        id: EvidenceId(Uuid::now_v7()),
        subject,
        kind: RunKind::Manual,
        outcome,
        note: None,
        by: None,
        at,
    }
}

pub(super) fn standing(now: DateTime<Utc>) -> Standing {
    let login = |name: &str| Login {
        user_name: name.to_owned(),
        expires: None,
    };
    let mut evidence = vec![
        run(Subject::FlowSp, Outcome::Green, day(0)),
        run(Subject::FlowIdp, Outcome::Green, day(0)),
        run(Subject::Guide, Outcome::Green, day(0)),
        run(Subject::Scim, Outcome::Green, day(0)),
    ];
    for subject in [Subject::LoginOne, Subject::LoginTwo] {
        evidence.push(run(subject, Outcome::Green, day(0)));
        evidence.push(run(subject, Outcome::Green, day(1)));
    }
    Standing {
        logins: vec![login("one"), login("two")],
        contacts: ContactRole::ALL
            .iter()
            .map(|role| Reached {
                role: *role,
                confirmed_at: Some(day(-1)),
                bounces: false,
            })
            .collect(),
        certificates: vec![CertificateEnd {
            purpose: "signing",
            not_after: Some(day(400)),
        }],
        website: Some("www.acme.example".to_owned()),
        proven: vec![DomainName::parse("acme.example").unwrap()],
        declared: vec![Subject::FlowSp, Subject::FlowIdp],
        scim: true,
        evidence,
        ages: Ages::with_manual_days(90),
        now,
    }
}

fn met() -> Met {
    standing(day(2)).meets_all().unwrap()
}

pub(super) fn missing(standing: &Standing) -> Vec<Requirement> {
    let judged = standing.judged().into_iter();
    judged.filter(|one| !one.met).map(|one| one.requirement).collect()
}

#[test]
fn each_requirement_is_asked_for() {
    assert_eq!(missing(&standing(day(2))), []);
    let less = |take: fn(&mut Standing)| {
        let mut standing = standing(day(2));
        take(&mut standing);
        missing(&standing)
    };
    assert_eq!(less(|s| s.logins.truncate(1)), [Requirement::TwoLogins]);
    assert_eq!(
        less(|s| s.logins[1].user_name = "one".to_owned()),
        [Requirement::TwoLogins],
        "the same login twice is one"
    );
    assert_eq!(
        less(|s| s.logins[0].expires = Some(day(900).date_naive())),
        [Requirement::TwoLogins]
    );
    assert_eq!(
        less(|s| s.contacts[2].confirmed_at = None),
        [Requirement::Contacts]
    );
    assert_eq!(less(|s| s.contacts[0].bounces = true), [Requirement::Contacts]);
    assert_eq!(less(|s| s.proven.clear()), [Requirement::Domain]);
    assert_eq!(
        less(|s| s.website = Some("acme.example.evil.test".to_owned())),
        [Requirement::Domain]
    );
    for (subject, requirement) in [
        (Subject::FlowSp, Requirement::Flows),
        (Subject::Scim, Requirement::Scim),
        (Subject::Guide, Requirement::Guide),
        (Subject::LoginTwo, Requirement::LoginsTwice),
    ] {
        let mut standing = standing(day(2));
        standing.evidence.retain(|run| run.subject != subject);
        assert_eq!(missing(&standing), [requirement]);
        let mut standing = self::standing(day(2));
        standing.evidence.push(run(subject, Outcome::Red, day(2)));
        assert_eq!(missing(&standing), [requirement], "one red run is enough to wait");
    }
    let once = less(|s| s.evidence.retain(|run| run.at == day(0)));
    assert_eq!(once, [Requirement::LoginsTwice], "twice is a day apart");
    let mut without = standing(day(2));
    without.scim = false;
    without.evidence.retain(|run| run.subject != Subject::Scim);
    assert_eq!(missing(&without), [], "SCIM where it is declared");
}

#[test]
fn it_stays_verified_until_two_runs_are_red_or_the_last_green_one_is_old() {
    let mut standing = standing(day(2));
    let base = standing.evidence.clone();
    standing.evidence.push(run(Subject::FlowSp, Outcome::Red, day(2)));
    assert!(standing.steady().is_ok(), "one red run is looked at again");
    assert_eq!(standing.health(), Health::Ok);
    standing
        .evidence
        .push(run(Subject::FlowSp, Outcome::Inconclusive, day(2)));
    assert!(standing.steady().is_ok(), "an inconclusive run says nothing");
    standing.evidence.push(run(Subject::FlowSp, Outcome::Red, day(3)));
    assert_eq!(standing.steady().unwrap_err().requirement, Requirement::Flows);
    assert_eq!(standing.health(), Health::Degraded);
    standing
        .evidence
        .push(run(Subject::FlowSp, Outcome::Green, day(4)));
    assert!(standing.steady().is_ok(), "a green one mends it");

    standing.evidence = base.clone();
    assert_eq!(standing.next_end(), Some(day(90)));
    standing.now = day(90);
    assert!(standing.steady().is_ok());
    standing.now = day(90) + TimeDelta::seconds(1);
    assert_eq!(standing.steady().unwrap_err().requirement, Requirement::Flows);
    assert_eq!(standing.health(), Health::NotTested);

    standing.evidence = base;
    for run in &mut standing.evidence {
        run.kind = RunKind::Live;
    }
    standing.now = day(8);
    assert!(standing.steady().is_ok());
    standing.now = day(8) + TimeDelta::seconds(1);
    assert!(standing.steady().is_err(), "an automatic run counts for 8 days");
}

#[test]
fn a_bounced_contact_or_a_lost_login_counts_at_once() {
    let mut standing = standing(day(2));
    standing.contacts[1].bounces = true;
    assert_eq!(standing.steady().unwrap_err().requirement, Requirement::Contacts);
    let mut standing = self::standing(day(2));
    standing.logins.clear();
    assert_eq!(standing.steady().unwrap_err().requirement, Requirement::TwoLogins);
}

const ORG: OrgId = OrgId(Uuid::from_u128(1));

fn person(number: u128, staff: &[StaffRole], org: Option<OrgRole>) -> Actor {
    Actor::Person(Person {
        user: UserId(Uuid::from_u128(number)),
        orgs: org.map(|role| (ORG, role)).into_iter().collect(),
        staff: staff.to_vec(),
    })
}

fn actors() -> Vec<(&'static str, Actor)> {
    use StaffRole::{Admin, Lead, Reviewer};
    vec![
        ("system", Actor::System),
        ("owner", person(10, &[], Some(OrgRole::Owner))),
        ("editor", person(11, &[], Some(OrgRole::Editor))),
        ("viewer", person(12, &[], Some(OrgRole::Viewer))),
        ("stranger", person(13, &[], None)),
        ("first reviewer", person(20, &[Reviewer], None)),
        ("first reviewer, a lead", person(20, &[Reviewer, Lead], None)),
        ("another lead", person(21, &[Lead], None)),
        ("the lead who decided", person(22, &[Lead], None)),
        ("admin", person(23, &[Admin], None)),
        (
            "a lead of the same org",
            person(24, &[Lead], Some(OrgRole::Owner)),
        ),
    ]
}

fn samples() -> Vec<(&'static str, Facts)> {
    let verified = Verified {
        verified_at: day(0),
        proposed_by: UserId(Uuid::from_u128(20)),
        approved_by: UserId(Uuid::from_u128(22)),
    };
    let community = |fallen: Fall, appeal: Appeal| {
        Facts::Community(Community {
            fallen: Some(Fallen {
                fall: fallen,
                at: day(0),
                says: "Why.".to_owned(),
                decided_by: Some(UserId(Uuid::from_u128(22))),
                appeal,
            }),
        })
    };
    let open = Appeal::Open {
        by: UserId(Uuid::from_u128(10)),
        at: day(1),
        message: Prose::parse("No.").unwrap(),
    };
    let proposal = Proposal {
        by: UserId(Uuid::from_u128(20)),
        at: day(0),
        note: None,
    };
    let candidate = |proposal| {
        Facts::Candidate(Candidate {
            applied_by: UserId(Uuid::from_u128(10)),
            proposal,
        })
    };
    vec![
        ("community", Facts::Community(Community::default())),
        ("refused", community(Fall::Refused, Appeal::None)),
        ("lapsed", community(Fall::Lapsed, Appeal::None)),
        ("ended, appealed", community(Fall::Policy, open)),
        ("ended, dismissed", community(Fall::Policy, Appeal::Dismissed)),
        ("candidate", candidate(None)),
        ("candidate, proposed", candidate(Some(proposal))),
        ("verified", Facts::Verified(verified.clone())),
        (
            "at risk",
            Facts::AtRisk(AtRisk {
                verified,
                risk: Risk {
                    requirement: Requirement::Flows,
                    says: "Red twice.".to_owned(),
                },
                until: day(21),
            }),
        ),
    ]
}

fn command(action: Action) -> Command {
    let text = || Prose::parse("Because.").unwrap();
    match action {
        Action::Apply => Command::Apply(standing(day(2)).may_apply().unwrap()),
        Action::Withdraw => Command::Withdraw,
        Action::Propose => Command::Propose(met(), None),
        Action::Refuse => Command::Refuse(text()),
        Action::Approve => Command::Approve(met()),
        Action::Endanger => Command::Endanger(Risk {
            requirement: Requirement::Contacts,
            says: "A letter came back.".to_owned(),
        }),
        Action::Recover => Command::Recover(standing(day(2)).steady().unwrap()),
        Action::Lapse => Command::Lapse,
        Action::Revoke => Command::Revoke(text()),
        Action::Appeal => Command::Appeal(text()),
        Action::Uphold => Command::Uphold(text()),
        Action::Dismiss => Command::Dismiss(text()),
    }
}

/// Every (stage × actor × action): what `actions_for` names works and leads where the table says,
/// everything else is refused (SECURITY row 63).
#[test]
fn the_whole_matrix_is_as_the_table_says() {
    let mut allowed = Vec::new();
    for now in [day(2), day(22), day(400)] {
        for (state, facts) in samples() {
            for (who, actor) in actors() {
                let verification = Verification {
                    integration: IntegrationId(Uuid::nil()),
                    org: ORG,
                    since: day(0),
                    facts: facts.clone(),
                };
                let may = verification.actions_for(&actor, now);
                for action in Action::ALL {
                    let done = verification.clone().apply(command(*action), &actor, now);
                    assert_eq!(done.is_ok(), may.contains(action), "{state}, {who}, {action}");
                    let Ok((next, event)) = done else { continue };
                    let row = TRANSITIONS
                        .iter()
                        .find(|row| row.from == verification.stage() && row.action == *action)
                        .unwrap();
                    assert_eq!((next.stage(), event.to), (row.to, row.to));
                    if now == day(2) {
                        allowed.push(format!("{state}: {who}: {action}"));
                    }
                }
            }
        }
    }
    is_at_a_glance(&allowed);
}

/// The matrix at a glance; written out so that a change of it is seen.
fn is_at_a_glance(allowed: &[String]) {
    let expected = [
        "community: owner: apply",
        "community: a lead of the same org: apply",
        "refused: owner: apply",
        "refused: a lead of the same org: apply",
        "lapsed: owner: apply",
        "lapsed: owner: appeal",
        "lapsed: a lead of the same org: apply",
        "lapsed: a lead of the same org: appeal",
        "ended, appealed: first reviewer, a lead: uphold",
        "ended, appealed: first reviewer, a lead: dismiss",
        "ended, appealed: another lead: uphold",
        "ended, appealed: another lead: dismiss",
        "ended, appealed: admin: uphold",
        "ended, appealed: admin: dismiss",
        "ended, dismissed: owner: apply",
        "ended, dismissed: a lead of the same org: apply",
        "candidate: owner: withdraw",
        "candidate: first reviewer: propose",
        "candidate: first reviewer: refuse",
        "candidate: first reviewer, a lead: propose",
        "candidate: first reviewer, a lead: refuse",
        "candidate: another lead: propose",
        "candidate: another lead: refuse",
        "candidate: the lead who decided: propose",
        "candidate: the lead who decided: refuse",
        "candidate: a lead of the same org: withdraw",
        "candidate, proposed: owner: withdraw",
        "candidate, proposed: first reviewer: propose",
        "candidate, proposed: first reviewer: refuse",
        "candidate, proposed: first reviewer, a lead: propose",
        "candidate, proposed: first reviewer, a lead: refuse",
        "candidate, proposed: another lead: propose",
        "candidate, proposed: another lead: refuse",
        "candidate, proposed: another lead: approve",
        "candidate, proposed: the lead who decided: propose",
        "candidate, proposed: the lead who decided: refuse",
        "candidate, proposed: the lead who decided: approve",
        "candidate, proposed: a lead of the same org: withdraw",
        "verified: system: endanger",
        "verified: first reviewer, a lead: revoke",
        "verified: another lead: revoke",
        "verified: the lead who decided: revoke",
        "at risk: system: recover",
        "at risk: first reviewer, a lead: revoke",
        "at risk: another lead: revoke",
        "at risk: the lead who decided: revoke",
    ];
    assert_eq!(allowed, expected);
}

#[test]
fn what_was_lost_is_mended_in_time_or_lapses() {
    let at = |facts: &str| samples().into_iter().find(|(name, _)| *name == facts).unwrap().1;
    let verification = Verification {
        integration: IntegrationId(Uuid::nil()),
        org: ORG,
        since: day(0),
        facts: at("at risk"),
    };
    let early = verification
        .clone()
        .apply(Command::Lapse, &Actor::System, day(20));
    assert_eq!(early.unwrap_err(), Refusal::TooEarly(day(21)));
    let (lapsed, _) = verification
        .clone()
        .apply(Command::Lapse, &Actor::System, day(21))
        .unwrap();
    assert_eq!(lapsed.tier(), (Tier::Community, None));
    let Facts::Community(facts) = &lapsed.facts else {
        panic!()
    };
    assert_eq!(
        facts.fallen.as_ref().unwrap().at,
        day(21),
        "the lapse date is shown"
    );
    assert_eq!(
        verification.tier(),
        (Tier::Verified, Some(day(0))),
        "until then it is verified"
    );
}
