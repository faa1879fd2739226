//! A draft as it is kept: with its revision, and with what stands beside each
//! field, so that two people who edit at once are told field by field.
//!
//! Beside a field stands who touched it last, in which revision, and what was
//! there before: that is enough to tell a field that somebody left as it was
//! from one that two people changed, without keeping every revision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Draft, Field, SealedField, SetError, Step, entry_of, refuse};
use crate::ids::UserId;

/// Who touched a field last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// In which revision of the draft.
    pub revision: i32,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was there before.
    pub before: String,
    /// Since which revision that had been there.
    pub before_since: i32,
}

/// Where an imported value came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What was imported: `saml`, `oidc`, `ws_fed`, `login_page`.
    pub source: String,
    /// From which address; nothing when it was pasted or uploaded.
    pub url: Option<String>,
    /// On which line it stands; nothing where lines say nothing.
    pub line: Option<u32>,
    /// The value.
    pub value: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What stands beside a draft's text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Who touched which path last; also of paths that hold nothing any more.
    touched: BTreeMap<String, Touch>,
    /// Up to which revision touches of empty paths are forgotten.
    forgotten: i32,
    /// Where values came from that were imported.
    origins: BTreeMap<String, Origin>,
    /// Which secrets are sealed for it.
    pub(super) secrets: BTreeMap<String, SealedField>,
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What was typed.
    pub draft: Draft,
    /// What stands beside it.
    pub beside: Beside,
    /// Counts every change, from 1.
    pub revision: i32,
}

/// Which fields an edit speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that it names, of any step.
    Any,
    /// Those that it names, of one step.
    Within(Step),
    /// All of a step: what it does not name is gone, as with a whole form.
    Whole(Step),
}

/// A change of a draft.
#[derive(Debug, Clone, Copy)]
pub struct Edit<'a> {
    /// Which fields it speaks of.
    pub reach: Reach,
    /// Paths and texts; an empty text takes a field away.
    pub fields: &'a [(String, String)],
    /// The revision that its author saw.
    pub base: i32,
    /// Its author.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A field that two people changed; what was there is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The path.
    pub field: String,
    /// What this edit wanted.
    pub mine: String,
    /// What is there.
    pub theirs: String,
    /// Who put it there, and when; nothing when that is too long ago.
    pub by: Option<(UserId, DateTime<Utc>)>,
}

/// What became of an edit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The paths that changed.
    pub saved: Vec<String>,
    /// The paths that did not, since somebody else changed them meanwhile.
    pub conflicts: Vec<Conflict>,
}

/// Why an entry of a list was not taken away.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoveError {
    /// No list has that path, or it has no such entry.
    #[error("there is no such entry")]
    NoEntry,
    /// Somebody changed the list since.
    #[error("somebody changed the list meanwhile")]
    Changed,
}

impl Kept {
    /// The most characters that a draft keeps in all.
    pub const LIMIT: usize = 500_000;
    /// The most touches that are remembered.
    const TOUCHES: usize = 2 * Draft::FIELDS_LIMIT;

    /// A new draft of `by`, whose texts count as theirs.
    pub fn new(draft: Draft) -> Self {
        Self {
            draft,
            beside: Beside::default(),
            revision: 1,
        }
    }

    /// Makes the change, field by field: a field that somebody else changed
    /// since the author looked stays, unless both say the same or the author
    /// left it as it was. The revision counts up when anything changed.
    ///
    /// # Errors
    /// Every [`SetError`], in the order given; nothing has changed then.
    pub fn edit(&mut self, edit: &Edit<'_>) -> Result<Merged, Vec<SetError>> {
        let step = match edit.reach {
            Reach::Any => None,
            Reach::Within(step) | Reach::Whole(step) => Some(step),
        };
        let errors: Vec<SetError> = edit
            .fields
            .iter()
            .filter_map(|(path, text)| refuse(step, path, text))
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut wanted: BTreeMap<&str, &str> = BTreeMap::new();
        if let Reach::Whole(step) = edit.reach {
            let of_step = |path: &&str| Field::at(path).is_some_and(|field| field.step == step);
            let there = self.draft.iter().map(|(path, _)| path).filter(of_step);
            wanted.extend(there.map(|path| (path, "")));
        }
        let named = edit.fields.iter();
        wanted.extend(named.map(|(path, text)| (path.as_str(), text.as_str())));
        let (mut changed, mut conflicts) = (Vec::new(), Vec::new());
        for (path, mine) in wanted {
            let theirs = self.draft.get(path).unwrap_or_default();
            if mine == theirs || self.was_left(path, mine, edit.base) {
                continue;
            }
            if self.touched_since(path, edit.base) {
                let touch = self.beside.touched.get(path);
                conflicts.push(Conflict {
                    field: path.to_owned(),
                    mine: mine.to_owned(),
                    theirs: theirs.to_owned(),
                    by: touch.map(|touch| (touch.by, touch.at)),
                });
            } else {
                changed.push((path.to_owned(), mine.to_owned()));
            }
        }
        let saved = self.put(changed, edit.by, edit.at).map_err(|error| vec![error])?;
        Ok(Merged { saved, conflicts })
    }

    /// Puts imported values in, whatever is there, and notes where they came
    /// from. Says which paths changed.
    ///
    /// # Errors
    /// Every [`SetError`]; nothing has changed then.
    pub fn fill(
        &mut self,
        values: &[(String, Origin)],
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<Vec<String>, Vec<SetError>> {
        let errors: Vec<SetError> = values
            .iter()
            .filter_map(|(path, origin)| refuse(None, path, &origin.value))
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let changed = values
            .iter()
            .map(|(path, origin)| (path.clone(), origin.value.clone()))
            .filter(|(path, text)| self.draft.get(path).unwrap_or_default() != text)
            .collect();
        let saved = self.put(changed, by, at).map_err(|error| vec![error])?;
        // What an earlier import said of a path that this one fills counts no more.
        self.beside.origins.extend(values.iter().cloned());
        Ok(saved)
    }

    /// Takes the entry at `place` out of `list` and moves the later ones up,
    /// with all that stands beside them. Says which secrets went with it.
    ///
    /// # Errors
    /// [`RemoveError`]; nothing has changed then.
    pub fn remove_entry(
        &mut self,
        list: &str,
        place: usize,
        base: i32,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<Vec<SealedField>, RemoveError> {
        if !Field::is_above(list) || !self.draft.places(list).contains(&place) {
            return Err(RemoveError::NoEntry);
        }
        let moves = |path: &str| entry_of(path, list).is_some_and(|(at, _)| at >= place);
        let before: BTreeMap<String, String> = self
            .draft
            .iter()
            .filter(|(path, _)| moves(path))
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .collect();
        let touched: Vec<&str> = self.beside.touched.keys().map(String::as_str).collect();
        if before.keys().map(String::as_str).chain(touched).any(|path| {
            entry_of(path, list).is_some_and(|(at, _)| at >= place) && self.touched_since(path, base)
        }) {
            return Err(RemoveError::Changed);
        }
        self.draft.remove_entry(list, place);
        let gone = move_up(&mut self.beside.secrets, list, place);
        move_up(&mut self.beside.origins, list, place);
        let after: BTreeSet<String> = self
            .draft
            .iter()
            .map(|(path, _)| path.to_owned())
            .filter(|path| moves(path))
            .collect();
        self.revision += 1;
        let paths: BTreeSet<String> = before.keys().cloned().chain(after).collect();
        for path in paths {
            let was = before.get(&path).cloned().unwrap_or_default();
            self.touch(path, was, by, at);
        }
        Ok(gone)
    }

    /// Where a value came from, while it is the value that was imported.
    pub fn origin(&self, path: &str) -> Option<&Origin> {
        let origin = self.beside.origins.get(path)?;
        (self.draft.get(path) == Some(origin.value.as_str())).then_some(origin)
    }

    /// What the last imports gave, by path.
    pub fn imported(&self) -> BTreeMap<String, String> {
        let origins = self.beside.origins.iter();
        origins
            .map(|(path, origin)| (path.clone(), origin.value.clone()))
            .collect()
    }

    /// Whether `mine` is what its author saw, though somebody else has changed
    /// it since.
    fn was_left(&self, path: &str, mine: &str, base: i32) -> bool {
        self.beside
            .touched
            .get(path)
            .is_some_and(|touch| touch.revision > base && touch.before_since <= base && touch.before == mine)
    }

    fn touched_since(&self, path: &str, base: i32) -> bool {
        // A revision that does not exist was never seen.
        let base = if base > self.revision { 0 } else { base };
        self.since(path) > base
    }

    /// The revision since which a path holds what it holds.
    pub fn since(&self, path: &str) -> i32 {
        match self.beside.touched.get(path) {
            Some(touch) => touch.revision,
            None if self.draft.get(path).is_some() => 0,
            None => self.beside.forgotten,
        }
    }

    fn put(
        &mut self,
        changed: Vec<(String, String)>,
        by: UserId,
        at: DateTime<Utc>,
    ) -> Result<Vec<String>, SetError> {
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let mut next = self.draft.fields.clone();
        for (path, text) in &changed {
            if text.is_empty() {
                next.remove(path);
            } else {
                next.insert(path.clone(), text.clone());
            }
        }
        if next.len() > Draft::FIELDS_LIMIT {
            return Err(SetError::TooMany);
        }
        let size: usize = next.values().map(|text| text.chars().count()).sum();
        if size > Self::LIMIT {
            return Err(SetError::TooLarge);
        }
        let before = std::mem::replace(&mut self.draft.fields, next);
        self.revision += 1;
        let mut saved = Vec::with_capacity(changed.len());
        for (path, _) in changed {
            let was = before.get(&path).cloned().unwrap_or_default();
            self.touch(path.clone(), was, by, at);
            saved.push(path);
        }
        self.forget();
        Ok(saved)
    }

    fn touch(&mut self, path: String, before: String, by: UserId, at: DateTime<Utc>) {
        let before_since = match self.beside.touched.get(&path) {
            Some(touch) => touch.revision,
            None if before.is_empty() => self.beside.forgotten,
            None => 0,
        };
        let touch = Touch {
            revision: self.revision,
            by,
            at,
            before,
            before_since,
        };
        self.beside.touched.insert(path, touch);
    }

    /// Forgets the oldest touches of paths that hold nothing any more.
    fn forget(&mut self) {
        let excess = self.beside.touched.len().saturating_sub(Self::TOUCHES);
        if excess == 0 {
            return;
        }
        let mut empty: Vec<(i32, String)> = self
            .beside
            .touched
            .iter()
            .filter(|(path, _)| self.draft.get(path).is_none())
            .map(|(path, touch)| (touch.revision, path.clone()))
            .collect();
        empty.sort_unstable();
        for (revision, path) in empty.into_iter().take(excess) {
            self.beside.touched.remove(&path);
            self.beside.forgotten = self.beside.forgotten.max(revision);
        }
    }
}

/// Moves what stands beside a list's later entries up; gives what stood beside
/// the entry that went.
fn move_up<T>(beside: &mut BTreeMap<String, T>, list: &str, place: usize) -> Vec<T> {
    let mut gone = Vec::new();
    for (path, value) in std::mem::take(beside) {
        match entry_of(&path, list) {
            Some((at, _)) if at == place => gone.push(value),
            Some((at, rest)) if at > place => {
                beside.insert(format!("{list}.{}{rest}", at - 1), value);
            }
            _ => {
                beside.insert(path, value);
            }
        }
    }
    gone
}

#[cfg(test)]
mod tests;
