//! Webhooks through the portal's pages, as browsers without scripts see them.

use oin_domain::org::OrgRole;

use super::{Hooks, Receiver, answer, app_with};
use crate::harness::{Answer, text_of, unescaped};

fn main_of(page: &Answer) -> String {
    unescaped(&text_of(page.text(), "main"))
}

#[test]
fn an_owner_adds_tries_pauses_and_removes_a_webhook() {
    let receiver = Receiver::saying(|_, _| answer("200 OK", "", "<b>thanks</b>"));
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let owner = &hooks.owner;
    let url = receiver.url();
    // What is refused is named, and what was typed stays.
    let typed = [("url", "https://10.0.0.1/hook"), ("events", "listing.published")];
    let refused = owner.fill_and_send("/portal/webhooks", &typed).expect(422);
    assert!(main_of(&refused).contains("is not public"), "{}", refused.text());
    assert!(refused.text().contains("value=\"https://10.0.0.1/hook\""));
    assert!(refused.text().contains("value=\"listing.published\" checked"));
    let typed = [("url", url.as_str()), ("events", "listing.published")];
    let made = owner.fill_and_send("/portal/webhooks", &typed).expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let secret = made.text().split("whsec_").nth(1).unwrap();
    let secret = format!("whsec_{}", unescaped(secret.split('<').next().unwrap()));
    let list = owner.get("/portal/webhooks").expect(200);
    assert!(main_of(&list).contains("1 event"), "{}", main_of(&list));
    assert!(!list.text().contains(&secret), "it is shown once");
    let place = list.text().split("href=\"/portal/webhooks/").nth(1).unwrap();
    let place = format!("/portal/webhooks/{}", place.split('"').next().unwrap());
    let page = owner.get(&place).expect(200);
    assert!(!page.text().contains(&secret));
    owner.press(&place, &format!("{place}/test"), &[]).expect(303);
    app.work_until_idle();
    assert!(receiver.received()[0].is_signed_with(&secret));
    let page = owner.get(&place).expect(200);
    let text = main_of(&page);
    for shown in [
        "A test",
        "Delivered",
        "sent once",
        "answered 200",
        "<b>thanks</b>",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    owner.press(&place, &format!("{place}/send"), &[]).expect(303);
    app.work_until_idle();
    assert_eq!(receiver.received().len(), 2);
    // Other events; none is refused.
    let none = owner.post(&format!("{place}/events"), &[]).expect(422);
    assert!(main_of(&none).contains("Choose at least one event."));
    let events = [("events", "submission.rejected")];
    owner.post(&format!("{place}/events"), &events).expect(303);
    let page = owner.get(&place).expect(200);
    assert!(page.text().contains("value=\"submission.rejected\" checked"));
    assert!(!page.text().contains("value=\"listing.published\" checked"));
    // Paused, nothing can be sent; the page offers to resume.
    owner.press(&place, &format!("{place}/pause"), &[]).expect(303);
    let page = owner.get(&place).expect(200);
    assert!(main_of(&page).contains("Paused"));
    assert!(!page.text().contains(&format!("{place}/test")));
    owner.press(&place, &format!("{place}/resume"), &[]).expect(303);
    let rotated = owner.press(&place, &format!("{place}/rotate"), &[]).expect(200);
    assert!(main_of(&rotated).contains("signed with the secret before, too, until"));
    assert!(!rotated.text().contains(&secret));
    owner.post(&format!("{place}/no-such"), &[]).expect(404);
    let gone = owner.press(&place, &format!("{place}/remove"), &[]).expect(303);
    assert_eq!(gone.header("location"), "/portal/webhooks?after=removed");
    owner.get(&place).expect(404);
}

#[test]
fn row_61_webhooks_are_for_owners_who_have_proven_who_they_are() {
    let receiver = Receiver::new();
    let app = app_with(&[&receiver], &[]);
    let hooks = Hooks::of(&app, "acme");
    let (hook, _) = hooks.add(&receiver, &["submission.approved"]);
    let place = format!("/portal/webhooks{hook}");
    let editor = app.member("ed@acme.example", hooks.owner.org, OrgRole::Editor);
    let stranger = app.publisher("evil");
    let unproven = app.signed_in(
        hooks.owner.user,
        &hooks.owner.mail,
        hooks.owner.org,
        oin_domain::account::SessionPolicy::MEMBER,
        false,
    );
    editor.get("/portal/webhooks").expect(403);
    editor.get(&place).expect(403);
    stranger.get(&place).expect(404);
    let page = unproven.get(&place).expect(200);
    assert!(
        !page
            .text()
            .contains("<form method=\"post\" action=\"/portal/webhooks")
    );
    let order = [
        ("url", "https://app.quillwharf.example/"),
        ("events", "submission.approved"),
    ];
    for what in ["events", "pause", "rotate", "test", "send", "remove"] {
        let path = format!("{place}/{what}");
        let fields: &[(&str, &str)] = match what {
            "events" => &order[1..],
            "send" => &[("message", "0190a0a0-0000-7000-8000-000000000000")],
            _ => &[],
        };
        editor.post(&path, fields).expect(403);
        stranger.post(&path, fields).expect(404);
        let led = unproven.post(&path, fields);
        assert!(
            led.status == 303 && led.header("location").starts_with("/account/prove"),
            "{what}"
        );
    }
    editor.post("/portal/webhooks", &order).expect(403);
    assert_eq!(hooks.get(&hook)["state"], "active");
    assert!(receiver.received().is_empty());
    assert_eq!(stranger.get("/portal/webhooks").expect(200).status, 200);
}
