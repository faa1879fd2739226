//! What is submitted in a life.

use serde_json::{Value, json};

use super::WEBSITE;

/// A complete draft of one of three kinds: a link; SAML of the wizard's lane; SAML by hand.
pub(super) fn fields(kind: u64, name: &str) -> Value {
    let contact = json!({ "name": "Ada", "mail": "ada@quillwharf.example" });
    let mut fields = json!({
        "name": name,
        "summary": "Plans shifts and tracks leave.",
        "description": "In words.",
        "website": WEBSITE,
        "categories": ["hr"],
        "deployment": "cloud",
        "visibility": { "kind": "public" },
        "support.url": "https://quillwharf.example/support",
        "contacts": { "support": contact, "technical": contact, "business": contact },
        "attestation": { "authorised": true, "accurate": true, "policy": true },
        "connections": [{ "type": "bookmark", "url": "https://app.quillwharf.example/" }],
    });
    if kind > 0 {
        fields["testing"] = json!({ "logins": [{
            "url": "https://login.quillwharf.example/login",
            "user_name": "reviewer@quillwharf.example",
            "role": "Member",
        }] });
        fields["connections"] = json!([{
            "type": "saml",
            "acs": [{ "url": "https://app.quillwharf.example/saml/acs" }],
            "audience": "https://app.quillwharf.example/saml/metadata",
            "name_id": { "format": "email_address", "source": "user.email" },
            "flows": { "kind": "idp" },
        }]);
    }
    if kind > 1 {
        fields["connections"][0]["groups"] =
            json!({ "name": "groups", "filter": "starts_with", "value": "quill-" });
    }
    fields
}
