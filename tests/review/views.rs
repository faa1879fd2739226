//! Views: filters of the queue under a name.

use super::{app, desk, queued, reviewer};
use crate::harness::Answer;

const FILTERS: [(&str, &str); 2] = [("lane", "template"), ("whose", "unclaimed")];
const ADDRESS: &str = "/review?lane&#x3D;template&amp;whose&#x3D;unclaimed";

/// What stands between the names of the views and the end of their list.
fn views(page: &Answer) -> String {
    let text = page.text();
    let list = text.split_once("Your views").map_or("", |(_, rest)| rest);
    list.split_once("</nav>").map_or("", |(list, _)| list).to_owned()
}

/// Where the first view is removed.
fn remove(page: &Answer) -> String {
    let list = views(page);
    let (_, rest) = list.split_once("action=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[test]
fn a_reviewer_saves_uses_and_removes_a_view_of_their_own() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let (anna, bert) = (reviewer(&app, "anna"), reviewer(&app, "bert"));
    let all = anna.get("/review").expect(200);
    assert!(views(&all).is_empty());
    assert!(!all.text().contains("Save the view"), "there is nothing to keep");

    let filtered = "/review?lane=template&whose=unclaimed";
    let saved = [&FILTERS[..], &[("name", "Template <first>")]].concat();
    let led = anna.press(filtered, "/review/views", &saved).expect(303);
    let page = anna.get(led.header("location")).expect(200);
    let list = views(&page);
    assert!(
        list.contains("Template &lt;first&gt;") && list.contains("aria-current"),
        "{list}"
    );
    assert!(!page.text().contains(&desk(&id)), "it is of another lane");
    let all = anna.get("/review").expect(200);
    assert!(views(&all).contains(ADDRESS), "{}", views(&all));
    assert!(!views(&all).contains("aria-current"));
    assert!(all.text().contains(&desk(&id)));

    // Nobody else sees it or removes it.
    let theirs = bert.get("/review").expect(200);
    assert!(views(&theirs).is_empty());
    let place = remove(&all);
    bert.post(&place, &[]).expect(404);
    owner.post(&place, &[]).expect(404);
    owner.post("/review/views", &saved).expect(404);
    assert!(!views(&anna.get("/review").expect(200)).is_empty());
    anna.post(&place, &[]).expect(303);
    assert!(views(&anna.get("/review").expect(200)).is_empty());
    anna.post(&place, &[]).expect(404);
}

#[test]
fn what_cannot_be_kept_is_named_and_what_was_typed_stays() {
    let app = app();
    let anna = reviewer(&app, "anna");
    let save = |name: &str, filters: &[(&str, &str)]| {
        anna.post("/review/views", &[filters, &[("name", name)]].concat())
    };
    save("Mine", &FILTERS).expect(303);
    let said = |answer: Answer, text: &str| {
        let answer = answer.expect(422);
        assert!(answer.text().contains(text), "{text}: {}", answer.text());
        answer
    };
    let again = said(save("mine", &FILTERS), "You have a view of this name");
    assert!(again.text().contains("value=\"mine\""), "nothing typed is lost");
    assert!(again.text().contains("value=\"template\" selected"));
    said(save(" ", &FILTERS), "name-error");
    said(save(&"x".repeat(101), &FILTERS), "at most 100");
    // A filter that no page offers.
    save("Mood", &[("lane", "mood")]).expect(400);
    save("Nothing", &[]).expect(422);
    for number in 1..20 {
        save(&format!("View {number}"), &FILTERS).expect(303);
    }
    said(save("One more", &FILTERS), "You keep 20 views");
}
