//! Numbers that look random and words that look like names, the same on every
//! machine.

/// A small, good and repeatable source of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The numbers of one thing, by its own number.
    pub(crate) fn of(thing: u64) -> Self {
        let mut numbers = Self(thing.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        numbers.next();
        numbers
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, all alike.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number below `bound`, small ones far more often.
    pub(crate) fn skewed(&mut self, bound: u64) -> u64 {
        let place = self.below(1 << 20) as f64 / (1u64 << 20) as f64;
        ((bound as f64).powf(place) - 1.0) as u64
    }

    /// One of `values`, all alike.
    pub(crate) fn one_of<'a>(&mut self, values: &[&'a str]) -> &'a str {
        let place = self.below(values.len() as u64) as usize;
        values.get(place).copied().unwrap_or_default()
    }

    /// True `percent` times of a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// What a product name ends with.
pub(crate) const TAILS: [&str; 40] = [
    "Cloud",
    "Analytics",
    "Drive",
    "CRM",
    "HR",
    "Mail",
    "Connect",
    "Hub",
    "Studio",
    "Desk",
    "Pay",
    "Flow",
    "Insights",
    "Security",
    "Learning",
    "Box",
    "Docs",
    "Sign",
    "Meet",
    "Chat",
    "Works",
    "Suite",
    "Pro",
    "Platform",
    "Enterprise",
    "Portal",
    "Manager",
    "Monitor",
    "Vault",
    "Forms",
    "Travel",
    "Expense",
    "Talent",
    "Support",
    "Design",
    "Data",
    "Sync",
    "Gateway",
    "Board",
    "Voice",
];

const FRONTS: [&str; 60] = [
    "Air", "Alpha", "Apex", "Arc", "Atlas", "Beacon", "Blue", "Bright", "Cedar", "Clear", "Click", "Cloud",
    "Cobalt", "Copper", "Crystal", "Delta", "Echo", "Ever", "Fast", "Fire", "First", "Fresh", "Gold", "Good",
    "Grand", "Green", "Harbor", "High", "Honey", "Iron", "Jump", "Key", "Lake", "Light", "Lime", "Link",
    "Live", "Loop", "Lunar", "Maple", "Meta", "Mind", "Neo", "North", "Nova", "Open", "Orange", "Peak",
    "Pine", "Quick", "Rapid", "River", "Silver", "Smart", "Snap", "Spark", "Stone", "Sun", "True", "Wave",
];
const BACKS: [&str; 50] = [
    "base", "bit", "board", "bridge", "cast", "chain", "craft", "dash", "deck", "dock", "field", "fish",
    "fleet", "force", "forge", "gate", "grid", "guard", "house", "jet", "lab", "leaf", "line", "log", "map",
    "mark", "mesh", "mill", "nest", "node", "path", "pilot", "point", "port", "rank", "road", "root",
    "scale", "scope", "sense", "shift", "side", "spot", "stack", "storm", "tree", "view", "ware", "wise",
    "yard",
];
const STARTS: [&str; 30] = [
    "b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "qu",
    "r", "s", "sl", "sp", "st", "t", "tr", "v", "w", "y", "z",
];
const MIDDLES: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "io", "oo", "y"];
const ENDS: [&str; 12] = ["", "", "", "n", "r", "l", "s", "x", "m", "nt", "ck", "ft"];

/// The `number`-th brand: a third is put together from known words, and a few
/// thousand of those must do for everybody; the rest are words nobody uses.
pub(crate) fn brand(number: u64) -> String {
    let mut numbers = Numbers::of(number ^ 0xa11ce);
    if numbers.chance(33) {
        return format!("{}{}", numbers.one_of(&FRONTS), numbers.one_of(&BACKS));
    }
    let mut word = String::new();
    for _ in 0..2 + numbers.below(2) {
        word.push_str(numbers.one_of(&STARTS));
        word.push_str(numbers.one_of(&MIDDLES));
    }
    word.push_str(numbers.one_of(&ENDS));
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
