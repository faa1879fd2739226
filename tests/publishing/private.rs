//! Private listings: for their vendor and the orgs that they name, and for nobody else.

use super::{SAML, app, submitted_with};

#[test]
fn a_private_listing_is_seen_by_the_orgs_that_it_names() {
    let app = app();
    let owner = app.publisher("acme");
    let friend = app.publisher("friend");
    let stranger = app.publisher("stranger");
    let named = friend.org.to_string();
    let private = [
        ("visibility.kind", "private"),
        ("visibility.orgs.0", named.as_str()),
    ];
    let before = app.json("/readyz")["version"].clone();
    let draft = submitted_with(&app, &owner, "Quillwharf Inside", &SAML, &private);
    // Nobody reviews what only they see.
    app.work_until_idle();
    let page = owner.get(&draft).expect(200);
    assert!(
        page.text().contains("It is what the catalog shows."),
        "{}",
        page.text()
    );
    assert!(
        page.text().contains("/portal/listings/quillwharf-inside"),
        "{}",
        page.text()
    );
    for person in [&owner, &friend] {
        let page = person.get("/portal/listings/quillwharf-inside").expect(200);
        assert!(page.text().contains("https://app.quillwharf.example/saml/acs"));
        assert!(page.text().contains("Private"));
    }
    stranger.get("/portal/listings/quillwharf-inside").expect(404);
    app.browser()
        .get("/portal/listings/quillwharf-inside")
        .expect(303);
    // The public catalog knows nothing of it, by no way in.
    for path in [
        "/integrations/quillwharf-inside",
        "/integrations/quillwharf-inside/guide",
        "/integrations/quillwharf-inside/report",
        "/api/v1/integrations/quillwharf-inside",
        "/logos/quillwharf-inside.svg",
        "/badge/quillwharf-inside.svg",
    ] {
        app.get(path).expect(404);
    }
    let changes = app.json(&format!("/api/v1/changes?after={before}")).to_string();
    assert!(!changes.contains("quillwharf-inside"), "{changes}");
    assert!(
        !app.search("Quillwharf Inside")
            .contains(&"Quillwharf Inside".to_owned())
    );
}

/// Who makes it public asks for a review first.
#[test]
fn what_was_private_is_reviewed_before_everybody_sees_it() {
    let app = app();
    let owner = app.publisher("acme");
    let named = owner.org.to_string();
    let private = [
        ("visibility.kind", "private"),
        ("visibility.orgs.0", named.as_str()),
    ];
    let first = submitted_with(&app, &owner, "Quillwharf Later", &SAML, &private);
    app.work_until_idle();
    let next = super::updated(&app, &owner, &first, &[("visibility.kind", "public")]);
    let page = owner.get(&next).expect(200);
    assert!(page.text().contains("In the queue"), "{}", page.text());
    app.get("/integrations/quillwharf-later").expect(404);
    app.approves(&next);
    app.shows("quillwharf-later");
}
