//! A place in a list that is ordered by time, as text that callers hand back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::actions::{Code, FieldError};

/// The list that a cursor belongs to, its first byte; another one is of another list, or of an older
/// or newer program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum List {
    /// An org's submissions.
    Submissions = 1,
    /// What was sent to a webhook.
    Messages = 2,
}

impl List {
    /// The place as text: its time in microseconds, as PostgreSQL keeps it, and its id.
    pub fn write(self, at: DateTime<Utc>, id: Uuid) -> String {
        let at = at.timestamp_micros().to_be_bytes();
        URL_SAFE_NO_PAD.encode([&[self as u8], at.as_slice(), id.as_bytes()].concat())
    }

    /// Reads what [`List::write`] wrote.
    ///
    /// # Errors
    /// `bad_cursor` for any other text.
    pub fn read(self, text: &str) -> Result<(DateTime<Utc>, Uuid), FieldError> {
        self.place(text).ok_or_else(no_cursor)
    }

    fn place(self, text: &str) -> Option<(DateTime<Utc>, Uuid)> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (&list, rest) = bytes.split_first()?;
        let (&at, id) = rest.split_first_chunk::<8>()?;
        let at = i64::from_be_bytes(at);
        // PostgreSQL cannot read every time that chrono can; nothing was changed before 1970.
        if list != self as u8 || at < 0 {
            return None;
        }
        Some((DateTime::from_timestamp_micros(at)?, Uuid::from_slice(id).ok()?))
    }
}

/// What is answered to a text that is no cursor of the list that was asked for.
pub(super) fn no_cursor() -> FieldError {
    let message =
        "`after` is not a cursor of this list; take it from `next` of the answer before, unchanged.";
    FieldError::new("after", Code::BadCursor, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_through_a_url_and_nothing_else_is_one() {
        let (at, id) = (
            DateTime::from_timestamp_micros(1_795_545_600_123_456).unwrap(),
            Uuid::from_u128(7),
        );
        let text = List::Submissions.write(at, id);
        assert_eq!(List::Submissions.read(&text), Ok((at, id)));
        let far = URL_SAFE_NO_PAD.encode([&[1][..], &[0x7f; 8], &[0; 16]].concat());
        let past = URL_SAFE_NO_PAD.encode([&[1][..], &[0xff; 8], &[0; 16]].concat());
        for bad in [
            "",
            "x",
            "%%%",
            &text[1..],
            &format!("{text}A"),
            &far,
            &past,
            &List::Messages.write(at, id),
        ] {
            assert_eq!(
                List::Submissions.read(bad).unwrap_err().code,
                Code::BadCursor,
                "{bad}"
            );
        }
    }
}
