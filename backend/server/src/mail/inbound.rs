//! What becomes of mail that comes in, by whichever door.

use crate::actions::submissions::{self, ByMail};
use crate::actions::{Code, Ctx, Failure, letters};

use super::Addresses;
use super::receive::{Incoming, Reply, read};

/// The longest message that is read, in bytes.
pub const LONGEST: usize = 25 * 1024 * 1024;

/// Takes a message in; `to` is the envelope's recipient when the mail server says it. Says in a
/// sentence what became of it.
///
/// # Errors
/// `not_found` when it is for none of our addresses, or its address was given to somebody else;
/// `forbidden` when its sender is not the person to whom its address was given; `bad_body` when it
/// is no message; `missing` and `bad_value` for its text.
pub async fn take_in(
    ctx: &Ctx,
    addresses: &Addresses,
    bytes: &[u8],
    to: Option<&str>,
) -> Result<String, Failure> {
    match read(addresses, bytes, to) {
        Incoming::Bounce { letter, reason } => match letters::bounced(ctx, letter, &reason).await {
            Ok(_) => Ok(format!("letter {letter} came back: {reason}")),
            Err(Failure::NotFound(_)) => Ok(format!("letter {letter} is forgotten by now")),
            Err(failure) => Err(failure),
        },
        Incoming::Notice => Ok("a machine wrote it, and no letter came back: nothing to do".to_owned()),
        Incoming::Reply(reply) => answer(ctx, addresses, reply).await,
        Incoming::Stranger => Err(Failure::NotFound("address")),
        Incoming::Unreadable => Err(Failure::refused(Code::BadBody, "This is no mail message.")),
    }
}

async fn answer(ctx: &Ctx, addresses: &Addresses, reply: Reply) -> Result<String, Failure> {
    let readers = submissions::readers(ctx, reply.submission).await?;
    let given = addresses.replied(&reply.to, readers.iter().map(|reader| &reader.mail));
    // The address alone proves nothing about its sender: a letter may be passed on. The sender's
    // own address can be made up, but not together with the address that only they were given.
    let reader = given.and_then(|(_, mail)| readers.iter().find(|reader| reader.mail == *mail));
    let reader = reader.ok_or(Failure::NotFound("thread"))?;
    let from = reply.from.as_ref().map(|from| from.folded());
    if from != Some(reader.mail.folded()) {
        return Err(Failure::refused(
            Code::Forbidden,
            "The address that was answered to was given to somebody else. Answer from the mail address of your account, or write in the thread of the submission.",
        ));
    }
    let mail = ByMail {
        submission: reply.submission,
        message: reply.id,
        text: reply.text,
    };
    submissions::by_mail(ctx, reader, &mail).await?;
    Ok(format!(
        "an answer into the thread of submission {}",
        reply.submission
    ))
}
