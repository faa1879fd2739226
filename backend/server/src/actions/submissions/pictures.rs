//! Pictures that an edit names: a draft shows its own org's and no others.

use oin_domain::choice::Choice as _;
use oin_domain::draft::{Draft, Field, Kind};
use oin_domain::ids::OrgId;
use oin_domain::integration::{FileKey, PictureKind};
use oin_store::Read;

use crate::actions::{Code, Failure, FieldError};

/// Refuses the pictures among `fields` that are none of the org's. What `draft` holds already
/// counts as its own: it came from what is live.
///
/// # Errors
/// `bad_value` at each field.
pub(super) async fn check_pictures(
    read: &mut Read,
    org: OrgId,
    draft: &Draft,
    fields: &[(String, String)],
) -> Result<(), Failure> {
    let held: Vec<&str> = draft.known().map(|(.., text)| text).collect();
    let mut refused = Vec::new();
    for kind in [PictureKind::Logo, PictureKind::Screenshot] {
        let named: Vec<(&str, FileKey)> = fields
            .iter()
            .filter(|(path, text)| is_picture(path, kind) && !held.contains(&text.as_str()))
            // What is no key at all is found by the rules.
            .filter_map(|(path, text)| Some((path.as_str(), FileKey::parse(text).ok()?)))
            .collect();
        if named.is_empty() {
            continue;
        }
        let keys: Vec<FileKey> = named.iter().map(|(_, key)| key.clone()).collect();
        let own = read.files_of(org, kind, &keys).await?;
        let others = named.into_iter().filter(|(_, key)| !own.contains(key));
        refused.extend(others.map(|(path, _)| {
            let message = format!("Your org has no such {}. Upload it here.", kind.label());
            FieldError::new(path, Code::BadValue, message)
        }));
    }
    if refused.is_empty() {
        Ok(())
    } else {
        Err(Failure::Invalid(refused))
    }
}

fn is_picture(path: &str, kind: PictureKind) -> bool {
    let is_file = Field::at(path).is_some_and(|field| matches!(field.kind, Kind::File));
    is_file && (path == PictureKind::Logo.as_str()) == (kind == PictureKind::Logo)
}
