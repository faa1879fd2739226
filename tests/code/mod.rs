//! What holds for the code itself.

mod documents;
mod floors;
mod migrations;
mod security_rows;
mod size;
mod templates;

use std::path::{Path, PathBuf};

use crate::harness::project;

/// The files below a folder of the project with this ending, and their text.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    walk(&project(folder), ending, &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let foreign = matches!(
            name.as_str(),
            "node_modules" | "target" | "dist" | "build" | "results"
        ) || name.starts_with('.');
        if path.is_dir() && !foreign {
            walk(&path, ending, found);
        } else if name.ends_with(ending) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}
