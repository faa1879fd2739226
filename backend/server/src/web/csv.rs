//! Tables as CSV (RFC 4180) that a spreadsheet shows and never runs.

use csv::{Terminator, WriterBuilder};

use crate::actions::Failure;

/// What makes a spreadsheet take a cell for a formula when it stands first (ASVS 1.2.10), also in its
/// wide form.
const FORMULA: [char; 12] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// Rows as text.
///
/// # Errors
/// Rows of different lengths, which is a mistake of ours.
pub(super) fn write(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, Failure> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| harmless(cell));
        writer
            .write_record(cells)
            .map_err(|error| Failure::Broken(error.into()))?;
    }
    writer
        .into_inner()
        .map_err(|error| Failure::Broken(anyhow::anyhow!("{error}")))
}

/// A cell with an apostrophe before what could be a formula: spreadsheets show the rest as text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(FORMULA) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_reads_the_same_cells_and_none_is_a_formula() {
        let cells = [
            "=HYPERLINK(\"http://x.example\",\"Click\")",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\nx",
            "\0x",
            "\u{ff1d}1",
            "plain",
            "a \"quote\", a comma;\r\nand a line",
            "",
            "'already",
            "1=1",
        ];
        let written = write([cells.map(str::to_owned).to_vec()]).unwrap();
        assert!(written.ends_with(b"\r\n"));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(written.as_slice());
        let row = reader.records().next().unwrap().unwrap();
        for (read, cell) in row.iter().zip(cells) {
            assert!(!read.starts_with(FORMULA), "{read:?}");
            assert_eq!(
                read.strip_prefix('\'')
                    .filter(|_| cell.starts_with(FORMULA))
                    .unwrap_or(read),
                cell
            );
        }
        assert_eq!(row.len(), cells.len());
    }
}
