//! Transfers: offered by one side, taken by the other, with everything that belongs to it.

use oin_domain::org::OrgRole;

use super::fingerprint;
use crate::harness::{Person, TestApp, unescaped};

/// Begins a draft with a stored secret; its address.
pub(super) fn draft(owner: &Person<'_>, name: &str) -> String {
    let begun = owner
        .fill_and_send("/portal/integrations/new", &[("name", name)])
        .expect(303);
    let draft = begun
        .header("location")
        .strip_suffix("/general")
        .unwrap()
        .to_owned();
    let people = format!("{draft}/people");
    let page = owner
        .fill_and_send(&people, &[("add", "testing.logins")])
        .expect(303);
    let place = page.header("location").split('#').next().unwrap().to_owned();
    let fields = [
        ("testing.logins.0.url", "https://login.quillwharf.example/login"),
        ("testing.logins.0.user_name", "reviewer"),
        ("then", "stay"),
    ];
    owner.fill_and_send(&place, &fields).expect(303);
    let secret = format!("{draft}/secret?path=testing.logins.0.password");
    owner
        .fill_and_send(&secret, &[("secret", "correct horse")])
        .expect(303);
    draft
}

fn offer(owner: &Person<'_>, mail: &str) {
    owner
        .fill_and_send("/portal/org/transfers", &[("mail", mail)])
        .expect(303);
}

#[test]
fn an_integration_moves_with_its_draft_and_its_secrets() {
    let app = TestApp::start();
    let giver = app.publisher("acme");
    let taker = app.publisher("initech");
    let draft = draft(&giver, "Roadrunner");
    taker.get(&draft).expect(404);
    offer(&giver, "owner@initech.example");
    assert_eq!(app.letters_to("owner@initech.example"), ["transfer_offered"]);
    let link = app.link_to("owner@initech.example");
    // Until it is accepted nothing has changed.
    giver.get(&draft).expect(200);
    let page = taker.get(&link).expect(200);
    for words in ["Take Roadrunner over", "acme", "initech"] {
        assert!(page.text().contains(words), "{words}");
    }
    let taken = taker.press(&link, "/transfer/accept", &[]).expect(303);
    taker.follow(&taken).expect(200);
    giver.get(&draft).expect(404);
    taker.get(&draft).expect(200);
    // The secret is still kept: it was sealed anew for the other org.
    let page = taker.get(&format!("{draft}/people")).expect(200);
    assert!(page.text().contains("reviewer"));
    let sealed = "SELECT count(*) FROM sealed_secrets WHERE place = 'submissions' AND org_id::text = $1";
    let raw = app.database().raw();
    let of = |org: oin_domain::ids::OrgId| -> i64 {
        crate::harness::wait(raw.query_one(sealed, &[&org.to_string()]))
            .unwrap()
            .get(0)
    };
    assert_eq!((of(giver.org), of(taker.org)), (0, 1));
    taker
        .fill_and_send(
            &format!("{draft}/secret?path=testing.logins.0.password"),
            &[("secret", "other horse")],
        )
        .expect(303);
    for mail in ["owner@acme.example", "owner@initech.example"] {
        assert!(
            app.letters_to(mail).contains(&"transfer_ended".to_owned()),
            "{mail}"
        );
    }
    taker.get(&link).expect(404);
}

#[test]
fn an_offer_is_declined_without_an_account_and_withdrawn_by_its_org() {
    let app = TestApp::start();
    let giver = app.publisher("acme");
    draft(&giver, "Roadrunner");
    offer(&giver, "somebody@else.example");
    let link = app.link_to("somebody@else.example");
    let stranger = app.browser();
    let page = stranger.get(&link).expect(200);
    assert!(unescaped(page.text()).contains("/sign-in?next="));
    let declined = stranger.press(&link, "/transfer/decline", &[]).expect(200);
    assert!(declined.text().contains("stays where it was"));
    stranger.get(&link).expect(404);
    assert!(
        app.letters_to("owner@acme.example")
            .contains(&"transfer_ended".to_owned())
    );

    offer(&giver, "somebody@else.example");
    let link = app.link_to("somebody@else.example");
    // One offer at a time.
    let twice = giver
        .fill_and_send("/portal/org/transfers", &[("mail", "third@else.example")])
        .expect(422);
    assert!(
        twice.text().contains("Withdraw that offer first") && twice.text().contains("third@else.example")
    );
    giver
        .press("/portal/org/transfers", "/portal/org/transfers/withdraw", &[])
        .expect(303);
    stranger.get(&link).expect(404);
}

#[test]
fn nobody_takes_what_is_not_offered_to_them() {
    let app = TestApp::start();
    let giver = app.publisher("acme");
    let eve = app.publisher("evil");
    let taker = app.publisher("initech");
    let draft = draft(&giver, "Roadrunner");
    offer(&giver, "owner@initech.example");
    let link = app.link_to("owner@initech.example");
    let ticket = link.split_once('=').unwrap().1.to_owned();
    let before = fingerprint(&app);
    let accept = |person: &Person<'_>, org: &str| {
        person
            .post("/transfer/accept", &[("link", &ticket), ("org", org)])
            .status
    };
    let [own, evil, acme] = [taker.org, eve.org, giver.org].map(|org| org.to_string());
    assert_eq!(accept(&eve, &evil), 403, "sent to somebody else");
    assert_eq!(accept(&taker, &evil), 422, "an org of others");
    assert_eq!(accept(&taker, &acme), 422, "an org of others");
    assert_eq!(accept(&taker, "no org"), 422);
    let editor_org = app.publisher("third").org;
    let add = app.store().write(async |tx| {
        tx.add_member(editor_org, taker.user, OrgRole::Editor, crate::harness::now())
            .await
    });
    crate::harness::wait(add).unwrap();
    let before = {
        assert_ne!(fingerprint(&app), before);
        fingerprint(&app)
    };
    assert_eq!(accept(&taker, &editor_org.to_string()), 403, "no owner there");
    // Withdrawing: another org's offer is as one that is not there; editors may not.
    let page = giver.get("/portal/org/transfers").expect(200);
    let id = page.text().split("name=\"transfer\" value=\"").nth(1).unwrap()[..36].to_owned();
    eve.post("/portal/org/transfers/withdraw", &[("transfer", &id)])
        .expect(404);
    let editor = app.member("ed@acme.example", giver.org, OrgRole::Editor);
    let before_editor = fingerprint(&app);
    assert_ne!(before, before_editor);
    editor
        .post("/portal/org/transfers/withdraw", &[("transfer", &id)])
        .expect(403);
    // Offering: another org's integration is as one that is not there.
    let integration = "SELECT id::text FROM integrations WHERE org_id::text = $1";
    let raw = app.database().raw();
    let row = crate::harness::wait(raw.query_one(integration, &[&giver.org.to_string()])).unwrap();
    let theirs: String = row.get(0);
    for id in [theirs.as_str(), "0190a0a0-0000-7000-8000-000000000000", "x"] {
        let fields = [("integration", id), ("mail", "eve@evil.example")];
        let page = eve.post("/portal/org/transfers", &fields).expect(422);
        assert!(unescaped(page.text()).contains("Choose one of your org's integrations."));
    }
    assert_eq!(fingerprint(&app), before_editor);
    giver.get(&draft).expect(200);
    assert_eq!(accept(&taker, &own), 303);
}
