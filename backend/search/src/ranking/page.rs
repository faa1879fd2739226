//! The part of a result that is wanted, and what it is made of.

use oin_domain::catalog::Sort;

use crate::cursor::Cursor;
use crate::text::class::Class;

/// An entry of the answer and its class.
pub(crate) type Hit = (u32, Class);

/// Which part of a result is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) sort: Sort,
    /// How many entries.
    pub(crate) limit: usize,
    /// Where it begins.
    pub(crate) after: Option<&'a Cursor>,
}
