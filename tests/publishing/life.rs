//! A listing's life after its publication: taken out for a time, retired, removed, rolled back.

use oin_domain::account::{SessionPolicy, StaffRole};

use super::{SAML, app, live};
use crate::harness::{Answer, Person};

const DESK: &str = "/admin/listings/box";

/// Does something with a listing at its desk.
#[track_caller]
fn act(person: &Person<'_>, desk: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    person.press(desk, &format!("{desk}/{action}"), fields)
}

#[test]
fn a_suspension_takes_two_people_time_and_a_last_warning() {
    let app = app();
    let owner = app.publisher("acme");
    live(&app, &owner, "Quillwharf Life", &SAML);
    app.shows("quillwharf-life");
    let desk = "/admin/listings/quillwharf-life";
    let ada = app.staff("ada@oin.test", &[StaffRole::Admin]);
    let lee = app.staff("lee@oin.test", &[StaffRole::Lead]);
    let why = [("reason", "Its sign-on leads to a page of somebody else.")];
    let empty = act(&ada, desk, "propose_suspension", &[("reason", " ")]).expect(422);
    assert!(
        empty.text().contains("href=\"#propose_suspension-reason\""),
        "{}",
        empty.text()
    );
    act(&ada, desk, "propose_suspension", &why).expect(303);
    // Who proposed it is not offered the approval, and refused it.
    let page = ada.get(desk).expect(200);
    assert!(!page.text().contains("approve_suspension"), "{}", page.text());
    let form = lee.get(desk).expect(200);
    assert!(form.text().contains("Suspension proposed"), "{}", form.text());
    act(&lee, desk, "approve_suspension", &[]).expect(303);
    let again = lee.fill(&form, &format!("{desk}/approve_suspension"), &[]);
    assert!(again.expect(409).text().contains("wrong_stage"));
    app.get("/integrations/quillwharf-life").expect(200);
    let told = app.letters_to(&owner.mail);
    assert_eq!(told.iter().filter(|kind| *kind == "listing_changed").count(), 1);

    app.advance_days(12);
    app.work_until_idle();
    let letters = app.received(&owner.mail);
    assert!(
        letters[0].subject.contains("last warning"),
        "{}",
        letters[0].subject
    );
    app.get("/integrations/quillwharf-life").expect(200);
    app.advance_days(2);
    app.work_until_idle();
    app.eventually("it is gone", |app| {
        app.get("/integrations/quillwharf-life").status == 404
    });
    app.get("/api/v1/integrations/quillwharf-life").expect(404);
    act(
        &app.again(&ada, SessionPolicy::STAFF),
        desk,
        "lift",
        &[("reason", "Mended.")],
    )
    .expect(303);
    app.shows("quillwharf-life");
    // Everybody reads that it was, and nothing of who wanted it and why.
    let public = app.get("/integrations/quillwharf-life").expect(200);
    let (gone, back) = (
        public.text().find("Suspended</span>"),
        public.text().find("Back after the suspension</span>"),
    );
    assert!(
        back.is_some() && back < gone,
        "the latest first: {}",
        public.text()
    );
    for secret in ["somebody else", "Mended.", "roposed", "ada", "lee@"] {
        let history = public.text().split("id=\"history\"").nth(1).unwrap();
        let history = history.split("</section>").next().unwrap();
        assert!(!history.contains(secret), "{secret}: {history}");
    }
    let page = app.again(&ada, SessionPolicy::STAFF).get(desk).expect(200);
    for text in ["Lift the suspension", "Suspend", "Mended."] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
}

#[test]
fn the_second_approval_comes_from_another_person() {
    let app = app();
    let both = app.staff("both@oin.test", &[StaffRole::Lead, StaffRole::Admin]);
    let other = app.staff("other@oin.test", &[StaffRole::Admin]);
    act(
        &both,
        DESK,
        "propose_suspension",
        &[("reason", "It phishes."), ("abuse", "true")],
    )
    .expect(303);
    // A form of the colleague's page, sent in one's own name.
    assert!(!both.get(DESK).expect(200).text().contains("approve_suspension"));
    assert!(other.get(DESK).expect(200).text().contains("approve_suspension"));
    let forged = both.post(&format!("{DESK}/approve_suspension"), &[]).expect(403);
    assert!(forged.text().contains("same_person"), "{}", forged.text());
    // For abuse there is no grace.
    act(&other, DESK, "approve_suspension", &[]).expect(303);
    app.eventually("it is gone", |app| app.get("/integrations/box").status == 404);
    assert!(!app.search("box").contains(&"Box".to_owned()));
}

#[test]
fn the_desk_is_for_leads_and_administrators() {
    let app = app();
    let owner = app.publisher("acme");
    owner.get(DESK).expect(404);
    app.staff("rita@oin.test", &[StaffRole::Reviewer])
        .get(DESK)
        .expect(404);
    let lead = app.staff("lee@oin.test", &[StaffRole::Lead]);
    let page = lead.get(DESK).expect(200);
    assert!(!page.text().contains("What you can do"), "{}", page.text());
    let admin = app.staff("ada@oin.test", &[StaffRole::Admin]);
    admin.get("/admin/listings/no-such").expect(404);
    for unknown in ["suspend", "end_retirement"] {
        let refused = admin.post(&format!("{DESK}/{unknown}"), &[("reason", "Now.")]);
        refused.expect(403);
    }
    admin.post(&format!("{DESK}/explode"), &[]).expect(404);
}

#[test]
fn a_degraded_listing_warns_its_readers() {
    let app = app();
    let admin = app.staff("ada@oin.test", &[StaffRole::Admin]);
    act(
        &admin,
        DESK,
        "degrade",
        &[("reason", "The sign-in page is gone.")],
    )
    .expect(303);
    app.eventually("the warning", |app| {
        app.json("/api/v1/integrations/box")["health"] == "degraded"
    });
    let page = app.get("/integrations/box").expect(200);
    for text in ["It may not work at the moment", "The sign-in page is gone."] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    let body = app.json("/api/v1/integrations/box");
    assert_eq!(body["notice"]["stage"], "degraded");
    act(&admin, DESK, "recover", &[("reason", "It is back.")]).expect(303);
    app.eventually("no warning", |app| {
        app.json("/api/v1/integrations/box")["notice"].is_null()
    });
}

#[test]
fn a_retired_listing_leaves_a_tombstone_with_its_successor() {
    let app = app();
    let admin = app.staff("ada@oin.test", &[StaffRole::Admin]);
    let retire = |end: &str, successor: &str| {
        let fields = [
            ("reason", "The product ends."),
            ("ends_on", end),
            ("successor", successor),
        ];
        act(&admin, DESK, "retire", &fields)
    };
    for (end, successor, at) in [
        ("", "", "ends_on"),
        ("soon", "", "ends_on"),
        ("2026-11-24", "", "ends_on"),
        ("2026-12-31", "no-such", "successor"),
        ("2026-12-31", "a b", "successor"),
    ] {
        let refused = retire(end, successor).expect(422);
        assert!(
            refused.text().contains(&format!("href=\"#retire-{at}\"")),
            "{end} {successor}"
        );
        assert!(
            refused.text().contains("The product ends."),
            "what was typed is lost"
        );
    }
    retire("2026-12-31", "https://oin.test/integrations/dropbox").expect(303);
    app.eventually("the end date", |app| {
        let body = app.json("/api/v1/integrations/box");
        body["flags"].to_string().contains("retiring") && body["notice"]["ends_on"] == "2026-12-31"
    });
    let page = app.get("/integrations/box").expect(200);
    for text in ["31 December 2026", "/integrations/dropbox", "The product ends."] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    app.advance_days(38);
    app.work_until_idle();
    app.eventually("the tombstone", |app| {
        app.json("/api/v1/integrations/box")["health"] == "retired"
    });
    let body = app.json("/api/v1/integrations/box");
    assert_eq!(body["notice"]["stage"], "retired");
    assert!(
        body["notice"]["successor"]
            .as_str()
            .unwrap()
            .ends_with("/dropbox"),
        "{body}"
    );
    assert!(!body["flags"].to_string().contains("retiring"), "{body}");
    let feed = app.get("/feeds/retired.atom").expect(200);
    assert!(feed.text().contains("/integrations/box"), "{}", feed.text());
    let page = app.get("/integrations/box").expect(200);
    assert!(
        page.text().contains("It ended on 31 December 2026."),
        "{}",
        page.text()
    );
    for text in ["Its end was announced", "No longer offered</span>"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    // Gone for good.
    act(
        &app.again(&admin, SessionPolicy::STAFF),
        DESK,
        "remove",
        &[("reason", "A court says so.")],
    )
    .expect(303);
    app.eventually("it is gone", |app| app.get("/integrations/box").status == 404);
    let page = app.again(&admin, SessionPolicy::STAFF).get(DESK).expect(200);
    assert!(!page.text().contains("What you can do"), "{}", page.text());
}

#[test]
fn an_earlier_revision_is_shown_again() {
    let app = app();
    let owner = app.publisher("acme");
    let first = live(&app, &owner, "Quillwharf Back", &SAML);
    let next = super::updated(&app, &owner, &first, &[("summary", "Other words, by mistake.")]);
    app.approves(&next);
    app.eventually("the second revision", |app| {
        app.json("/api/v1/integrations/quillwharf-back")["version"] == 2
    });
    let admin = app.staff("ada@oin.test", &[StaffRole::Admin]);
    let desk = "/admin/listings/quillwharf-back";
    let back = |submission: &str, reason: &str| {
        let fields = [("submission", submission), ("reason", reason)];
        act(&admin, desk, "roll_back", &fields)
    };
    let id = first.rsplit('/').next().unwrap();
    let now = next.rsplit('/').next().unwrap();
    back("", "Wrong words.").expect(422);
    assert!(
        back(now, "Wrong words.").status >= 409,
        "what is shown is not shown again"
    );
    back(id, " ").expect(422);
    back(id, "The words were wrong.").expect(303);
    app.eventually("the first revision", |app| {
        app.json("/api/v1/integrations/quillwharf-back")["version"] == 1
    });
    let page = owner.get(&first).expect(200);
    assert!(
        page.text().contains("It is what the catalog shows."),
        "{}",
        page.text()
    );
    assert!(page.text().contains("The words were wrong."), "{}", page.text());
    let page = owner.get(&next).expect(200);
    assert!(
        page.text().contains("A newer one is in its place."),
        "{}",
        page.text()
    );
    let letters = app.received(&owner.mail);
    assert!(
        letters
            .iter()
            .any(|letter| letter.subject.contains("rolled back"))
    );
    // The next one goes on counting, and starts from what is shown.
    let third = super::updated(&app, &owner, &first, &[("summary", "Better words.")]);
    app.approves(&third);
    app.eventually("the third revision", |app| {
        app.json("/api/v1/integrations/quillwharf-back")["version"] == 3
    });
}
