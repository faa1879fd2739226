//! The step General.

use uuid::Uuid;

use super::reader::{Reader, choice};
use crate::check::RuleId;
use crate::draft::VisibilityKind;
use crate::ids::OrgId;
use crate::integration::{CategorySlug, Content, Deployment, FileKey, Provisioning, Screenshot, Visibility};
use crate::text::{Description, Line, Name, Summary, fold};

/// The content with everything of the step; the rest is filled in by the caller.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Content> {
    let name = name(reader);
    let vendor = reader.optional("vendor", Line::parse);
    let summary = reader.need("summary", Summary::parse);
    let description = reader.optional("description", Description::parse);
    let categories = reader.list("categories", (1, 3), |r, path, _| {
        r.need(path, CategorySlug::parse)
    });
    let labels = reader.list("labels", (0, 5), |r, path, _| r.need(path, Line::parse));
    let aliases = reader.list("aliases", (0, 10), |r, path, _| r.need(path, Line::parse));
    let website = reader.site("website");
    if reader.draft().text("website").is_none() {
        reader.missing("website");
    }
    let logo = reader.optional("logo", FileKey::parse);
    let icon = reader.optional("icon", Line::parse);
    let screenshots = reader.list("screenshots", (0, 6), |r, path, _| {
        let file = r.need(&format!("{path}.file"), FileKey::parse);
        let caption = r.need(&format!("{path}.caption"), Line::parse);
        Some(Screenshot {
            file: file?,
            caption: caption?,
        })
    });
    let visibility = visibility(reader);
    let deployment = reader.choice_or("deployment", Deployment::Cloud);
    let documentation = reader.site("documentation");
    Some(Content {
        name: name?,
        vendor: vendor?,
        summary: summary?,
        description: description?,
        categories: categories?,
        labels: labels?,
        aliases: aliases?,
        website: website?,
        logo: logo?,
        icon: icon?,
        screenshots: screenshots?,
        visibility: visibility?,
        deployment: deployment?,
        connections: Vec::new(),
        variables: Vec::new(),
        provisioning: Provisioning::default(),
        scim: None,
        support: None,
        documentation: documentation?,
        provenance: None,
    })
}

/// The name, which must leave something for a slug.
fn name(reader: &mut Reader<'_>) -> Option<Name> {
    let name = reader.need("name", Name::parse)?;
    if !fold(name.as_str()).contains(|c: char| c.is_ascii_alphanumeric()) {
        let message = "Name needs at least one Latin letter or digit, for its address.";
        reader.find(RuleId::Form, "name", message);
        return None;
    }
    Some(name)
}

fn visibility(reader: &mut Reader<'_>) -> Option<Visibility> {
    match reader.choice_or("visibility.kind", VisibilityKind::Public)? {
        VisibilityKind::Public => Some(Visibility::Public),
        VisibilityKind::Private => {
            let orgs = reader.list("visibility.orgs", (1, 50), |r, path, _| {
                r.need(path, |text| {
                    Uuid::parse_str(text)
                        .map(OrgId)
                        .map_err(|_| "is no org of the network")
                })
            })?;
            Some(Visibility::Private { orgs })
        }
    }
}

/// Values of a closed list, each once, in display order.
pub(super) fn set_of<T: crate::choice::Choice + Ord>(
    reader: &mut Reader<'_>,
    path: &str,
    least: usize,
) -> Option<Vec<T>> {
    let most = T::ALL.len();
    let mut values = reader.list(path, (least, most), |r, path, _| r.need(path, choice::<T>))?;
    values.sort_unstable();
    values.dedup();
    Some(values)
}
