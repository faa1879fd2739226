//! Made-up integrations and the questions people would ask about them. The
//! same seed gives the same catalog on every machine.

use chrono::{DateTime, Duration, Utc};
use oin_domain::catalog::{Category, Sort};
use oin_domain::choice::Choice;
use oin_domain::connection::{Flow, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{CategorySlug, Deployment, HttpsUrl, Operation, Provisioning, Slug};
use oin_domain::listing::{Flag, Health, Tier};
use oin_domain::text::{Line, Name, Summary};
use oin_search::{Entry, Filters, Query};
use uuid::Uuid;

/// The managed categories, the most used first.
const CATEGORIES: [(&str, &str); 27] = [
    ("developer-tools", "Developer tools"),
    ("it-infrastructure", "IT infrastructure"),
    ("education", "Education"),
    ("security", "Security"),
    ("media", "Media"),
    ("finance", "Finance"),
    ("productivity", "Productivity"),
    ("hr", "Human resources"),
    ("analytics", "Analytics"),
    ("e-commerce", "E-commerce"),
    ("design", "Design"),
    ("marketing", "Marketing"),
    ("operations", "Operations"),
    ("crm", "Customer relationships"),
    ("customer-support", "Customer support"),
    ("communication", "Communication"),
    ("travel", "Travel"),
    ("consumer", "Consumer"),
    ("collaboration", "Collaboration"),
    ("legal", "Legal"),
    ("social", "Social"),
    ("sales", "Sales"),
    ("project-management", "Project management"),
    ("other", "Other"),
    ("file-sharing", "File sharing"),
    ("healthcare", "Healthcare"),
    ("erp", "Enterprise resource planning"),
];

/// Words that follow a made-up word in a name.
const TAILS: [&str; 40] = [
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

const STARTS: [&str; 30] = [
    "b", "br", "c", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "qu",
    "r", "s", "sl", "sp", "st", "t", "tr", "v", "w", "y", "z",
];
const MIDDLES: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "io", "oo", "y"];
const ENDS: [&str; 12] = ["", "", "", "n", "r", "l", "s", "x", "m", "nt", "ck", "ft"];

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

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `bound`, all alike.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number below `bound`, small ones far more often.
    fn skewed(&mut self, bound: u64) -> u64 {
        let place = self.below(1 << 20) as f64 / (1u64 << 20) as f64;
        ((bound as f64).powf(place) - 1.0) as u64
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len() as u64) as usize]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A word nobody uses, capitalised.
fn made_up(number: u64) -> String {
    let mut numbers = Numbers::of(number ^ 0xa11ce);
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

/// The managed list of categories.
pub(crate) fn categories() -> Vec<Category> {
    CATEGORIES
        .iter()
        .zip(1..)
        .map(|(&(slug, label), position)| Category {
            slug: category(slug),
            label: line(label),
            position,
        })
        .collect()
}

fn category(slug: &str) -> CategorySlug {
    CategorySlug::parse(slug).expect("the list holds slugs")
}

fn line(text: &str) -> Line {
    Line::parse(text).expect("made-up lines are short")
}

/// The display name of the `number`-th integration.
pub(crate) fn name(number: u64, vendor: &str) -> String {
    let mut numbers = Numbers::of(number ^ 0xbeef);
    match numbers.below(10) {
        0..4 => made_up(number),
        4..6 => format!("{} {}", made_up(number), numbers.one_of(&TAILS)),
        6..8 => format!("{vendor} {}", numbers.one_of(&TAILS)),
        8 => format!("{vendor} {} {}", made_up(number), numbers.one_of(&TAILS)),
        _ => format!("{}{}", made_up(number), numbers.one_of(&TAILS)),
    }
}

/// The `number`-th integration of a catalog of `total`.
pub(crate) fn entry(number: u64, total: u64) -> Entry {
    let mut numbers = Numbers::of(number);
    let maker = numbers.skewed(total.max(8) / 2);
    let vendor = made_up(maker ^ 0x0ead_0000_0000);
    let name = name(number, &vendor);
    let own = numbers.chance(60);
    let vendor = if own { made_up(number) } else { vendor };
    let mut categories: Vec<(&str, &str)> = Vec::new();
    for _ in 0..1 + numbers.below(10) / 6 + numbers.below(10) / 9 {
        let one = CATEGORIES[numbers.skewed(28).min(26) as usize];
        if !categories.contains(&one) {
            categories.push(one);
        }
    }
    let mut sign_on = vec![if numbers.chance(55) {
        SignOn::Saml2
    } else {
        SignOn::Swa
    }];
    if numbers.chance(15) {
        sign_on.push(SignOn::Oidc);
    }
    let known_flow = sign_on[0] == SignOn::Saml2 && numbers.chance(40);
    let flows = if known_flow {
        Flow::ALL[..1 + numbers.below(2) as usize].to_vec()
    } else {
        vec![]
    };
    let automated = numbers.chance(10);
    let operations = if automated && numbers.chance(50) {
        Operation::ALL[..4].to_vec()
    } else {
        vec![]
    };
    let tier = if numbers.chance(3) {
        Tier::Verified
    } else {
        Tier::Community
    };
    let health = match numbers.below(100) {
        0..2 => Health::Degraded,
        2..4 => Health::Retired,
        4..20 => Health::Ok,
        _ => Health::NotTested,
    };
    let deployment = if numbers.chance(4) {
        Deployment::OnPremises
    } else {
        Deployment::Cloud
    };
    let published =
        DateTime::<Utc>::UNIX_EPOCH + Duration::seconds(1_600_000_000 + numbers.below(150_000_000) as i64);
    let slug = format!("{}-{number}", oin_domain::text::fold(&name).replace(' ', "-"));
    let labels: Vec<&str> = categories.iter().map(|(_, label)| *label).collect();
    let modes: Vec<&str> = sign_on.iter().map(|mode| mode.label()).collect();
    let summary = format!(
        "{} by {vendor}, sign-on with {}",
        labels.join(" and "),
        modes.join(" and ")
    );
    let website = format!("https://{}.example", vendor.to_lowercase());
    let slugs: Vec<String> = categories.iter().map(|(slug, _)| format!("\"{slug}\"")).collect();
    let content = format!(
        r#"{{"name":"{name}","vendor":"{vendor}","summary":"{summary}","categories":[{}],"website":"{website}","deployment":"{}","connections":[{{"type":"known","mode":"{}"}}],"provisioning":{{"automated":{automated}}},"provenance":{{"source":"generator"}}}}"#,
        slugs.join(","),
        deployment.as_str(),
        sign_on[0].as_str(),
    );
    Entry {
        id: IntegrationId(Uuid::from_u64_pair(numbers.next(), number)),
        slug: Slug::parse(&slug).expect("made-up slugs are slugs"),
        summary: Summary::parse(&summary.chars().take(140).collect::<String>())
            .expect("made-up summaries are short"),
        aliases: if numbers.chance(8) {
            vec![line(&made_up(numbers.next()))]
        } else {
            vec![]
        },
        categories: categories.iter().map(|(slug, _)| category(slug)).collect(),
        name: Name::parse(&name).expect("made-up names are short"),
        vendor: Some(line(&vendor)),
        website: Some(HttpsUrl::parse(&website).expect("made-up hosts are hosts")),
        sign_on,
        flows,
        provisioning: Provisioning {
            automated,
            operations,
        },
        tier,
        deployment,
        health,
        flags: vec![Flag::VendorUnconfirmed],
        published_at: published,
        updated_at: published + Duration::days(numbers.below(400) as i64),
        verified_at: (tier == Tier::Verified).then(|| published + Duration::days(30)),
        launches: numbers.skewed(100_000) as i64,
        version: 1,
        content: content.into(),
    }
}

/// The kinds of questions and how many of a hundred requests each has; the
/// other 20 are details by slug.
pub(crate) const KINDS: [(&str, u64); 10] = [
    ("prefix", 18),
    ("exact name", 14),
    ("front page", 8),
    ("category", 8),
    ("category + mode", 8),
    ("search + filter", 6),
    ("typo", 6),
    ("words", 6),
    ("nothing", 3),
    ("deep page", 3),
];

/// The `number`-th question of a kind, about a catalog of `total`. A deep page
/// is a question whose pages are to be turned.
pub(crate) fn question(kind: &str, number: u64, total: u64) -> Query {
    let mut numbers = Numbers::of(number ^ 0x5ea5c4);
    let about = entry(numbers.below(total), total);
    let name = about.name.as_str();
    let short = |letters: u64| name.chars().take(letters as usize).collect::<String>();
    let mut filters = Filters::default();
    let mut sort = Sort::Relevance;
    let text = match kind {
        "prefix" => short(1 + numbers.below(6)),
        "exact name" => name.to_owned(),
        "category" | "category + mode" => {
            filters.category = about.categories.into_iter().take(1).collect();
            if kind != "category" {
                filters.sign_on = about.sign_on;
            }
            String::new()
        }
        "search + filter" => {
            filters.sign_on = about.sign_on;
            short(3 + numbers.below(3))
        }
        "typo" => {
            let mut letters: Vec<char> = name.chars().collect();
            let at = numbers.below(letters.len() as u64 - 1) as usize;
            match numbers.below(3) {
                0 => letters.swap(at, at + 1),
                1 => letters[at] = 'q',
                _ => {
                    letters.remove(at);
                }
            }
            letters.into_iter().collect()
        }
        "words" => {
            let tail = numbers.one_of(&TAILS);
            if numbers.chance(50) {
                tail.to_owned()
            } else {
                format!(
                    "{} {tail}",
                    about.vendor.map_or_else(String::new, |v| v.to_string())
                )
            }
        }
        "nothing" => format!("qq{}", short(8).replace(' ', "")),
        "deep page" => {
            sort = numbers.one_of(&[Sort::Relevance, Sort::Name, Sort::Newest]);
            if numbers.chance(50) {
                short(2)
            } else {
                String::new()
            }
        }
        _ => String::new(),
    };
    Query {
        text,
        filters,
        sort,
        ..Query::default()
    }
}
