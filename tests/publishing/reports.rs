//! Reports of a problem: from anybody, answered by staff.

use oin_domain::account::StaffRole;

use super::app;

const FORM: &str = "/integrations/box/report";

#[test]
fn a_visitors_report_is_answered_by_mail() {
    let app = app();
    let visitor = app.browser();
    let page = app.get("/integrations/box").expect(200);
    assert!(page.text().contains(FORM), "{}", page.text());
    let refused = visitor
        .fill_and_send(
            FORM,
            &[("topic", ""), ("text", "It fails."), ("mail", "no address")],
        )
        .expect(422);
    assert!(refused.text().contains("It fails."), "what was typed is lost");
    for at in ["#topic", "#mail"] {
        assert!(refused.text().contains(&format!("href=\"{at}\"")), "{at}");
    }
    let sent = visitor
        .fill_and_send(
            FORM,
            &[
                ("topic", "sign_on"),
                ("text", "The page says <b>unknown user</b>."),
                ("mail", "grace@customer.example"),
            ],
        )
        .expect(200);
    assert!(sent.text().contains("Thank you"), "{}", sent.text());
    let letters = app.received("grace@customer.example");
    assert!(letters[0].subject.contains("Box"), "{}", letters[0].subject);

    app.publisher("acme").get("/review/reports").expect(404);
    let rita = app.staff("rita@oin.test", &[StaffRole::Reviewer]);
    let page = rita.get("/review/reports").expect(200);
    assert!(page.text().contains("grace@customer.example"), "{}", page.text());
    assert!(!page.text().contains("<b>unknown"), "it is escaped");
    let id = page.text().split("id=\"report-").nth(1).unwrap();
    let answer = format!("/review/reports/{}", id.split('"').next().unwrap());
    rita.press("/review/reports", &answer, &[("answer", " ")])
        .expect(422);
    rita.press("/review/reports", &answer, &[("answer", "Mended: try again.")])
        .expect(303);
    assert!(
        rita.get("/review/reports")
            .expect(200)
            .text()
            .contains("Nothing waits.")
    );
    let letters = app.received("grace@customer.example");
    assert!(
        letters[0].text.contains("Mended: try again."),
        "{}",
        letters[0].text
    );
    let gone = rita.post(&answer, &[("answer", "Again.")]);
    gone.expect(404);
}

#[test]
fn who_is_signed_in_gives_no_address() {
    let app = app();
    let ada = app.person("ada@customer.example");
    let page = ada.get(FORM).expect(200);
    assert!(
        page.text().contains("The answer goes to ada@customer.example."),
        "{}",
        page.text()
    );
    ada.fill_and_send(FORM, &[("topic", "other"), ("text", "A question.")])
        .expect(200);
    assert_eq!(app.letters_to("ada@customer.example"), ["problem_report"]);
}

/// Nobody floods staff, or somebody's mailbox, through the form.
#[test]
fn reports_are_limited() {
    let app = app();
    let visitor = app.browser();
    let send = |mail: &str| {
        let fields = [("topic", "other"), ("text", "Again."), ("mail", mail)];
        visitor.fill_and_send(FORM, &fields).status
    };
    assert_eq!([1, 2, 3].map(|_| send("flood@customer.example")), [200; 3]);
    assert_eq!(send("flood@customer.example"), 429);
    let others = (0..10).map(|n| send(&format!("n{n}@customer.example")));
    assert!(
        others.into_iter().any(|status| status == 429),
        "one peer has its limit as well"
    );
}
