//! What the reviewers' pages cost.

use super::{app, desk, queued, reviewer};

#[test]
fn the_queue_takes_six_statements_and_a_submission_ten() {
    let app = app();
    let owner = app.publisher("acme");
    let id = queued(&app, &owner, "Acme Shifts");
    let anna = reviewer(&app, "anna");
    anna.get("/review").expect(200);
    let queue = app.statements_of(|_| drop(anna.get("/review").expect(200)));
    let page = desk(&id);
    let submission = app.statements_of(|_| drop(anna.get(&page).expect(200)));
    println!("the queue takes {queue} statements, a submission {submission}");
    assert!((1..=6).contains(&queue), "{queue}");
    assert!((1..=10).contains(&submission), "{submission}");
}

mod drills {
    use std::time::Instant;

    use super::super::crowds::multiply;
    use super::super::{app, queued, reviewer};
    use crate::harness::figures;

    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn ten_thousand_wait_and_the_queue_is_there_in_a_tenth_of_a_second() {
        let app = app();
        let owner = app.publisher("acme");
        let id = queued(&app, &owner, "Acme Shifts");
        multiply(&app, &id, 9_999);
        let anna = reviewer(&app, "anna");
        let timed = |run: &dyn Fn()| {
            let times = (0..100).map(|_| {
                let began = Instant::now();
                run();
                began.elapsed()
            });
            figures(times.collect())
        };
        let (middle, slow) = timed(&|| drop(anna.get("/review").expect(200)));
        println!("the queue with 10,000: p50 {middle:.1} ms, p99 {slow:.1} ms, goal 100 ms");
        let (claim, slowest) = timed(&|| drop(anna.post("/review/claim", &[]).expect(303)));
        println!("a claim from 10,000: p50 {claim:.1} ms, p99 {slowest:.1} ms, goal 10 ms");
        assert!(middle <= 100.0, "{middle}");
        assert!(claim <= 10.0, "{claim}");
    }
}
