//! The catalog shows what was declared, soon after it was published.

use std::time::{Duration, Instant};

use crate::harness::{Answer, text_of, unescaped};

use super::{BOOKMARK, OIDC, OTHER, SAML, SWA, WS_FED, app, live, queued};

/// The text of a page's main part.
fn plain(page: &Answer) -> String {
    unescaped(&text_of(page.text(), "main"))
}

/// What is promised, from the commit on.
const SOON: Duration = Duration::from_secs(1);

#[test]
fn every_kind_of_connection_is_shown_as_it_was_declared() {
    let app = app();
    let owner = app.publisher("acme");
    for kind in [SAML, OIDC, SWA, WS_FED, BOOKMARK, OTHER] {
        let slug = format!("quillwharf-{}", kind.kind.replace('_', "-"));
        let name = slug.replace('-', " ");
        live(&app, &owner, &name, &kind);
        app.shows(&slug);
        let listing = app.get(&format!("/integrations/{slug}")).expect(200);
        let guide = app.get(&format!("/integrations/{slug}/guide")).expect(200);
        let body = app.json(&format!("/api/v1/integrations/{slug}")).to_string();
        for text in kind.shown {
            assert!(plain(&listing).contains(text), "{slug}: {text}");
            assert!(body.contains(text), "{slug}: {text} in {body}");
            if kind.kind != "other" {
                assert!(
                    plain(&guide).contains(text),
                    "{slug}: {text} in the guide: {}",
                    guide.text()
                );
            }
        }
        assert!(body.contains("\"vendor\":\"acme\""), "{body}");
        assert!(body.contains(&format!("\"type\":\"{}\"", kind.kind)), "{body}");
        assert!(listing.text().contains("No test has run"), "{slug}");
        app.get(&format!("/api/v1/integrations/{slug}/settings-schema"))
            .expect(200);
        app.get(&format!("/api/v1/integrations/{slug}/guide?format=md"))
            .expect(200);
        assert!(app.search(&name).contains(&name), "{name} is not found");
    }
}

#[test]
fn pressing_the_switch_shows_it_within_a_second() {
    let app = app();
    let owner = app.publisher("acme");
    let draft = queued(&app, &owner, "Quillwharf Switch", &SAML);
    owner
        .press(&draft, &format!("{draft}/do/plan-release"), &[("held", "true")])
        .expect(303);
    app.approves(&draft);
    let page = owner.get(&draft).expect(200);
    assert!(
        page.text().contains("Publish it when you are ready."),
        "{}",
        page.text()
    );
    app.get("/integrations/quillwharf-switch").expect(404);
    let before = app.json("/readyz")["version"].clone();
    owner
        .press(&draft, &format!("{draft}/do/publish"), &[])
        .expect(303);
    let committed = Instant::now();
    app.shows("quillwharf-switch");
    assert!(committed.elapsed() < SOON, "{:?}", committed.elapsed());
    app.get("/integrations/quillwharf-switch").expect(200);
    let told = app.json(&format!("/api/v1/changes?after={before}")).to_string();
    assert!(told.contains("\"slug\":\"quillwharf-switch\""), "{told}");
    let letters = app.letters_to(&owner.mail);
    assert!(letters.contains(&"published".to_owned()), "{letters:?}");
    // The switch is gone, and an update can begin.
    let page = owner.get(&draft).expect(200);
    assert!(!page.text().contains("do/publish"), "{}", page.text());
    let begun = owner.press(&draft, &format!("{draft}/do/begin"), &[]).expect(303);
    let next = begun.header("location").to_owned();
    assert!(next.ends_with("/general"), "{next}");
    let page = owner.get(&next).expect(200);
    assert!(page.text().contains("Quillwharf Switch"), "{}", page.text());
}

#[test]
fn what_breaks_something_asks_for_its_notice_on_the_page() {
    let app = app();
    let owner = app.publisher("acme");
    let first = live(&app, &owner, "Quillwharf Moves", &SAML);
    let begun = owner.press(&first, &format!("{first}/do/begin"), &[]).expect(303);
    let next = begun
        .header("location")
        .strip_suffix("/general")
        .unwrap()
        .to_owned();
    let moved = [(
        "connections.0.acs.0.url",
        "https://login.quillwharf.example/saml/acs",
    )];
    crate::pages::portal::fill(&owner, &next, "sign-on", &moved);
    crate::pages::portal::fill(
        &owner,
        &next,
        "submit",
        &[
            ("attestation.authorised", "true"),
            ("attestation.accurate", "true"),
            ("attestation.policy", "true"),
        ],
    );
    owner
        .press(&format!("{next}/submit"), &format!("{next}/do/submit"), &[])
        .expect(303);
    app.work_until_idle();
    let page = owner.get(&next).expect(200);
    assert!(
        page.text().contains("Compared with what is live: Breaking"),
        "{}",
        page.text()
    );
    app.approves(&next);
    let notice = [
        ("notice", "The ACS moves.\nChange it by then."),
        ("grace", "2026-11-20"),
    ];
    let refused = owner
        .press(&next, &format!("{next}/do/publish"), &notice)
        .expect(422);
    assert!(
        refused.text().contains("Change it by then."),
        "what was typed is lost"
    );
    assert!(refused.text().contains("href=\"#grace\""), "{}", refused.text());
    let notice = [
        ("notice", "The ACS moves.\nChange it by then."),
        ("grace", "2027-01-20"),
    ];
    owner
        .press(&next, &format!("{next}/do/publish"), &notice)
        .expect(303);
    app.eventually("the second revision", |app| {
        app.json("/api/v1/integrations/quillwharf-moves")["version"] == 2
    });
    let page = app.get("/integrations/quillwharf-moves").expect(200);
    for text in ["The ACS moves.", "20 January 2027", "Revision 2"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    let page = owner.get(&first).expect(200);
    assert!(
        page.text().contains("A newer one is in its place."),
        "{}",
        page.text()
    );
}
