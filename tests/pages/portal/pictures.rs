//! Pictures through the wizard: as a browser without scripts sends them, and as the script does.

use super::{begin, complete, connect, fill, open, values};
use crate::files::sound;
use crate::harness::{BOUNDARY, Browser, Multipart, TestApp};

/// What the hidden field of a picture holds.
fn key(browser: &Browser<'_>, page: &str, name: &str) -> String {
    let page = browser.get(page).expect(200);
    let found = values(page.text(), name)
        .into_iter()
        .find(|value| value.len() == 64);
    found.unwrap_or_default()
}

#[test]
fn a_logo_is_stored_shown_replaced_and_removed_without_scripts() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Pictures");
    let general = format!("{draft}/general");
    let page = owner.get(&general).expect(200);
    assert!(
        page.text().contains("at most 1 MB"),
        "the limit stands at the field"
    );
    let typed = [("summary", "Typed beside it"), ("then", "stay")];
    owner
        .fill_and_upload(&general, &typed, &[("logo", &sound(1))])
        .expect(303);
    let first = key(&owner, &general, "logo");
    let page = owner.get(&general).expect(200);
    assert!(
        page.text().contains(&format!("/files/{first}/128")),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Typed beside it"));
    // A form in which no file is chosen leaves it, another file takes its place.
    fill(&owner, &draft, "general", &[("vendor", "Acme")]);
    assert_eq!(key(&owner, &general, "logo"), first);
    owner
        .fill_and_upload(&general, &[("then", "stay")], &[("logo", &sound(2))])
        .expect(303);
    let second = key(&owner, &general, "logo");
    assert_ne!(second, first);
    let answer = owner.fill_and_send(&general, &[("clear", "logo")]).expect(303);
    assert!(answer.header("location").ends_with("general#logo"));
    assert_eq!(key(&owner, &general, "logo"), "");
}

#[test]
fn what_is_no_picture_is_refused_at_its_field_and_all_else_is_saved() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Refused");
    let general = format!("{draft}/general");
    let large = vec![0; 1024 * 1024 + 1];
    for (bytes, says) in [(b"<html>".as_slice(), "is none of"), (&large, "larger than 1 MB")] {
        let typed = [("summary", says), ("then", "on")];
        let answer = owner.fill_and_upload(&general, &typed, &[("logo", bytes)]);
        let page = answer.expect(422);
        assert!(page.text().contains("href=\"#logo\""), "{}", page.text());
        let saved = owner.get(&general).expect(200);
        assert!(
            saved.text().contains(&format!("value=\"{says}\"")),
            "{}",
            saved.text()
        );
    }
}

#[test]
fn screenshots_have_entries_and_stand_among_the_answers_and_in_the_guide() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Shots");
    connect(&owner, &draft, "saml", &super::SAML);
    let step = [
        ("connections.0.acs.0.url", "https://app.quillwharf.example/acs"),
        ("then", "stay"),
    ];
    let page = open(&owner, &draft, "sign-on", "connections.0.acs");
    owner.fill(&page, &format!("{draft}/sign-on"), &step).expect(303);
    complete(&owner, &draft);
    let general = format!("{draft}/general");
    owner
        .fill_and_upload(&general, &[("then", "stay")], &[("logo", &sound(3))])
        .expect(303);
    let opened = format!("{general}?open=screenshots");
    let typed = [("screenshots.0.caption", "The plan of a week"), ("then", "stay")];
    owner
        .fill_and_upload(&opened, &typed, &[("screenshots.0.file", &sound(4))])
        .expect(303);
    let opened = format!("{draft}/sign-on?open=connections.0.steps");
    let typed = [
        ("connections.0.steps.0.text", "Open the settings."),
        ("then", "stay"),
    ];
    owner
        .fill_and_upload(
            &opened,
            &typed,
            &[("connections.0.steps.0.screenshot", &sound(5))],
        )
        .expect(303);
    let (logo, shot) = (
        key(&owner, &general, "logo"),
        key(&owner, &general, "screenshots.0.file"),
    );
    let step = key(
        &owner,
        &format!("{draft}/sign-on"),
        "connections.0.steps.0.screenshot",
    );
    for page in ["submit", "guide"] {
        let page = owner.get(&format!("{draft}/{page}")).expect(200);
        for picture in [
            format!("{logo}/128"),
            format!("{shot}/thumbnail"),
            format!("{step}/thumbnail"),
        ] {
            assert!(page.text().contains(&picture), "{picture}: {}", page.text());
        }
    }
}

#[test]
fn the_script_stores_a_picture_at_once_and_reads_why_not() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Script");
    let autosave = format!("{draft}/general/autosave");
    let send = |bytes: &[u8]| {
        let form = Multipart::default()
            .text("form_token", &owner.form_token())
            .text("base", "1");
        let form = form.file("logo", b"logo.png", "image/png", bytes);
        owner.upload(&autosave, form).expect(200).json()
    };
    let refused = send(b"no picture");
    assert_eq!(refused["refused"][0]["field"], "logo", "{refused}");
    assert_eq!(refused["pictures"].as_array().unwrap().len(), 0);
    let stored = send(&sound(6));
    let picture = &stored["pictures"][0];
    assert_eq!(picture["field"], "logo", "{stored}");
    assert_eq!(
        picture["key"].as_str().unwrap(),
        key(&owner, &format!("{draft}/general"), "logo")
    );
    assert!(BOUNDARY.len() < 70);
}

#[test]
fn a_draft_names_its_own_orgs_pictures_and_no_others() {
    let app = TestApp::start();
    let (owner, other) = (app.publisher("acme"), app.publisher("other"));
    let theirs = begin(&other, "Other");
    let page = format!("{theirs}/general");
    other
        .fill_and_upload(&page, &[("then", "stay")], &[("logo", &sound(7))])
        .expect(303);
    let theirs = key(&other, &page, "logo");
    let draft = begin(&owner, "Acme Borrows");
    let general = format!("{draft}/general");
    let answer = owner
        .fill_and_send(&general, &[("logo", &theirs), ("summary", "Kept on the page")])
        .expect(422);
    assert!(
        answer.text().contains("Your org has no such logo"),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains("Kept on the page"));
    assert_eq!(key(&owner, &general, "logo"), "");
}
