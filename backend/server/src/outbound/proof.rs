//! The proof that a domain is an org's own.

use oin_domain::org::{DomainName, ProofMethod};
use url::Host;

use super::{FetchError, FetchLimits, Outbound, Why};

/// The most bytes of the file, which has one line.
const MOST: usize = 4_096;
/// How much of a found text is shown.
const SHOWN: usize = 80;

/// Why a domain was not proven: both places, each with what was wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{domain} is not proven. The TXT record {record}: {dns}. The file {file}: {web}. One of them must say {statement}."
)]
pub struct ProofError {
    domain: String,
    record: String,
    file: String,
    statement: String,
    /// What was wrong with the record.
    pub dns: String,
    /// What was wrong with the file.
    pub web: String,
    /// Whether the network was silent, so that trying again may help without a change.
    pub silent: bool,
}

/// Looks for the org's token at the domain: the TXT record first, then the file.
///
/// # Errors
/// What was found in both places instead.
pub async fn prove(outbound: &Outbound, domain: &DomainName, token: &str) -> Result<ProofMethod, ProofError> {
    let statement = DomainName::statement(token);
    let dns = match outbound.txt(&domain.record()).await {
        Ok(texts) if texts.iter().any(|text| text.trim() == statement) => return Ok(ProofMethod::Dns),
        Ok(texts) => (found(texts.first().map(String::as_str)), false),
        Err(error) => wrong(&error),
    };
    let web = match file(outbound, domain, &statement).await {
        Ok(None) => return Ok(ProofMethod::File),
        Ok(Some(wrong)) => (wrong, false),
        Err(error) => wrong(&error),
    };
    Err(ProofError {
        domain: domain.as_str().to_owned(),
        record: domain.record(),
        file: domain.file(),
        statement,
        silent: dns.1 || web.1,
        dns: dns.0,
        web: web.0,
    })
}

/// Nothing when the file says what it should, else what is wrong with it.
async fn file(
    outbound: &Outbound,
    domain: &DomainName,
    statement: &str,
) -> Result<Option<String>, FetchError> {
    let limits = FetchLimits {
        max_bytes: MOST,
        ..FetchLimits::default()
    };
    let fetched = outbound.fetch(&Outbound::read(&domain.file())?, limits).await?;
    // Who can redirect from a domain need not own where it leads; only the
    // domain's own hosts speak for it.
    let strange = fetched.hops.iter().find(|hop| match hop.host() {
        Some(Host::Domain(host)) => !domain.covers(host),
        _ => true,
    });
    if let Some(hop) = strange {
        return Ok(Some(format!("it redirects to {hop}, outside of the domain")));
    }
    if fetched.status != 200 {
        return Ok(Some(format!("the server answers {}", fetched.status)));
    }
    let text = String::from_utf8_lossy(&fetched.body);
    let text = text.trim();
    Ok((text != statement).then(|| found(Some(text).filter(|text| !text.is_empty()))))
}

fn found(text: Option<&str>) -> String {
    match text {
        None => "nothing is there".to_owned(),
        Some(text) => {
            let shown: String = text.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
            format!("it says \"{shown}\"")
        }
    }
}

fn wrong(error: &FetchError) -> (String, bool) {
    let text = error.why.to_string();
    let text = text.trim_end_matches('.').to_owned();
    (text, matches!(error.why, Why::Silent(_)))
}
