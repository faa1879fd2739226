//! An authenticator: it holds one passkey and answers as browsers hand it on (WebAuthn Level 3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What an authenticator says of itself beside the signature.
#[derive(Clone)]
pub(crate) struct Authenticator {
    key: SigningKey,
    id: [u8; 32],
    /// The site that it answers for.
    pub(crate) site: &'static str,
    /// The origin that its browser names.
    pub(crate) origin: &'static str,
    /// The flags of every answer: somebody was there (1), who it was (4), may be copied (8), is (16).
    pub(crate) flags: u8,
    /// The counter, which rises with each answer.
    pub(crate) counter: u32,
}

impl Authenticator {
    /// One whose key is made from `seed`; no two are alike.
    pub(crate) fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: Sha256::digest([seed; 7]).into(),
            site: "oin.test",
            origin: "https://oin.test",
            flags: 1 | 4,
            counter: 0,
        }
    }

    /// Makes its passkey for a site that asks so.
    pub(crate) fn create(&mut self, options: &Value) -> String {
        let client = self.client("webauthn.create", options);
        let mut data = self.data(self.flags | 64);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(self.id);
        data.extend(self.public_key());
        // CBOR: a map of three, the format "none" with an empty statement, and the data.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        object.extend(data);
        self.answer(json!({ "clientDataJSON": text(&client), "attestationObject": text(&object) }))
    }

    /// Signs a challenge.
    pub(crate) fn get(&mut self, options: &Value) -> String {
        let client = self.client("webauthn.get", options);
        self.counter += 1;
        let data = self.data(self.flags);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        self.answer(json!({
            "clientDataJSON": text(&client),
            "authenticatorData": text(&data),
            "signature": text(signature.to_der().as_bytes()),
            "userHandle": null,
        }))
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["publicKey"]["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.site).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// COSE: an EC2 key for ES256 on P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_bytes();
        assert_eq!((point.len(), point[0]), (65, 4), "not compressed");
        let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
        key.extend(&point[1..33]);
        key.extend(b"\x22\x58\x20");
        key.extend(&point[33..]);
        key
    }

    fn answer(&self, response: Value) -> String {
        let id = text(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
