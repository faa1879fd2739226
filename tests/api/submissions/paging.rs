//! The list of an org's submissions, in pages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{CALL, Program, named};
use crate::harness::{TestApp, wait};

/// The ids of a page, and the cursor of the next one.
fn page(program: &Program<'_>, query: &str) -> (Vec<String>, Option<String>) {
    let answer = program.json(&format!("{CALL}?{query}"));
    let items = answer["items"].as_array().unwrap().iter();
    let ids = items.map(|item| item["id"].as_str().unwrap().to_owned());
    (ids.collect(), answer["next"].as_str().map(str::to_owned))
}

/// The pages of a list, one after the other.
fn pages(program: &Program<'_>, query: &str) -> Vec<Vec<String>> {
    let (first, next) = page(program, query);
    [vec![first], pages_after(program, query, next)].concat()
}

fn pages_after(program: &Program<'_>, query: &str, mut next: Option<String>) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    while let Some(after) = next {
        let (ids, following) = page(program, &format!("{query}&after={after}"));
        all.push(ids);
        next = following;
    }
    all
}

fn begin(program: &Program<'_>, count: usize) -> Vec<String> {
    let name = |number| json!({ "name": format!("Acme {number}") });
    let drafts = (0..count).map(|number| program.begin(&name(number)));
    drafts
        .map(|place| place.strip_prefix("/api/v1/submissions/").unwrap().to_owned())
        .collect()
}

/// The clock of a test stands: here each was changed a minute before the next one.
fn spread(app: &TestApp) {
    let sql = "UPDATE submissions SET updated_at = submissions.updated_at - place * interval '1 minute', \
               created_at = submissions.created_at - interval '1 day' \
               FROM (SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM submissions) AS places \
               WHERE places.id = submissions.id";
    wait(app.database().raw().batch_execute(sql)).unwrap();
}

#[test]
fn every_submission_is_on_one_page() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let mut begun = begin(&program, 23);
    spread(&app);
    // Ten that were changed in the same moment, across the edges of pages.
    let same = "UPDATE submissions SET updated_at = (SELECT max(updated_at) FROM submissions) - interval '8 minutes' \
                WHERE id IN (SELECT id FROM submissions ORDER BY id LIMIT 10)";
    wait(app.database().raw().batch_execute(same)).unwrap();
    begun.sort();

    let whole = pages(&program, "limit=100");
    assert_eq!(whole.len(), 1, "all fit on one page");
    let order = &whole[0];
    let sizes = |limit: usize| {
        let pages = pages(&program, &format!("limit={limit}"));
        assert_eq!(&pages.concat(), order, "the same order in pages of {limit}");
        pages.iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!(sizes(5), [5, 5, 5, 5, 3]);
    // A full last page has no empty one behind it.
    assert_eq!(sizes(23), [23]);
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!(sorted, begun);

    let answer = program.json(CALL);
    assert_eq!(answer["items"].as_array().unwrap().len(), 20, "the default");
    assert_eq!(answer["total"], 23);
    let times = answer["items"].as_array().unwrap().iter();
    let times: Vec<&Value> = times.map(|item| &item["updated_at"]).collect();
    assert!(times.is_sorted_by(|a, b| a.as_str() >= b.as_str()), "{times:?}");
}

#[test]
fn a_change_between_pages_repeats_nothing_and_hides_no_other() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    begin(&program, 9);
    spread(&app);
    let order = pages(&program, "limit=100").concat();
    let (first, next) = page(&program, "limit=3");
    // One that was seen and one that was not move to the front.
    for moved in [&order[1], &order[7]] {
        program.patch(&format!("{CALL}/{moved}"), &json!({ "summary": "Changed." }));
    }
    let rest = pages_after(&program, "limit=3", next);
    let seen = [first, rest.concat()].concat();
    let expected: Vec<_> = order.iter().filter(|id| **id != order[7]).cloned().collect();
    assert_eq!(seen, expected);
    assert_eq!(
        page(&program, "limit=2").0,
        [order[7].clone(), order[1].clone()],
        "the next list begins with what was changed"
    );
}

#[test]
fn pages_are_of_one_stage_and_of_one_org() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    let begun = begin(&program, 4);
    let delete = format!("{CALL}/{}/delete", begun[0]);
    program.post(&delete, &json!({})).expect(200);
    let total = |query: &str| program.json(&format!("{CALL}?{query}"))["total"].clone();
    assert_eq!(total("stage=draft&limit=1"), 3);
    assert_eq!(total("stage=queued"), 0);
    assert_eq!(total("deleted=true"), 1);
    assert_eq!(page(&program, "deleted=true"), (vec![begun[0].clone()], None));
    let staged: BTreeSet<String> = pages(&program, "stage=draft&limit=1")
        .concat()
        .into_iter()
        .collect();
    assert_eq!(staged, begun[1..].iter().cloned().collect());

    // Another's cursor is a place in one's own list.
    let other = Program::of(&app, &app.publisher("eve"));
    let (_, next) = page(&program, "limit=1");
    assert_eq!(page(&other, &format!("after={}", next.unwrap())), (vec![], None));
}

#[test]
fn what_is_no_page_is_refused_with_what_mends_it() {
    let app = TestApp::start();
    let program = Program::of(&app, &app.publisher("acme"));
    for limit in ["0", "101", "-1", "x", "", "1e1"] {
        program
            .get(&format!("{CALL}?limit={limit}"))
            .problem(400, "bad_limit");
    }
    // The last is of a time that PostgreSQL cannot read.
    let past = "Af________8AAAAAAAAAAAAAAAAAAAAA";
    for after in ["", "zzz", "%25", past] {
        program
            .get(&format!("{CALL}?after={after}"))
            .problem(400, "bad_cursor");
    }
    let both = program.get(&format!("{CALL}?limit=0&after=zzz&stage=x&deleted=y"));
    let problem = both.problem(400, "unknown_value");
    let mut fields = named(&problem);
    fields.sort_unstable();
    assert_eq!(fields, ["after", "deleted", "limit", "stage"]);
    program
        .get(&format!("{CALL}?limit=1&limit=2"))
        .problem(400, "duplicate_parameter");
}
