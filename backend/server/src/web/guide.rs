//! The setup guide on its way out, shared by its page and the API.

use oin_domain::guide::{Block, Guide, Picture, Section};
use oin_domain::integration::PictureForm;
use serde::Serialize;

use crate::templates::Page;
use crate::web::Parts;
use crate::web::pairs::Pairs;

/// A customer's values by the names of their variables, as they were given.
pub type Given<'a> = Vec<(&'a str, &'a str)>;

/// The `var.<name>` pairs, by variable name.
pub fn variables(pairs: &Pairs) -> Given<'_> {
    pairs
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("var.")?, value)))
        .collect()
}

/// A guide without the page around it, for the API.
#[derive(Debug, Serialize)]
pub struct GuideFragment {
    title: String,
    intro: String,
    sections: Vec<SectionView>,
}

impl Page for GuideFragment {
    const TEMPLATE: &'static str = "partials/setup-fragment";
}

impl GuideFragment {
    /// Shows a guide.
    pub fn new(guide: &Guide, parts: &Parts) -> Self {
        Self {
            title: guide.title.clone(),
            intro: guide.intro.clone(),
            sections: sections(guide, parts),
        }
    }
}

/// A section as templates take it.
#[derive(Debug, Serialize)]
pub struct SectionView {
    id: String,
    number: usize,
    title: String,
    blocks: Vec<BlockView>,
}

/// A block as the template takes it: exactly one field is there.
#[derive(Debug, Default, Serialize)]
struct BlockView {
    text: Option<String>,
    steps: Option<Vec<StepView>>,
    values: Option<Vec<ValueView>>,
    table: Option<TableView>,
    note: Option<NoteView>,
    links: Option<Vec<LinkView>>,
    pictures: Option<Vec<PictureView>>,
}

#[derive(Debug, Serialize)]
struct StepView {
    text: String,
    values: Vec<ValueView>,
}

#[derive(Debug, Serialize)]
struct ValueView {
    label: String,
    value: String,
    note: Option<String>,
    sample: bool,
}

#[derive(Debug, Serialize)]
struct TableView {
    caption: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct NoteView {
    kind: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct LinkView {
    label: String,
    url: String,
}

/// A picture that is there in two sizes.
#[derive(Debug, Clone, Serialize)]
pub struct PictureView {
    /// The small one's address.
    pub thumbnail: String,
    /// The large one's address.
    pub full: String,
    /// What it shows.
    pub caption: String,
}

/// A guide's sections as templates take them.
pub fn sections(guide: &Guide, parts: &Parts) -> Vec<SectionView> {
    let view = |(place, section): (usize, &Section)| SectionView {
        id: section.id.clone(),
        number: place + 1,
        title: section.title.clone(),
        blocks: section
            .blocks
            .iter()
            .map(|block| BlockView::of(block, parts))
            .collect(),
    };
    guide.sections.iter().enumerate().map(view).collect()
}

impl BlockView {
    fn of(block: &Block, parts: &Parts) -> Self {
        let mut view = Self::default();
        match block {
            Block::Text(text) => view.text = Some(text.clone()),
            Block::Steps(steps) => {
                let step = |text: &String| StepView {
                    text: text.clone(),
                    values: Vec::new(),
                };
                view.steps = Some(steps.iter().map(step).collect());
            }
            Block::Values(values) => {
                let value = |value: &oin_domain::guide::Value| ValueView {
                    label: value.label.clone(),
                    value: value.value.clone(),
                    note: value.note.clone(),
                    sample: !value.complete,
                };
                view.values = Some(values.iter().map(value).collect());
            }
            Block::Table {
                caption,
                columns,
                rows,
            } => {
                view.table = Some(TableView {
                    caption: caption.clone(),
                    columns: columns.clone(),
                    rows: rows.clone(),
                });
            }
            Block::Note { kind, text } => {
                view.note = Some(NoteView {
                    kind: kind.as_str(),
                    text: text.clone(),
                });
            }
            Block::Links(links) => {
                let link = |link: &oin_domain::guide::Link| LinkView {
                    label: link.label.clone(),
                    url: link.url.clone(),
                };
                view.links = Some(links.iter().map(link).collect());
            }
            Block::Pictures(pictures) => {
                let picture = |picture: &Picture| PictureView {
                    thumbnail: parts.file_url(&picture.file, PictureForm::Thumbnail),
                    full: parts.file_url(&picture.file, PictureForm::Full),
                    caption: picture.caption.clone(),
                };
                view.pictures = Some(pictures.iter().map(picture).collect());
            }
        }
        view
    }
}
