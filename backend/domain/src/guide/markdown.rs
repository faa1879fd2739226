//! The guide as Markdown (CommonMark with tables).

use std::fmt::Write;

use super::{Block, Guide, NoteKind};

impl Guide {
    /// The guide as Markdown, headings from level one.
    pub fn to_markdown(&self) -> String {
        let mut out = String::with_capacity(4096);
        // Writing to a String cannot fail.
        let _ = write!(out, "# {}\n\n{}\n", escape(&self.title), escape(&self.intro));
        for (n, section) in self.sections.iter().enumerate() {
            let _ = write!(out, "\n## {}. {}\n", n + 1, escape(&section.title));
            for block in &section.blocks {
                out.push('\n');
                write_block(&mut out, block);
            }
        }
        out
    }
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Text(text) => {
            let _ = writeln!(out, "{}", escape(text));
        }
        Block::Steps(steps) => {
            for (n, step) in steps.iter().enumerate() {
                let _ = writeln!(out, "{}. {}", n + 1, escape(step));
            }
        }
        Block::Values(values) => {
            for value in values {
                let _ = write!(out, "- {}: {}", escape(&value.label), code(&value.value));
                if let Some(note) = &value.note {
                    let _ = write!(out, " ({})", escape(note));
                }
                out.push('\n');
            }
        }
        Block::Table {
            caption,
            columns,
            rows,
        } => {
            let heads: Vec<String> = columns.iter().map(|c| escape(c)).collect();
            let _ = writeln!(out, "{}\n\n| {} |", escape(caption), heads.join(" | "));
            let _ = writeln!(out, "|{}", " --- |".repeat(columns.len()));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| escape(cell).replace('\n', " ")).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
        }
        Block::Note { kind, text } => {
            let word = match kind {
                NoteKind::Info => "Note",
                NoteKind::Warning => "Warning",
            };
            let _ = writeln!(out, "> **{word}:** {}", escape(text));
        }
        Block::Links(links) => {
            for link in links {
                let _ = writeln!(
                    out,
                    "- [{}](<{}>)",
                    escape(&link.label),
                    link.url.replace(['<', '>'], "")
                );
            }
        }
        // Whoever reads Markdown away from here gets words: a picture's address is this network's.
        Block::Pictures(pictures) => {
            let captions: Vec<String> = pictures.iter().map(|one| escape(&one.caption)).collect();
            let _ = writeln!(out, "The guide's page has pictures of: {}.", captions.join(", "));
        }
    }
}

/// Takes away every meaning a vendor's text could have in Markdown or HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '&' => out.push_str("&amp;"),
            '\n' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// A code span that may hold backticks (CommonMark 6.1).
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vendors_text_has_no_meaning_in_markdown() {
        assert_eq!(
            escape("<img onerror=x> [a](b) | *c*"),
            "\\<img onerror=x\\> \\[a\\](b) \\| \\*c\\*"
        );
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("https://x.test/a_b"), "`https://x.test/a_b`");
    }
}
