//! From an application to the tier and back.

use oin_domain::account::StaffRole;
use oin_domain::org::OrgRole;
use oin_domain::verification::{BENEFITS, Outcome, Subject};

use serde_json::{Value, json};

use super::{DESK, PORTAL, SLUG, advance, all_green, app, bring, publish, records, tier};
use crate::harness::{Person, TestApp, rows, unescaped};

/// Takes it to the tier; gives the reviewer.
pub(super) fn verified<'a>(app: &'a TestApp, owner: &Person<'_>) -> Person<'a> {
    publish(app, owner);
    bring(app, owner);
    owner.press(PORTAL, &format!("{PORTAL}/apply"), &[]).expect(303);
    let reviewer = app.staff("rita@network.example", &[StaffRole::Reviewer, StaffRole::Lead]);
    let lead = app.staff("lena@network.example", &[StaffRole::Lead]);
    all_green(app, &reviewer);
    reviewer
        .post(&format!("{DESK}/propose"), &[("message", "Smooth.")])
        .expect(303);
    lead.post(&format!("{DESK}/approve"), &[("message", "")])
        .expect(303);
    app.eventually("the tier in the catalog", |app| tier(app) == "verified");
    reviewer
}

#[test]
fn two_reviewers_make_it_verified_and_nobody_alone() {
    let app = app();
    let owner = app.publisher("acme");
    publish(&app, &owner);
    let page = owner.get(PORTAL).expect(200);
    assert!(page.text().contains("No proven domain covers"), "{}", page.text());
    assert!(unescaped(page.text()).contains(BENEFITS[0]), "what it brings");
    let refused = owner.post(&format!("{PORTAL}/apply"), &[]).expect(422);
    assert!(
        refused.text().contains("Domain ownership proven: "),
        "{}",
        refused.text()
    );
    assert!(
        !refused.text().contains("All declared flows green: "),
        "runs are not the ISV's to bring"
    );
    bring(&app, &owner);
    owner.press(PORTAL, &format!("{PORTAL}/apply"), &[]).expect(303);

    let rita = app.staff("rita@network.example", &[StaffRole::Reviewer, StaffRole::Lead]);
    let desk = rita.get("/review/verification").expect(200);
    assert!(desk.text().contains("Harborlight Shifts"), "{}", desk.text());
    let early = rita
        .post(&format!("{DESK}/propose"), &[("message", "")])
        .expect(422);
    assert!(early.text().contains("no run yet"), "{}", early.text());
    let wordless = [("subject", "flow_sp"), ("outcome", "red"), ("note", "")];
    let refused = rita.post(&format!("{DESK}/record"), &wordless).expect(422);
    assert!(refused.text().contains("needs a note"), "{}", refused.text());
    all_green(&app, &rita);
    let lena = app.staff("lena@network.example", &[StaffRole::Lead]);
    let unproposed = lena
        .post(&format!("{DESK}/approve"), &[("message", "")])
        .expect(409);
    assert!(unproposed.text().contains("A first reviewer proposes it"));
    rita.post(&format!("{DESK}/propose"), &[("message", "For Lena only.")])
        .expect(303);
    let alone = rita
        .post(&format!("{DESK}/approve"), &[("message", "")])
        .expect(403);
    assert!(alone.text().contains("a lead other than you"), "{}", alone.text());
    assert_eq!(tier(&app), "community");
    assert!(lena.get(DESK).expect(200).text().contains("For Lena only."));
    assert!(
        !owner.get(PORTAL).expect(200).text().contains("For Lena only."),
        "private to staff"
    );
    lena.post(&format!("{DESK}/approve"), &[("message", "")])
        .expect(303);
    app.eventually("the tier in the catalog", |app| tier(app) == "verified");
    let badge = app.get(&format!("/badge/{SLUG}.svg")).expect(200);
    assert!(
        badge.text().contains("Okta Verified, tested "),
        "{}",
        badge.text()
    );
    let listing = app.get(&format!("/integrations/{SLUG}")).expect(200);
    for told in [
        "Became Okta Verified",
        "Tests green",
        "Sign-on from the app (SP-initiated): green",
    ] {
        assert!(listing.text().contains(told), "{told}: {}", listing.text());
    }
    assert!(
        !listing.text().contains("Seen in the sandbox."),
        "notes are not public"
    );
    let api = app.json(&format!("/api/v1/integrations/{SLUG}"));
    let evidence = &api["evidence"];
    assert_eq!(evidence["verified_since"], api["verified_at"]);
    assert!(evidence["verified_since"].is_string() && evidence["last_green_at"].is_string());
    assert_eq!(
        (&evidence["at_risk_until"], &evidence["lapsed_at"]),
        (&Value::Null, &Value::Null)
    );
    let runs = evidence["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 7, "{runs:?}");
    for run in runs {
        assert_eq!(
            (&run["kind"], &run["outcome"]),
            (&json!("manual_run"), &json!("green"))
        );
        assert!(run["at"].as_str() < run["until"].as_str());
    }
    assert!(
        !api.to_string().contains("Seen in the sandbox."),
        "notes are not public"
    );
    assert_eq!(
        app.json("/api/v1/integrations/box")["evidence"],
        Value::Null,
        "facts were never tried"
    );
    let sql = "SELECT act FROM audit_entries WHERE area = $1 ORDER BY id";
    let acts = app.rows(sql, "verification");
    let acts: Vec<String> = acts.iter().map(|row| row.get(0)).collect();
    for act in ["apply", "evidence_recorded", "propose", "approve"] {
        assert!(acts.iter().any(|written| written == act), "{act}: {acts:?}");
    }
    let letters = app.received("owner@acme.example");
    assert!(
        letters[0].subject.contains("is Okta Verified from now on"),
        "{}",
        letters[0].subject
    );
}

/// SECURITY rows 60 and 61: other orgs see nothing, staff do not judge their own.
#[test]
fn strangers_and_the_conflicted_are_turned_away() {
    let app = app();
    let owner = app.publisher("acme");
    publish(&app, &owner);
    let other = app.publisher("initech");
    let unknown = other.get("/portal/verification/no-such").expect(404);
    let foreign = other.get(PORTAL).expect(404);
    assert_eq!(
        foreign.text().contains("There is no such integration."),
        unknown.text().contains("There is no such integration.")
    );
    other.post(&format!("{PORTAL}/apply"), &[]).expect(404);
    for nobody in [&owner, &other] {
        nobody.get("/review/verification").expect(404);
        nobody.get(DESK).expect(404);
        let fields = [("subject", "flow_sp"), ("outcome", "green"), ("note", "")];
        nobody.post(&format!("{DESK}/record"), &fields).expect(404);
        nobody
            .post(&format!("{DESK}/approve"), &[("message", "")])
            .expect(404);
    }
    let editor = app.member("ed@acme.example", owner.org, OrgRole::Editor);
    editor.post(&format!("{PORTAL}/apply"), &[]).expect(403);
    let insider = app.staff("ina@network.example", &[StaffRole::Reviewer, StaffRole::Lead]);
    let (org, user) = (owner.org, insider.user);
    crate::harness::wait(app.store().write(async |tx| {
        tx.add_member(org, user, OrgRole::Viewer, crate::harness::now())
            .await
    }))
    .unwrap();
    for answer in [
        insider.get(DESK),
        insider.post(&format!("{DESK}/propose"), &[("message", "")]),
        insider.post(
            &format!("{DESK}/record"),
            &[("subject", "flow_sp"), ("outcome", "green"), ("note", "")],
        ),
    ] {
        assert!(answer.expect(403).text().contains("own_org"));
    }
    // Row 62: nothing else than the form has.
    let reviewer = app.staff("rita@network.example", &[StaffRole::Reviewer]);
    let more = [("subject", "flow_sp"), ("outcome", "green"), ("at", "2020-01-01")];
    assert!(
        reviewer
            .post(&format!("{DESK}/record"), &more)
            .text()
            .contains("at")
    );
    // Row 63: what the network does by itself nobody does.
    let nobodys = reviewer
        .post(&format!("{DESK}/endanger"), &[("message", "")])
        .expect(409);
    assert!(nobodys.text().contains("wrong_stage"), "{}", nobodys.text());
    rows::passed(60, 2);
    rows::passed(61, 8);
}

#[test]
fn red_twice_puts_it_at_risk_and_21_days_end_it() {
    let app = app();
    let owner = app.publisher("acme");
    let rita = verified(&app, &owner);
    records(&rita, Subject::FlowSp, Outcome::Red);
    assert!(
        !owner
            .get(PORTAL)
            .expect(200)
            .text()
            .contains("It lapses unless this is mended."),
        "one red run is looked at again"
    );
    records(&rita, Subject::FlowSp, Outcome::Red);
    let page = owner.get(PORTAL).expect(200);
    assert!(
        page.text().contains("It lapses unless this is mended."),
        "{}",
        page.text()
    );
    for mail in ["owner@acme.example", "help@acme.example", "ada@acme.example"] {
        let letters = app.received(mail);
        assert_eq!(
            letters[0].subject, "Harborlight Shifts may lose Okta Verified",
            "{mail}"
        );
        assert!(
            letters[0].text.contains("the last two runs were red"),
            "{}",
            letters[0].text
        );
    }
    assert_eq!(tier(&app), "verified", "until then it is");
    records(&rita, Subject::FlowSp, Outcome::Green);
    assert!(
        !owner
            .get(PORTAL)
            .expect(200)
            .text()
            .contains("It lapses unless this is mended."),
        "mended"
    );
    records(&rita, Subject::FlowSp, Outcome::Red);
    records(&rita, Subject::FlowSp, Outcome::Red);
    advance(&app, 20);
    assert_eq!(tier(&app), "verified");
    advance(&app, 2);
    app.eventually("the first tier again", |app| tier(app) == "community");
    let listing = app.get(&format!("/integrations/{SLUG}")).expect(200);
    assert!(
        listing.text().contains("The higher tier ended on "),
        "{}",
        listing.text()
    );
    assert!(listing.text().contains("Okta Verified lapsed"));
    let token = app.staff_token(rita.user, &[oin_domain::account::StaffScope::ReviewRead]);
    let figures = app.call(reqwest::Method::GET, "/api/v1/review-figures", &token, None);
    assert_eq!(figures.expect(200).json()["lapses"]["verifications"], 1);
    let evidence = &app.json(&format!("/api/v1/integrations/{SLUG}"))["evidence"];
    assert!(evidence["lapsed_at"].is_string(), "{evidence}");
    assert_eq!(
        (&evidence["verified_since"], &evidence["at_risk_until"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(evidence["runs"][0]["outcome"], "red");
    let letters = app.received("owner@acme.example");
    assert!(
        letters[0].subject.contains("is no longer Okta Verified"),
        "{}",
        letters[0].subject
    );
    // Doing the work again changes nothing.
    let count = letters.len();
    app.work_until_idle();
    assert_eq!(app.received("owner@acme.example").len(), count);
}

#[test]
fn evidence_that_is_too_old_counts_no_more() {
    let app = app();
    let owner = app.publisher("acme");
    verified(&app, &owner);
    advance(&app, 89);
    assert_eq!(app.letters_to("help@acme.example"), Vec::<String>::new());
    advance(&app, 2);
    assert_eq!(app.letters_to("help@acme.example"), ["verification_at_risk"]);
    advance(&app, 22);
    app.eventually("the first tier again", |app| tier(app) == "community");
    assert_eq!(
        app.letters_to("help@acme.example"),
        ["verification_at_risk", "verification_moved"]
    );
}
