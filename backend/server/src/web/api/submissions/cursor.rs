//! A place in the list of an org's submissions, as text that callers hand back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use oin_domain::ids::SubmissionId;
use uuid::Uuid;

use crate::actions::submissions::SubmissionPlace;
use crate::actions::{Code, FieldError};

/// The first byte; another one is of an older or newer program.
const FORM: u8 = 1;

/// The place as text: its time in microseconds, as PostgreSQL keeps it, and its id.
pub(super) fn write(place: SubmissionPlace) -> String {
    let at = place.updated_at.timestamp_micros().to_be_bytes();
    let bytes = [&[FORM], at.as_slice(), place.id.0.as_bytes()].concat();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads what [`write`] wrote.
///
/// # Errors
/// `bad_cursor` for any other text.
pub(super) fn read(text: &str) -> Result<SubmissionPlace, FieldError> {
    place(text).ok_or_else(|| {
        let message =
            "`after` is not a cursor of this list; take it from `next` of the answer before, unchanged.";
        FieldError::new("after", Code::BadCursor, message)
    })
}

fn place(text: &str) -> Option<SubmissionPlace> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (&form, rest) = bytes.split_first()?;
    let (&at, id) = rest.split_first_chunk::<8>()?;
    let at = i64::from_be_bytes(at);
    // PostgreSQL cannot read every time that chrono can; nothing was changed before 1970.
    if form != FORM || at < 0 {
        return None;
    }
    Some(SubmissionPlace {
        updated_at: DateTime::from_timestamp_micros(at)?,
        id: SubmissionId(Uuid::from_slice(id).ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_through_a_url_and_nothing_else_is_one() {
        let place = SubmissionPlace {
            updated_at: DateTime::from_timestamp_micros(1_795_545_600_123_456).unwrap(),
            id: SubmissionId(Uuid::from_u128(7)),
        };
        let text = write(place);
        assert_eq!(read(&text), Ok(place));
        let far = URL_SAFE_NO_PAD.encode([&[FORM][..], &[0x7f; 8], &[0; 16]].concat());
        let past = URL_SAFE_NO_PAD.encode([&[FORM][..], &[0xff; 8], &[0; 16]].concat());
        let other = URL_SAFE_NO_PAD.encode([&[2][..], &[0; 24]].concat());
        for bad in [
            "",
            "x",
            "%%%",
            &text[1..],
            &format!("{text}A"),
            &far,
            &past,
            &other,
        ] {
            assert_eq!(read(bad).unwrap_err().code, Code::BadCursor, "{bad}");
        }
    }
}
