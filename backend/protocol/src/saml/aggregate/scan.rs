//! The one pass over an aggregate.

use std::ops::Range;

use chrono::{DateTime, Utc};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::finding::{Code, Finding, Place, Refusal};
use crate::saml::metadata::instant;
use crate::saml::{MDUI, METADATA, XMLDSIG};
use crate::xml::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAMESPACES, shown};

/// Nested groups come on top of what one entity may have.
const MAX_TOTAL_DEPTH: usize = MAX_DEPTH + 8;
/// Most names of one entity that are weighed against each other.
const MAX_NAMES: usize = 100;
/// Longest entity ID and display name that are kept, in bytes.
const MAX_KEPT: usize = 4_096;

/// What is known of the aggregate as a whole.
pub(super) struct About {
    pub(super) name: Option<String>,
    pub(super) valid_until: Option<DateTime<Utc>>,
    pub(super) signed: bool,
}

/// An entity that the pass came by.
pub(super) struct Found<'s> {
    pub(super) entity_id: String,
    pub(super) display_name: Option<String>,
    pub(super) is_sp: bool,
    pub(super) is_idp: bool,
    pub(super) line: u32,
    pub(super) range: Range<usize>,
    pub(super) groups_valid_until: Option<DateTime<Utc>>,
    inherited: &'s [Declaration],
    own: &'s [Declaration],
}

/// A namespace declaration in force, with the depth of its element.
#[derive(Clone)]
struct Declaration {
    prefix: String,
    /// As written, entities and all, so that it can be written again.
    written: String,
    namespace: String,
    depth: usize,
}

impl Found<'_> {
    /// The entity as a document of its own.
    pub(super) fn document(&self, text: &str) -> String {
        let entity = text.get(self.range.clone()).unwrap_or_default();
        let name = entity.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(0);
        let (name, rest) = entity.split_at(name);
        let mut document = name.to_owned();
        let mut done: Vec<&str> = self.own.iter().map(|declaration| declaration.prefix.as_str()).collect();
        for declaration in self.inherited.iter().rev() {
            if done.contains(&declaration.prefix.as_str()) {
                continue;
            }
            done.push(&declaration.prefix);
            let colon = if declaration.prefix.is_empty() { "" } else { ":" };
            // The value came out of one kind of quotes and may hold the other.
            let quote = if declaration.written.contains('"') { '\'' } else { '"' };
            document.push_str(&format!(" xmlns{colon}{}={quote}{}{quote}", declaration.prefix, declaration.written));
        }
        document.push_str(rest);
        document
    }
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
            pass.fault(Code::XmlMalformed, at, format!("This is not well-formed XML: {error}."))
        })?;
        let end = position(reader.buffer_position());
        match event {
            Event::Start(tag) => pass.open(&tag, begin, end)?,
            Event::Empty(tag) => {
                pass.open(&tag, begin, end)?;
                pass.close(end, end, &mut see);
            }
            Event::End(_) => pass.close(begin, end, &mut see),
            Event::DocType(_) => return Err(pass.fault(Code::XmlDoctype, begin, "The aggregate has a DOCTYPE.")),
            Event::Eof if pass.depth > 0 => {
                return Err(pass.fault(Code::XmlMalformed, begin, "The aggregate ends inside an element."));
            }
            Event::Eof => break,
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_)
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

/// The entity that is open.
struct Entity {
    id: String,
    depth: usize,
    begin: usize,
    line: u32,
    is_sp: bool,
    is_idp: bool,
    names: Vec<Name>,
}

/// A name for people: how good it is, and its content's place.
struct Name {
    rank: u8,
    depth: usize,
    begin: usize,
    end: Option<usize>,
}

impl<'t> Pass<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, depth: 0, declarations: Vec::new(), ends: Vec::new(), about: None, entity: None, counted: (0, 1) }
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
            (METADATA, "EntitiesDescriptor") if self.entity.is_none() => self.open_group(&attributes, begin)?,
            (METADATA, "EntityDescriptor") if self.entity.is_none() => {
                let id = value(&attributes, "entityID").unwrap_or_default();
                let line = self.line(begin);
                self.entity = Some(Entity {
                    id: cut_short(id.trim()),
                    depth: self.depth,
                    begin,
                    line,
                    is_sp: false,
                    is_idp: false,
                    names: Vec::new(),
                });
            }
            (XMLDSIG, "Signature") if self.depth == 2 && self.entity.is_none() => {
                self.about.iter_mut().for_each(|about| about.signed = true);
            }
            _ => {
                let depth = self.depth;
                let is_name = match (namespace, local) {
                    (MDUI, "DisplayName") => Some(0),
                    (METADATA, "ServiceName") => Some(2),
                    (METADATA, "OrganizationDisplayName") => Some(4),
                    _ => None,
                };
                let is_role = namespace == METADATA;
                let Some(entity) = &mut self.entity else { return Ok(()) };
                if is_role && depth == entity.depth + 1 {
                    entity.is_sp |= local == "SPSSODescriptor";
                    entity.is_idp |= local == "IDPSSODescriptor";
                }
                if let Some(rank) = is_name.filter(|_| entity.names.len() < MAX_NAMES) {
                    let english = value(&attributes, "xml:lang").is_some_and(|language| language.starts_with("en"));
                    entity.names.push(Name { rank: rank + u8::from(!english), depth, begin: end, end: None });
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
            return Err(self.fault(Code::XmlMalformed, begin, "The document has a second root element."));
        }
        if namespace != METADATA || !matches!(local, "EntitiesDescriptor" | "EntityDescriptor") {
            let message = format!("The root element is {}, not an EntitiesDescriptor of SAML 2.0.", shown(local));
            return Err(self.fault(Code::AggregateNotMetadata, begin, message));
        }
        let end = self.end_of(attributes, begin)?;
        let is_group = local == "EntitiesDescriptor";
        let name = value(attributes, "Name").filter(|_| is_group).map(cut_short);
        self.about = Some(About { name, valid_until: end.filter(|_| is_group), signed: false });
        Ok(())
    }

    fn open_group(&mut self, attributes: &[(String, String)], begin: usize) -> Result<(), Refusal> {
        if let Some(end) = self.end_of(attributes, begin)? {
            self.ends.push((self.depth, end));
        }
        Ok(())
    }

    fn end_of(&self, attributes: &[(String, String)], begin: usize) -> Result<Option<DateTime<Utc>>, Refusal> {
        let Some(text) = value(attributes, "validUntil") else { return Ok(None) };
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
        if let Some(name) = self.entity.as_mut().and_then(|entity| entity.names.last_mut())
            && name.depth == depth
            && name.end.is_none()
        {
            name.end = Some(begin);
        }
        if let Some(entity) = self.entity.take_if(|entity| entity.depth == depth) {
            let own = self.declarations.partition_point(|declaration| declaration.depth < depth);
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
        let kept = self.declarations.partition_point(|declaration| declaration.depth < depth);
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
            let attribute = attribute
                .map_err(|error| self.fault(Code::XmlMalformed, begin, format!("An attribute is broken: {error}.")))?;
            let name = attribute.key.0;
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            let wanted = matches!(name, "entityID" | "Name" | "validUntil" | "xml:lang");
            if prefix.is_none() && !wanted {
                continue;
            }
            let plain = quick_xml::escape::unescape(&attribute.value)
                .map_err(|error| self.fault(Code::XmlMalformed, begin, format!("An attribute is broken: {error}.")))?
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
        let found = self.declarations.iter().rev().find(|declaration| declaration.prefix == prefix);
        let namespace = found.map_or("", |declaration| declaration.namespace.as_str());
        [METADATA, MDUI, XMLDSIG].into_iter().find(|known| *known == namespace).unwrap_or("")
    }

    fn line(&mut self, at: usize) -> u32 {
        let (from, lines) = self.counted;
        let breaks = self.text.as_bytes().get(from..at).unwrap_or_default().iter().filter(|b| **b == b'\n').count();
        self.counted = (at.max(from), lines.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX)));
        self.counted.1
    }

    fn fault(&self, code: Code, at: usize, message: impl Into<String>) -> Refusal {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        let place =
            Place { path: String::new(), line: u32::try_from(line).ok(), column: u32::try_from(column).ok() };
        Finding::at(code, place, message).into()
    }
}

impl Entity {
    /// The best name: of the user interface, the service, the organization; English first.
    fn display_name(&self, text: &str) -> Option<String> {
        let best = self.names.iter().filter(|name| name.end.is_some()).min_by_key(|name| name.rank)?;
        let content = text.get(best.begin..best.end?)?;
        let plain = quick_xml::escape::unescape(content).ok().filter(|_| !content.contains('<'))?;
        let clean = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let clean: String = clean.chars().filter(|c| !crate::web_address::unseen(*c)).take(200).collect();
        (!clean.is_empty()).then_some(clean)
    }
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

fn cut_short(text: &str) -> String {
    text.char_indices().take_while(|(at, _)| *at < MAX_KEPT).map(|(_, c)| c).collect()
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}
