//! The home page: what there is, what for, and the forms that change the world.

use actix_web::HttpResponse;
use oin_domain::choice::Choice as _;
use oin_domain::org::DomainName;
use serde::Serialize;

use super::asked::{self, Asked, html, not_found, see_other, text};
use super::exhibits::{EXHIBITS, Section};
use super::hosts::{VENDORS, hosts};
use super::idp::{CLIENT_ID, CLIENT_SECRET};
use super::pages::STYLE;
use super::state::State;
use super::vendor::LOGINS;

/// Media type and text of the stylesheet.
pub(super) const STYLE_SHEET: (&str, &str) = ("text/css; charset=utf-8", STYLE);

/// Most characters of a record or a file.
const LONGEST: usize = 255;

#[derive(Serialize)]
struct Home {
    said: Option<String>,
    sections: Vec<SectionView>,
    vendors: Vec<VendorView>,
    logins: Vec<LoginView>,
    statement: String,
    domains: Vec<&'static str>,
    records: Vec<Pair>,
    files: Vec<Pair>,
    movable: Vec<String>,
    inside: Vec<String>,
    issuer: String,
    client_id: &'static str,
    client_secret: &'static str,
    tls_address: String,
    curl: String,
}

#[derive(Serialize)]
struct SectionView {
    id: &'static str,
    title: &'static str,
    exhibits: Vec<ExhibitView>,
}

#[derive(Serialize)]
struct ExhibitView {
    url: &'static str,
    view: String,
    what: &'static str,
}

#[derive(Serialize)]
struct VendorView {
    name: &'static str,
    hosts: Vec<String>,
}

#[derive(Serialize)]
struct LoginView {
    user: &'static str,
    password: &'static str,
}

#[derive(Serialize)]
struct Pair {
    name: String,
    value: String,
}

/// The vendor's host and path behind `/at/<host>/<path>`, the way to look at a
/// vendor's page with a browser that cannot find its host.
pub(super) fn looks_at(path: &str) -> Option<(String, String)> {
    let rest = path.strip_prefix("/at/")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    Some((host.to_owned(), format!("/{path}")))
}

fn set_proof(asked: &Asked<'_>, state: &State) -> HttpResponse {
    let value = asked.form("value").trim().to_owned();
    let Ok(domain) = DomainName::parse(asked.form("domain")) else {
        return text(422, "domain must be a name such as quillwharf.example.\n");
    };
    if !VENDORS.iter().any(|vendor| domain.covers(vendor.domain)) {
        return text(422, "domain must be one of this world's vendors.\n");
    }
    if value.chars().count() > LONGEST || value.chars().any(char::is_control) {
        return text(422, "value must be one line of at most 255 characters.\n");
    }
    match asked.form("as") {
        "dns" => {
            let values = if value.is_empty() { Vec::new() } else { vec![value] };
            state.set_txt(&domain.record(), values);
        }
        "file" => state.set_challenge_file(domain.as_str(), &value),
        _ => return text(422, "as must be dns or file.\n"),
    }
    see_other("/?said=proof#proof")
}

fn move_host(asked: &Asked<'_>, state: &State) -> HttpResponse {
    let host = asked.form("host").trim();
    if !VENDORS.iter().any(|vendor| hosts(vendor).any(|one| one == host)) {
        return text(422, "host must be one of this world's vendors' hosts.\n");
    }
    match asked.form("to") {
        "inside" => state.move_host(host, true),
        "outside" => state.move_host(host, false),
        _ => return text(422, "to must be inside or outside.\n"),
    }
    see_other("/?said=moved#places")
}

pub(super) fn answer(asked: &Asked<'_>, state: &State) -> HttpResponse {
    match (asked.path.as_str(), asked.is_post) {
        ("/", false) => html(200, state.pages.render("home", &page(asked, state))),
        ("/proof", true) => set_proof(asked, state),
        ("/places", true) => move_host(asked, state),
        ("/style.css", false) => asked::answer(200, STYLE_SHEET.0, STYLE_SHEET.1),
        ("/ca.pem", false) => asked::answer(200, "application/x-pem-file", state.authority.pem()),
        _ => not_found(asked),
    }
}

fn page(asked: &Asked<'_>, state: &State) -> Home {
    let sections = Section::ALL.iter().map(|section| SectionView {
        id: section.as_str(),
        title: section.label(),
        exhibits: EXHIBITS
            .iter()
            .filter(|exhibit| exhibit.section == *section)
            .map(|exhibit| ExhibitView {
                url: exhibit.url,
                view: exhibit.url.replacen("https://", "/at/", 1),
                what: exhibit.what,
            })
            .collect(),
    });
    let vendors = VENDORS.iter().map(|vendor| VendorView {
        name: vendor.name,
        hosts: hosts(vendor).collect(),
    });
    let logins = LOGINS.iter().map(|(user, password)| LoginView { user, password });
    let records = state.txt_records().into_iter().flat_map(|(name, values)| {
        values.into_iter().map(move |value| Pair {
            name: name.clone(),
            value,
        })
    });
    let files = state.challenge_files().into_iter();
    Home {
        said: ["proof", "moved"]
            .contains(&asked.query("said"))
            .then(|| "Set. oin sees it at its next look.".to_owned()),
        sections: sections.collect(),
        vendors: vendors.collect(),
        logins: logins.collect(),
        statement: DomainName::statement("…"),
        domains: VENDORS.iter().map(|vendor| vendor.domain).collect(),
        records: records.collect(),
        files: files.map(|(name, value)| Pair { name, value }).collect(),
        movable: VENDORS.iter().flat_map(hosts).collect(),
        inside: state.inner_hosts().into_iter().collect(),
        issuer: state.idp.issuer.clone(),
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        tls_address: state.tls_address.to_string(),
        curl: format!(
            "curl --cacert ca.pem --connect-to ::{} https://app.quillwharf.example/saml/metadata",
            state.tls_address
        ),
    }
}
