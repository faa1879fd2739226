//! The database's shape.

use std::collections::BTreeSet;

use oin_domain::account::{LinkKind, StaffRole, StaffScope};
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::integration::{Class, Deployment, Lane, Operation, PictureForm, PictureKind};
use oin_domain::listing::{ClaimState, Flag, Health, Stage, Tier, Topic};
use oin_domain::org::{OrgRole, ProofMethod, Scope};
use oin_domain::webhook::EventKind;
use oin_store::{StoreError, check_schema, migrate, migrations, pending, revert_all};

use crate::cluster::Database;

#[tokio::test]
async fn migrations_go_up_down_and_up() {
    let database = Database::empty().await;
    let url = database.url("oin_migrate");
    let all = pending(&url).await.unwrap();
    assert_eq!(all.len(), migrations());
    assert_eq!(migrate(&url).await.unwrap(), all);
    assert!(
        pending(&database.url("oin_app")).await.unwrap().is_empty(),
        "the application may ask"
    );
    check_schema(&url).await.unwrap();
    assert_eq!(revert_all(&url).await.unwrap().len(), all.len());
    let left: i64 = database
        .raw("oin_migrate")
        .await
        .query_one(
            "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
                     AND relname NOT LIKE '\\_\\_diesel%')
                  + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                     AND proname NOT LIKE 'diesel%')",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 0);
    assert_eq!(migrate(&url).await.unwrap(), all);
    check_schema(&url).await.unwrap();
}

#[tokio::test]
async fn processes_that_migrate_at_once_do_it_once() {
    let database = Database::empty().await;
    let url = database.url("oin_migrate");
    let (a, b, c) = tokio::join!(migrate(&url), migrate(&url), migrate(&url));
    let mut counts = [a.unwrap().len(), b.unwrap().len(), c.unwrap().len()];
    counts.sort_unstable();
    assert_eq!(counts, [0, 0, migrations()]);
}

#[tokio::test]
async fn a_changed_schema_is_named() {
    let database = Database::migrated().await;
    let raw = database.raw("oin_migrate").await;
    raw.batch_execute("ALTER TABLE orgs ALTER COLUMN name DROP NOT NULL")
        .await
        .unwrap();
    let Err(StoreError::Broken(cause)) = check_schema(&database.url("oin_migrate")).await else {
        panic!("the difference was not seen");
    };
    assert_eq!(
        cause.to_string(),
        "schema.rs says `name -> Text,`, the database `name -> Nullable<Text>,`"
    );
}

#[tokio::test]
async fn closed_lists_are_the_domains() {
    let database = Database::migrated().await;
    let raw = database.raw("oin_migrate").await;
    let rows = raw
        .query(
            "SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname LIKE '%\\_values'",
            &[],
        )
        .await
        .unwrap();
    fn list<T: Choice>() -> BTreeSet<String> {
        T::ALL.iter().map(|choice| choice.as_str().to_owned()).collect()
    }
    let mut checked = 0;
    for row in rows {
        let (name, definition): (String, String) = (row.get(0), row.get(1));
        let expected = match name.as_str() {
            "files_kind_values" => list::<PictureKind>(),
            "file_renditions_form_values" => list::<PictureForm>(),
            "listings_stage_values" => list::<Stage>(),
            "listings_tier_values" => list::<Tier>(),
            "listings_tested_values" => list::<Health>(),
            "listings_flags_values" => list::<Flag>(),
            "listings_sign_on_values" => list::<SignOn>(),
            "listings_flows_values" => list::<Flow>(),
            "listings_operations_values" => list::<Operation>(),
            "listings_deployment_values" => list::<Deployment>(),
            "memberships_role_values" => list::<OrgRole>(),
            "staff_roles_role_values" => list::<StaffRole>(),
            "one_time_links_kind_values" => list::<LinkKind>(),
            "org_domains_method_values" => list::<ProofMethod>(),
            "api_tokens_scopes_values" => list::<Scope>(),
            "staff_tokens_scopes_values" => list::<StaffScope>(),
            "submissions_stage_values" => list::<oin_domain::submission::Stage>(),
            "problem_reports_topic_values" => list::<Topic>(),
            "claims_state_values" => list::<ClaimState>(),
            "review_times_lane_values" => list::<Lane>(),
            "listing_versions_class_values" => list::<Class>(),
            "submissions_lane_values" => list::<Lane>(),
            "reviews_sign_on_values" => list::<SignOn>(),
            "reviews_proposed_cause_values" => list::<oin_domain::review::Cause>(),
            "review_ticks_item_values" => list::<oin_domain::review::Item>(),
            "manual_runs_flow_values" => list::<Flow>(),
            "verifications_stage_values" => list::<oin_domain::verification::Stage>(),
            "evidence_subject_values" => list::<oin_domain::verification::Subject>(),
            "evidence_kind_values" => list::<oin_domain::verification::RunKind>(),
            "evidence_outcome_values" => list::<oin_domain::verification::Outcome>(),
            "provisioning_requests_stage_values" => list::<oin_domain::provisioning::Stage>(),
            "provisioning_votes_size_values" => list::<oin_domain::provisioning::OrgSize>(),
            "webhooks_kinds_values" => list::<EventKind>()
                .into_iter()
                .filter(|kind| kind != EventKind::Test.as_str())
                .collect(),
            "webhooks_state_values" => list::<oin_domain::webhook::State>(),
            "webhooks_cause_values" => list::<oin_domain::webhook::Cause>(),
            "webhook_deliveries_kind_values" => list::<EventKind>(),
            "webhook_deliveries_state_values" => list::<oin_domain::webhook::DeliveryState>(),
            // Lists that only the store knows.
            "changes_kind_values"
            | "data_keys_state_values"
            | "integrations_visibility_values"
            | "letters_state_values"
            // The two sides that write: the system and nobody do not.
            | "submission_messages_side_values"
            | "transfers_state_values"
            | "trial_extensions_state_values" => continue,
            other => panic!("{other} is compared with nothing"),
        };
        let found: BTreeSet<String> = definition
            .split('\'')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect();
        assert_eq!(found, expected, "{name}");
        checked += 1;
    }
    assert_eq!(checked, 37);
}

#[tokio::test]
async fn the_application_cannot_rewrite_what_happened() {
    let database = Database::migrated().await;
    let app = database.raw("oin_app").await;
    for forbidden in [
        "UPDATE manual_runs SET passed = true",
        "UPDATE run_pictures SET at = now()",
        "DELETE FROM secret_reveals",
        "DELETE FROM audit_draws",
        "UPDATE listing_versions SET source = 'x'",
        "DELETE FROM listing_versions",
        "UPDATE listing_events SET reason = 'x'",
        "DELETE FROM listing_events",
        "UPDATE changes SET slug = 'x'",
        "DELETE FROM changes",
        "DELETE FROM integrations",
        "DELETE FROM listings",
        "TRUNCATE catalog_state",
        "CREATE TABLE mine ()",
    ] {
        let error = app.batch_execute(forbidden).await.unwrap_err();
        let code = error.code().unwrap();
        assert_eq!(
            *code,
            tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE,
            "{forbidden}"
        );
    }
}
