//! The ISV's portal through its pages, as a browser without scripts sees them.

mod concurrent;
mod importing;
mod kinds;
mod lists;
mod pictures;
mod submitting;

use crate::harness::{Answer, Person};

/// Begins a draft and gives its address.
#[track_caller]
pub(crate) fn begin(person: &Person<'_>, name: &str) -> String {
    let answer = person.fill_and_send("/portal/integrations/new", &[("name", name)]);
    let place = answer.expect(303).header("location").to_owned();
    place.strip_suffix("/general").unwrap().to_owned()
}

/// Fills fields of a step's page and saves it.
#[track_caller]
pub(crate) fn fill(person: &Person<'_>, draft: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
    let mut fields = fields.to_vec();
    fields.push(("then", "stay"));
    person
        .fill_and_send(&format!("{draft}/{step}"), &fields)
        .expect(303)
}

/// Adds a connection and fills its fields.
#[track_caller]
pub(crate) fn connect(person: &Person<'_>, draft: &str, kind: &str, fields: &[(&str, &str)]) {
    let page = format!("{draft}/sign-on");
    person.fill_and_send(&page, &[("connect", kind)]).expect(303);
    fill(person, draft, "sign-on", fields);
}

/// Opens an empty entry of a list.
#[track_caller]
pub(crate) fn open(person: &Person<'_>, draft: &str, step: &str, list: &str) -> Answer {
    let answer = person
        .fill_and_send(&format!("{draft}/{step}"), &[("add", list)])
        .expect(303);
    let place = answer.header("location").split('#').next().unwrap().to_owned();
    person.get(&place).expect(200)
}

/// The values of the boxes and fields of one name on a page.
pub(crate) fn values(page: &str, name: &str) -> Vec<String> {
    let start = format!("name=\"{name}\" value=\"");
    let found = page.split(&start).skip(1).filter_map(|rest| rest.split_once('"'));
    found.map(|(value, _)| value.to_owned()).collect()
}

/// Fills in everything that a complete draft needs beside its connections.
#[track_caller]
pub(crate) fn complete(person: &Person<'_>, draft: &str) {
    let general = format!("{draft}/general");
    let page = person.get(&general).expect(200);
    let category = values(page.text(), "categories").remove(0);
    fill(
        person,
        draft,
        "general",
        &[
            ("summary", "Plans shifts and tracks leave."),
            ("description", "Two lines.\nOf text."),
            ("website", "https://quillwharf.example/"),
            ("categories", &category),
            ("deployment", "cloud"),
            ("visibility.kind", "public"),
        ],
    );
    let page = open(person, draft, "people", "testing.logins");
    person
        .fill(
            &page,
            &format!("{draft}/people"),
            &[
                ("testing.logins.0.url", "https://login.quillwharf.example/login"),
                ("testing.logins.0.user_name", "reviewer"),
                ("testing.logins.0.role", "Member"),
                ("contacts.support.name", "Ada"),
                ("contacts.support.mail", "help@acme.example"),
                ("contacts.technical.name", "Ada"),
                ("contacts.technical.mail", "ada@acme.example"),
                ("contacts.business.name", "Ada"),
                ("contacts.business.mail", "ada@acme.example"),
                ("support.url", "https://quillwharf.example/support"),
                ("then", "stay"),
            ],
        )
        .expect(303);
    let secret = format!("{draft}/secret?path=testing.logins.0.password");
    person
        .fill_and_send(&secret, &[("secret", "correct horse")])
        .expect(303);
    fill(
        person,
        draft,
        "submit",
        &[
            ("attestation.authorised", "true"),
            ("attestation.accurate", "true"),
            ("attestation.policy", "true"),
        ],
    );
}

/// The settings of a SAML connection that fits the wizard lane.
pub(crate) const SAML: [(&str, &str); 6] = [
    ("connections.0.audience", "https://app.quillwharf.example/saml"),
    ("connections.0.name_id.format", "email_address"),
    ("connections.0.name_id.source", "user.email"),
    ("connections.0.flows.kind", "both"),
    (
        "connections.0.flows.start_url",
        "https://app.quillwharf.example/saml/start",
    ),
    ("connections.0.flows.how_to", "Enter your work address."),
];

#[test]
fn somebody_without_an_org_is_told_so() {
    let app = crate::harness::TestApp::start();
    let person = app.person("ada@acme.example");
    let led = person.get("/portal").expect(303);
    assert_eq!(led.header("location"), "/portal/org/new?first=true");
    let page = person.follow(&led).expect(200);
    assert!(page.text().contains("You belong to no org"), "{}", page.text());
    // Staff have their own desk.
    let staff = app.staff("rae@oin.test", &[oin_domain::account::StaffRole::Reviewer]);
    let led = staff.get("/portal").expect(303);
    let led = staff.follow(&led).expect(303);
    assert_eq!(led.header("location"), "/review");
}
