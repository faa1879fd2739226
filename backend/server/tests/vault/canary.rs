//! Planted secrets are nowhere to be read in the database: not plain, not in base64, hex or
//! percent-encoding.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use oin_domain::account::{LinkKind, MailAddress, PasswordText, SessionPolicy};
use oin_domain::ids::{ApiTokenId, LetterId, LinkId, SessionId, UserId};
use oin_domain::org::Scope;
use oin_domain::text::Line;
use oin_server::passwords::Passwords;
use oin_server::second_factor::{new_recovery_codes, new_seed, written};
use oin_server::vault::{Secret, Ticket, VaultError, fresh_key_file};
use oin_store::{
    ApiToken, LETTER_SECRETS, NewLetter, NewSession, OneTimeLink, SecretPlace, StoreError, User,
};
use serde_json::json;
use uuid::Uuid;

use crate::database::{Database, login_of, now, vault};

/// The forms in which a secret might be lying about, with at least twelve characters each.
fn forms(secret: &[u8]) -> Vec<String> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = secret.iter().map(|byte| format!("%{byte:02X}")).collect();
    let mut forms = vec![hex, percent];
    if let Ok(text) = std::str::from_utf8(secret) {
        forms.push(text.to_owned());
    }
    // Base64 depends on what stands before: three ways, without the ends that depend on neighbours.
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret);
        let text = STANDARD_NO_PAD.encode(bytes);
        let inner = &text[if before == 0 { 0 } else { 4 }..text.len() - 3];
        forms.push(inner.to_owned());
        forms.push(inner.replace('+', "-").replace('/', "_"));
    }
    forms.retain(|form| form.len() >= 12);
    forms
}

/// Every row of every table as text; bytes come as hex.
async fn dump(database: &Database) -> String {
    let raw = database.raw().await;
    let tables = raw
        .query(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
            &[],
        )
        .await
        .unwrap();
    assert!(tables.len() > 30);
    let mut all = String::new();
    for table in tables {
        let name: String = table.get(0);
        let rows = raw
            .query(&format!("SELECT t::text FROM \"{name}\" t"), &[])
            .await
            .unwrap();
        for row in rows {
            all.push_str(&name);
            all.push_str(row.get::<_, &str>(0));
            all.push('\n');
        }
    }
    all
}

#[tokio::test]
async fn planted_secrets_are_nowhere_in_the_database() {
    let database = Database::new().await;
    let org = database.org().await;
    let keys = fresh_key_file().unwrap();
    let vault = vault(&keys);
    let mut planted: Vec<(&str, Vec<u8>)> = Vec::new();
    for line in keys.lines().filter(|line| !line.starts_with('#')) {
        let key = line.split(' ').nth(3).unwrap();
        planted.push((
            "a key of the key file",
            base64::engine::general_purpose::STANDARD.decode(key).unwrap(),
        ));
    }
    for (what, field) in [
        ("a test login's password", "password"),
        ("a provisioning token", "scim_token"),
        ("an OAuth client's secret", "oauth_secret"),
        ("a webhook's secret", "webhook"),
    ] {
        let text = format!("canary-{field}-{}", Uuid::now_v7());
        database.seal(&vault, &login_of(Some(org), field), &text).await;
        planted.push((what, text.into_bytes()));
    }
    let ada = User {
        id: UserId(Uuid::now_v7()),
        mail: MailAddress::parse("ada@acme.example").unwrap(),
        name: Line::parse("Ada").unwrap(),
        created_at: now(),
        confirmed_at: Some(now()),
        disabled_at: None,
    };
    let password = "canary: tulip radar ocean 39";
    planted.push(("a password", password.as_bytes().to_vec()));
    let hash = Passwords::new(vault.clone())
        .hash(PasswordText::typed(password).unwrap())
        .await
        .unwrap();
    let seed = new_seed().unwrap();
    let (codes, code_hashes) = new_recovery_codes().unwrap();
    let [cookie, token, reset] = ["", "oin_", ""].map(|prefix| Ticket::draw(prefix).unwrap());
    planted.push(("a TOTP seed", seed.bytes().to_vec()));
    planted.push(("a TOTP seed as typed", written(&seed).bytes().to_vec()));
    planted.push((
        "a TOTP seed in base 32",
        written(&seed).text().unwrap().replace(' ', "").into_bytes(),
    ));
    planted.push(("a recovery code", codes[0].bytes().to_vec()));
    planted.push(("a session's cookie", cookie.text.bytes().to_vec()));
    planted.push(("an API token", token.text.bytes().to_vec()));
    planted.push(("a reset link", reset.text.bytes().to_vec()));
    let session = NewSession {
        id: SessionId(Uuid::now_v7()),
        user: ada.id,
        policy: SessionPolicy::MEMBER,
        stepped_up_at: None,
        agent: "Browser".into(),
        peer: "192.0.2.1".into(),
        at: now(),
    };
    let api_token = ApiToken {
        id: ApiTokenId(Uuid::now_v7()),
        hint: token.text.text().unwrap()[..8].to_owned(),
        org,
        made_by: Some(ada.id),
        name: "CI".into(),
        scopes: vec![Scope::SubmissionsRead],
        created_at: now(),
        expires_at: now() + chrono::TimeDelta::days(90),
        used_at: None,
        revoked_at: None,
    };
    let link = OneTimeLink {
        id: LinkId(Uuid::now_v7()),
        kind: LinkKind::ResetPassword,
        user: Some(ada.id),
        org: None,
        about: None,
        mail: Some(ada.mail.clone()),
        payload: json!({}),
        created_at: now(),
        expires_at: now() + LinkKind::ResetPassword.lasts(),
    };
    let letter = NewLetter {
        id: LetterId(Uuid::now_v7()),
        kind: "reset_password",
        to_mail: ada.mail.clone(),
        to_name: None,
        user: Some(ada.id),
        payload: json!({ "link": link.id }),
        at: now(),
    };
    let own = |place, row, field: &str| SecretPlace {
        place,
        row,
        field: field.into(),
        org: None,
        target: String::new(),
    };
    let (seed_place, link_place) = (
        own("totp_factors", ada.id.0, "seed"),
        own(LETTER_SECRETS, letter.id.0, "link"),
    );
    let mailed = Secret::new(reset.text.bytes().to_vec());
    database
        .store
        .write(async |tx| {
            tx.add_user(&ada).await?;
            tx.set_password(ada.id, &hash, now()).await?;
            tx.begin_totp(ada.id, now()).await?;
            vault.seal(tx, &seed_place, &seed, now()).await?;
            tx.set_recovery_codes(ada.id, &code_hashes).await?;
            tx.begin_session(&session, &cookie.hash).await?;
            tx.add_api_token(&api_token, &token.hash).await?;
            tx.add_link(&link, &reset.hash).await?;
            tx.post(&letter).await?;
            vault.seal(tx, &link_place, &mailed, now()).await
        })
        .await
        .unwrap();
    let all = dump(&database).await;
    // The dump sees what is there, in the form in which it would see a secret.
    assert!(all.contains("ada@acme.example"));
    assert!(all.contains(&forms(&cookie.hash)[0]));
    let mut looked_for = 0;
    for (what, secret) in &planted {
        for form in forms(secret) {
            assert!(!all.contains(&form), "{what} lies in the database");
            looked_for += 1;
        }
    }
    assert!(looked_for > 60, "{looked_for}");
    // They are there all the same, for who has the keys; and the letter's goes with the letter.
    assert_eq!(
        database.open(&vault, &link_place).await.unwrap().as_bytes(),
        reset.text.bytes()
    );
    let sent: Result<(), StoreError> = database
        .store
        .write(async |tx| {
            let lease = std::time::Duration::from_secs(30);
            let held = tx.claim_letters(1, lease, now()).await?;
            tx.letter_sent(&held[0], now()).await
        })
        .await;
    sent.unwrap();
    let gone = database.open(&vault, &link_place).await;
    assert!(matches!(gone, Err(VaultError::Store(StoreError::Absent))));
}
