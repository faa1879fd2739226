//! Provisioning, trying it out, what can go wrong, and whom to ask.

use crate::choice::Choice;
use crate::connection::SignOn;
use crate::integration::{Content, Scim, ScimAuth};

use super::{Block, Link, NoteKind, Section, Values};

/// The sections after the connections.
pub(super) fn sections(content: &Content, values: &Values) -> Vec<Section> {
    let mut sections = Vec::new();
    if content.provisioning.automated {
        sections.push(provisioning(content, values));
    }
    sections.push(try_it(content));
    sections.push(troubleshooting(content));
    sections.push(support(content));
    sections
}

fn provisioning(content: &Content, values: &Values) -> Section {
    let name = content.name.as_str();
    let mut blocks = Vec::new();
    if content.provisioning.operations.is_empty() {
        blocks.push(Block::Text(format!(
            "{name} has a public guide to automated provisioning. Which operations it supports is not recorded here."
        )));
    } else {
        blocks.push(Block::Table {
            caption: "What provisioning does".to_owned(),
            columns: ["Operation", "Supported"].map(str::to_owned).to_vec(),
            rows: crate::integration::Operation::ALL
                .iter()
                .map(|operation| {
                    let yes = content.provisioning.operations.contains(operation);
                    vec![
                        operation.label().to_owned(),
                        if yes { "Yes" } else { "No" }.to_owned(),
                    ]
                })
                .collect(),
        });
    }
    if let Some(scim) = &content.scim {
        blocks.extend(scim_interface(scim, values));
    }
    blocks.push(Block::Steps(vec![
        format!(
            "In {name}, make an API token or an OAuth client for provisioning and note its base address."
        ),
        "Enter both at your identity provider and test the connection.".to_owned(),
        "Switch on creating and updating first; switch on deactivating when you have seen both work."
            .to_owned(),
        "Assign your test person and look for the account in the app.".to_owned(),
    ]));
    blocks.push(Block::Note {
        kind: NoteKind::Warning,
        text: "Match existing accounts before you assign everybody: an account whose user name differs from the one sent is made a second time.".to_owned(),
    });
    Section {
        id: "provisioning".to_owned(),
        title: "Provisioning".to_owned(),
        blocks,
    }
}

/// The SCIM interface as its vendor declares it.
fn scim_interface(scim: &Scim, values: &Values) -> [Block; 2] {
    let auth = match &scim.auth {
        ScimAuth::Bearer => "A bearer token from the app's console.".to_owned(),
        ScimAuth::Header { name } => format!("A token from the app's console, sent in the header {name}."),
        ScimAuth::ClientCredentials { token_url, .. } => {
            format!(
                "OAuth 2 client credentials; tokens come from {}.",
                token_url.as_str()
            )
        }
        ScimAuth::AuthorizationCode { authorize_url, .. } => format!(
            "OAuth 2: an administrator agrees once at {}.",
            authorize_url.as_str()
        ),
    };
    let words = |labels: Vec<&str>| labels.join(", ");
    let mut text = format!(
        "It manages: {}. {auth}",
        words(scim.objects.iter().map(|object| object.label()).collect())
    );
    if !scim.features.is_empty() {
        let features = words(scim.features.iter().map(|feature| feature.label()).collect());
        text.push_str(&format!(" It also supports: {features}."));
    }
    let base = values.fill("SCIM base URL".to_owned(), scim.base_url.pattern(), None);
    [Block::Values(vec![base]), Block::Text(text)]
}

fn try_it(content: &Content) -> Section {
    let name = content.name.as_str();
    Section {
        id: "try-it".to_owned(),
        title: "Try it".to_owned(),
        blocks: vec![Block::Steps(vec![
            format!("Give {name} to your test person only."),
            "Open a private browser window, so that no older session helps, and sign on as that person."
                .to_owned(),
            "Check the name, address and rights that the app shows.".to_owned(),
            "Sign out and sign on once more.".to_owned(),
            format!(
                "Then give {name} to a group, and only after that enforce single sign-on where the app allows it."
            ),
        ])],
    }
}

fn troubleshooting(content: &Content) -> Section {
    let mut rows: Vec<[&str; 2]> = Vec::new();
    let modes = content.sign_on();
    if modes.contains(&SignOn::Saml2) {
        rows.extend([
            ["“Audience is invalid”, “unknown issuer”", "The entity ID differs. Compare both sides letter by letter: case, http or https, a slash at the end."],
            ["“Invalid recipient” or “destination”, a blank page after signing in", "The ACS URL differs. Take the one of your region and with your own values."],
            ["“Signature validation failed”", "The app has another certificate. Upload the provider's current signing certificate once more."],
            ["“Assertion expired” or “not yet valid”", "A clock is wrong. Set the app's server to network time; three minutes are tolerated at most places."],
            ["“User not found”", "The NameID does not hold what the app knows the person by, or the account does not exist yet."],
        ]);
    }
    if modes.contains(&SignOn::Oidc) {
        rows.extend([
            ["“redirect_uri mismatch”", "The redirect URI at the provider must be equal to the app's, character by character."],
            ["“invalid_client”", "The client ID or secret is wrong, or the app authenticates in another way than the provider expects."],
            ["“nonce” or “state” mismatch", "The sign-on was started in another window or took too long: start it anew."],
        ]);
    }
    if modes.contains(&SignOn::WsFed) {
        rows.extend([
            [
                "“Realm not found”",
                "The wtrealm that the app sends is not the realm at the provider.",
            ],
            [
                "Signed in, then sent to the wrong page",
                "The reply URL (wreply) at the provider is not the app's.",
            ],
        ]);
    }
    if modes.contains(&SignOn::Swa) {
        rows.extend([
            ["The form stays empty", "The login page has changed or asks in two steps. Report it, so that the integration is tested again."],
            ["“Wrong password” although it is right", "The stored password is an old one: store it anew from the page of apps."],
        ]);
    }
    if content.provisioning.automated {
        rows.extend([
            [
                "Provisioning answers 401",
                "The token has expired or was made by a person who has left: make a new one.",
            ],
            [
                "Provisioning answers 409",
                "An account with that user name exists: match it instead of making a new one.",
            ],
        ]);
    }
    if rows.is_empty() {
        rows.push([
            "The tile opens an error page",
            "The app's address has changed: compare it with the one you use by hand.",
        ]);
    }
    Section {
        id: "troubleshooting".to_owned(),
        title: "When something fails".to_owned(),
        blocks: vec![Block::Table {
            caption: "Errors and their causes".to_owned(),
            columns: ["What you see", "What to check"].map(str::to_owned).to_vec(),
            rows: rows
                .into_iter()
                .map(|row| row.map(str::to_owned).to_vec())
                .collect(),
        }],
    }
}

fn support(content: &Content) -> Section {
    let name = content.name.as_str();
    let mut links = Vec::new();
    if let Some(support) = &content.support {
        links.push(Link {
            label: format!("{name} support"),
            url: support.url.as_str().to_owned(),
        });
    }
    if let Some(website) = &content.website {
        links.push(Link {
            label: format!("{name}'s site"),
            url: website.as_str().to_owned(),
        });
    }
    let mut blocks = vec![Block::Text(format!(
        "Questions about {name} itself, its plans and its accounts go to its vendor."
    ))];
    if !links.is_empty() {
        blocks.push(Block::Links(links));
    }
    Section {
        id: "support".to_owned(),
        title: "Support".to_owned(),
        blocks,
    }
}
