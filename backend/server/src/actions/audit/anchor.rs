//! Anchors: seals that are kept outside the database, so that a shortened chain shows.

use std::fmt::Write as _;
use std::io::Write as _;
use std::str::FromStr;

use super::seal;
use crate::actions::{Ctx, Failure};

/// A seal as it is written down outside: `number:hash`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// Its number in the chain.
    pub number: i64,
    /// The seal.
    pub hash: [u8; 32],
}

impl std::fmt::Display for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.number)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is no anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no anchor of the form number:hash, as `oin audit head` prints it")]
pub struct BadAnchor;

impl FromStr for Anchor {
    type Err = BadAnchor;

    fn from_str(text: &str) -> Result<Self, BadAnchor> {
        let (number, hex) = text.trim().split_once(':').ok_or(BadAnchor)?;
        if hex.len() != 64 || !hex.is_ascii() {
            return Err(BadAnchor);
        }
        let mut hash = [0; 32];
        for (place, byte) in hash.iter_mut().enumerate() {
            let digits = hex.get(place * 2..place * 2 + 2).ok_or(BadAnchor)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| BadAnchor)?;
        }
        Ok(Self {
            number: number.parse().map_err(|_| BadAnchor)?,
            hash,
        })
    }
}

/// Writes the last seal into the log, and into the file of `OIN_AUDIT_ANCHOR_FILE`. Says which it
/// was; writes nothing when it is the one of `last`.
///
/// # Errors
/// The database's; the file's.
pub async fn anchor(ctx: &Ctx, last: Option<Anchor>) -> Result<Option<Anchor>, Failure> {
    let head = seal::head(ctx).await?;
    if let Some(head) = head
        && last != Some(head)
    {
        tracing::info!(anchor = %head, "the audit trail's head");
        if let Some(file) = &ctx.anchor_file {
            let mut line = String::new();
            // Writing to a String does not fail.
            let _ = writeln!(line, "{head}");
            let written = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(file)
                .and_then(|mut file| file.write_all(line.as_bytes()));
            written.map_err(|error| {
                Failure::Broken(anyhow::anyhow!(
                    "OIN_AUDIT_ANCHOR_FILE {}: {error}",
                    file.display()
                ))
            })?;
        }
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_read_as_they_are_written() {
        let anchor = Anchor {
            number: 41,
            hash: std::array::from_fn(|place| place as u8 * 7),
        };
        assert_eq!(anchor.to_string().parse(), Ok(anchor));
        for bad in [
            "",
            "41",
            "41:",
            "41:xyz",
            &format!("x:{}", "0".repeat(64)),
            &format!("1:{}", "é".repeat(32)),
        ] {
            assert_eq!(bad.parse::<Anchor>(), Err(BadAnchor), "{bad}");
        }
    }
}
