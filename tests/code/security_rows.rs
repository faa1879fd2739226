//! The list of bad inputs (`docs/security-rows.md`): every row that is asked for has a test, and
//! the document says which.

use std::collections::{BTreeMap, BTreeSet};

use super::files;
use crate::harness::{project, project_text};

/// The rows that are asked for, and what each tries.
const ROWS: &[(u8, &str)] = &[
    (
        3,
        "SAML metadata: an ACS of another scheme (`javascript:`, `data:`, …)",
    ),
    (
        4,
        "SAML metadata: an ACS over http, with userinfo, with a fragment, no address",
    ),
    (
        11,
        "XML that declares a document type, plain or hidden by its encoding",
    ),
    (12, "XML that costs much: attributes, nodes, depth, length"),
    (13, "signatures wrapped in nine ways"),
    (
        14,
        "signatures of another shape: elements, references, transforms",
    ),
    (15, "signatures by weak algorithms, weak keys and keys of nobody"),
    (16, "parameters of a protocol that are given twice"),
    (
        17,
        "RelayState that is too long or wants to be an address or markup",
    ),
    (18, "metadata that describes no service, or none in force"),
    (21, "addresses: every spelling of loopback"),
    (22, "addresses: IPv6 inside, or with IPv4 in it"),
    (23, "addresses: private, shared, reserved and metadata nets"),
    (24, "addresses: names and spellings that lead inside"),
    (25, "addresses: other schemes"),
    (26, "production with exceptions for calls to the outside"),
    (
        27,
        "a name that is public when it is judged and loopback when it is called",
    ),
    (28, "names with strange answers"),
    (29, "redirects inside, to other schemes, in circles, too many"),
    (30, "addresses: other ports"),
    (31, "addresses: our own"),
    (
        32,
        "answers without end, too slow, too large, broken; wrong certificates",
    ),
    (33, "an address that is changed while a secret for it is kept"),
    (39, "drawings with scripts, outer parts, styles, entities"),
    (40, "pictures that flood, are broken, hold more than a picture"),
    (41, "files that are no pictures, whatever they are called"),
    (42, "names of files that want to be paths"),
    (43, "broken forms with files, and more than there is room for"),
    (44, "an uploaded picture opened directly"),
    (45, "texts that want to be markup, templates or commands"),
    (46, "links of other schemes"),
    (47, "Markdown that wants to be more than text"),
    (
        48,
        "cells that a spreadsheet takes for formulas, in what is written out as CSV",
    ),
    (
        49,
        "letters: texts that want to be headers, recipients or the end",
    ),
    (50, "letters: one address written to from many accounts"),
    (52, "whether an address has an account"),
    (53, "guesses at passwords, by account and by peer"),
    (
        54,
        "passwords that are short, easy, too long; many sign-ins at once",
    ),
    (55, "cookies from before signing in, and after what ends them"),
    (56, "second factors and links used twice, late, for others"),
    (57, "forms that other sites send"),
    (58, "providers that answer wrongly, states and codes used twice"),
    (59, "ways on that lead to other sites"),
    (60, "what belongs to another org"),
    (61, "roles that reach further than they do"),
    (62, "fields that are not there to be set"),
    (63, "moves that the tables of the machines do not have"),
    (64, "many decisions at once"),
    (65, "requests that are sent again"),
    (66, "API tokens that are broken, ended, or for something else"),
    (67, "JSON that cannot be trusted"),
    (68, "HTTP that cannot be trusted"),
    (
        71,
        "webhooks: addresses, and receivers that answer wrongly or not at all",
    ),
    (
        72,
        "messages to webhooks that were changed, are late, or signed otherwise",
    ),
    (73, "planted secrets, looked for wherever anything is written"),
    (74, "sealed secrets that were moved or changed"),
    (75, "settings that cannot be used"),
    (76, "texts that want to be lines of the log"),
    (77, "the audit trail, changed by a superuser"),
    (78, "the audit trail, changed by the program's own role"),
    (79, "an erased person, looked for everywhere"),
];

/// The folders in which rows are tested through a socket or a real database.
const FOLDERS: [&str; 5] = [
    "tests",
    "backend/server/tests",
    "backend/domain/src",
    "backend/protocol/src",
    "backend/store/tests",
];

/// The files with a test of each row. A row is tested where its count is reported, or by a test that
/// is named after it; slow tests that only `make drills` runs do not count.
fn tested() -> BTreeMap<u8, BTreeSet<String>> {
    let mut found: BTreeMap<u8, BTreeSet<String>> = BTreeMap::new();
    for folder in FOLDERS {
        for (file, text) in files(folder, ".rs") {
            let name = file.strip_prefix(project(folder)).unwrap().display();
            let mut slow = false;
            let mut ignored = false;
            for line in text.lines().map(str::trim_start) {
                if line.starts_with("#[ignore") {
                    ignored = true;
                } else if line.contains("fn ") && line.contains("()") {
                    slow = std::mem::take(&mut ignored);
                }
                let of = ["rows::passed(", "all_refused(", "fn row_"]
                    .iter()
                    .filter_map(|word| line.split_once(word))
                    .find_map(|(_, rest)| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
                if let Some(row) = of.filter(|_| !slow) {
                    found.entry(row).or_default().insert(format!("{folder}/{name}"));
                }
            }
        }
    }
    found
}

/// When this fails, put the table that it prints into `docs/security-rows.md`.
#[test]
fn every_row_has_a_test_and_the_document_says_which() {
    let tested = tested();
    let mut table = String::from("| row | what is tried | tests |\n| --- | --- | --- |\n");
    for (row, words) in ROWS {
        let files = tested.get(row);
        let files = files.unwrap_or_else(|| panic!("row {row} ({words}) has no test"));
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        table.push_str(&format!("| {row} | {words} | {} |\n", files.join(", ")));
    }
    let asked: Vec<u8> = ROWS.iter().map(|(row, _)| *row).collect();
    assert!(asked.is_sorted(), "in order");
    println!("{table}");
    let same = project_text("docs/security-rows.md").contains(&table);
    assert!(same, "docs/security-rows.md has another table than the one above");
}
