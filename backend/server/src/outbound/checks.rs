//! The look at the network that the network rules judge.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use futures_util::stream;
use oin_domain::check::{Answer, NetworkFacts};
use oin_domain::choice::Choice as _;
use oin_domain::connection::ConnectionType;
use oin_domain::draft::{Draft, Field, Kind};
use oin_domain::integration::UrlPattern;
use oin_protocol::saml::metadata::{self, SpMetadata};
use oin_protocol::swa::login_page;
use url::Url;

use super::fetch::answer;
use super::{FetchLimits, Outbound};

/// Calls at the same time.
const AT_ONCE: usize = 8;
/// The longest that a whole look takes.
const PATIENCE: Duration = Duration::from_secs(40);
/// Fields whose addresses take messages and need not answer a plain look.
const RECEIVERS: [&str; 6] = [
    "connections.#.acs.#.url",
    "connections.#.recipient",
    "connections.#.destination",
    "connections.#.logout.url",
    "connections.#.reply_url",
    "scim.auth.token_url",
];
/// The base of SCIM addresses, which need not be one itself.
const SCIM: &str = "scim.base_url";
/// What every SCIM server has (RFC 7644 §4).
const SCIM_RESOURCE: &str = "/ServiceProviderConfig";

/// Where the metadata of a connection was imported from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataSource {
    /// The connection's place in the draft.
    pub connection: usize,
    /// The address that was given.
    pub url: Url,
}

/// Looks at every address of a draft, each once, at the fields of login pages,
/// and at metadata that was imported from an address.
pub async fn look(
    outbound: &Outbound,
    draft: &Draft,
    sources: &[MetadataSource],
    now: DateTime<Utc>,
) -> NetworkFacts {
    look_for(outbound, draft, sources, now, PATIENCE).await
}

/// [`look`] with another patience.
pub async fn look_for(
    outbound: &Outbound,
    draft: &Draft,
    sources: &[MetadataSource],
    now: DateTime<Utc>,
    patience: Duration,
) -> NetworkFacts {
    let mut looks = addresses(draft);
    for source in sources {
        looks.entry(source.url.to_string()).or_default().read = true;
    }
    let mut facts = NetworkFacts::default();
    let mut left: BTreeMap<&str, &Look> = looks.iter().map(|(url, look)| (url.as_str(), look)).collect();
    let calls = stream::iter(&looks).map(async |(url, look)| (url.as_str(), call(outbound, url, look).await));
    let mut calls = std::pin::pin!(calls.buffer_unordered(AT_ONCE));
    let running = async {
        while let Some((url, (answer, page))) = calls.next().await {
            left.remove(url);
            let Some(look) = looks.get(url) else { continue };
            for (path, sampled) in &look.fields {
                let answer = softened(answer.clone(), sampled);
                facts.answers.insert(path.clone(), answer);
            }
            if let Some(page) = &page {
                for place in &look.login_pages {
                    facts.not_found.extend(missing(draft, *place, page));
                }
                let metadata = metadata::read(&page.body, now).ok();
                for source in sources.iter().filter(|source| source.url.as_str() == url) {
                    facts.metadata.extend(
                        metadata
                            .iter()
                            .flat_map(|read| told(draft, source.connection, read)),
                    );
                }
            }
        }
    };
    // What came in time is kept.
    let _ = tokio::time::timeout(patience, running).await;
    for look in left.values() {
        for (path, _) in &look.fields {
            let why = "other addresses took all the time of the look".to_owned();
            facts.answers.insert(path.clone(), Answer::Silent(why));
        }
    }
    facts
}

/// One address, and who wants to know of it.
#[derive(Default)]
struct Look {
    /// The fields, each with the variables that were filled with samples.
    fields: Vec<(String, Vec<String>)>,
    /// Connections whose login page it is.
    login_pages: Vec<usize>,
    /// Whether all fields that name it take messages.
    receiver: bool,
    /// Whether its body is wanted.
    read: bool,
}

struct Page {
    url: Url,
    body: Vec<u8>,
}

async fn call(outbound: &Outbound, address: &str, look: &Look) -> (Answer, Option<Page>) {
    let Ok(url) = Url::parse(address) else {
        return (Answer::Unchecked("it is no whole address".to_owned()), None);
    };
    if !look.read {
        return match look.receiver {
            true => (outbound.probe_receiver(&url).await, None),
            false => (outbound.probe(&url).await, None),
        };
    }
    match outbound.fetch(&url, FetchLimits::default()).await {
        Ok(fetched) => {
            let page = (200..300).contains(&fetched.status).then_some(Page {
                url: fetched.final_url,
                body: fetched.body,
            });
            (Answer::Status(fetched.status), page)
        }
        Err(error) => (answer(Err(error)), None),
    }
}

/// Every address of the draft that counts and can be filled in.
fn addresses(draft: &Draft) -> BTreeMap<String, Look> {
    let values = values(draft);
    let mut looks: BTreeMap<String, Look> = BTreeMap::new();
    for (field, path, text) in draft.known() {
        if !matches!(field.kind, Kind::Url(_) | Kind::PlainUrl) || !counts(draft, field, path) {
            continue;
        }
        let Some((mut url, sampled)) = filled(text, &values) else {
            continue;
        };
        if field.shape == SCIM {
            let base = url.path().trim_end_matches('/').to_owned();
            url.set_path(&format!("{base}{SCIM_RESOURCE}"));
        }
        let receiver = RECEIVERS.contains(&field.shape);
        let look = looks.entry(url.to_string()).or_insert_with(|| Look {
            receiver,
            ..Look::default()
        });
        look.receiver &= receiver;
        if field.shape == "connections.#.login_url" {
            look.read = true;
            look.login_pages.extend(place(path));
        }
        look.fields.push((path.to_owned(), sampled));
    }
    looks
}

/// Whether the connection is of a type that has the field: what was typed for
/// another type before is kept, and does not count.
fn counts(draft: &Draft, field: &Field, path: &str) -> bool {
    let Some(place) = place(path) else { return true };
    let kind = draft
        .text(&format!("connections.{place}.type"))
        .and_then(ConnectionType::parse);
    field.only.is_empty() || kind.is_some_and(|kind| field.only.contains(&kind))
}

/// The place of the connection in a path.
fn place(path: &str) -> Option<usize> {
    path.strip_prefix("connections.")?.split('.').next()?.parse().ok()
}

/// A variable's value, and whether it is the sandbox's own.
struct Value {
    text: String,
    real: bool,
}

fn values(draft: &Draft) -> BTreeMap<String, Value> {
    let mut values = BTreeMap::new();
    for place in draft.places("variables") {
        let text = |field: &str| draft.text(&format!("variables.{place}.{field}"));
        let Some(name) = text("name") else { continue };
        if text("kind") == Some("secret") {
            continue;
        }
        let real = draft.text(&format!("testing.sandbox.values.{name}"));
        let sample = || {
            text("example")
                .or_else(|| text("default"))
                .or_else(|| text("choices.0"))
        };
        if let Some(found) = real.or_else(sample) {
            values.insert(
                name.to_owned(),
                Value {
                    text: found.to_owned(),
                    real: real.is_some(),
                },
            );
        }
    }
    values
}

/// An address with its variables filled in, and the names of those that were
/// filled with samples; nothing when one has no value or it is no address.
fn filled(text: &str, values: &BTreeMap<String, Value>) -> Option<(Url, Vec<String>)> {
    let pattern = UrlPattern::parse(text).ok()?;
    let mut given = BTreeMap::new();
    let mut sampled = Vec::new();
    for name in pattern.pattern().variables() {
        let value = values.get(name)?;
        given.insert(name.to_owned(), value.text.clone());
        if !value.real {
            sampled.push(name.to_owned());
        }
    }
    let mut url = Url::parse(&pattern.render(&given)).ok()?;
    url.set_fragment(None);
    Some((url, sampled))
}

/// That a sample tenant does not exist says nothing about the address.
fn softened(answer: Answer, sampled: &[String]) -> Answer {
    let about_the_tenant = matches!(
        answer,
        Answer::Status(404 | 410) | Answer::NoSuchHost | Answer::Tls(_)
    );
    if sampled.is_empty() || !about_the_tenant {
        return answer;
    }
    let names = sampled.join("`, `");
    Answer::Unchecked(format!(
        "nothing answers with the sample of `{names}`; give the sandbox's own value in the step Sandbox and test"
    ))
}

/// The selectors of a connection that its login page certainly lacks. A page
/// without a form in its own HTML (made by a script, in a frame, in two steps)
/// tells nothing.
fn missing(draft: &Draft, place: usize, page: &Page) -> Vec<String> {
    let has_form = login_page::analyse(&page.body, &page.url).is_ok_and(|read| read.form.is_some());
    let paths = ["user_name", "password", "button"].map(|field| format!("connections.{place}.{field}"));
    let lacks = |path: &String| {
        draft
            .text(path)
            .is_some_and(|css| login_page::finds(&page.body, css) == Some(false))
    };
    paths.into_iter().filter(|path| has_form && lacks(path)).collect()
}

/// What metadata says now of the fields that it fills.
fn told(draft: &Draft, place: usize, read: &SpMetadata) -> Vec<(String, String)> {
    let mut told = vec![(
        format!("connections.{place}.audience"),
        read.entity_id.value.clone(),
    )];
    let list = format!("connections.{place}.acs");
    for entry in draft.places(&list) {
        let path = format!("{list}.{entry}.url");
        let typed = draft.text(&path);
        let receivers = || {
            read.assertion_consumer_services
                .iter()
                .filter(|acs| acs.is_post())
        };
        if receivers().any(|acs| Some(acs.location.value.trim()) == typed) {
            continue;
        }
        let index = draft
            .text(&format!("{list}.{entry}.index"))
            .and_then(|index| index.parse().ok());
        let same = index.and_then(|index: u16| {
            receivers().find(|acs| acs.index.as_ref().is_some_and(|known| known.value == index))
        });
        if let Some(now) = same.or_else(|| read.default_acs()) {
            told.push((path, now.location.value.clone()));
        }
    }
    told
}
