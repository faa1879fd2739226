//! Answers by mail: into the thread, by those who may write there.

use oin_domain::account::MailAddress;
use oin_domain::ids::{SubmissionId, UserId};
use oin_domain::org::Act;
use oin_domain::submission::Side;
use oin_domain::text::Prose;
use oin_store::{Message, StoreError};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::refusal;
use super::thread::add_message;
use crate::actions::{Ctx, Failure};

/// Somebody who may write into a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub user: UserId,
    /// Their address.
    pub mail: MailAddress,
    /// For which side they write.
    pub side: Side,
}

/// An answer by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByMail {
    /// The thread.
    pub submission: SubmissionId,
    /// What tells this message from any other: its Message-ID, or else all of it.
    pub message: Vec<u8>,
    /// What was written, without what it quotes.
    pub text: String,
}

/// Who may write into a submission's thread: the org's editors and owners, and the network's staff.
/// Whoever is both writes for their org.
///
/// # Errors
/// `not_found` when there is no such submission.
pub async fn readers(ctx: &Ctx, submission: SubmissionId) -> Result<Vec<Reader>, Failure> {
    ctx.store
        .read(async |read| {
            let stored = match read.submission(submission).await {
                Err(StoreError::Absent) => return Err(Failure::NotFound("thread")),
                found => found?,
            };
            if stored.deleted_at.is_some() {
                return Err(Failure::NotFound("thread"));
            }
            let members = read.members(stored.submission.about.org).await?;
            let mut readers: Vec<Reader> = members
                .into_iter()
                .filter(|member| member.role.may(Act::Edit) && member.user.disabled_at.is_none())
                .map(|member| Reader {
                    user: member.user.id,
                    mail: member.user.mail,
                    side: Side::Isv,
                })
                .collect();
            for (user, _) in read.staff().await? {
                let known = readers.iter().any(|reader| reader.user == user.id);
                if !known && user.disabled_at.is_none() {
                    readers.push(Reader {
                        user: user.id,
                        mail: user.mail,
                        side: Side::Staff,
                    });
                }
            }
            Ok(readers)
        })
        .await
}

/// Puts an answer by mail into the thread. The same message again changes nothing. It moves
/// nothing either: an answer to a question that a stage waits for is given in the portal.
///
/// # Errors
/// `not_found`; `missing` or `bad_value` for the text.
pub async fn by_mail(ctx: &Ctx, reader: &Reader, mail: &ByMail) -> Result<(), Failure> {
    let text = Prose::parse(&mail.text).map_err(|error| refusal::text("message", &error))?;
    let message = Message {
        id: id_of(mail),
        at: ctx.now(),
        side: reader.side,
        by: reader.user,
        text,
    };
    let added = ctx.store.write(async |tx| {
        let stored = tx.hold_submission(mail.submission).await?;
        if stored.deleted_at.is_some() {
            return Err(Failure::NotFound("thread"));
        }
        let thread = tx.thread(mail.submission).await?;
        if thread.iter().any(|known| known.id == message.id) {
            return Ok(());
        }
        add_message(tx, ctx, &stored, &message).await
    });
    added.await
}

/// The id of the message that a mail becomes: mail servers deliver at least once.
fn id_of(mail: &ByMail) -> Uuid {
    let digest = Sha256::new()
        .chain_update(b"oin message by mail\0")
        .chain_update(mail.submission.0.as_bytes())
        .chain_update(&mail.message)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
