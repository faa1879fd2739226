//! Files that can be read in one sitting.

use super::files;

/// The most lines of a file that a person wrote.
const MOST: usize = 400;

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let folders = ["backend", "tests", "frontend", "migrations", "scripts"];
    let mut long = Vec::new();
    for ending in [".rs", ".hbs", ".js", ".mjs", ".scss", ".css", ".sql", ".ts"] {
        for (file, text) in folders.iter().flat_map(|folder| files(folder, ending)) {
            let lines = text.lines().count();
            // diesel writes the schema.
            if lines > MOST && !file.ends_with("store/src/schema.rs") {
                long.push(format!("{}: {lines}", file.display()));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
