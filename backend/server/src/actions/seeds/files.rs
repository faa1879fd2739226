//! The files of `seed-data/`, embedded, and what can be wrong with a line.

use std::borrow::Cow;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../seed-data"]
#[include = "*.tsv"]
#[include = "*.json"]
#[include = "*.svg"]
struct Files;

/// A seed file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("seed-data/{file}, {place}: {problem}")]
pub struct SeedError {
    /// The file.
    pub file: &'static str,
    /// The line or entry.
    pub place: String,
    /// What is wrong.
    pub problem: String,
}

impl SeedError {
    /// A problem at a place of a file.
    pub(super) fn new(file: &'static str, place: impl Into<String>, problem: impl ToString) -> Self {
        Self {
            file,
            place: place.into(),
            problem: problem.to_string(),
        }
    }
}

fn read(file: &'static str) -> Result<Cow<'static, [u8]>, SeedError> {
    Files::get(file)
        .map(|found| found.data)
        .ok_or_else(|| SeedError::new(file, "the file", "is missing"))
}

/// The bytes of the file that a line of `file` names.
pub(super) fn named(file: &'static str, name: &str) -> Result<Vec<u8>, SeedError> {
    Files::get(name)
        .map(|found| found.data.into_owned())
        .ok_or_else(|| SeedError::new(file, name, "is missing"))
}

/// Reads a JSON file.
pub(super) fn json<T: serde::de::DeserializeOwned>(file: &'static str) -> Result<T, SeedError> {
    serde_json::from_slice(&read(file)?)
        .map_err(|error| SeedError::new(file, format!("line {}", error.line()), error))
}

/// A line of a tab-separated file; an empty cell is `None`.
pub(super) struct Line {
    file: &'static str,
    number: usize,
    cells: Vec<String>,
}

impl Line {
    /// The cell of a column that may be empty.
    pub(super) fn optional(&self, column: usize) -> Option<&str> {
        self.cells
            .get(column)
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
    }

    /// The cell of a column that must not be empty.
    pub(super) fn required(&self, column: usize) -> Result<&str, SeedError> {
        self.optional(column)
            .ok_or_else(|| self.problem(format!("column {} is empty", column + 1)))
    }

    /// A value parsed out of a cell, or the line's problem.
    pub(super) fn parse<T, E: ToString>(&self, parsed: Result<T, E>) -> Result<T, SeedError> {
        parsed.map_err(|error| self.problem(error.to_string()))
    }

    /// The values of a cell that holds a comma-separated list.
    pub(super) fn list<T, E: ToString>(
        &self,
        column: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, SeedError> {
        self.required(column)?
            .split(',')
            .map(|item| self.parse(parse(item)))
            .collect()
    }

    /// Something wrong with this line.
    pub(super) fn problem(&self, problem: impl ToString) -> SeedError {
        SeedError::new(self.file, format!("line {}", self.number), problem)
    }
}

/// Reads a tab-separated file whose first line names `columns` columns. There
/// is no quoting.
pub(super) fn lines(file: &'static str, columns: usize) -> Result<Vec<Line>, SeedError> {
    let bytes = read(file)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| SeedError::new(file, "the file", error))?;
    text.lines()
        .enumerate()
        .skip(1)
        .filter(|(_, line)| !line.is_empty())
        .map(|(place, line)| {
            let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
            let line = Line {
                file,
                number: place + 1,
                cells,
            };
            if line.cells.len() == columns {
                Ok(line)
            } else {
                Err(line.problem(format!("has {} columns instead of {columns}", line.cells.len())))
            }
        })
        .collect()
}
