//! Who lives in the world, and under which names.

/// The host of the home page.
pub const WORLD_HOST: &str = "world.localhost";
/// The host of the identity provider.
pub const IDP_HOST: &str = "idp.world.localhost";
/// The host whose addresses answer in every wrong way.
pub(super) const FAULTS_HOST: &str = "faults.world.example";

/// A company that does not exist. `.example` is reserved for such use (RFC 2606).
pub(super) struct Vendor {
    /// Its name.
    pub(super) name: &'static str,
    /// Its domain.
    pub(super) domain: &'static str,
    /// The names below its domain.
    pub(super) under: &'static [&'static str],
    /// What it says about itself.
    pub(super) sells: &'static str,
    /// Its colour, as red, green and blue.
    pub(super) colour: [u8; 3],
}

const fn vendor(
    name: &'static str,
    domain: &'static str,
    under: &'static [&'static str],
    sells: &'static str,
    colour: [u8; 3],
) -> Vendor {
    Vendor {
        name,
        domain,
        under,
        sells,
        colour,
    }
}

/// The vendors: two that are nowhere else, and those of the demo listings.
pub(super) const VENDORS: &[Vendor] = &[
    vendor(
        "Quillwharf",
        "quillwharf.example",
        &["app", "login", "scim"],
        "Contracts that write themselves.",
        [0x1f, 0x6f, 0x8b],
    ),
    vendor(
        "Fernhollow",
        "fernhollow.example",
        &["app", "login", "scim"],
        "Field notes for people who plant trees.",
        [0x2f, 0x7d, 0x4f],
    ),
    vendor(
        "Brambletide",
        "brambletide.example",
        &["eu", "us"],
        "A desk for every question.",
        [0x7a, 0x3e, 0x9d],
    ),
    vendor(
        "Kettlewick",
        "kettlewick.example",
        &["wiki"],
        "A wiki on your own server.",
        [0xa6, 0x4b, 0x2a],
    ),
    vendor(
        "Moonferry",
        "moonferry.example",
        &["north", "south"],
        "Freight that arrives.",
        [0x2b, 0x4c, 0x9b],
    ),
    vendor(
        "Pebblecask",
        "pebblecask.example",
        &["us", "eu", "guest"],
        "Files, and nothing else.",
        [0x8a, 0x6d, 0x1f],
    ),
    vendor(
        "Quillhaven",
        "quillhaven.example",
        &["app"],
        "Signatures without paper.",
        [0x1d, 0x5f, 0xa8],
    ),
    vendor(
        "Thistlegate",
        "thistlegate.example",
        &["reports"],
        "Reports before Monday.",
        [0x9c, 0x2f, 0x5c],
    ),
    vendor(
        "Tinderloom",
        "tinderloom.example",
        &["app"],
        "Boards for plans.",
        [0xb2, 0x3b, 0x2e],
    ),
    vendor(
        "Zebrafern",
        "zebrafern.example",
        &["acme", "app"],
        "Payroll, on the day.",
        [0x3a, 0x3a, 0x3a],
    ),
];

/// Hosts whose certificate is wrong, and how.
pub(super) const WRONG_CERTIFICATES: &[(&str, Wrong)] = &[
    ("expired.faults.world.example", Wrong::Expired),
    ("wrong-name.faults.world.example", Wrong::Name),
    ("self-signed.faults.world.example", Wrong::SelfSigned),
];

/// What may be wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It ended in 2021.
    Expired,
    /// It is another host's.
    Name,
    /// No authority made it.
    SelfSigned,
}

/// The vendor of a host.
pub(super) fn vendor_of(host: &str) -> Option<&'static Vendor> {
    VENDORS.iter().find(|vendor| hosts(vendor).any(|one| one == host))
}

/// A vendor's hosts: its domain, then the names below it.
pub(super) fn hosts(vendor: &'static Vendor) -> impl Iterator<Item = String> {
    let under = vendor.under.iter();
    std::iter::once(vendor.domain.to_owned()).chain(under.map(|name| format!("{name}.{}", vendor.domain)))
}

/// The hosts with a good certificate.
pub(super) fn trusted_names() -> Vec<String> {
    let mut names: Vec<String> = VENDORS.iter().flat_map(hosts).collect();
    names.push(FAULTS_HOST.to_owned());
    names
}

/// Every https host, those with a wrong certificate at the end.
pub fn names() -> Vec<String> {
    let mut names = trusted_names();
    names.extend(WRONG_CERTIFICATES.iter().map(|(name, _)| (*name).to_owned()));
    names
}
