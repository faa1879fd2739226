//! From a byte's position to its line.

use crate::finding::Place;

/// Where each line of a document begins.
#[derive(Debug)]
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Notes the lines of `text`.
    pub(super) fn of(text: &str) -> Self {
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        Self {
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// Names the place of the byte at `position`. Columns count bytes: counting characters would cost
    /// the length of the line for every value, and generated metadata is often one long line.
    pub(super) fn place(&self, position: usize, path: String) -> Place {
        let line = self.starts.partition_point(|start| *start <= position);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        Place {
            path,
            line: u32::try_from(line).ok(),
            column: u32::try_from(position - start + 1).ok(),
        }
    }
}
