//! The distance between two words in typos.
//!
//! A typo is one letter left out, put in, replaced, or swapped with its
//! neighbour ("optimal string alignment" distance).

/// A word that candidates are compared with letter by letter, so that
/// candidates that begin alike share the work.
///
/// Only distances of at most `most` are of interest, so a row holds just the
/// cells that can be so small: those at most `most` places off the diagonal.
#[derive(Debug, Clone)]
pub(crate) struct Ruler {
    word: Vec<char>,
    most: u8,
    /// Row after row, [`Ruler::width`] cells each. Cell `c` of row `i` is the
    /// distance of the candidate's first `i` letters to the word's first
    /// `i + c - most`.
    cells: Vec<u8>,
    letters: Vec<char>,
    /// The word's first so many letters may have only so many typos.
    early: (usize, u8),
}

/// More than any distance of interest; one more still fits.
const FAR: u8 = u8::MAX / 2;

impl Ruler {
    /// Measures distances to `word` of at most `most`.
    pub(crate) fn new(word: Vec<char>, most: u8) -> Self {
        let first = (0..=2 * most).map(|cell| if cell < most { FAR } else { cell - most });
        Self {
            cells: first.collect(),
            word,
            most,
            letters: Vec::new(),
            early: (0, most),
        }
    }

    /// Allows the word's first `letters` letters at most `most` typos.
    pub(crate) fn with_early(mut self, letters: usize, most: u8) -> Self {
        self.early = (letters, most);
        for j in 0..=letters.min(usize::from(self.most)) {
            let cell = &mut self.cells[usize::from(self.most) + j];
            if *cell > most {
                *cell = FAR;
            }
        }
        self
    }

    fn width(&self) -> usize {
        2 * usize::from(self.most) + 1
    }

    /// Keeps the first `letters` letters of the candidate.
    pub(crate) fn keep(&mut self, letters: usize) {
        self.letters.truncate(letters);
        self.cells.truncate((letters + 1) * self.width());
    }

    /// Adds a letter to the candidate; whether any continuation can still be
    /// within the distance.
    pub(crate) fn push(&mut self, letter: char) -> bool {
        let (width, most) = (self.width(), usize::from(self.most));
        let row = self.cells.len();
        let above = row - width;
        let i = self.letters.len() + 1;
        let mut least = FAR;
        for cell in 0..width {
            let Some(j) = (i + cell).checked_sub(most).filter(|&j| j <= self.word.len()) else {
                self.cells.push(FAR);
                continue;
            };
            // Left out: the cell above is one further along its own row.
            let mut best = if cell + 1 < width {
                self.cells[above + cell + 1] + 1
            } else {
                FAR
            };
            if j > 0 {
                let typed = self.word[j - 1];
                best = best.min(self.cells[above + cell] + u8::from(typed != letter));
                if cell > 0 {
                    best = best.min(self.cells[row + cell - 1] + 1);
                }
                let swapped = i > 1 && j > 1 && self.word[j - 2] == letter && self.letters[i - 2] == typed;
                if swapped {
                    best = best.min(self.cells[above - width + cell] + 1);
                }
            }
            let best = if best > self.most_at(j) { FAR } else { best };
            least = least.min(best);
            self.cells.push(best);
        }
        self.letters.push(letter);
        least <= self.most
    }

    fn most_at(&self, column: usize) -> u8 {
        if column <= self.early.0 {
            self.early.1
        } else {
            self.most
        }
    }

    /// The only letters that may follow, when no further typo is allowed;
    /// `None` when any may. Some of them may turn out to be hopeless.
    pub(crate) fn following(&self) -> Option<&[char]> {
        let (i, most) = (self.letters.len(), usize::from(self.most));
        let row = &self.cells[i * self.width()..];
        let spent = row.iter().enumerate().all(|(cell, &typos)| {
            let column = (i + cell).saturating_sub(most);
            typos == FAR || typos >= self.most_at(column + 1)
        });
        // One more to the left for two swapped letters.
        let end = self.word.len().min(i + most + 1);
        spent.then(|| &self.word[i.saturating_sub(most + 1).min(end)..end])
    }

    /// The distance of the candidate so far, when small enough.
    pub(crate) fn whole(&self) -> Option<u8> {
        let cell = (self.word.len() + usize::from(self.most)).checked_sub(self.letters.len())?;
        let row = self.letters.len() * self.width();
        let typos = *self.cells.get(row..row + self.width())?.get(cell)?;
        Some(typos).filter(|&typos| typos <= self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &str, b: &str) -> Option<u8> {
        let mut ruler = Ruler::new(a.chars().collect(), 2);
        b.chars().for_each(|letter| {
            ruler.push(letter);
        });
        ruler.whole()
    }

    #[test]
    fn the_four_typos_count_one() {
        for typo in ["salesforc", "saleesforce", "sakesforce", "salesfroce"] {
            assert_eq!(distance("salesforce", typo), Some(1), "{typo}");
        }
        assert_eq!(distance("salesforce", "slaesfroce"), Some(2));
        assert_eq!(distance("box", "box"), Some(0));
        assert_eq!(distance("github", "bitrub"), Some(2));
        assert_eq!(distance("github", "bitrab"), None);
    }
}
