//! D9: many who want the same, in a database that asks to begin again.

use std::sync::atomic::{AtomicUsize, Ordering};

use oin_domain::account::StaffRole;

use super::counted;
use crate::harness::{Chance, TestApp, wait};
use crate::publishing::{BOOKMARK, app, queued};

/// How many reviewers write at the same time.
const WRITERS: usize = 16;
/// About how many submissions they quarrel.
const SUBMISSIONS: usize = 4;

/// Makes every sixteenth change of a submission fail as a lost serialization or as a deadlock does.
const CLASHES: &str = "
    CREATE SEQUENCE drill_clashes;
    CREATE FUNCTION drill_clash() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE n bigint := nextval('drill_clashes');
    BEGIN
        IF n % 32 = 0 THEN RAISE EXCEPTION USING ERRCODE = '40001', MESSAGE = 'induced'; END IF;
        IF n % 32 = 16 THEN RAISE EXCEPTION USING ERRCODE = '40P01', MESSAGE = 'deadlock detected'; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER drill_clash BEFORE UPDATE ON submissions FOR EACH ROW EXECUTE FUNCTION drill_clash();";

/// What each writer saw.
#[derive(Default)]
struct Tally {
    claimed: AtomicUsize,
    released: AtomicUsize,
    told: AtomicUsize,
}

fn quarrel(app: &TestApp, number: usize, ids: &[String], moves: usize, tally: &Tally) {
    let mail = format!("reviewer{number}@network.test");
    let person = app.staff(&mail, &[StaffRole::Reviewer]);
    person.get("/review").expect(200);
    let mut chance = Chance::from(number as u64 + 1);
    for _ in 0..moves {
        let id = &ids[usize::try_from(chance.below(ids.len() as u64)).unwrap()];
        let answer = person.post(&format!("/review/submissions/{id}/do/claim"), &[]);
        match answer.status {
            303 => tally.claimed.fetch_add(1, Ordering::Relaxed),
            // Somebody else was first.
            403 | 409 => {
                tally.told.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            status => panic!("{}: {status}: {}", answer.asked, answer.text()),
        };
        // Who has it can give it back, whatever the others try.
        let note = [("note", "Over to you."), ("then", "send")];
        person
            .post(&format!("/review/submissions/{id}/decide/release"), &note)
            .expect(303);
        tally.released.fetch_add(1, Ordering::Relaxed);
    }
}

/// Every writer tries `moves` claims, and gives back what it got.
fn all_quarrel(moves: usize) {
    let app = app();
    let owner = app.publisher("acme");
    let ids: Vec<String> = (0..SUBMISSIONS)
        .map(|number| queued(&app, &owner, &format!("Acme Quarrel {number}"), &BOOKMARK))
        .map(|place| place.rsplit('/').next().unwrap().to_owned())
        .collect();
    wait(app.database().raw().batch_execute(CLASHES)).unwrap();
    let tally = Tally::default();
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let (app, ids, tally) = (&app, &ids, &tally);
            scope.spawn(move || quarrel(app, number, ids, moves, tally));
        }
    });
    let raw = app.database().raw();
    let count = |sql: &str| counted(&raw, sql);
    let (claimed, released) = (tally.claimed.into_inner(), tally.released.into_inner());
    let induced = count("SELECT last_value FROM drill_clashes") / 16;
    // What was answered is what is written: no move was lost, and none was made twice.
    let of = |action: &str| {
        count(&format!(
            "SELECT count(*) FROM submission_events WHERE action = '{action}'"
        ))
    };
    assert_eq!((of("claim"), of("release")), (claimed, released));
    // Each move begins where the last one ended, and the submission stands where the last one leads.
    let broken = count(
        "SELECT count(*) FROM (
             SELECT from_stage, lag(to_stage) OVER (PARTITION BY submission_id ORDER BY id) AS before
             FROM submission_events) AS moves
         WHERE from_stage IS DISTINCT FROM before",
    );
    let astray = count(
        "SELECT count(*) FROM submissions s WHERE s.stage <>
             (SELECT to_stage FROM submission_events e WHERE e.submission_id = s.id ORDER BY id DESC LIMIT 1)",
    );
    let tried = WRITERS * moves;
    let total = claimed + tally.told.into_inner();
    println!(
        "D9, {WRITERS} writers on {SUBMISSIONS} submissions: {claimed} claims, {released} releases, {induced} clashes induced, {broken} broken histories, {astray} astray; passed {total}/{tried}"
    );
    assert_eq!((broken, astray, total), (0, 0, tried));
    assert!(claimed == released && claimed > moves && induced > 0);
}

#[test]
fn sixteen_who_quarrel_in_a_clashing_database_see_no_error() {
    all_quarrel(12);
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn d9_sixteen_writers_with_a_thousand_moves_each() {
        super::all_quarrel(1_000);
    }
}
