//! Orgs: members, tokens, transfers, trials and domains.

use chrono::TimeDelta;
use oin_domain::ids::{ApiTokenId, IntegrationId, OrgId, TransferId, TrialExtensionId};
use oin_domain::org::{DomainName, OrgRole, ProofMethod, Scope};
use oin_domain::text::Prose;
use oin_store::{ApiToken, MemberChange, NoTransfer, Store, StoreError, Transfer};
use uuid::Uuid;

use crate::cluster::Database;
use crate::people::{digest, fifty, mail, org_of, somebody};
use crate::sample::{listing, minute, publish, with_categories};

#[tokio::test(flavor = "multi_thread")]
async fn an_org_never_loses_its_last_owner() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let bob = somebody(&store, "bob@acme.example").await;
    let org = org_of(&store, ada).await;
    let twice = store
        .write(async |tx| tx.add_member(org, ada, OrgRole::Viewer, minute(1)).await)
        .await;
    assert!(matches!(twice, Err(StoreError::Taken("memberships_pkey"))));
    for round in 0..20 {
        let _ = store.write(async |tx| tx.remove_member(org, bob).await).await;
        store
            .write(async |tx| {
                tx.add_member(org, bob, OrgRole::Owner, minute(1)).await?;
                tx.set_member_role(org, ada, OrgRole::Owner).await
            })
            .await
            .map_or_else(
                |error| panic!("{error:?}"),
                |change| assert_eq!(change, MemberChange::Done),
            );
        let step_down = |who| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(async |tx| tx.set_member_role(org, who, OrgRole::Editor).await)
                    .await
                    .unwrap()
            })
        };
        let (a, b) = (step_down(ada), step_down(bob));
        let mut changes = [a.await.unwrap(), b.await.unwrap()];
        changes.sort_by_key(|change| *change == MemberChange::LastOwner);
        assert_eq!(changes, [MemberChange::Done, MemberChange::LastOwner], "{round}");
        let members = store.read(async |read| read.members(org).await).await.unwrap();
        assert_eq!(members.iter().filter(|m| m.role == OrgRole::Owner).count(), 1);
        if members
            .iter()
            .any(|m| m.user.id == bob && m.role == OrgRole::Owner)
        {
            let _ = store
                .write(async |tx| tx.set_member_role(org, ada, OrgRole::Owner).await)
                .await;
        }
    }
}

#[tokio::test]
async fn another_org_is_the_same_as_none() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let eve = somebody(&store, "eve@evil.example").await;
    let org = org_of(&store, ada).await;
    for (org, who) in [(org, eve), (OrgId(Uuid::now_v7()), ada)] {
        let refused = store.read(async |read| read.membership(org, who).await).await;
        assert!(matches!(refused, Err(StoreError::Absent)));
    }
    let orgs = store.read(async |read| read.orgs_of(ada).await).await.unwrap();
    assert_eq!((orgs[0].0.id, orgs[0].1), (org, OrgRole::Owner));
}

#[tokio::test]
async fn a_token_works_until_it_is_ended_or_expires() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let token = ApiToken {
        id: ApiTokenId(Uuid::now_v7()),
        hint: "oin_AbC-".into(),
        org,
        made_by: Some(ada),
        name: "CI".into(),
        scopes: vec![Scope::SubmissionsRead, Scope::SubmissionsWrite],
        created_at: minute(0),
        expires_at: minute(0) + TimeDelta::days(90),
        used_at: None,
        revoked_at: None,
    };
    store
        .write(async |tx| tx.add_api_token(&token, &digest(1)).await)
        .await
        .unwrap();
    let found = |hash, at| {
        let store = store.clone();
        async move { store.read(async |read| read.api_token(&hash, at).await).await }
    };
    assert_eq!(found(digest(1), minute(1)).await.unwrap(), token);
    for refused in [
        found(digest(2), minute(1)).await,
        found(digest(1), minute(0) + TimeDelta::days(90)).await,
    ] {
        assert!(matches!(refused, Err(StoreError::Absent)));
    }
    store
        .write(async |tx| {
            tx.see_api_token(token.id, minute(2)).await?;
            tx.see_api_token(token.id, minute(2) + TimeDelta::seconds(59))
                .await
        })
        .await
        .unwrap();
    assert_eq!(
        found(digest(1), minute(3)).await.unwrap().used_at,
        Some(minute(2))
    );
    let others = store
        .write(async |tx| {
            tx.revoke_api_token(OrgId(Uuid::now_v7()), token.id, minute(3))
                .await
        })
        .await;
    assert!(matches!(others, Err(StoreError::Absent)));
    store
        .write(async |tx| tx.revoke_api_token(org, token.id, minute(3)).await)
        .await
        .unwrap();
    assert!(found(digest(1), minute(3)).await.is_err());
    let all = store.read(async |read| read.api_tokens(org).await).await.unwrap();
    assert_eq!(all[0].revoked_at, Some(minute(3)));
}

/// An integration of `org`.
async fn integration_of(store: &Store, database: &Database, org: OrgId, slug: &str) -> IntegrationId {
    let id = publish(store, listing(slug, "App")).await.unwrap().id;
    let raw = database.raw("oin_migrate").await;
    raw.batch_execute(&format!(
        "UPDATE integrations SET org_id = '{org}' WHERE id = '{id}'"
    ))
    .await
    .unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_needs_both_sides() {
    let database = Database::migrated().await;
    let store = database.store().await;
    with_categories(&store).await;
    let ada = somebody(&store, "ada@acme.example").await;
    let bob = somebody(&store, "bob@buyer.example").await;
    let (acme, buyer) = (org_of(&store, ada).await, org_of(&store, bob).await);
    let integration = integration_of(&store, &database, acme, "box").await;
    let offer = |from| Transfer {
        id: TransferId(Uuid::now_v7()),
        integration,
        from,
        to_mail: mail("bob@buyer.example"),
        offered_by: Some(ada),
        offered_at: minute(0),
        expires_at: minute(0) + TimeDelta::days(7),
    };
    let (stolen, first, second) = (offer(buyer), offer(acme), offer(acme));
    let not_theirs = store.write(async |tx| tx.offer_transfer(&stolen).await).await;
    assert!(matches!(not_theirs, Err(StoreError::Stale)));
    store
        .write(async |tx| tx.offer_transfer(&first).await)
        .await
        .unwrap();
    let open = store.write(async |tx| tx.offer_transfer(&second).await).await;
    assert!(matches!(open, Err(StoreError::Taken("transfers_open_key"))));
    store
        .write(async |tx| tx.end_transfer(first.id, NoTransfer::Declined, minute(1)).await)
        .await
        .unwrap();
    store
        .write(async |tx| tx.offer_transfer(&second).await)
        .await
        .unwrap();
    let accept = |to, at| {
        let (store, id) = (store.clone(), second.id);
        async move {
            store
                .write(async |tx| tx.accept_transfer(id, to, bob, at).await.map(|_| ()))
                .await
        }
    };
    assert!(
        matches!(accept(acme, minute(2)).await, Err(StoreError::Stale)),
        "to itself"
    );
    let late = minute(0) + TimeDelta::days(7);
    assert!(
        matches!(accept(buyer, late).await, Err(StoreError::Stale)),
        "too late"
    );
    assert_eq!(fifty(|| accept(buyer, minute(2))).await, 1);
    let raw = database.raw("oin_app").await;
    let owner: String = raw
        .query_one(
            &format!("SELECT org_id::text FROM integrations WHERE id = '{integration}'"),
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(owner, buyer.to_string());
}

#[tokio::test]
async fn a_trial_is_prolonged_by_one_answer() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let lead = somebody(&store, "lead@oin.example").await;
    let org = org_of(&store, ada).await;
    let (wish, again) = (TrialExtensionId(Uuid::now_v7()), TrialExtensionId(Uuid::now_v7()));
    let reason = Prose::parse("Our sandbox comes next month.").unwrap();
    store
        .write(async |tx| tx.ask_trial_extension(wish, org, ada, &reason, minute(1)).await)
        .await
        .unwrap();
    let twice = store
        .write(async |tx| tx.ask_trial_extension(again, org, ada, &reason, minute(2)).await)
        .await;
    assert!(matches!(
        twice,
        Err(StoreError::Taken("trial_extensions_open_key"))
    ));
    let open = store
        .read(async |read| read.trial_extensions().await)
        .await
        .unwrap();
    assert_eq!((open.len(), open[0].org, open[0].asked_by), (1, org, Some(ada)));
    let until = minute(0) + TimeDelta::days(60);
    let decided = store
        .write(async |tx| {
            tx.decide_trial_extension(wish, lead, Some(until), minute(3))
                .await
        })
        .await
        .unwrap();
    assert_eq!(decided, org);
    let late = store
        .write(async |tx| tx.decide_trial_extension(wish, lead, None, minute(4)).await)
        .await;
    assert!(matches!(late, Err(StoreError::Stale)));
    let now = store.read(async |read| read.org(org).await).await.unwrap();
    assert_eq!(now.trial_ends_at, Some(until));
}

#[tokio::test]
async fn a_claimed_domain_keeps_its_first_token() {
    let database = Database::migrated().await;
    let store = database.store().await;
    let ada = somebody(&store, "ada@acme.example").await;
    let org = org_of(&store, ada).await;
    let domain = DomainName::parse("acme.example").unwrap();
    let claim = async |token: &str| {
        store
            .write(async |tx| tx.claim_domain(org, &domain, token, minute(0)).await)
            .await
            .unwrap()
    };
    claim("first-token-of-acme").await;
    let kept = claim("second-token-of-acme").await;
    assert_eq!((kept.token.as_str(), kept.proven), ("first-token-of-acme", None));
    store
        .write(async |tx| tx.prove_domain(org, &domain, ProofMethod::Dns, minute(5)).await)
        .await
        .unwrap();
    let domains = store
        .read(async |read| read.org_domains(org).await)
        .await
        .unwrap();
    assert_eq!(domains[0].proven, Some((ProofMethod::Dns, minute(5))));
}
