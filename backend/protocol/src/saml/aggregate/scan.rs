//! The one pass over an aggregate.

use chrono::{DateTime, Utc};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entity::Entity;
use super::found::{Declaration, Found};
use crate::finding::{Code, Finding, Place, Refusal, shown};
use crate::saml::metadata::instant;
use crate::saml::{MDUI, METADATA, XMLDSIG};
use crate::xml::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAMESPACES};

/// Nested groups come on top of what one entity may have.
const MAX_TOTAL_DEPTH: usize = MAX_DEPTH + 8;
/// Longest attribute value that is kept, in bytes; longer ones count as absent.
const MAX_KEPT: usize = 4_096;

/// What is known of the aggregate as a whole.
pub(super) struct About {
    pub(super) name: Option<String>,
    pub(super) valid_until: Option<DateTime<Utc>>,
    pub(super) signed: bool,
}

/// Runs over `text` and shows each entity, as it ends, to `see`.
pub(super) fn scan(text: &str, mut see: impl FnMut(&Found<'_>)) -> Result<About, Refusal> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut pass = Pass::new(text);
    loop {
        let begin = position(reader.buffer_position());
        let event = reader.read_event().map_err(|error| {
            let at = position(reader.error_position());
            pass.fault(
                Code::XmlMalformed,
                at,
                format!("This is not well-formed XML: {error}."),
            )
        })?;
        let end = position(reader.buffer_position());
        match event {
            Event::Start(tag) => pass.open(&tag, begin, end)?,
            Event::Empty(tag) => {
                pass.open(&tag, begin, end)?;
                pass.close(end, end, &mut see);
            }
            Event::End(_) => pass.close(begin, end, &mut see),
            Event::DocType(_) => {
                return Err(pass.fault(Code::XmlDoctype, begin, "The aggregate has a DOCTYPE."));
            }
            Event::Eof if pass.depth > 0 => {
                return Err(pass.fault(Code::XmlMalformed, begin, "The aggregate ends inside an element."));
            }
            Event::Eof => break,
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::PI(_)
            | Event::Decl(_)
            | Event::GeneralRef(_) => {}
        }
    }
    match pass.about {
        Some(about) => Ok(about),
        None => Err(Finding::whole(Code::XmlEmpty, "The document is empty.").into()),
    }
}

struct Pass<'t> {
    text: &'t str,
    depth: usize,
    declarations: Vec<Declaration>,
    /// The ends that the open groups name, with their depth.
    ends: Vec<(usize, DateTime<Utc>)>,
    about: Option<About>,
    entity: Option<Entity>,
    /// Where lines were counted to, and how many line breaks there were.
    counted: (usize, u32),
}

impl<'t> Pass<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            depth: 0,
            declarations: Vec::new(),
            ends: Vec::new(),
            about: None,
            entity: None,
            counted: (0, 1),
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, begin: usize, end: usize) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > MAX_TOTAL_DEPTH {
            return Err(self.fault(Code::XmlTooDeep, begin, "Elements are nested too deep."));
        }
        let attributes = self.attributes(tag, begin)?;
        let name = tag.name();
        let (prefix, local) = split(name.0);
        let namespace = self.namespace(prefix);
        if self.depth == 1 {
            self.open_root(namespace, local, &attributes, begin)?;
        }
        match (namespace, local) {
            (METADATA, "EntitiesDescriptor") if self.entity.is_none() => {
                self.open_group(&attributes, begin)?
            }
            (METADATA, "EntityDescriptor") if self.entity.is_none() => {
                let id = value(&attributes, "entityID").unwrap_or_default();
                let line = self.line(begin);
                self.entity = Some(Entity::new(id, self.depth, begin, line));
            }
            (XMLDSIG, "Signature") if self.depth == 2 && self.entity.is_none() => {
                self.about.iter_mut().for_each(|about| about.signed = true);
            }
            _ => {
                let english =
                    value(&attributes, "xml:lang").is_some_and(|language| language.starts_with("en"));
                if let Some(entity) = &mut self.entity {
                    entity.note(namespace, local, english, self.depth, end);
                }
            }
        }
        Ok(())
    }

    fn open_root(
        &mut self,
        namespace: &str,
        local: &str,
        attributes: &[(String, String)],
        begin: usize,
    ) -> Result<(), Refusal> {
        if self.about.is_some() {
            return Err(self.fault(
                Code::XmlMalformed,
                begin,
                "The document has a second root element.",
            ));
        }
        if namespace != METADATA || !matches!(local, "EntitiesDescriptor" | "EntityDescriptor") {
            let message = format!(
                "The root element is {}, not an EntitiesDescriptor of SAML 2.0.",
                shown(local)
            );
            return Err(self.fault(Code::AggregateNotMetadata, begin, message));
        }
        let end = self.end_of(attributes, begin)?;
        let is_group = local == "EntitiesDescriptor";
        let name = value(attributes, "Name").filter(|_| is_group).map(str::to_owned);
        self.about = Some(About {
            name,
            valid_until: end.filter(|_| is_group),
            signed: false,
        });
        Ok(())
    }

    fn open_group(&mut self, attributes: &[(String, String)], begin: usize) -> Result<(), Refusal> {
        if let Some(end) = self.end_of(attributes, begin)? {
            self.ends.push((self.depth, end));
        }
        Ok(())
    }

    fn end_of(
        &self,
        attributes: &[(String, String)],
        begin: usize,
    ) -> Result<Option<DateTime<Utc>>, Refusal> {
        let Some(text) = value(attributes, "validUntil") else {
            return Ok(None);
        };
        match instant(text.trim()) {
            Some(end) => Ok(Some(end)),
            None => {
                let message = format!("validUntil is not a time: \"{}\".", shown(text));
                Err(self.fault(Code::SamlDate, begin, message))
            }
        }
    }

    fn close(&mut self, begin: usize, end: usize, see: &mut impl FnMut(&Found<'_>)) {
        let depth = self.depth;
        if let Some(entity) = &mut self.entity {
            entity.end_name(depth, begin);
        }
        if let Some(entity) = self.entity.take_if(|entity| entity.depth == depth) {
            let own = self
                .declarations
                .partition_point(|declaration| declaration.depth < depth);
            let (inherited, own) = self.declarations.split_at(own);
            see(&Found {
                display_name: entity.display_name(self.text),
                entity_id: entity.id,
                is_sp: entity.is_sp,
                is_idp: entity.is_idp,
                line: entity.line,
                range: entity.begin..end,
                groups_valid_until: self.ends.iter().map(|(_, end)| *end).min(),
                inherited,
                own,
            });
        }
        self.ends.retain(|(at, _)| *at < depth);
        let kept = self
            .declarations
            .partition_point(|declaration| declaration.depth < depth);
        self.declarations.truncate(kept);
        self.depth = depth.saturating_sub(1);
    }

    /// The attributes of a tag; its namespace declarations come into force.
    fn attributes(&mut self, tag: &BytesStart<'_>, begin: usize) -> Result<Vec<(String, String)>, Refusal> {
        let mut attributes = Vec::new();
        for (count, attribute) in tag.attributes().with_checks(false).enumerate() {
            if count >= MAX_ATTRIBUTES {
                let message = format!("A tag has more than {MAX_ATTRIBUTES} attributes.");
                return Err(self.fault(Code::XmlTooManyAttributes, begin, message));
            }
            let attribute = attribute.map_err(|error| {
                self.fault(
                    Code::XmlMalformed,
                    begin,
                    format!("An attribute is broken: {error}."),
                )
            })?;
            let name = attribute.key.0;
            let prefix = if name == "xmlns" {
                Some("")
            } else {
                name.strip_prefix("xmlns:")
            };
            let wanted = matches!(name, "entityID" | "Name" | "validUntil" | "xml:lang");
            let long = attribute.value.len() > MAX_KEPT;
            if prefix.is_none() && (!wanted || long) {
                continue;
            }
            if long {
                return Err(self.fault(Code::XmlTooLarge, begin, "A namespace's name is too long."));
            }
            let plain = quick_xml::escape::unescape(&attribute.value)
                .map_err(|error| {
                    self.fault(
                        Code::XmlMalformed,
                        begin,
                        format!("An attribute is broken: {error}."),
                    )
                })?
                .into_owned();
            if let Some(prefix) = prefix {
                self.declarations.push(Declaration {
                    prefix: prefix.to_owned(),
                    written: attribute.value.clone().into_owned(),
                    namespace: plain,
                    depth: self.depth,
                });
                if self.declarations.len() > MAX_NAMESPACES {
                    let message = format!("More than {MAX_NAMESPACES} namespaces are declared at one place.");
                    return Err(self.fault(Code::XmlTooManyNamespaces, begin, message));
                }
            } else {
                attributes.push((name.to_owned(), plain));
            }
        }
        Ok(attributes)
    }

    /// The namespace of a prefix, as one of those that matter here; empty for all others.
    fn namespace(&self, prefix: &str) -> &'static str {
        let found = self
            .declarations
            .iter()
            .rev()
            .find(|declaration| declaration.prefix == prefix);
        let namespace = found.map_or("", |declaration| declaration.namespace.as_str());
        [METADATA, MDUI, XMLDSIG]
            .into_iter()
            .find(|known| *known == namespace)
            .unwrap_or("")
    }

    fn line(&mut self, at: usize) -> u32 {
        let (from, lines) = self.counted;
        let breaks = self
            .text
            .as_bytes()
            .get(from..at)
            .unwrap_or_default()
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        self.counted = (
            at.max(from),
            lines.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX)),
        );
        self.counted.1
    }

    fn fault(&self, code: Code, at: usize, message: impl Into<String>) -> Refusal {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        let place = Place {
            path: String::new(),
            line: u32::try_from(line).ok(),
            column: u32::try_from(column).ok(),
        };
        Finding::at(code, place, message).into()
    }
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}
