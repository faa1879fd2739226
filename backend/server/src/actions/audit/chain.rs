//! What a seal is made of.

use oin_store::{AuditEntry, Read, SecretPlace, StoreError, Tx};
use uuid::Uuid;

use crate::actions::Ctx;
use crate::vault::{Secret, Ticket, Vault, VaultError};

/// The version of the encoding, sealed in with every entry.
const VERSION: u8 = 1;

/// The key of the chain among the sealed secrets: the database alone cannot make a seal, and keys of
/// the key file may come and go.
fn place() -> SecretPlace {
    SecretPlace {
        place: "audit_keys",
        row: Uuid::nil(),
        field: "chain".to_owned(),
        org: None,
        target: String::new(),
    }
}

/// The key; `None` before the first seal.
pub(super) async fn key(ctx: &Ctx, read: &mut Read) -> Result<Option<Secret>, VaultError> {
    match ctx.vault.open(read, &place()).await {
        Err(VaultError::Store(StoreError::Absent)) => Ok(None),
        opened => opened.map(Some),
    }
}

/// Draws the key. Only for an empty chain.
pub(super) async fn make_key(ctx: &Ctx, tx: &mut Tx) -> Result<Secret, VaultError> {
    let key = Ticket::draw("")?.text;
    ctx.vault.seal(tx, &place(), &key, ctx.now()).await?;
    Ok(key)
}

/// The seal `number` over an entry and the seal before; the first has zeros before it.
pub(super) fn code(key: &Secret, number: i64, before: &[u8; 32], entry: &AuditEntry) -> [u8; 32] {
    let id = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec());
    let text = |text: Option<&str>| text.map(|text| text.as_bytes().to_vec());
    let about = entry.about.as_ref();
    let parts: [Option<Vec<u8>>; 15] = [
        Some(vec![VERSION]),
        Some(number.to_be_bytes().to_vec()),
        Some(before.to_vec()),
        Some(entry.id.to_be_bytes().to_vec()),
        Some(entry.at.timestamp_micros().to_be_bytes().to_vec()),
        text(Some(&entry.area)),
        text(Some(&entry.act)),
        id(entry.actor.map(|user| user.0)),
        id(entry.user.map(|user| user.0)),
        id(entry.org.map(|org| org.0)),
        text(about.map(|(kind, id)| format!("{kind}:{id}")).as_deref()),
        text(entry.request_id.as_deref()),
        text(Some(&entry.detail)),
        entry.actor_hash.clone(),
        entry.user_hash.clone(),
    ];
    // What is not there is told from what is empty.
    let framed: Vec<Vec<u8>> = parts
        .into_iter()
        .map(|part| match part {
            None => vec![0],
            Some(mut bytes) => {
                bytes.insert(0, 1);
                bytes
            }
        })
        .collect();
    let parts: Vec<&[u8]> = framed.iter().map(Vec::as_slice).collect();
    Vault::code_under(key, "audit seal", &parts)
}
