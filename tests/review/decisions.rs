//! One submission: looking, testing, asking, deciding; every letter before it is sent.

use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::ids::SubmissionId;
use oin_domain::submission::{Actor, Person as Who};
use uuid::Uuid;

use super::{act, advance, app, decide, desk, look_through, offered, queued, reviewer};
use crate::harness::{Person, TestApp, now, wait};

/// What the domain lets somebody do now.
fn allowed(app: &TestApp, person: &Person<'_>, id: &str, staff: &[StaffRole]) -> Vec<String> {
    let id = SubmissionId(Uuid::parse_str(id).unwrap());
    let stored = wait(app.store().read(async |read| read.submission(id).await)).unwrap();
    let actor = Actor::Person(Who {
        user: person.user,
        orgs: Vec::new(),
        staff: staff.to_vec(),
    });
    let actions = stored.submission.actions_for(&actor, now());
    let mut names: Vec<String> = actions
        .into_iter()
        .map(|action| action.as_str().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_submission_is_claimed_tested_sent_back_answered_and_approved() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let (anna, bert) = (reviewer(&app, "anna"), reviewer(&app, "bert"));
    let page = desk(&id);
    let same = |person: &Person<'_>| {
        let shown = person.get(&page).expect(200);
        assert_eq!(
            offered(&shown),
            allowed(&app, person, &id, &[StaffRole::Reviewer]),
            "{}",
            shown.text()
        );
    };
    same(&anna);
    anna.press(&page, &format!("{page}/do/claim"), &[]).expect(303);
    same(&anna);
    same(&bert);
    assert!(bert.get(&page).text().contains("Also here: anna"));

    // Too early: nothing is ticked, nothing opened, nothing run.
    let refused = act(&anna, &id, "start-testing", &[]).expect(422);
    assert!(
        refused.text().contains("Not ticked: The org is the vendor"),
        "{}",
        refused.text()
    );
    let refused = decide(&anna, &id, "approve", &[]).expect(422);
    assert!(
        refused
            .text()
            .contains("The SP-initiated flow has no passing run."),
        "{}",
        refused.text()
    );
    let items = [("item", "words"), ("item", "owner"), ("item", "settings")];
    act(&anna, &id, "check-off", &items).expect(303);
    let refused = act(&anna, &id, "start-testing", &[]).expect(409);
    assert!(
        refused.text().contains("test_login_unopened"),
        "{}",
        refused.text()
    );
    act(&bert, &id, "check-off", &items).expect(403);
    act(&anna, &id, "check-off", &[("item", "mood")]).expect(422);

    anna.fill_and_send(&format!("{page}/vault/0"), &[("reason", "To test")])
        .expect(200);
    act(&anna, &id, "start-testing", &[]).expect(303);
    same(&anna);
    let failed = [
        ("flow", "idp"),
        ("result", "failed"),
        ("text", "It shows an error page."),
    ];
    act(&anna, &id, "run", &failed).expect(303);
    act(&anna, &id, "run", &[("flow", "idp"), ("text", "?")]).expect(422);

    // A question, typed, kept, read as a letter, sent.
    let form = format!("{page}/decide/ask");
    let asked = [
        ("ask.0.field", "connections.0.acs.0.url"),
        ("ask.0.reason", "sso_flow_failed_idp"),
        ("ask.1.message", "Which plan is needed?"),
        ("then", "preview"),
    ];
    let shown = anna.fill_and_send(&form, &asked).expect(303);
    let shown = anna
        .get(shown.header("location").split('#').next().unwrap())
        .expect(200);
    for text in [
        "Acme Shifts: a reviewer waits for you",
        "The IdP-initiated flow did not end signed in.",
        "Which plan is needed?",
        "ACS URL",
    ] {
        assert!(shown.text().contains(text), "{text}: {}", shown.text());
    }
    assert!(
        app.letters_to(&owner.mail)
            .iter()
            .all(|kind| kind != "question_asked")
    );
    assert!(!bert.get(&page).expect(200).text().contains("Which plan"));
    anna.fill_and_send(&form, &[("then", "send")]).expect(303);
    same(&anna);
    let letter = app.received(&owner.mail).remove(0);
    assert_eq!(letter.subject, "Acme Shifts: a reviewer waits for you");
    assert!(letter.text.contains("Which plan is needed?"), "{}", letter.text);

    advance(&app, 60);
    let draft = format!("/portal/submissions/{id}");
    assert!(
        owner
            .get(&draft)
            .expect(200)
            .text()
            .contains("Which plan is needed?")
    );
    owner
        .press(
            &draft,
            &format!("{draft}/do/answer"),
            &[("message", "The business plan.")],
        )
        .expect(303);
    app.work_until_idle();

    // Back with the reviewer who knows it; what was ticked for the earlier content counts no more.
    let next = anna.fill_and_send("/review", &[]).expect(303);
    assert_eq!(next.header("location"), page);
    let shown = anna.get(&page).expect(200);
    assert!(
        shown.text().contains("Ticked for an earlier content"),
        "{}",
        shown.text()
    );
    look_through(&anna, &id);
    decide(&anna, &id, "approve", &[]).expect(303);
    let kinds = app.letters_to(&owner.mail);
    assert!(kinds.iter().any(|kind| kind == "approved"), "{kinds:?}");
}

#[test]
fn what_is_typed_is_kept_and_what_is_refused_is_named() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    let form = format!("{}/decide/reject", desk(&id));
    let kept = [("message", "Almost <b>there</b>."), ("then", "keep")];
    anna.fill_and_send(&form, &kept).expect(303);
    let shown = anna.get(&form).expect(200);
    assert!(
        shown.text().contains("Almost &lt;b&gt;there&lt;/b&gt;."),
        "{}",
        shown.text()
    );
    assert!(shown.text().contains("Kept "));
    let refused = anna.fill_and_send(&form, &[("then", "send")]).expect(422);
    assert!(
        refused.text().contains("Choose at least one coded reason"),
        "{}",
        refused.text()
    );
    assert!(refused.text().contains("Almost &lt;b&gt;there"));
    for wrong in ["publish", "edit", "claim", "no-such"] {
        anna.get(&format!("{}/decide/{wrong}", desk(&id))).expect(404);
    }
    // Not hers to decide any more.
    decide(&anna, &id, "release", &[("note", "The ACS URL looks odd.")]).expect(303);
    let refused = anna.post(
        &form,
        &[("reason.0", "wrong_owner"), ("message", "No."), ("then", "send")],
    );
    assert_eq!(
        refused.expect(409).text().matches("wrong_stage").count().min(1),
        1
    );
    let bert = reviewer(&app, "bert");
    let shown = bert.get(&desk(&id)).expect(200);
    assert!(shown.text().contains("Handed over:"), "{}", shown.text());
    assert!(
        !owner
            .get(&format!("/portal/submissions/{id}"))
            .text()
            .contains("ACS URL looks odd")
    );
}

#[test]
fn the_thread_reaches_the_isv_and_notes_do_not() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "note", &[("text", "Smells of a clone.")]).expect(303);
    act(&anna, &id, "message", &[("text", "Welcome to the network.")]).expect(303);
    act(&anna, &id, "message", &[("text", " ")]).expect(422);
    let shown = anna.get(&desk(&id)).expect(200);
    for text in ["Smells of a clone.", "Welcome to the network."] {
        assert!(shown.text().contains(text), "{text}");
    }
    let theirs = owner.get(&format!("/portal/submissions/{id}")).expect(200);
    assert!(theirs.text().contains("Welcome to the network."));
    assert!(!theirs.text().contains("Smells of a clone."));
    let letters = app.received(&owner.mail);
    assert!(
        letters[0].text.contains("Welcome to the network."),
        "{}",
        letters[0].text
    );
    assert!(letters.iter().all(|letter| !letter.text.contains("clone")));
}

#[test]
fn spam_is_discarded_at_once_and_a_rejection_says_why() {
    let app = app();
    let owner = app.publisher("acme");
    let (spam, weak) = (
        queued(&app, &owner, "Acme Spam"),
        queued(&app, &owner, "Acme Weak"),
    );
    let anna = reviewer(&app, "anna");
    decide(
        &anna,
        &spam,
        "discard_spam",
        &[("message", "This advertises pills.")],
    )
    .expect(303);
    act(&anna, &weak, "claim", &[]).expect(303);
    let reasons = [
        ("reason.0", "weak_signature"),
        ("reason.1", "weak_signature"),
        ("message", ""),
    ];
    decide(&anna, &weak, "reject", &reasons).expect(303);
    let letters = app.received(&owner.mail);
    let about = |name: &str, text: &str| {
        let found = letters
            .iter()
            .any(|letter| letter.subject.contains(name) && letter.text.contains(text));
        assert!(found, "{name}: {text}");
    };
    about("Acme Spam", "This advertises pills.");
    about("Acme Weak", "A key or algorithm is too weak.");
    about("Acme Weak", "Make a new key pair");
    assert_eq!(offered(&anna.get(&desk(&weak)).expect(200)), Vec::<String>::new());
}
