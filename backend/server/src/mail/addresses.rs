//! Addresses that we hand out and recognise again: where a letter comes back to, and where an
//! answer lands. Whoever makes one up is found out by its code.

use oin_domain::account::MailAddress;
use oin_domain::ids::{LetterId, SubmissionId};
use uuid::Uuid;

use crate::vault::Vault;

/// Base 32 in lower case: a local part may lose its upper case on the way.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Characters of an id of 128 bits.
const ID: usize = 26;
/// Characters of a code: 60 bits, to be guessed by sending mail.
const CODE: usize = 12;

/// Makes and reads our own addresses.
pub struct Addresses {
    vault: Vault,
    from: MailAddress,
}

impl Addresses {
    /// Addresses beside the sender's: `oin+b…@example.com` for `oin@example.com`.
    pub fn new(vault: Vault, from: MailAddress) -> Self {
        Self { vault, from }
    }

    /// Where a letter comes back to that cannot be delivered.
    pub fn bounce(&self, letter: LetterId) -> String {
        let code = self.vault.code("bounce", &[letter.0.as_bytes()]);
        self.address('b', letter.0, &code)
    }

    /// The letter that came back to `address`; `None` when the address is none of ours.
    pub fn bounced(&self, address: &str) -> Option<LetterId> {
        let (id, code) = self.parts('b', address)?;
        let codes = self.vault.codes("bounce", &[id.as_bytes()]);
        let ours = codes.iter().any(|ours| same(&code_text(ours), &code));
        ours.then_some(LetterId(id))
    }

    /// Where the reader of a letter answers into a submission's thread.
    pub fn reply(&self, submission: SubmissionId, reader: &MailAddress) -> String {
        let folded = reader.folded();
        let code = self
            .vault
            .code("reply", &[submission.0.as_bytes(), folded.as_bytes()]);
        self.address('r', submission.0, &code)
    }

    /// The submission into whose thread an answer to `address` belongs, and which of the
    /// `readers` wrote it; `None` when it was given to none of them.
    pub fn replied<'r>(
        &self,
        address: &str,
        readers: impl IntoIterator<Item = &'r MailAddress>,
    ) -> Option<(SubmissionId, &'r MailAddress)> {
        let submission = self.reply_thread(address)?;
        let (_, code) = self.parts('r', address)?;
        let reader = readers.into_iter().find(|reader| {
            let folded = reader.folded();
            let parts: [&[u8]; 2] = [submission.0.as_bytes(), folded.as_bytes()];
            let codes = self.vault.codes("reply", &parts);
            codes.iter().any(|ours| same(&code_text(ours), &code))
        })?;
        Some((submission, reader))
    }

    /// The submission that a reply address names, before anybody has proven it.
    pub fn reply_thread(&self, address: &str) -> Option<SubmissionId> {
        self.parts('r', address).map(|(id, _)| SubmissionId(id))
    }

    fn address(&self, kind: char, id: Uuid, code: &[u8; 32]) -> String {
        format!(
            "{}+{kind}{}{}@{}",
            self.from.local(),
            id_text(id),
            code_text(code),
            self.from.domain()
        )
    }

    fn parts(&self, kind: char, address: &str) -> Option<(Uuid, String)> {
        let address = address.trim().to_ascii_lowercase();
        let (local, domain) = address.rsplit_once('@')?;
        let suffix = local.strip_prefix(&self.from.local().to_ascii_lowercase())?;
        let rest = suffix.strip_prefix('+')?.strip_prefix(kind)?;
        if domain != self.from.domain() || !rest.is_ascii() || rest.len() != ID + CODE {
            return None;
        }
        let (id, code) = rest.split_at(ID);
        Some((read_id(id)?, code.to_owned()))
    }
}

fn id_text(id: Uuid) -> String {
    let bits = id.as_u128();
    (0..ID)
        .map(|place| char::from(ALPHABET[(bits >> (place * 5)) as usize & 31]))
        .collect()
}

fn read_id(text: &str) -> Option<Uuid> {
    let mut bits = 0_u128;
    for (place, byte) in text.bytes().enumerate() {
        let value = ALPHABET.iter().position(|known| *known == byte)? as u128;
        // The last character holds three bits.
        if place == ID - 1 && value > 7 {
            return None;
        }
        bits |= value << (place * 5);
    }
    Some(Uuid::from_u128(bits))
}

fn code_text(code: &[u8; 32]) -> String {
    code.iter()
        .take(CODE)
        .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
        .collect()
}

/// Compares in a time that does not depend on where they differ.
fn same(one: &str, other: &str) -> bool {
    let differ = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |differ, (a, b)| differ | (a ^ b));
    one.len() == other.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Hidden, Keys};
    use crate::vault::fresh_key_file;

    fn addresses() -> Addresses {
        let keys = Keys::Setting(Hidden::new(fresh_key_file().unwrap().to_string()));
        let from = MailAddress::parse("oin@example.com").unwrap();
        Addresses::new(Vault::load(&keys).unwrap(), from)
    }

    #[test]
    fn our_own_addresses_are_recognised_and_no_other() {
        let ours = addresses();
        let letter = LetterId(Uuid::from_u128(u128::MAX - 5));
        let address = ours.bounce(letter);
        assert!(address.len() - "@example.com".len() <= 64, "{address}");
        assert!(MailAddress::parse(&address).is_ok());
        assert_eq!(ours.bounced(&address), Some(letter));
        assert_eq!(ours.bounced(&address.to_ascii_uppercase()), Some(letter));
        assert_eq!(addresses().bounced(&address), None, "another key file");
        let another = ours.bounce(LetterId(Uuid::from_u128(6)));
        let (id, code) = (&address[..5 + ID], &another[5 + ID..]);
        assert_eq!(ours.bounced(&format!("{id}{code}")), None);
        for wrong in ["", "oin@example.com", "oin+b@example.com", "oin+bä@example.com"] {
            assert_eq!(ours.bounced(wrong), None);
        }
    }

    #[test]
    fn an_answer_belongs_to_its_thread_and_its_reader() {
        let ours = addresses();
        let [ada, eve] = ["ada@acme.example", "eve@acme.example"].map(|a| MailAddress::parse(a).unwrap());
        let submission = SubmissionId(Uuid::from_u128(7));
        let address = ours.reply(submission, &ada);
        assert_eq!(ours.reply_thread(&address), Some(submission));
        assert_eq!(ours.replied(&address, [&eve, &ada]), Some((submission, &ada)));
        assert_eq!(ours.replied(&address, [&eve]), None);
        assert_eq!(ours.bounced(&address), None);
    }
}
