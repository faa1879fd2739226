//! What pages weigh, and how long oin takes to start with the real catalog.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::time::Duration;

use anyhow::{Context as _, bail};
use flate2::read::GzDecoder;

use crate::client::Client;
use crate::process::Running;

/// The pages whose scripts and styles are weighed.
const PAGES: [&str; 6] = [
    "/",
    "/integrations",
    "/integrations/box",
    "/integrations/box/guide",
    "/collections",
    "/guide",
];

/// A start with the real catalog, on an empty folder and again on the same.
pub(crate) struct Starts {
    /// Until the ready line with a new database.
    pub(crate) first: Duration,
    /// The same with what the first start left.
    pub(crate) again: Duration,
    /// What pages weigh.
    pub(crate) weights: Weights,
}

/// Bytes as sent compressed, the heaviest page's.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    /// Scripts.
    pub(crate) scripts: usize,
    /// Style sheets.
    pub(crate) styles: usize,
    /// The pages themselves.
    pub(crate) html: usize,
    /// What a page loads from elsewhere.
    pub(crate) elsewhere: BTreeSet<String>,
}

/// Starts oin twice in a folder of its own and weighs its pages.
///
/// # Errors
/// It does not start, or a page is missing.
pub(crate) fn starts() -> anyhow::Result<Starts> {
    let folder = std::env::temp_dir().join(format!("oin-bench-start-{}", std::process::id()));
    let measured = starts_in(&folder);
    std::fs::remove_dir_all(&folder).context("removing the started database")?;
    measured
}

fn starts_in(folder: &std::path::Path) -> anyhow::Result<Starts> {
    let mut server = Running::serve(folder, &[])?;
    let first = server.ready_line()?;
    server.stop()?;
    let mut server = Running::serve(folder, &[])?;
    let again = server.ready_line()?;
    server.warm()?;
    let weights = weights(&mut server.client()?)?;
    server.stop()?;
    Ok(Starts {
        first,
        again,
        weights,
    })
}

fn weights(client: &mut Client) -> anyhow::Result<Weights> {
    let mut heaviest = Weights::default();
    for page in PAGES {
        let answer = client.get_compressed(page)?;
        if answer.status != 200 {
            bail!("{page} was answered with {}", answer.status);
        }
        heaviest.html = heaviest.html.max(answer.body.len());
        let html = unpacked(&answer.body)?;
        let (mut scripts, mut styles) = (0, 0);
        for (tag, address) in loads(&html) {
            if !address.starts_with('/') || address.starts_with("//") {
                heaviest.elsewhere.insert(address.to_owned());
            } else if tag == "script" {
                scripts += client.get_compressed(address)?.body.len();
            } else if tag == "link" && (address.ends_with(".css") || address.contains(".css?")) {
                styles += client.get_compressed(address)?.body.len();
            }
        }
        heaviest.scripts = heaviest.scripts.max(scripts);
        heaviest.styles = heaviest.styles.max(styles);
    }
    Ok(heaviest)
}

fn unpacked(body: &[u8]) -> anyhow::Result<String> {
    if body.starts_with(&[0x1f, 0x8b]) {
        let mut text = String::new();
        GzDecoder::new(body).read_to_string(&mut text)?;
        return Ok(text);
    }
    Ok(std::str::from_utf8(body)?.to_owned())
}

/// What a page makes a browser load at once: by tag, the address.
fn loads(html: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for piece in html.split('<').skip(1) {
        let inside = piece.split('>').next().unwrap_or_default();
        let tag = inside.split_whitespace().next().unwrap_or_default();
        let attribute = match tag {
            "script" | "img" | "iframe" | "source" => " src=\"",
            "link"
                if inside.contains("stylesheet") || inside.contains("icon") || inside.contains("preload") =>
            {
                " href=\""
            }
            _ => continue,
        };
        if let Some(address) = inside
            .split_once(attribute)
            .and_then(|(_, rest)| rest.split('"').next())
            && !address.starts_with("data:")
        {
            found.push((tag, address));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_loads_is_found() {
        let html = r#"<link rel="canonical" href="https://x.test/"><link rel="stylesheet" href="/a.css">
            <script defer src="/b.js"></script><img src="data:,"><img alt="" src="https://c.test/d.png">"#;
        assert_eq!(
            loads(html),
            [
                ("link", "/a.css"),
                ("script", "/b.js"),
                ("img", "https://c.test/d.png")
            ]
        );
    }
}
