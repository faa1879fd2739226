//! Submissions: what the database itself refuses.

use std::collections::BTreeSet;

use oin_domain::choice::Choice;
use oin_domain::draft::{Draft, Kept};
use oin_domain::ids::{IntegrationId, OrgId, SubmissionId, UserId};
use oin_domain::integration::Slug;
use oin_domain::submission::{About, At, Editing, Stage, pairs};
use oin_store::{Store, StoreError, StoredSubmission};
use uuid::Uuid;

use crate::cluster::Database;
use crate::people::{org_of, somebody};
use crate::sample::minute;

/// A new draft of a new integration.
pub(crate) async fn draft(store: &Store, org: OrgId, by: UserId) -> StoredSubmission {
    let integration = IntegrationId(Uuid::now_v7());
    store
        .write(async |tx| tx.add_integration(integration, org, minute(0)).await)
        .await
        .unwrap();
    let new = another(org, by, integration);
    store
        .write(async |tx| tx.add_submission(&new).await)
        .await
        .unwrap();
    new
}

fn another(org: OrgId, by: UserId, integration: IntegrationId) -> StoredSubmission {
    let about = About {
        id: SubmissionId(Uuid::now_v7()),
        integration,
        org,
    };
    let (begun, _) = At::<Editing>::begin(about, by, minute(1));
    StoredSubmission {
        submission: begun.any(),
        revision: 1,
        kept: Kept::new(Draft::default()),
        vendor_unconfirmed: false,
        based_on: None,
        submitted: None,
        slug: None,
        created_by: by,
        created_at: minute(1),
        updated_by: by,
        updated_at: minute(1),
        deleted_at: None,
    }
}

#[tokio::test]
async fn the_database_has_the_pairs_of_the_domain() {
    let database = Database::migrated().await;
    let raw = database.raw("oin_app").await;
    let found: BTreeSet<(String, String)> = raw
        .query("SELECT from_stage, to_stage FROM submission_stage_pairs", &[])
        .await
        .unwrap()
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let expected: BTreeSet<(String, String)> = pairs()
        .into_iter()
        .map(|(from, to)| (from.map_or("", Stage::as_str).to_owned(), to.as_str().to_owned()))
        .collect();
    assert_eq!(found, expected);
}

/// Every pair of stages is tried in plain SQL, past all code: the legal ones pass the trigger, the
/// others do not.
#[tokio::test]
async fn moves_that_no_transition_makes_are_refused_in_sql() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let id = draft(&store, org, ada).await.submission.about.id.to_string();
    let mut owner = database.raw("oin_migrate").await;
    // What else a stage needs is not the question here.
    owner
        .batch_execute(
            "ALTER TABLE submissions DROP CONSTRAINT submissions_place_while_with_staff,
                DROP CONSTRAINT submissions_ends_by_itself,
                DROP CONSTRAINT submissions_content_once_submitted;
             DROP TRIGGER submissions_keep_review_time ON submissions",
        )
        .await
        .unwrap();
    let legal: BTreeSet<(Option<Stage>, Stage)> = pairs().into_iter().collect();
    let set =
        "UPDATE submissions SET stage = $2, facts = jsonb_build_object('stage', $2::text), revision = revision + 1
        WHERE id::text = $1";
    let mut refused = 0;
    for from in Stage::ALL {
        for to in Stage::ALL {
            let tx = owner.transaction().await.unwrap();
            tx.batch_execute("ALTER TABLE submissions DISABLE TRIGGER submissions_move_by_pairs")
                .await
                .unwrap();
            tx.execute(set, &[&id, &from.as_str()]).await.unwrap();
            tx.batch_execute("ALTER TABLE submissions ENABLE TRIGGER submissions_move_by_pairs")
                .await
                .unwrap();
            let moved = tx.execute(set, &[&id, &to.as_str()]).await;
            let expected = from == to || legal.contains(&(Some(*from), *to));
            assert_eq!(moved.is_ok(), expected, "{from} → {to}");
            refused += usize::from(moved.is_err());
            tx.rollback().await.unwrap();
        }
    }
    assert_eq!(refused, 16 * 16 - 16 - (legal.len() - 1));
    crate::rows::passed(63, refused);
    // Nothing begins elsewhere than at the draft.
    let row = "INSERT INTO submissions SELECT (jsonb_populate_record(s, jsonb_build_object(
            'id', gen_random_uuid(), 'stage', $2::text, 'facts', jsonb_build_object('stage', $2::text),
            'integration_id', s.integration_id))).* FROM submissions s WHERE s.id::text = $1";
    for stage in Stage::ALL.iter().filter(|stage| **stage != Stage::Draft) {
        let tx = owner.transaction().await.unwrap();
        let began = tx.execute(row, &[&id, &stage.as_str()]).await;
        assert!(began.is_err(), "{stage}");
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn columns_contradict_neither_stage_nor_facts() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let id = draft(&store, org, ada).await.submission.about.id.to_string();
    let app = database.raw("oin_app").await;
    for refused in [
        // A place without the queue, a queue without a place, content without a submit.
        "SET lane = 'wizard', queued_at = now(), due_at = now()",
        "SET lane = 'wizard'",
        "SET content = '{}'",
        "SET facts = '{\"stage\": \"queued\"}', revision = revision + 1",
        "SET stage = 'checking', facts = '{\"stage\": \"checking\"}', revision = revision + 1",
        "SET deleted_at = now()",
        "SET stage = 'nowhere', revision = revision + 1",
        // A move that does not count.
        "SET facts = facts",
        "SET lane = 'fast'",
    ] {
        let sql = format!("UPDATE submissions {refused} WHERE id::text = $1");
        assert!(app.execute(&sql, &[&id]).await.is_err(), "{refused}");
    }
}

#[tokio::test]
async fn an_integration_has_one_open_submission() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let first = draft(&store, org, ada).await.submission.about;
    let second = another(org, ada, first.integration);
    let add = async || store.write(async |tx| tx.add_submission(&second).await).await;
    assert!(matches!(
        add().await,
        Err(StoreError::Taken("submissions_open_key"))
    ));
    // A deleted draft is not in the way, and cannot come back beside another.
    let delete = async |deleted| {
        store
            .write(async |tx| tx.set_submission_deleted(first.id, deleted).await)
            .await
    };
    delete(Some((ada, minute(2)))).await.unwrap();
    assert!(matches!(
        delete(Some((ada, minute(2)))).await,
        Err(StoreError::Stale)
    ));
    add().await.unwrap();
    assert!(matches!(
        delete(None).await,
        Err(StoreError::Taken("submissions_open_key"))
    ));
}

#[tokio::test]
async fn two_who_move_or_save_at_once_are_one_and_one_stale() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let stored = draft(&store, org, ada).await;
    let id = stored.submission.about.id;
    let (next, _) = stored
        .submission
        .clone()
        .apply(
            oin_domain::submission::Command::Withdraw,
            &oin_domain::submission::Actor::Person(oin_domain::submission::Person {
                user: ada,
                orgs: vec![(org, oin_domain::org::OrgRole::Owner)],
                staff: Vec::new(),
            }),
            minute(2),
        )
        .unwrap();
    let advance = async || {
        store
            .write(async |tx| {
                tx.advance_submission(&next, (Stage::Draft, 1), Some(ada), minute(2))
                    .await
            })
            .await
    };
    assert_eq!(advance().await.unwrap(), 2);
    assert!(matches!(advance().await, Err(StoreError::Stale)));
    let save = async || {
        let mut kept = stored.kept.clone();
        kept.revision = 2;
        store
            .write(async |tx| tx.save_draft(id, 1, &kept, ada, minute(2)).await)
            .await
    };
    save().await.unwrap();
    assert!(matches!(save().await, Err(StoreError::Stale)));
    let read = store.read(async |read| read.submission(id).await).await.unwrap();
    assert_eq!((read.submission, read.revision, read.kept.revision), (next, 2, 2));
}

#[tokio::test]
async fn a_slug_stays_and_a_listing_needs_one() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let about = draft(&store, org, ada).await.submission.about;
    let other = draft(&store, org, ada).await.submission.about;
    let slug = |text: &str| Slug::parse(text).unwrap();
    let reserve = async |id, wanted: &[&str]| {
        let wanted: Vec<Slug> = wanted.iter().map(|text| slug(text)).collect();
        store
            .write(async |tx| tx.reserve_slug(id, &wanted).await)
            .await
            .unwrap()
    };
    assert_eq!(reserve(about.integration, &["acme"]).await, Some(slug("acme")));
    assert_eq!(reserve(about.integration, &["other"]).await, Some(slug("acme")));
    assert_eq!(reserve(other.integration, &["acme"]).await, None);
    assert_eq!(
        reserve(other.integration, &["acme", "acme-2"]).await,
        Some(slug("acme-2"))
    );
    let app = database.raw("oin_app").await;
    for refused in ["slug = NULL", "slug = 'else'"] {
        let sql = format!("UPDATE integrations SET {refused} WHERE id::text = $1");
        assert!(
            app.execute(&sql, &[&about.integration.to_string()])
                .await
                .is_err(),
            "{refused}"
        );
    }
    let third = draft(&store, org, ada).await.submission.about;
    app.execute(
        "INSERT INTO listing_versions VALUES ($1::text::uuid, 1, '{}', now(), 'x')",
        &[&third.integration.to_string()],
    )
    .await
    .unwrap();
    let listed = app
        .execute(
            "INSERT INTO listings VALUES ($1::text::uuid, 1, 'live', 'community', 'not_tested', '{}', 'x', 'x', NULL, 'x', '{}', '{hr}', '{saml2}', '{}', false, '{}', 'cloud', NULL, now(), now())",
            &[&third.integration.to_string()],
        )
        .await
        .unwrap_err();
    assert!(
        listed.as_db_error().unwrap().message().contains("needs a slug"),
        "{listed:?}"
    );
}

#[tokio::test]
async fn what_happened_to_a_submission_stays() {
    let database = Database::migrated().await;
    let app = database.raw("oin_app").await;
    for forbidden in [
        "UPDATE submission_events SET action = 'x'",
        "DELETE FROM submission_events",
        "UPDATE submission_messages SET text = 'x'",
        "DELETE FROM submission_messages",
        "UPDATE private_notes SET text = 'x'",
        "DELETE FROM private_notes",
        "UPDATE check_runs SET findings = '[]'",
        "DELETE FROM check_runs",
        "DELETE FROM submissions",
        "INSERT INTO submission_stage_pairs VALUES ('draft', 'published')",
        "DELETE FROM submission_stage_pairs",
        "ALTER TABLE submissions DISABLE TRIGGER ALL",
    ] {
        let error = app.batch_execute(forbidden).await.unwrap_err();
        let denied = error.as_db_error().unwrap().code().code() == "42501";
        assert!(denied, "{forbidden}: {error:?}");
    }
    // Private notes are for the application's own pages of staff, not for the audit's reader.
    let audit = database.raw("oin_audit").await;
    assert!(audit.batch_execute("SELECT * FROM private_notes").await.is_err());
    audit
        .batch_execute("SELECT * FROM submission_events")
        .await
        .unwrap();
}
