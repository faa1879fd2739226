//! The yearly question to the contacts of a verified integration.

use oin_domain::account::SessionPolicy;

use super::life::verified;
use super::{PORTAL, advance, app, tier};
use crate::harness::{TestApp, wait};

/// Lets the contacts have answered so many days earlier.
fn answered_earlier(app: &TestApp, days: i32) {
    let raw = app.database().raw();
    let sql = "UPDATE contact_mails SET confirmed_at = confirmed_at - make_interval(days => $1),
        asked_at = asked_at - make_interval(days => $1)";
    wait(raw.execute(sql, &[&days])).unwrap();
}

#[test]
fn contacts_are_asked_again_every_year_and_silence_is_a_risk() {
    let app = app();
    let owner = app.publisher("acme");
    verified(&app, &owner);
    // A session ends long before the year.
    let here = || app.again(&owner, SessionPolicy::MEMBER);
    answered_earlier(&app, 364);
    advance(&app, 0);
    assert_eq!(app.letters_to("help@acme.example"), Vec::<String>::new());
    advance(&app, 1);
    assert_eq!(app.letters_to("help@acme.example"), ["contact_confirm"]);
    // One letter for both of Ada's roles, and the next one after two weeks.
    assert_eq!(app.letters_to("ada@acme.example"), ["contact_confirm"]);
    advance(&app, 13);
    assert_eq!(app.letters_to("ada@acme.example").len(), 1);
    advance(&app, 1);
    assert_eq!(app.letters_to("ada@acme.example").len(), 2);
    let visitor = app.browser();
    let confirm = |mail: &str| {
        let letters = app.received(mail).into_iter();
        let link = letters.map(|letter| letter.text).find_map(|text| {
            let start = text.find("/contacts/confirm")?;
            text[start..].split_whitespace().next().map(str::to_owned)
        });
        visitor.fill_and_send(&link.unwrap(), &[]).expect(200);
    };
    confirm("ada@acme.example");
    let page = here().get(PORTAL).expect(200);
    assert!(!page.text().contains("It lapses unless"), "{}", page.text());

    advance(&app, 17);
    let page = here().get(PORTAL).expect(200);
    assert!(
        page.text()
            .contains("No answer to this year&#x27;s letter: support contact."),
        "{}",
        page.text()
    );
    assert!(page.text().contains("It lapses unless"), "{}", page.text());
    confirm("help@acme.example");
    advance(&app, 1);
    let page = here().get(PORTAL).expect(200);
    assert!(!page.text().contains("It lapses unless"), "{}", page.text());
    assert_eq!(tier(&app), "verified");
}
