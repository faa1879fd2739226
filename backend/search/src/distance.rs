//! The distance between two words in typos.
//!
//! A typo is one letter left out, put in, replaced, or swapped with its
//! neighbour ("optimal string alignment" distance).

/// A word that candidates are compared with letter by letter, so that
/// candidates that begin alike share the work.
#[derive(Debug, Clone)]
pub(crate) struct Ruler {
    word: Vec<char>,
    most: u8,
    /// `rows[i][j]`: the distance of the candidate's first `i` letters to the
    /// word's first `j`.
    rows: Vec<Vec<u8>>,
    letters: Vec<char>,
}

impl Ruler {
    /// Measures distances to `word` of at most `most`.
    pub(crate) fn new(word: &str, most: u8) -> Self {
        let word: Vec<char> = word.chars().collect();
        let first = (0..=word.len())
            .map(|j| u8::try_from(j).unwrap_or(u8::MAX))
            .collect();
        Self {
            word,
            most,
            rows: vec![first],
            letters: Vec::new(),
        }
    }

    /// Keeps the first `letters` letters of the candidate.
    pub(crate) fn keep(&mut self, letters: usize) {
        self.letters.truncate(letters);
        self.rows.truncate(letters + 1);
    }

    /// Adds a letter to the candidate; whether any continuation can still be
    /// within the distance.
    pub(crate) fn push(&mut self, letter: char) -> bool {
        let i = self.letters.len();
        let above = &self.rows[i];
        let mut row = Vec::with_capacity(above.len());
        let mut least = above[0].saturating_add(1);
        row.push(least);
        for j in 0..self.word.len() {
            let same = self.word[j] == letter;
            let mut best = above[j].saturating_add(u8::from(!same));
            best = best
                .min(above[j + 1].saturating_add(1))
                .min(row[j].saturating_add(1));
            if i > 0 && j > 0 && self.word[j - 1] == letter && self.letters[i - 1] == self.word[j] {
                best = best.min(self.rows[i - 1][j - 1].saturating_add(1));
            }
            least = least.min(best);
            row.push(best);
        }
        self.rows.push(row);
        self.letters.push(letter);
        least <= self.most
    }

    /// The distance of the candidate so far, when small enough.
    pub(crate) fn whole(&self) -> Option<u8> {
        self.rows
            .last()
            .and_then(|row| row.last())
            .copied()
            .filter(|&typos| typos <= self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &str, b: &str) -> Option<u8> {
        let mut ruler = Ruler::new(a, 2);
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
