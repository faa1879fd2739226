//! Categories, collections, the words for reasons: changed by administrators, shown at once. What
//! reviewers and ISVs read of the words is in `tests/review/words.rs`.

use oin_domain::account::StaffRole;

use super::trail::trail;
use crate::harness::TestApp;

#[test]
fn a_category_is_added_renamed_moved_and_removed_and_the_catalog_follows() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let page = "/admin/categories";
    let add = [("slug", "ballooning"), ("label", "Ballooning <&>")];
    admin.press(page, "/admin/categories/add", &add).expect(303);
    let twice = admin.press(page, "/admin/categories/add", &add).expect(422);
    assert!(
        twice.text().contains("There is a category of this name"),
        "{}",
        twice.text()
    );
    assert!(
        twice.text().contains("value=\"ballooning\""),
        "nothing typed is lost"
    );
    let labels = || -> Vec<(String, String)> {
        let all = app.json("/api/v1/categories");
        let items = all["items"].as_array().unwrap().iter();
        items
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
                (text("slug"), text("label"))
            })
            .collect()
    };
    app.eventually("the new category", |_| {
        labels().iter().any(|(_, label)| label == "Ballooning <&>")
    });
    let rename = [("slug", "ballooning"), ("label", "Hot air")];
    admin.press(page, "/admin/categories/rename", &rename).expect(303);
    admin
        .press(page, "/admin/categories/up", &[("slug", "ballooning")])
        .expect(303);
    app.eventually("renamed and moved", |_| {
        let all = labels();
        all.len() > 1 && all[all.len() - 2] == ("ballooning".to_owned(), "Hot air".to_owned())
    });
    let used = labels()[0].0.clone();
    let refused = admin.press(page, "/admin/categories/remove", &[("slug", used.as_str())]);
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("Listings still have this category"));
    admin
        .press(page, "/admin/categories/remove", &[("slug", "ballooning")])
        .expect(303);
    app.eventually("removed", |_| {
        labels().iter().all(|(slug, _)| slug != "ballooning")
    });
    let acts: Vec<String> = trail(&app)
        .into_iter()
        .filter(|entry| entry.area == "setting")
        .map(|entry| entry.act)
        .collect();
    assert_eq!(
        acts,
        [
            "category_added",
            "category_renamed",
            "category_moved",
            "category_removed"
        ]
    );
}

#[test]
fn a_collection_is_made_changed_and_removed_and_the_catalog_follows() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let fields = [
        ("slug", "for-balloonists"),
        ("title", "For balloonists"),
        ("summary", "What goes up."),
        ("position", "1"),
        ("integrations", "box\nno-such-thing"),
    ];
    let new = "/admin/collections/new";
    let refused = admin.press(new, new, &fields).expect(422);
    assert!(
        refused.text().contains("One of these is no integration"),
        "{}",
        refused.text()
    );
    assert!(
        refused.text().contains("no-such-thing</textarea>"),
        "nothing typed is lost"
    );
    let late = [
        ("starts_on", "2026-12-01"),
        ("ends_on", "2026-11-01"),
        ("integrations", "box"),
    ];
    let refused = admin
        .press(new, new, &[&fields[..4], &late[..]].concat())
        .expect(422);
    assert!(refused.text().contains("The last day is before the first"));
    admin
        .press(new, new, &[&fields[..4], &[("integrations", "box")][..]].concat())
        .expect(303);
    app.eventually("the collection", |app| {
        let shown = app.get("/collections/for-balloonists");
        shown.status == 200 && shown.text().contains("/integrations/box")
    });
    let own = "/admin/collections/for-balloonists";
    admin.press(own, own, &[("title", "For aeronauts")]).expect(303);
    app.eventually("the new title", |app| {
        app.get("/collections/for-balloonists")
            .text()
            .contains("For aeronauts")
    });
    admin.press(own, &format!("{own}/remove"), &[]).expect(303);
    app.eventually("gone", |app| {
        app.get("/collections/for-balloonists").status == 404
    });
}

#[test]
fn reasons_take_other_words_and_their_own_again() {
    let app = TestApp::start();
    let admin = app.staff("ada@network.test", &[StaffRole::Admin]);
    let page = "/admin/reasons/no_test_login";
    let words = [
        ("sentence", "We cannot sign in."),
        ("policy", "Reviewers sign in."),
        ("fix", "Give us a login."),
    ];
    let empty = [("sentence", ""), ("policy", "Kept as typed."), ("fix", "x")];
    let refused = admin.press(page, &format!("{page}/words"), &empty).expect(422);
    assert!(
        refused.text().contains("The sentence is missing"),
        "{}",
        refused.text()
    );
    assert!(refused.text().contains("Kept as typed."));
    admin.press(page, &format!("{page}/words"), &words).expect(303);
    let list = admin.get("/admin/reasons").expect(200);
    assert!(list.text().contains("We cannot sign in.") && list.text().contains("own words"));
    admin.press(page, &format!("{page}/reset"), &[]).expect(303);
    let list = admin.get("/admin/reasons").expect(200);
    assert!(list.text().contains("No test login was given.") && !list.text().contains("own words"));
    let canned = [("title", "Two logins"), ("text", "Please give two test logins.")];
    admin.press(page, &format!("{page}/canned"), &canned).expect(303);
    let twice = admin.press(page, &format!("{page}/canned"), &canned).expect(422);
    assert!(twice.text().contains("of that title already"), "{}", twice.text());
    assert!(
        admin
            .get(page)
            .expect(200)
            .text()
            .contains("Please give two test logins.")
    );
    admin
        .press(page, &format!("{page}/remove-canned"), &[])
        .expect(303);
    assert!(
        admin
            .get(page)
            .expect(200)
            .text()
            .contains("There is none for this reason.")
    );
    admin.get("/admin/reasons/no_such_reason").expect(404);
}
