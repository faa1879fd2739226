//! `oin webhook verify`: what is wrong with a message that a webhook received. It asks neither a
//! database nor a server: whoever writes a receiver runs it where the message arrived.

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use oin_protocol::standard_webhooks::{Refusal, SKEW, Signed, SigningKey};

use super::{print, say};

/// The most bytes that are read of a secret, and of a body.
const LONGEST_SECRET: u64 = 4_096;
const LONGEST_BODY: u64 = 4 * 1024 * 1024;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Check the id, the time and the signature of a received message, each by itself
    Verify {
        /// The header `webhook-id`
        #[arg(long)]
        id: String,
        /// The header `webhook-timestamp`
        #[arg(long)]
        timestamp: String,
        /// The header `webhook-signature`, all of it
        #[arg(long)]
        signature: String,
        /// The file with the body, byte for byte as it came
        #[arg(long, value_name = "FILE")]
        body: PathBuf,
        /// The file with the secret, or with several, one a line; without it they are read from
        /// standard input. A secret is never an argument: others see those
        #[arg(long, value_name = "FILE")]
        secret_file: Option<PathBuf>,
        /// Take a message that was kept: say when it was sent, and refuse no old one
        #[arg(long)]
        kept: bool,
    },
}

/// Runs the command.
///
/// # Errors
/// Files that cannot be read, a text that is no secret; and that the message is not to be taken.
pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    let Command::Verify {
        id,
        timestamp,
        signature,
        body,
        secret_file,
        kept,
    } = command;
    let keys = keys(&secrets(secret_file.as_deref())?)?;
    let body = read(body, LONGEST_BODY).context("the body")?;
    let signed = Signed {
        id,
        timestamp,
        signatures: signature,
    };
    let parts = [
        ("id", id_says(signed)),
        ("timestamp", time_says(signed, *kept, Utc::now())),
        ("signature", signature_says(signed, &keys, &body)),
    ];
    let mut wrong = Vec::new();
    for (part, says) in &parts {
        let (word, text) = match says {
            Ok(text) => ("right", text),
            Err(text) => {
                wrong.push(*part);
                ("WRONG", text)
            }
        };
        print(&format!("{part:<9} {word}: {text}"));
    }
    ensure!(
        wrong.is_empty(),
        "the message is not to be taken: {} is wrong",
        wrong.join(" and ")
    );
    print("The message is to be taken.");
    Ok(())
}

type Says = Result<String, String>;

fn id_says(signed: Signed<'_>) -> Says {
    match signed.judge_id() {
        Ok(()) => Ok(format!(
            "`{}` names the message; keep it, and leave out what comes again",
            signed.id
        )),
        Err(_) if signed.id.is_empty() => Err("there is none. Give the header webhook-id".to_owned()),
        Err(_) => {
            Err("it has a dot, which ends the id in what is signed; no message of ours has one".to_owned())
        }
    }
}

fn time_says(signed: Signed<'_>, kept: bool, now: DateTime<Utc>) -> Says {
    let minutes = SKEW.num_minutes();
    let at = signed
        .sent_at()
        .map_err(|_| "it is no whole number of seconds since 1970".to_owned())?;
    let told = format!("it was sent at {}", at.format("%Y-%m-%dT%H:%M:%SZ"));
    match signed.judge_time(now) {
        Ok(_) => Ok(told),
        Err(_) if kept => Ok(format!(
            "{told}; a receiver refuses what is older than {minutes} minutes"
        )),
        Err(Refusal::TooNew) => Err(format!(
            "{told}, more than {minutes} minutes after this machine's clock ({}). Set the clock",
            now.format("%Y-%m-%dT%H:%M:%SZ")
        )),
        Err(_) => Err(format!(
            "{told}, more than {minutes} minutes ago. Set the clock, or look at a kept message with --kept"
        )),
    }
}

fn signature_says(signed: Signed<'_>, keys: &[SigningKey], body: &[u8]) -> Says {
    match signed.judge_signature(keys, body) {
        Ok(()) => Ok(format!(
            "it fits the secret, over {} bytes of body",
            body.len()
        )),
        Err(Refusal::Unsigned) => Err(
            "no signature begins with `v1,` and goes on in base64. Give all of the header webhook-signature".to_owned(),
        ),
        Err(_) => Err(match hint(signed, keys, body) {
            Some(hint) => format!("it does not fit these {} bytes, but {hint}", body.len()),
            None => "it fits neither the secret nor the body, or one of them: another secret, or a body that was parsed and written again. Id and timestamp are signed as well".to_owned(),
        }),
    }
}

/// What was probably done to the body on the way into the file.
fn hint(signed: Signed<'_>, keys: &[SigningKey], body: &[u8]) -> Option<&'static str> {
    let fits = |body: &[u8]| signed.judge_signature(keys, body).is_ok();
    let trimmed = body.trim_ascii();
    if trimmed != body && fits(trimmed) {
        return Some("it fits without the white space around them: something added a newline");
    }
    let dense = without_blanks(body);
    (dense != body && fits(&dense))
        .then_some("it fits the same JSON without blanks: something parsed it and wrote it again")
}

/// JSON without the blanks between its parts.
fn without_blanks(json: &[u8]) -> Vec<u8> {
    let (mut quoted, mut escaped) = (false, false);
    let kept = json.iter().copied().filter(|byte| {
        let blank = !quoted && byte.is_ascii_whitespace();
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ => {}
        }
        !blank
    });
    kept.collect()
}

fn secrets(file: Option<&Path>) -> anyhow::Result<String> {
    let bytes = if let Some(file) = file {
        read(file, LONGEST_SECRET).context("the secret's file")?
    } else {
        if std::io::stdin().is_terminal() {
            say("The secret, then Ctrl-D:");
        }
        let mut bytes = Vec::new();
        std::io::stdin().take(LONGEST_SECRET).read_to_end(&mut bytes)?;
        bytes
    };
    String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("the secret is no text"))
}

fn keys(text: &str) -> anyhow::Result<Vec<SigningKey>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys: Result<Vec<SigningKey>, _> = lines.map(SigningKey::parse).collect();
    match keys {
        Ok(keys) if keys.is_empty() => {
            bail!("there is no secret. Give it with --secret-file or on standard input")
        }
        Ok(keys) => Ok(keys),
        Err(_) => bail!(
            "this is no secret of a webhook: `whsec_` and the base64 of 24 to 64 bytes. It is not repeated here"
        ),
    }
}

fn read(path: &Path, most: u64) -> anyhow::Result<Vec<u8>> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    ensure!(
        bytes.len() as u64 <= most,
        "{} is longer than {most} bytes",
        path.display()
    );
    Ok(bytes)
}
