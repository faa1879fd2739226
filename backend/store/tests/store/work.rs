//! Jobs, letters, idempotency and rate limits, under concurrency.

use std::collections::HashSet;
use std::time::Duration;

use chrono::TimeDelta;
use oin_domain::account::{Limit, sign_in_buckets};
use oin_domain::ids::{JobId, LetterId};
use oin_store::{Idempotent, NewJob, NewLetter, Store, StoreError, Take, Wake, WorkListener};
use serde_json::json;
use uuid::Uuid;

use crate::cluster::Database;
use crate::people::{digest, mail};
use crate::sample::minute;

const LEASE: Duration = Duration::from_secs(30);

fn job(key: Option<&str>) -> NewJob {
    NewJob {
        id: JobId(Uuid::now_v7()),
        class: "check",
        payload: json!({ "n": 1 }),
        dedup_key: key.map(str::to_owned),
        run_at: minute(0),
        at: minute(0),
    }
}

async fn promise(store: &Store, job: NewJob) {
    store.write(async |tx| tx.promise(&job).await).await.unwrap();
}

async fn claim(store: &Store, limit: u32, lease: Duration) -> Vec<oin_store::ClaimedJob> {
    store
        .write(async |tx| tx.claim_jobs(&["check"], limit, lease, minute(0)).await)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_promises_of_one_thing_are_one_job() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { promise(&store, job(Some("check:box"))).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let held = claim(&store, 10, LEASE).await;
    assert_eq!(held.len(), 1);
    assert_eq!((held[0].attempts, held[0].fence), (1, 1));
    // Promised again while it runs: it runs again afterwards, once.
    promise(&store, job(Some("check:box"))).await;
    promise(&store, job(Some("check:box"))).await;
    assert!(claim(&store, 10, LEASE).await.is_empty());
    store
        .write(async |tx| tx.finish_job(&held[0]).await)
        .await
        .unwrap();
    let again = claim(&store, 10, LEASE).await;
    assert_eq!((again.len(), again[0].attempts, again[0].fence), (1, 1, 2));
    store
        .write(async |tx| tx.finish_job(&again[0]).await)
        .await
        .unwrap();
    assert!(claim(&store, 10, LEASE).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_job_is_ever_held_twice() {
    let database = Database::migrated().await;
    let store = database.store().await;
    store
        .write(async |tx| {
            for _ in 0..300 {
                tx.promise(&job(None)).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let claimers: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let held = claim(&store, 7, LEASE).await;
                    if held.is_empty() {
                        return mine;
                    }
                    mine.extend(held.into_iter().map(|job| job.id));
                }
            })
        })
        .collect();
    let mut seen = HashSet::new();
    for claimer in claimers {
        for id in claimer.await.unwrap() {
            assert!(seen.insert(id), "{id} was held by two");
        }
    }
    assert_eq!(seen.len(), 300);
}

#[tokio::test]
async fn a_job_whose_hold_ran_out_goes_to_the_next_and_its_first_holder_is_not_believed() {
    let database = Database::migrated().await;
    let store = database.store().await;
    promise(&store, job(Some("check:box"))).await;
    let first = claim(&store, 1, Duration::from_millis(150)).await.remove(0);
    assert!(claim(&store, 1, LEASE).await.is_empty());
    tokio::time::sleep(Duration::from_millis(250)).await;
    let second = claim(&store, 1, LEASE).await.remove(0);
    assert_eq!(second.id, first.id);
    assert!(second.fence > first.fence);
    let later = minute(0) + TimeDelta::minutes(5);
    let words: [Result<(), StoreError>; 5] = [
        store.write(async |tx| tx.finish_job(&first).await).await,
        store
            .write(async |tx| tx.retry_job(&first, "x", later).await)
            .await,
        store
            .write(async |tx| tx.park_job(&first, "x", later).await)
            .await,
        store.write(async |tx| tx.hand_back_job(&first).await).await,
        store
            .write(async |tx| tx.renew_job(&first, LEASE).await.map(|_| ()))
            .await,
    ];
    for word in words {
        assert!(matches!(word, Err(StoreError::Stale)), "{word:?}");
    }
    let until = store
        .write(async |tx| tx.renew_job(&second, Duration::from_secs(90)).await)
        .await
        .unwrap();
    assert!(until > second.locked_until);
    store
        .write(async |tx| tx.retry_job(&second, "no route to host", later).await)
        .await
        .unwrap();
    assert!(claim(&store, 1, LEASE).await.is_empty(), "not yet due");
    let third = store
        .write(async |tx| tx.claim_jobs(&["check"], 1, LEASE, later).await)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(third.attempts, 3);
    store
        .write(async |tx| tx.park_job(&third, "gave up", later).await)
        .await
        .unwrap();
    let counts = store.read(async |read| read.job_counts().await).await.unwrap();
    assert_eq!((counts[0].open, counts[0].parked), (0, 1));
    // The same work may be promised while it is parked; then the parked one just goes.
    promise(&store, job(Some("check:box"))).await;
    store
        .write(async |tx| tx.unpark_job(third.id, later).await)
        .await
        .unwrap();
    assert_eq!(claim(&store, 9, LEASE).await.len(), 1);
}

#[tokio::test]
async fn a_stopping_worker_hands_its_jobs_back() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let mut listener = WorkListener::connect(&database.url("oin_app")).await.unwrap();
    promise(&store, job(None)).await;
    assert_eq!(
        listener.next(Duration::from_secs(5)).await.unwrap(),
        Wake::Notified
    );
    let held = claim(&store, 1, LEASE).await.remove(0);
    store
        .write(async |tx| tx.hand_back_job(&held).await)
        .await
        .unwrap();
    assert_eq!(
        listener.next(Duration::from_secs(5)).await.unwrap(),
        Wake::Notified
    );
    assert_eq!(claim(&store, 1, LEASE).await[0].attempts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_go_with_their_transaction_and_are_held_by_one() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let letter = || NewLetter {
        id: LetterId(Uuid::now_v7()),
        kind: "welcome",
        to_mail: mail("ada@acme.example"),
        to_name: Some("Ada".into()),
        user: None,
        payload: json!({ "org": "Acme" }),
        at: minute(0),
    };
    let (kept, undone) = (letter(), letter());
    let new: [bool; 2] = store
        .write(async |tx| Ok::<_, StoreError>([tx.post(&kept).await?, tx.post(&kept).await?]))
        .await
        .unwrap();
    assert_eq!(new, [true, false]);
    let failed: Result<(), StoreError> = store
        .write(async |tx| {
            tx.post(&undone).await?;
            Err(StoreError::Stale)
        })
        .await;
    assert!(failed.is_err());
    let take = |lease| {
        let store = store.clone();
        async move {
            store
                .write(async |tx| tx.claim_letters(10, lease, minute(0)).await)
                .await
                .unwrap()
        }
    };
    let (a, b) = tokio::join!(take(Duration::from_millis(300)), take(Duration::from_millis(300)));
    assert_eq!(a.len() + b.len(), 1);
    let first = a.into_iter().chain(b).next().unwrap();
    assert_eq!((first.id, first.attempts), (kept.id, 1));
    tokio::time::sleep(Duration::from_millis(400)).await;
    let second = take(LEASE).await.remove(0);
    assert!(second.fence > first.fence);
    let late = store
        .write(async |tx| tx.letter_sent(&first, minute(1)).await)
        .await;
    assert!(matches!(late, Err(StoreError::Stale)));
    store
        .write(async |tx| tx.letter_failed(&second, "550 no such mailbox", None).await)
        .await
        .unwrap();
    let parked = store
        .read(async |read| read.parked_letters(9).await)
        .await
        .unwrap();
    assert_eq!(parked[0].problem.as_deref(), Some("550 no such mailbox"));
    store
        .write(async |tx| tx.unpark_letter(kept.id, minute(0)).await)
        .await
        .unwrap();
    let third = take(LEASE).await.remove(0);
    store
        .write(async |tx| tx.letter_sent(&third, minute(1)).await)
        .await
        .unwrap();
    assert!(take(LEASE).await.is_empty());
    let forgotten = store
        .write(async |tx| tx.forget_letters(minute(5)).await)
        .await
        .unwrap();
    assert_eq!(forgotten, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_idempotency_key_has_one_effect() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let actor = Uuid::now_v7();
    let send = |actor: Uuid, request: [u8; 32], at| {
        let store = store.clone();
        async move {
            store
                .write(
                    async |tx| match tx.begin_idempotent(actor, "key", &request, at).await? {
                        Idempotent::First => {
                            let job = job(None);
                            tx.promise(&job).await?;
                            let answer = json!({ "job": job.id });
                            tx.answer_idempotent(actor, "key", &answer).await?;
                            Ok::<_, StoreError>((true, Some(answer)))
                        }
                        Idempotent::Answered(answer) => Ok((false, Some(answer))),
                        Idempotent::Different => Ok((false, None)),
                    },
                )
                .await
                .unwrap()
        }
    };
    let tasks: Vec<_> = (0..50)
        .map(|_| tokio::spawn(send(actor, digest(1), minute(0))))
        .collect();
    let mut answers = HashSet::new();
    let mut firsts = 0;
    for task in tasks {
        let (first, answer) = task.await.unwrap();
        firsts += usize::from(first);
        answers.insert(answer.unwrap().to_string());
    }
    assert_eq!((firsts, answers.len()), (1, 1));
    assert_eq!(
        send(actor, digest(2), minute(1)).await,
        (false, None),
        "another request"
    );
    assert!(
        send(Uuid::now_v7(), digest(1), minute(1)).await.0,
        "another person's key"
    );
    let failed: Result<(), StoreError> = store
        .write(async |tx| {
            let begun = tx.begin_idempotent(actor, "other", &digest(3), minute(0)).await?;
            assert_eq!(begun, Idempotent::First);
            Err(StoreError::Stale)
        })
        .await;
    assert!(failed.is_err());
    let again = store
        .write(async |tx| {
            let begun = tx.begin_idempotent(actor, "other", &digest(3), minute(0)).await?;
            tx.answer_idempotent(actor, "other", &json!({})).await?;
            Ok::<_, StoreError>(begun)
        })
        .await
        .unwrap();
    assert_eq!(again, Idempotent::First, "a failure leaves the key free");
    let day_later = minute(0) + TimeDelta::hours(24);
    assert!(send(actor, digest(2), day_later).await.0);
    assert_eq!(claim(&store, 99, LEASE).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_gives_what_it_holds_and_fills_evenly() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let take = |buckets: Vec<oin_domain::account::Bucket>, at| {
        let store = store.clone();
        async move { store.write(async |tx| tx.take(&buckets, at).await).await.unwrap() }
    };
    let factor = || vec![Limit::SECOND_FACTOR.of("ada")];
    let tasks: Vec<_> = (0..50).map(|_| tokio::spawn(take(factor(), minute(0)))).collect();
    let mut allowed = 0;
    for task in tasks {
        match task.await.unwrap() {
            Take::Allowed => allowed += 1,
            Take::Refused { retry_at } => assert_eq!(retry_at, minute(3)),
        }
    }
    assert_eq!(allowed, 5);
    assert_eq!(
        take(factor(), minute(2)).await,
        Take::Refused { retry_at: minute(3) }
    );
    assert_eq!(take(factor(), minute(3)).await, Take::Allowed);
    assert_ne!(take(factor(), minute(3)).await, Take::Allowed);
    // Somebody guesses all day from everywhere: the owner's own browser still gets in.
    for n in 0..200 {
        let peer = format!("192.0.2.{n}");
        let _ = take(sign_in_buckets("ada", None, &peer), minute(5)).await;
    }
    assert_ne!(
        take(sign_in_buckets("ada", None, "198.51.100.7"), minute(5)).await,
        Take::Allowed
    );
    assert_eq!(
        take(sign_in_buckets("ada", Some("laptop"), "198.51.100.7"), minute(5)).await,
        Take::Allowed
    );
    assert_eq!(
        take(sign_in_buckets("bob", None, "198.51.100.7"), minute(5)).await,
        Take::Allowed
    );
    // One peer, a thousand accounts.
    let mut through = 0;
    for n in 0..100 {
        let tried = take(sign_in_buckets(&format!("p{n}"), None, "203.0.113.9"), minute(5)).await;
        through += usize::from(tried == Take::Allowed);
    }
    assert_eq!(through, 50);
    store
        .write(async |tx| tx.refill(&Limit::SECOND_FACTOR.of("ada")).await)
        .await
        .unwrap();
    assert_eq!(take(factor(), minute(5)).await, Take::Allowed);
    let full = store
        .write(async |tx| tx.forget_full_buckets(minute(5) + TimeDelta::days(1)).await)
        .await
        .unwrap();
    assert!(full > 300, "{full}");
}
