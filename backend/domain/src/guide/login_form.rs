//! Sections for login forms (SWA) and bookmarks.

use crate::choice::Choice;
use crate::connection::{Known, SettingName};
use crate::integration::Content;

use super::{Block, NoteKind, Section, Values};

/// The sections of a login-form connection.
pub(super) fn sections(content: &Content, known: &Known, values: &Values) -> Vec<Section> {
    let name = content.name.as_str();
    let mut blocks = vec![Block::Text(format!(
        "Secure Web Authentication fills {name}'s own login form with a stored user name and password. It needs no change in {name}."
    ))];
    let login = values.fill_each(SettingName::LoginUrl.label(), known.values(SettingName::LoginUrl));
    if login.is_empty() {
        blocks.push(Block::Note {
            kind: NoteKind::Info,
            text: format!("The address of {name}'s login page is not published here: open the page your people use and copy its address."),
        });
    } else {
        blocks.push(Block::Values(login));
    }
    blocks.push(Block::Steps(vec![
        format!("Add {name} to your organisation and choose SWA."),
        "Decide who sets the credentials: each person, an administrator for each person, or one shared account.".to_owned(),
        format!("Give {name} to your test person, sign in once from the page of apps and store the credentials."),
        "Then give it to everybody who needs it.".to_owned(),
    ]));
    blocks.extend(known.notes.iter().map(|note| Block::Note {
        kind: NoteKind::Info,
        text: note.text.as_str().to_owned(),
    }));
    blocks.push(Block::Note {
        kind: NoteKind::Warning,
        text: format!("A stored password is weaker than federation. If {name} offers SAML or OpenID Connect on your plan, prefer it."),
    });
    vec![Section {
        id: "swa".to_owned(),
        title: "SWA: the login form".to_owned(),
        blocks,
    }]
}

/// The section of a bookmark.
pub(super) fn bookmark(content: &Content, known: &Known, values: &Values) -> Section {
    let name = content.name.as_str();
    let address = values.fill_each(
        SettingName::BookmarkUrl.label(),
        known.values(SettingName::BookmarkUrl),
    );
    let mut blocks = vec![Block::Text(format!(
        "A bookmark is a tile that opens {name}; nobody is signed in by it."
    ))];
    if address.is_empty() {
        blocks.push(Block::Steps(vec![format!(
            "Add a bookmark with the address of {name} that your people use."
        )]));
    } else {
        blocks.push(Block::Values(address));
    }
    Section {
        id: "bookmark".to_owned(),
        title: "Bookmark".to_owned(),
        blocks,
    }
}
