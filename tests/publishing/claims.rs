//! Claims: a vendor takes over a listing that was made without it.

use oin_domain::account::{SessionPolicy, StaffRole};
use oin_domain::ids::OrgId;
use oin_domain::integration::HttpsUrl;
use oin_domain::listing::Flag;

use super::app;
use crate::harness::{TestApp, listing, wait};

const CLAIMS: &str = "/portal/claims";

/// A listing of public facts about the vendor at acme.example.
pub(super) fn facts(app: &mut TestApp, slug: &str) {
    let mut new = listing(slug, &slug.replace('-', " "));
    new.flags = vec![Flag::VendorUnconfirmed];
    new.content.website = Some(HttpsUrl::parse("https://www.acme.example/").unwrap());
    app.publish(new);
    app.shows(slug);
}

pub(super) fn sql(app: &TestApp, statement: &str) {
    let url = app.database().url("oin_migrate");
    wait(async {
        let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client.batch_execute(statement).await.unwrap();
    });
}

pub(super) fn prove(app: &TestApp, org: OrgId, domain: &str) {
    sql(
        app,
        &format!(
            "INSERT INTO org_domains (org_id, domain, token, asked_at, method, proven_at)
             VALUES ('{org}', '{domain}', '0123456789abcdef', now(), 'dns', now())"
        ),
    );
}

fn flags(app: &TestApp, slug: &str) -> String {
    app.json(&format!("/api/v1/integrations/{slug}"))["flags"].to_string()
}

#[test]
fn a_listing_without_an_owner_is_its_proven_vendors_at_once() {
    let mut app = app();
    facts(&mut app, "acme-rosters");
    let owner = app.publisher("acme");
    let claim = |listing: &str| owner.fill_and_send(CLAIMS, &[("listing", listing)]);
    for (listing, says) in [
        ("", "Give the address"),
        ("https://oin.test/integrations/no-such", "no such listing"),
        ("acme-rosters", "has not proven a domain"),
    ] {
        let refused = claim(listing).expect(422);
        assert!(refused.text().contains(says), "{listing}: {}", refused.text());
        assert!(
            refused.text().contains(&format!("value=\"{listing}\"")),
            "{listing} is lost"
        );
    }
    // Of somebody else's domain nothing follows, and of a mailbox elsewhere neither.
    prove(&app, owner.org, "acme.example.evil.test");
    claim("acme-rosters").expect(422);
    prove(&app, owner.org, "acme.example");
    claim("https://oin.test/integrations/acme-rosters/").expect(303);
    app.eventually("the vendor is confirmed", |app| {
        flags(app, "acme-rosters") == "[]"
    });
    let page = owner.get(CLAIMS).expect(200);
    assert!(page.text().contains("Granted"), "{}", page.text());
    let id = page.text().split("/portal/claims/").nth(1).unwrap();
    let update = format!("/portal/claims/{}/update", id.split('/').next().unwrap());
    let begun = owner.press(CLAIMS, &update, &[]).expect(303);
    let page = owner.get(begun.header("location")).expect(200);
    assert!(page.text().contains("acme rosters"), "{}", page.text());
    let again = claim("acme-rosters").expect(422);
    assert!(again.text().contains("yours already"), "{}", again.text());
}

#[test]
fn a_present_owner_has_fourteen_days_to_object() {
    let mut app = app();
    facts(&mut app, "acme-shifts");
    facts(&mut app, "acme-leave");
    let customer = app.publisher("customer");
    sql(
        &app,
        &format!(
            "UPDATE integrations SET org_id = '{}' WHERE slug IN ('acme-shifts', 'acme-leave')",
            customer.org
        ),
    );
    let vendor = app.publisher("acme");
    prove(&app, vendor.org, "acme.example");
    for slug in ["acme-shifts", "acme-leave"] {
        vendor.fill_and_send(CLAIMS, &[("listing", slug)]).expect(303);
    }
    assert!(flags(&app, "acme-shifts").contains("vendor_unconfirmed"));
    assert_eq!(app.letters_to(&customer.mail), ["claim_made", "claim_made"]);
    let second = vendor.fill_and_send(CLAIMS, &[("listing", "acme-shifts")]);
    assert!(second.expect(409).text().contains("open_claim"));
    // One is objected to, the other not.
    let page = customer.get(CLAIMS).expect(200);
    let object = |name: &str| {
        let part = page
            .text()
            .split("<article class=\"claim\">")
            .find(|part| part.contains(name));
        let id = part.unwrap().split("/portal/claims/").nth(1).unwrap();
        format!("/portal/claims/{}/object", id.split('/').next().unwrap())
    };
    let objected = object("acme shifts");
    customer
        .press(CLAIMS, &objected, &[("objection", " ")])
        .expect(422);
    customer
        .press(CLAIMS, &objected, &[("objection", "We made it for ourselves.")])
        .expect(303);
    app.advance_days(14);
    app.work_until_idle();
    app.eventually("the other is the vendor's", |app| {
        flags(app, "acme-leave") == "[]"
    });
    assert!(flags(&app, "acme-shifts").contains("vendor_unconfirmed"));

    let admin = app.staff("ada@oin.test", &[StaffRole::Admin]);
    app.staff("rita@oin.test", &[StaffRole::Reviewer])
        .get("/admin/claims")
        .expect(404);
    let page = admin.get("/admin/claims").expect(200);
    assert!(
        page.text().contains("We made it for ourselves."),
        "{}",
        page.text()
    );
    let id = page.text().split("action=\"/admin/claims/").nth(1).unwrap();
    let decide = format!("/admin/claims/{}", id.split('"').next().unwrap());
    let fields = [("decision", "grant"), ("answer", " ")];
    admin.press("/admin/claims", &decide, &fields).expect(422);
    let fields = [("decision", "refuse"), ("answer", "It is another product.")];
    admin.press("/admin/claims", &decide, &fields).expect(303);
    assert!(flags(&app, "acme-shifts").contains("vendor_unconfirmed"));
    assert!(app.letters_to(&vendor.mail).contains(&"claim_ended".to_owned()));
    let page = app.again(&vendor, SessionPolicy::MEMBER).get(CLAIMS).expect(200);
    for text in ["Refused", "It is another product.", "Granted"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
}
