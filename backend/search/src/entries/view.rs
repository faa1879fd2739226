//! An entry as the index keeps it, one packed block of bytes, and the view of it.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{Deployment, Operation};
use oin_domain::listing::{Flag, Health, Tier};
use uuid::Uuid;

use crate::entries::content::Contents;
use crate::entries::entry::Entry;
use crate::index::{Index, NameKey};

/// Where each fixed field of a block begins.
mod at {
    pub(super) const ID: usize = 0;
    pub(super) const PUBLISHED: usize = 16;
    pub(super) const UPDATED: usize = 24;
    pub(super) const VERIFIED: usize = 32;
    pub(super) const LAUNCHES: usize = 40;
    pub(super) const VERSION: usize = 48;
    pub(super) const CHOICES: usize = 52;
    pub(super) const CATEGORIES: usize = 56;
    pub(super) const TEXTS: usize = 57;
    pub(super) const LENGTHS: usize = 58;
}

/// A moment that no listing has: "not yet".
const NEVER: i64 = i64::MIN;

/// The texts of a block in their order; aliases follow.
const SLUG: usize = 0;
const FOLDED: usize = 1;
const NAME: usize = 2;
const VENDOR: usize = 3;
const SUMMARY: usize = 4;
const WEBSITE: usize = 5;
const ALIASES: usize = 6;

/// The bits that the small choices take in a block: from where, and how many.
const CHOICE_BITS: [(u32, u32); 7] = [(0, 5), (5, 2), (7, 1), (8, 6), (14, 4), (18, 2), (20, 2)];
// A value more in one of the lists would run into the next one's bits.
const _: () = assert!(
    SignOn::ALL.len() <= 5
        && Flow::ALL.len() <= 2
        && Operation::ALL.len() <= 6
        && Flag::ALL.len() <= 4
        && Deployment::ALL.len() <= 2
        && Tier::ALL.len() <= 2
        && Health::ALL.len() <= 4
);

/// Packs an entry: fixed fields, category numbers, text lengths, texts, content.
pub(crate) fn pack(entry: &Entry, folded: &str, categories: &[u8], contents: &mut Contents) -> Box<[u8]> {
    let texts: Vec<&str> = [
        entry.slug.as_str(),
        folded,
        entry.name.as_str(),
        entry.vendor.as_ref().map_or("", |vendor| vendor.as_str()),
        entry.summary.as_str(),
        entry.website.as_ref().map_or("", |website| website.as_str()),
    ]
    .into_iter()
    .chain(entry.aliases.iter().map(|alias| alias.as_str()))
    .take(usize::from(u8::MAX))
    .collect();
    let texts_length: usize = texts.iter().map(|text| text.len()).sum();
    let head = at::LENGTHS + categories.len() + texts.len() * 2;
    let mut block = Vec::with_capacity(head + texts_length + entry.content.len() / 2);
    block.extend(entry.id.0.into_bytes());
    block.extend(entry.published_at.timestamp_micros().to_le_bytes());
    block.extend(entry.updated_at.timestamp_micros().to_le_bytes());
    let verified = entry
        .verified_at
        .map_or(NEVER, |moment| moment.timestamp_micros());
    block.extend(verified.to_le_bytes());
    block.extend(entry.launches.to_le_bytes());
    block.extend(entry.version.to_le_bytes());
    let choices = [
        set(&entry.sign_on),
        set(&entry.flows),
        u32::from(entry.provisioning.automated),
        set(&entry.provisioning.operations),
        set(&entry.flags),
        place(entry.deployment) << 1 | place(entry.tier),
        place(entry.health),
    ];
    let choices = choices
        .iter()
        .zip(CHOICE_BITS)
        .fold(0, |all, (bits, (from, _))| all | bits << from);
    block.extend(choices.to_le_bytes());
    block.push(u8::try_from(categories.len()).unwrap_or(u8::MAX));
    block.push(u8::try_from(texts.len()).unwrap_or(u8::MAX));
    block.extend(categories.iter().take(usize::from(u8::MAX)));
    for text in &texts {
        // Every text is bounded by its type, far below 64 KiB.
        block.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
    }
    for text in &texts {
        block.extend(text.bytes().take(usize::from(u16::MAX)));
    }
    let content = contents.pack(&entry.content, &block[head..]);
    block.extend(content);
    block.into_boxed_slice()
}

fn place<T: Choice>(value: T) -> u32 {
    T::ALL
        .iter()
        .zip(0..)
        .find(|(known, _)| **known == value)
        .map_or(0, |(_, place)| place)
}

fn set<T: Choice>(values: &[T]) -> u32 {
    values.iter().fold(0, |bits, &value| bits | 1 << place(value))
}

/// A packed block, read.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a>(pub(crate) &'a [u8]);

impl<'a> Block<'a> {
    fn fixed<const N: usize>(self, at: usize) -> [u8; N] {
        self.0[at..].first_chunk().copied().unwrap_or([0; N])
    }

    fn number(self, at: usize) -> i64 {
        i64::from_le_bytes(self.fixed(at))
    }

    fn choices(self, field: usize) -> u32 {
        let (from, length) = CHOICE_BITS[field];
        u32::from_le_bytes(self.fixed(at::CHOICES)) >> from & ((1 << length) - 1)
    }

    /// All texts together, and the packed content behind them.
    fn texts_and_content(self) -> (&'a [u8], &'a [u8]) {
        let texts = usize::from(self.0[at::TEXTS]);
        let lengths = at::LENGTHS + usize::from(self.0[at::CATEGORIES]);
        let length = |i: usize| usize::from(u16::from_le_bytes(self.fixed(lengths + 2 * i)));
        let length = (0..texts).map(length).sum::<usize>();
        self.0[lengths + 2 * texts..].split_at(length)
    }

    /// The `index`-th text as bytes, which sort like it.
    fn bytes(self, index: usize) -> &'a [u8] {
        let texts = usize::from(self.0[at::TEXTS]);
        let lengths = at::LENGTHS + usize::from(self.0[at::CATEGORIES]);
        let length = |i: usize| usize::from(u16::from_le_bytes(self.fixed(lengths + 2 * i)));
        let start = lengths + 2 * texts + (0..index).map(length).sum::<usize>();
        let end = start + length(index);
        &self.0[start..end]
    }

    /// The `index`-th text.
    fn text(self, index: usize) -> &'a str {
        std::str::from_utf8(self.bytes(index)).unwrap_or_default()
    }

    pub(crate) fn id(self) -> IntegrationId {
        IntegrationId(Uuid::from_bytes(self.fixed(at::ID)))
    }

    pub(crate) fn slug(self) -> &'a str {
        self.text(SLUG)
    }

    pub(crate) fn folded_name(self) -> &'a str {
        self.text(FOLDED)
    }

    /// The slug's bytes, to compare.
    pub(crate) fn slug_bytes(self) -> &'a [u8] {
        self.bytes(SLUG)
    }

    /// The folded name's bytes, to compare.
    pub(crate) fn folded_bytes(self) -> &'a [u8] {
        self.bytes(FOLDED)
    }

    pub(crate) fn published(self) -> i64 {
        self.number(at::PUBLISHED)
    }

    pub(crate) fn verified(self) -> Option<i64> {
        Some(self.number(at::VERIFIED)).filter(|&moment| moment != NEVER)
    }

    pub(crate) fn launches(self) -> i64 {
        self.number(at::LAUNCHES)
    }

    pub(crate) fn categories(self) -> &'a [u8] {
        &self.0[at::LENGTHS..at::LENGTHS + usize::from(self.0[at::CATEGORIES])]
    }

    pub(crate) fn vendor(self) -> &'a str {
        self.text(VENDOR)
    }

    pub(crate) fn summary(self) -> &'a str {
        self.text(SUMMARY)
    }

    /// Whether both have the same words to be found by.
    pub(crate) fn has_words_of(self, other: Block<'_>) -> bool {
        self.text(NAME) == other.text(NAME)
            && self.vendor() == other.vendor()
            && self.summary() == other.summary()
            && self.categories() == other.categories()
            && self.aliases().eq(other.aliases())
    }

    pub(crate) fn aliases(self) -> impl Iterator<Item = &'a str> {
        (ALIASES..usize::from(self.0[at::TEXTS])).map(move |index| self.text(index))
    }
}

/// An entry of the index. Reading a field costs a few additions; nothing is copied.
#[derive(Clone, Copy)]
pub struct EntryView<'a> {
    pub(crate) index: &'a Index,
    pub(crate) block: Block<'a>,
}

impl std::fmt::Debug for EntryView<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("EntryView").field(&self.slug()).finish()
    }
}

fn moment(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

fn chosen<T: Choice>(bits: u32) -> impl Iterator<Item = T> {
    T::ALL
        .iter()
        .enumerate()
        .filter(move |(place, _)| bits >> place & 1 == 1)
        .map(|(_, &value)| value)
}

fn chosen_one<T: Choice>(place: u32) -> T {
    T::ALL.get(place as usize).copied().unwrap_or(T::ALL[0])
}

impl<'a> EntryView<'a> {
    /// The integration.
    pub fn id(&self) -> IntegrationId {
        self.block.id()
    }

    /// Its name in URLs.
    pub fn slug(&self) -> &'a str {
        self.block.slug()
    }

    /// Its place in the order of names, for [`Index::in_name_order`].
    pub fn name_key(&self) -> NameKey {
        NameKey::of(self.block)
    }

    /// Display name.
    pub fn name(&self) -> &'a str {
        self.block.text(NAME)
    }

    /// The company that makes the app.
    pub fn vendor(&self) -> Option<&'a str> {
        Some(self.block.vendor()).filter(|vendor| !vendor.is_empty())
    }

    /// One line.
    pub fn summary(&self) -> &'a str {
        self.block.summary()
    }

    /// Other names people search for.
    pub fn aliases(&self) -> impl Iterator<Item = &'a str> {
        self.block.aliases()
    }

    /// The categories' slugs and labels, the main one first.
    pub fn categories(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let index = self.index;
        self.block
            .categories()
            .iter()
            .filter_map(move |&number| index.categories.words(number))
    }

    /// How people sign on, in display order.
    pub fn sign_on(&self) -> impl Iterator<Item = SignOn> {
        chosen(self.block.choices(0))
    }

    /// Who starts the sign-on, in display order.
    pub fn flows(&self) -> impl Iterator<Item = Flow> {
        chosen(self.block.choices(1))
    }

    /// Whether accounts can be provisioned automatically.
    pub fn is_provisioned(&self) -> bool {
        self.block.choices(2) == 1
    }

    /// Which provisioning operations are known to work, in display order.
    pub fn operations(&self) -> impl Iterator<Item = Operation> {
        chosen(self.block.choices(3))
    }

    /// What a reader should know, in display order.
    pub fn flags(&self) -> impl Iterator<Item = Flag> {
        chosen(self.block.choices(4))
    }

    /// How far it was checked.
    pub fn tier(&self) -> Tier {
        chosen_one(self.block.choices(5) & 1)
    }

    /// Where the app runs.
    pub fn deployment(&self) -> Deployment {
        chosen_one(self.block.choices(5) >> 1)
    }

    /// What is shown of its tests and its life.
    pub fn health(&self) -> Health {
        chosen_one(self.block.choices(6))
    }

    /// The vendor's site.
    pub fn website(&self) -> Option<&'a str> {
        Some(self.block.text(WEBSITE)).filter(|website| !website.is_empty())
    }

    /// When the first revision was published.
    pub fn published_at(&self) -> DateTime<Utc> {
        moment(self.block.published())
    }

    /// When anything of it last changed.
    pub fn updated_at(&self) -> DateTime<Utc> {
        moment(self.block.number(at::UPDATED))
    }

    /// When it last became verified.
    pub fn verified_at(&self) -> Option<DateTime<Utc>> {
        self.block.verified().map(moment)
    }

    /// How often it was launched.
    pub fn launches(&self) -> i64 {
        self.block.launches()
    }

    /// Which published revision this is, from 1.
    pub fn version(&self) -> i32 {
        i32::from_le_bytes(self.block.fixed(at::VERSION))
    }

    /// The revision's content, the JSON text that was taken in.
    pub fn content(&self) -> Cow<'a, str> {
        let (texts, content) = self.block.texts_and_content();
        self.index.contents.unpack(content, texts)
    }
}
