//! Moments and choices that are the same in every run.

/// xorshift64.
pub(crate) struct Chance(u64);

impl Chance {
    /// Begins at `seed`, which must not be 0.
    pub(crate) fn from(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
