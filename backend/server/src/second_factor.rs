//! Codes from authenticator apps (TOTP, RFC 6238) and recovery codes.

use chrono::{DateTime, Utc};
use oin_store::Digest;
use totp_rs::{Builder, TotpError};
use zeroize::Zeroizing;

use crate::vault::{Secret, VaultError, digest};

/// Seconds a code counts (RFC 6238, 5.2).
const STEP: u64 = 30;
/// Steps before and after the present one that are accepted, for clocks that differ.
const SKEW: u16 = 1;
/// How many recovery codes a person gets.
const RECOVERY_CODES: usize = 10;
/// What a recovery code is written with: no letter that looks like a digit (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new seed of 160 bits (RFC 4226, 4, R6), to be sealed.
///
/// # Errors
/// [`VaultError::Randomness`].
pub fn new_seed() -> Result<Secret, VaultError> {
    let mut seed = vec![0; 20];
    getrandom::fill(&mut seed).map_err(VaultError::Randomness)?;
    Ok(Secret::new(seed))
}

/// A seed out of how people write it: base 32, blanks dropped.
pub fn read_seed(text: &str) -> Option<Secret> {
    let plain = Zeroizing::new(text.split_whitespace().collect::<String>());
    let read = totp_rs::Secret::try_from_base32(plain.as_str()).ok()?;
    Some(Secret::new(read.as_bytes().to_vec()))
}

/// The step whose code this is, if it is one of the three that are accepted at `now`. The caller
/// uses the step up with `Tx::use_totp_step`: a code counts once.
///
/// Six digits; blanks between them are dropped.
pub fn step_of(seed: &Secret, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let now = u64::try_from(now.timestamp()).ok()?;
    let code: Zeroizing<String> =
        Zeroizing::new(code.chars().filter(|c| !c.is_whitespace()).take(7).collect());
    let step = builder(seed).build().ok()?.check(&code, now)?;
    i64::try_from(step).ok()
}

/// The code of a seed at `now`, and until when it counts: for showing what an authenticator app
/// would show, without the seed. Nothing for a seed that is too short.
pub fn code_at(seed: &Secret, now: DateTime<Utc>) -> Option<(Secret, DateTime<Utc>)> {
    let seconds = u64::try_from(now.timestamp()).ok()?;
    let code = builder(seed).build().ok()?.generate(seconds);
    let left = i64::try_from(STEP - seconds % STEP).ok()?;
    Some((
        Secret::from_text(code.to_string()),
        now + chrono::TimeDelta::seconds(left),
    ))
}

/// The address that an authenticator app reads from a QR code: it holds the seed.
///
/// # Errors
/// [`TotpError`] when a name is empty or holds a colon.
pub fn address(seed: &Secret, account: &str, issuer: &str) -> Result<Secret, TotpError> {
    let totp = builder(seed)
        .with_account_name(account)
        .with_issuer(Some(issuer))
        .build()?;
    totp.to_url().map(Secret::from_text)
}

/// The seed as people type it into an app: base 32, in groups of four.
pub fn written(seed: &Secret) -> Secret {
    let base32 = Zeroizing::new(totp_rs::Secret::from(seed.bytes()).to_base32());
    let mut text = String::with_capacity(base32.len() * 2);
    for (at, c) in (0..).zip(base32.chars()) {
        if at > 0 && at % 4 == 0 {
            text.push(' ');
        }
        text.push(c);
    }
    Secret::from_text(text)
}

fn builder(seed: &Secret) -> Builder {
    // The defaults that every app has: SHA-1 and six digits.
    Builder::new()
        .with_secret(seed.bytes())
        .with_digits(6)
        .with_step_duration(STEP)
        .with_skew(SKEW)
}

/// Ten new recovery codes of 80 bits, for their owner to see once, and the hashes to keep.
///
/// # Errors
/// [`VaultError::Randomness`].
pub fn new_recovery_codes() -> Result<(Vec<Secret>, Vec<Digest>), VaultError> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    let mut hashes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        // 32 characters divide a byte's 256 values evenly: none is more likely than another.
        let mut bytes = Zeroizing::new([0; 16]);
        getrandom::fill(bytes.as_mut()).map_err(VaultError::Randomness)?;
        let mut code = String::with_capacity(19);
        for (at, byte) in (0..).zip(bytes.iter()) {
            if at > 0 && at % 4 == 0 {
                code.push('-');
            }
            code.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        hashes.push(recovery_hash(&code));
        codes.push(Secret::from_text(code));
    }
    Ok((codes, hashes))
}

/// The hash of a recovery code as somebody types it: case, blanks and dashes do not count, and
/// letters that look like digits are taken for them.
pub fn recovery_hash(typed: &str) -> Digest {
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let code: Zeroizing<String> = Zeroizing::new(letters.take(64).map(read).collect());
    digest(&code)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// The seed of RFC 6238, appendix B.
    fn seed() -> Secret {
        Secret::from_text("12345678901234567890".into())
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The last six digits of the table in RFC 6238, appendix B.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(
                step_of(&seed(), code, at(seconds)),
                Some(seconds / 30),
                "{seconds}"
            );
        }
    }

    #[test]
    fn a_shown_code_is_the_one_that_counts() {
        let (code, until) = code_at(&seed(), at(1_234_567_890)).unwrap();
        assert_eq!(code.text(), Some("005924"));
        assert_eq!(until, at(1_234_567_920));
    }

    #[test]
    fn one_step_before_and_after_is_accepted_and_named() {
        let step = 1_234_567_890 / 30;
        for (shift, found) in [(-60, None), (-30, Some(step)), (30, Some(step)), (60, None)] {
            assert_eq!(
                step_of(&seed(), "005924", at(1_234_567_890 + shift)),
                found,
                "{shift}"
            );
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let now = at(1_234_567_890);
        assert!(step_of(&seed(), "005 924", now).is_some());
        for code in [
            "",
            "5924",
            "0005924",
            "00592a",
            "+05924",
            "٠٠٥٩٢٤",
            &"0".repeat(10_000),
        ] {
            assert_eq!(step_of(&seed(), code, now), None, "{code:?}");
        }
        assert_eq!(step_of(&seed(), "755224", at(-1)), None);
    }

    #[test]
    fn the_address_is_what_apps_read() {
        let address = address(&seed(), "ada@acme.example", "oin").unwrap();
        let text = address.text().unwrap();
        assert!(
            text.starts_with("otpauth://totp/oin:ada%40acme.example?"),
            "{text}"
        );
        assert!(text.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{text}");
        assert!(super::address(&seed(), "ada:eve", "oin").is_err());
        assert_eq!(
            written(&seed()).text(),
            Some("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")
        );
    }

    #[test]
    fn recovery_codes_forgive_how_they_are_typed_and_nothing_else() {
        let (codes, hashes) = new_recovery_codes().unwrap();
        assert_eq!((codes.len(), hashes.len()), (10, 10));
        let code = codes[0].text().unwrap();
        assert_eq!(code.len(), 19);
        assert_eq!(recovery_hash(code), hashes[0]);
        let sloppy = format!(
            " {} ",
            code.to_lowercase()
                .replace('-', " ")
                .replace('0', "o")
                .replace('1', "l")
        );
        assert_eq!(recovery_hash(&sloppy), hashes[0]);
        assert!(!hashes.contains(&recovery_hash(&code[1..])));
        let mut different = hashes.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), 10);
    }
}
