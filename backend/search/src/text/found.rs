//! What matched so far, and room to work in that is used again.

use std::cell::RefCell;

use crate::text::class::{self, Class, Fit};

/// No class: the entry was not found.
const NONE: Class = Class::MAX;

/// The entries found, each with its best class.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The class of each entry number.
    classes: Vec<Class>,
    entries: Vec<u32>,
}

impl Found {
    /// Notes that an entry matches in a class; the best class counts.
    pub(crate) fn add(&mut self, entry: u32, class: Class) {
        let best = &mut self.classes[entry as usize];
        if *best == NONE {
            self.entries.push(entry);
        }
        *best = class.min(*best);
    }

    /// The entry's class when it was found.
    pub(crate) fn class(&self, entry: u32) -> Option<Class> {
        Some(self.classes[entry as usize]).filter(|&class| class != NONE)
    }

    /// Lets the retired entries sink.
    pub(crate) fn sink(&mut self, is_retired: impl Fn(u32) -> bool) {
        for &entry in &self.entries {
            let class = &mut self.classes[entry as usize];
            *class = class::with_life(*class, is_retired(entry));
        }
    }

    /// The best class of any entry.
    pub(crate) fn best(&self) -> Option<Class> {
        self.entries.iter().filter_map(|&entry| self.class(entry)).min()
    }

    /// Every entry found, once.
    pub(crate) fn entries(&self) -> &[u32] {
        &self.entries
    }
}

/// How far an entry has come while the words of a reading are matched one
/// after the other.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    /// How many words it has.
    words: u8,
    /// The typos of these words.
    typos: u8,
    /// The weakest fit of these words: field above, beginnings below.
    weakest: u8,
    /// The best of the word at hand, plus one; 0 while there is none.
    now: u8,
}

/// Entries that have all words so far.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    progress: Vec<Progress>,
    entries: Vec<u32>,
    word: u8,
}

impl Chain {
    /// Notes that an entry has the word at hand.
    pub(crate) fn add(&mut self, entry: u32, typos: u8, fit: Fit) {
        let progress = &mut self.progress[entry as usize];
        if progress.words != self.word {
            return;
        }
        let now = typos * 8 + fit as u8 + 1;
        if progress.now == 0 {
            progress.now = now;
            if self.word == 0 {
                self.entries.push(entry);
            }
        } else {
            progress.now = progress.now.min(now);
        }
    }

    /// Notes the word at hand for those of the entries so far that have it.
    pub(crate) fn add_where(&mut self, has: impl Fn(u32) -> Option<(u8, Fit)>) {
        for place in 0..self.entries.len() {
            let entry = self.entries[place];
            if let Some((typos, fit)) = has(entry) {
                self.add(entry, typos, fit);
            }
        }
    }

    /// The entries that have all words before the one at hand; none before the
    /// first word.
    pub(crate) fn entries(&self) -> &[u32] {
        &self.entries
    }

    /// Whether this is the first word.
    pub(crate) fn is_first(&self) -> bool {
        self.word == 0
    }

    /// Ends a word: entries without it fall out.
    pub(crate) fn next(&mut self) {
        let Self {
            progress,
            entries,
            word,
        } = self;
        *word += 1;
        entries.retain(|&entry| {
            let progress = &mut progress[entry as usize];
            if progress.now == 0 {
                *progress = Progress::default();
                return false;
            }
            let (typos, fit) = ((progress.now - 1) / 8, (progress.now - 1) % 8);
            let field = (progress.weakest / 2).max(fit / 2);
            *progress = Progress {
                words: *word,
                typos: (progress.typos + typos).min(class::MOST_TYPOS),
                weakest: field * 2 + (progress.weakest | fit) % 2,
                now: 0,
            };
            true
        });
    }

    /// Ends a reading: what has all words is found, with `typos` more.
    pub(crate) fn finish(&mut self, typos: u8, found: &mut Found) {
        for &entry in &self.entries {
            let progress = &mut self.progress[entry as usize];
            let class = class::WORDS + progress.weakest;
            found.add(entry, class::with_typos(class, progress.typos + typos));
            *progress = Progress::default();
        }
        self.entries.clear();
        self.word = 0;
    }
}

/// The room for one query.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// What was found.
    pub(crate) found: Found,
    /// What has all words so far.
    pub(crate) chain: Chain,
}

impl Room {
    /// Makes room for entry numbers below `bound`.
    fn fit(&mut self, bound: usize) {
        self.found
            .classes
            .resize(bound.max(self.found.classes.len()), NONE);
        let progress = &mut self.chain.progress;
        progress.resize(bound.max(progress.len()), Progress::default());
    }

    /// Empties the room, at the cost of what was found only.
    fn clear(&mut self) {
        let Found { classes, entries } = &mut self.found;
        for entry in entries.drain(..) {
            classes[entry as usize] = NONE;
        }
    }
}

thread_local! {
    static ROOM: RefCell<Room> = RefCell::default();
}

/// Lends this thread's room, empty, for entry numbers below `bound`.
pub(crate) fn with_room<T>(bound: usize, work: impl FnOnce(&mut Room) -> T) -> T {
    ROOM.with(|room| {
        // A query never runs inside another one; should it, it gets a room of its own.
        let mut own = Room::default();
        let mut shared = room.try_borrow_mut();
        let room = shared.as_deref_mut().unwrap_or(&mut own);
        room.fit(bound);
        let answer = work(room);
        room.clear();
        answer
    })
}
