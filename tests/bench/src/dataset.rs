//! A made-up catalog of any size: the `number`-th integration of a catalog of
//! `total` is the same on every machine.

use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use oin_domain::catalog::Category;
use oin_domain::choice::Choice as _;
use oin_domain::connection::{Attribute, Connection, Flow, Known, Setting, SettingName, SignOn};
use oin_domain::ids::IntegrationId;
use oin_domain::integration::{
    CategorySlug, Content, Deployment, HttpsUrl, Operation, Pattern, Provenance, Provisioning, Slug,
    TenantVariable, VariableKind, VariableName, Visibility,
};
use oin_domain::listing::{Flag, Health, Listing, Stage, Tier};
use oin_domain::text::{Line, Name, Summary, fold};
use oin_search::Entry;
use oin_store::NewListing;
use uuid::Uuid;

use crate::words::{Numbers, TAILS, brand};

/// Part of the cached data's name: raise it when the generator changes.
pub(crate) const EDITION: u32 = 1;

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

/// The managed list of categories.
pub(crate) fn categories() -> anyhow::Result<Vec<Category>> {
    CATEGORIES
        .iter()
        .zip(1..)
        .map(|(&(slug, label), position)| {
            Ok(Category {
                slug: CategorySlug::parse(slug)?,
                label: Line::parse(label)?,
                position,
            })
        })
        .collect()
}

/// What the questions of the mix are made from.
pub(crate) struct Sketch {
    /// Its name in URLs.
    pub(crate) slug: String,
    /// Display name.
    pub(crate) name: String,
    /// The company.
    pub(crate) vendor: String,
    /// One to three of the managed list.
    categories: Vec<(&'static str, &'static str)>,
    /// One or two sign-on modes.
    pub(crate) sign_on: Vec<SignOn>,
    /// The numbers that the rest is drawn from.
    rest: Numbers,
}

impl Sketch {
    /// The `number`-th integration of a catalog of `total`.
    pub(crate) fn of(number: u64, total: u64) -> Self {
        let mut numbers = Numbers::of(number);
        // A few makers have very many products, most have one.
        let maker = brand(numbers.skewed(total.max(8) / 2) ^ 0x0ead_0000_0000);
        let own = brand(number);
        let (name, vendor) = match numbers.below(10) {
            0..4 => (own.clone(), own),
            4..6 => (format!("{own} {}", numbers.one_of(&TAILS)), own),
            6..8 => (format!("{maker} {}", numbers.one_of(&TAILS)), maker),
            8 => (format!("{maker} {own} {}", numbers.one_of(&TAILS)), maker),
            _ => (format!("{own}{}", numbers.one_of(&TAILS)), maker),
        };
        let mut categories = Vec::new();
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
        Self {
            slug: format!("{}-{number}", fold(&name).replace(' ', "-")),
            name,
            vendor,
            categories,
            sign_on,
            rest: numbers,
        }
    }

    /// Its main category.
    pub(crate) fn category(&self) -> &'static str {
        self.categories.first().map_or("other", |(slug, _)| slug)
    }
}

/// The `number`-th listing of a catalog of `total`, in its `edition`-th
/// revision (0 as loaded).
///
/// # Errors
/// A text that the domain does not allow: a mistake in this file.
pub(crate) fn listing(number: u64, total: u64, edition: u64) -> anyhow::Result<NewListing> {
    let sketch = Sketch::of(number, total);
    let mut numbers = sketch.rest.clone();
    let tier = if numbers.chance(3) {
        Tier::Verified
    } else {
        Tier::Community
    };
    let tested = match numbers.below(100) {
        0..2 => Health::Degraded,
        2..18 => Health::Ok,
        _ => Health::NotTested,
    };
    let stage = if numbers.chance(2) {
        Stage::Retired
    } else {
        Stage::Live
    };
    let at =
        DateTime::<Utc>::UNIX_EPOCH + Duration::seconds(1_600_000_000 + numbers.below(150_000_000) as i64);
    let launches = numbers.skewed(100_000) as i64;
    let id = Uuid::from_u64_pair(numbers.next(), number);
    Ok(NewListing {
        id: IntegrationId(id),
        slug: Slug::parse(&sketch.slug).with_context(|| sketch.slug.clone())?,
        stage,
        tier,
        tested,
        flags: vec![Flag::VendorUnconfirmed],
        content: content(&sketch, &mut numbers, edition)?,
        source: "bench".to_owned(),
        at: at + Duration::seconds(edition as i64),
        verified_at: (tier == Tier::Verified).then_some(at),
        launches,
    })
}

/// The same listing as the index takes it in.
///
/// # Errors
/// As [`listing`].
pub(crate) fn entry(number: u64, total: u64, edition: u64) -> anyhow::Result<Entry> {
    let new = listing(number, total, edition)?;
    let content = serde_json::to_string(&new.content)?;
    let listing = Listing {
        id: new.id,
        slug: new.slug,
        version: 1,
        stage: new.stage,
        tier: new.tier,
        tested: new.tested,
        flags: new.flags,
        content: new.content,
        published_at: new.at,
        updated_at: new.at,
        verified_at: new.verified_at,
        launches: new.launches,
    };
    Ok(Entry::of(&listing, content.into()))
}

fn content(sketch: &Sketch, numbers: &mut Numbers, edition: u64) -> anyhow::Result<Content> {
    let labels: Vec<&str> = sketch.categories.iter().map(|(_, label)| *label).collect();
    let modes: Vec<&str> = sketch.sign_on.iter().map(|mode| mode.label()).collect();
    let mut summary = format!(
        "{} by {}, sign-on with {}",
        labels.join(" and "),
        sketch.vendor,
        modes.join(" and ")
    );
    if edition > 0 {
        summary = format!("Edition {edition}: {summary}");
    }
    let host = format!("{}.example", fold(&sketch.vendor).replace(' ', "-"));
    let with_settings = numbers.chance(2);
    let automated = numbers.chance(10);
    Ok(Content {
        name: Name::parse(&sketch.name)?,
        vendor: Some(Line::parse(&sketch.vendor)?),
        summary: Summary::parse(summary.chars().take(140).collect::<String>().trim())?,
        description: None,
        categories: sketch
            .categories
            .iter()
            .map(|(slug, _)| CategorySlug::parse(slug))
            .collect::<Result<_, _>>()?,
        aliases: if numbers.chance(8) {
            vec![Line::parse(&brand(numbers.next()))?]
        } else {
            Vec::new()
        },
        website: if numbers.chance(85) {
            Some(HttpsUrl::parse(&format!("https://{host}"))?)
        } else {
            None
        },
        labels: Vec::new(),
        logo: None,
        screenshots: Vec::new(),
        visibility: Visibility::default(),
        icon: None,
        deployment: if numbers.chance(4) {
            Deployment::OnPremises
        } else {
            Deployment::Cloud
        },
        connections: sketch
            .sign_on
            .iter()
            .map(|&mode| connection(mode, &host, with_settings, numbers))
            .collect::<anyhow::Result<_>>()?,
        variables: if with_settings {
            vec![subdomain()?]
        } else {
            Vec::new()
        },
        provisioning: Provisioning {
            automated,
            operations: if automated && numbers.chance(50) {
                Operation::ALL[..4].to_vec()
            } else {
                Vec::new()
            },
        },
        scim: None,
        support: None,
        documentation: None,
        provenance: Some(Provenance {
            source: Line::parse("made-up facts")?,
            page: None,
        }),
    })
}

fn connection(
    mode: SignOn,
    host: &str,
    with_settings: bool,
    numbers: &mut Numbers,
) -> anyhow::Result<Connection> {
    let mut known = Known::mode_only(mode);
    if mode != SignOn::Saml2 {
        return Ok(Connection::Known(known));
    }
    if numbers.chance(40) {
        known.flows = Flow::ALL[..1 + numbers.below(2) as usize].to_vec();
    }
    if with_settings {
        for (name, path) in [
            (SettingName::EntityId, "saml/metadata"),
            (SettingName::AcsUrl, "saml/acs"),
            (SettingName::SignOnUrl, "login"),
        ] {
            known.settings.push(Setting {
                name,
                values: vec![Pattern::parse(&format!("https://${{subdomain}}.{host}/{path}"))?],
            });
        }
        for (name, source) in [
            ("email", "the person's e-mail address"),
            ("groups", "the person's groups"),
        ] {
            known.attributes.push(Attribute {
                name: Line::parse(name)?,
                source: Line::parse(source)?,
                required: name == "email",
            });
        }
    }
    Ok(Connection::Known(known))
}

fn subdomain() -> anyhow::Result<TenantVariable> {
    Ok(TenantVariable {
        name: VariableName::parse("subdomain")?,
        label: Line::parse("Your subdomain")?,
        kind: VariableKind::String,
        help: None,
        example: Some(Line::parse("acme")?),
        default: None,
        pattern: None,
    })
}
