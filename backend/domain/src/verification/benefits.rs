//! What the second tier brings to the vendor.

/// The program's own words, in order; administrators may put others in their place.
pub const BENEFITS: [&str; 6] = [
    "Continuous testing: we look at your integration again and again, and you hear of a broken sign-on first.",
    "A named contact of ours for partnership and integration support.",
    "Free training, and content made for partners.",
    "The partner logo, and a badge to embed that shows the live state and the date of the last green run.",
    "Invitations to events.",
    "Notifications for partners.",
];
/// The most benefits.
pub const MOST_BENEFITS: usize = 12;
/// The longest one, in characters.
pub const LONGEST_BENEFIT: usize = 200;
