//! What an autosave costs.

use super::begin;
use crate::harness::{Answer, Person, TestApp};

/// Saves one field as the script does, from revision `base`.
#[track_caller]
fn autosave(person: &Person<'_>, draft: &str, base: u64, field: (&str, &str)) -> Answer {
    let base = base.to_string();
    let path = format!("{draft}/general/autosave");
    person.post(&path, &[("base", &base), field]).expect(200)
}

#[test]
fn an_autosave_takes_five_statements_at_most() {
    let app = TestApp::start();
    let owner = app.publisher("acme");
    let draft = begin(&owner, "Acme Typing");
    // The first edit is an event, the names are gathered once.
    let mut revision = 1;
    let mut save = |field: (&str, &str)| {
        let answer = autosave(&owner, &draft, revision, field).json();
        revision = answer["revision"].as_u64().unwrap();
    };
    save(("summary", "Plans"));
    let took = app.statements_of(|n| save(("summary", &format!("Plans shifts {n}"))));
    println!("an autosave takes {took} statements");
    assert!((1..=5).contains(&took), "{took}");
    // The boxes of a list need to know what is there: one more read.
    let boxes = |n: usize| {
        let chosen = ["hr", "finance"][n % 2];
        let base = revision.to_string();
        let fields = [
            ("base", base.as_str()),
            ("many", "categories"),
            ("categories", chosen),
        ];
        let path = format!("{draft}/general/autosave");
        owner.post(&path, &fields).expect(200);
    };
    let took = app.statements_of(boxes);
    assert!((1..=6).contains(&took), "{took}");
}

mod drills {
    use std::time::Instant;

    use super::{TestApp, autosave, begin};
    use crate::harness::figures;

    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn an_autosave_takes_fifteen_milliseconds_at_most() {
        let app = TestApp::start();
        let owner = app.publisher("acme");
        let draft = begin(&owner, "Acme Timed");
        let mut revision = 1;
        let mut times = Vec::new();
        for n in 0..300 {
            let text = format!("Plans shifts and tracks leave, version {n}.");
            let began = Instant::now();
            let answer = autosave(&owner, &draft, revision, ("summary", &text));
            times.push(began.elapsed());
            revision = answer.json()["revision"].as_u64().unwrap();
        }
        let (middle, slow) = figures(times);
        println!("autosave: p50 {middle:.1} ms, p99 {slow:.1} ms, goal 15 ms");
        assert!(middle <= 15.0, "{middle}");
    }
}
