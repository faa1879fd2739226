//! The words that administrators put in place of the program's own, and canned texts: in the forms
//! of reviewers, in the letter before it is sent and in the one that arrives.

use oin_domain::account::StaffRole;

use super::{act, app, decide, desk, queued, reviewer};
use crate::harness::{Person, TestApp};

const WORDS: &str = "/admin/reasons/no_test_login";

/// An administrator who says a reason in other words.
fn reworded(app: &TestApp) -> Person<'_> {
    let admin = app.staff("ada@oin.test", &[StaffRole::Admin]);
    let words = [
        ("sentence", "We cannot sign in."),
        ("policy", "Reviewers sign in."),
        ("fix", "Give us a login."),
    ];
    admin.press(WORDS, &format!("{WORDS}/words"), &words).expect(303);
    admin
}

/// The letter that the form shows before it is sent.
fn preview(person: &Person<'_>, form: &str, fields: &[(&str, &str)]) -> String {
    let shown = person.fill_and_send(form, &[fields, &[("then", "preview")]].concat());
    let place = shown.expect(303).header("location").to_owned();
    let page = person.get(place.split('#').next().unwrap()).expect(200);
    let letter = page
        .text()
        .split_once("desk-letter")
        .map(|(_, rest)| rest.to_owned());
    letter.unwrap_or_else(|| panic!("no letter: {}", page.text()))
}

#[test]
fn the_networks_own_words_are_in_the_form_in_the_preview_and_in_the_letter() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let admin = reworded(&app);
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    let form = format!("{}/decide/reject", desk(&id));
    let shown = anna.get(&form).expect(200);
    assert!(shown.text().contains("We cannot sign in."), "{}", shown.text());
    assert!(!shown.text().contains("No test login was given."));
    let reason = [("reason.0", "no_test_login")];
    let letter = preview(&anna, &form, &reason);
    let words = ["We cannot sign in.", "Reviewers sign in. Give us a login."];
    for text in words {
        assert!(letter.contains(text), "{text}: {letter}");
    }
    decide(&anna, &id, "reject", &reason).expect(303);
    let letter = app.received(&owner.mail).remove(0);
    assert!(letter.subject.contains("Acme Shifts"), "{}", letter.subject);
    for text in words {
        assert!(letter.text.contains(text), "{text}: {}", letter.text);
    }
    // From now on the program says it itself again.
    admin.press(WORDS, &format!("{WORDS}/reset"), &[]).expect(303);
    let next = queued(&app, &owner, "Acme Again");
    act(&anna, &next, "claim", &[]).expect(303);
    let letter = preview(&anna, &format!("{}/decide/reject", desk(&next)), &reason);
    assert!(letter.contains("No test login was given."), "{letter}");
}

#[test]
fn a_canned_text_is_chosen_and_what_is_typed_wins() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let admin = reworded(&app);
    let anna = reviewer(&app, "anna");
    act(&anna, &id, "claim", &[]).expect(303);
    let form = format!("{}/decide/ask", desk(&id));
    assert!(!anna.get(&form).expect(200).text().contains("Canned text"));
    let canned = [
        ("title", "Two logins"),
        ("text", "Please give us two test logins."),
    ];
    admin
        .press(WORDS, &format!("{WORDS}/canned"), &canned)
        .expect(303);
    let shown = anna.get(&form).expect(200).text().to_owned();
    let (before, _) = shown.split_once("\">We cannot sign in. Two logins").unwrap();
    let text = before.rsplit('"').next().unwrap().to_owned();

    let letter = preview(&anna, &form, &[("ask.0.canned", &text)]);
    assert!(letter.contains("Please give us two test logins."), "{letter}");
    let typed = [
        ("ask.0.canned", text.as_str()),
        ("ask.0.message", "One more, please."),
    ];
    let letter = preview(&anna, &form, &typed);
    assert!(
        letter.contains("One more, please.") && !letter.contains("two test logins"),
        "{letter}"
    );
    decide(&anna, &id, "ask", &[("ask.0.message", "")]).expect(303);
    let letter = app.received(&owner.mail).remove(0);
    assert!(
        letter.text.contains("Please give us two test logins."),
        "{}",
        letter.text
    );

    // One that is gone is named, and nothing is lost.
    let next = queued(&app, &owner, "Acme Next");
    act(&anna, &next, "claim", &[]).expect(303);
    admin
        .press(WORDS, &format!("{WORDS}/remove-canned"), &[])
        .expect(303);
    let form = format!("{}/decide/ask", desk(&next));
    let gone = [
        ("ask.0.canned", text.as_str()),
        ("ask.1.message", "Which plan?"),
        ("then", "send"),
    ];
    let refused = anna.post(&form, &gone).expect(422);
    assert!(
        refused.text().contains("This canned text was taken away") && refused.text().contains("Which plan?"),
        "{}",
        refused.text()
    );
}
