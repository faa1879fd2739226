//! Pictures of a draft: taken from a step's form, shown on its pages.

use oin_domain::draft::{Draft, Field, Kind, Step};
use oin_domain::integration::{FileKey, PictureForm, PictureKind};

use crate::actions::{Ctx, Failure, FieldError, Member, files};
use crate::web::Parts;
use crate::web::guide::PictureView;
use crate::web::upload::{Takes, UploadedFile};

/// What a field at `path` of `step` takes; nothing when it holds no picture.
pub(super) fn takes(step: Step, path: &str) -> Option<Takes> {
    Field::at(path)
        .filter(|field| field.step == step)
        .and_then(|field| kind_of(field, path))
        .map(|kind| Takes::pictures(kind, 1))
}

/// What the picture of a field is for; nothing when it holds none.
pub(super) fn kind_of(field: &Field, path: &str) -> Option<PictureKind> {
    match field.kind {
        Kind::File if path == "logo" => Some(PictureKind::Logo),
        Kind::File => Some(PictureKind::Screenshot),
        _ => None,
    }
}

/// What became of the pictures that a form brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    /// The paths of their fields, and the keys that go there.
    pub fields: Vec<(String, String)>,
    /// What was not taken, at its field.
    pub refused: Vec<FieldError>,
    /// What is not shown of a drawing, in words.
    pub notes: Vec<String>,
}

/// Keeps the pictures that a form brought for the member's org.
///
/// # Errors
/// What is wrong with more than one picture.
pub(super) async fn keep(ctx: &Ctx, who: &Member, brought: Vec<UploadedFile>) -> Result<Brought, Failure> {
    let mut kept = Brought::default();
    for file in brought {
        let field = Field::at(&file.field).and_then(|field| kind_of(field, &file.field));
        let Some(kind) = field else { continue };
        match files::add(ctx, who, kind, &file.field, file.bytes).await {
            Ok(added) => {
                kept.fields.push((file.field, added.key.as_str().to_owned()));
                let notes = added.left_out.iter().map(|what| what.sentence().to_owned());
                kept.notes.extend(notes);
            }
            Err(Failure::Invalid(errors)) => kept.refused.extend(errors),
            Err(failure) => return Err(failure),
        }
    }
    Ok(kept)
}

/// The picture that stands in the field at `path`; nothing when none does.
pub(super) fn shown(parts: &Parts, path: &str, text: &str) -> Option<PictureView> {
    let field = Field::at(path)?;
    let kind = kind_of(field, path)?;
    let key = FileKey::parse(text).ok()?;
    let (small, full) = match kind {
        PictureKind::Logo => (PictureForm::Medium, PictureForm::Large),
        PictureKind::Screenshot => (PictureForm::Thumbnail, PictureForm::Full),
    };
    Some(PictureView {
        thumbnail: parts.file_url(&key, small),
        full: parts.file_url(&key, full),
        caption: field.label.to_owned(),
    })
}

/// Every picture of a draft, by the path of its field.
pub(super) fn all_of<'a>(
    parts: &'a Parts,
    draft: &'a Draft,
) -> impl Iterator<Item = (String, PictureView)> + 'a {
    let fields = draft.known();
    fields.filter_map(|(_, path, text)| Some((path.to_owned(), shown(parts, path, text)?)))
}
