//! A place in the queue, as text that callers hand back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use oin_domain::ids::SubmissionId;
use uuid::Uuid;

use crate::actions::FieldError;
use crate::actions::reviews::QueuePlace;
use crate::web::api::cursor::no_cursor;

/// The first byte; another one is of an older or newer program.
const FORM: u8 = 1;

/// The place as text: its times in microseconds, as PostgreSQL keeps them, its risk and its id.
pub(super) fn write(place: QueuePlace) -> String {
    let bytes = [
        &[FORM],
        place.as_of.timestamp_micros().to_be_bytes().as_slice(),
        place.due.timestamp_micros().to_be_bytes().as_slice(),
        place.risk.to_be_bytes().as_slice(),
        place.id.0.as_bytes(),
    ]
    .concat();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads what [`write()`] wrote.
///
/// # Errors
/// `bad_cursor` for any other text.
pub(super) fn read(text: &str) -> Result<QueuePlace, FieldError> {
    place(text).ok_or_else(no_cursor)
}

fn place(text: &str) -> Option<QueuePlace> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (&form, rest) = bytes.split_first()?;
    let (&as_of, rest) = rest.split_first_chunk::<8>()?;
    let (&due, rest) = rest.split_first_chunk::<8>()?;
    let (&risk, id) = rest.split_first_chunk::<4>()?;
    if form != FORM {
        return None;
    }
    // PostgreSQL cannot read every time that chrono can; nothing was due before 1970.
    let time = |micros: [u8; 8]| -> Option<DateTime<Utc>> {
        let micros = i64::from_be_bytes(micros);
        DateTime::from_timestamp_micros(micros).filter(|at| micros >= 0 && at.timestamp() < LATEST)
    };
    Some(QueuePlace {
        as_of: time(as_of)?,
        due: time(due)?,
        // The one number that has no negative.
        risk: Some(i32::from_be_bytes(risk)).filter(|risk| *risk != i32::MIN)?,
        id: SubmissionId(Uuid::from_slice(id).ok()?),
    })
}

/// Seconds since 1970 at the beginning of the year 10,000.
const LATEST: i64 = 253_402_300_800;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::Code;

    #[test]
    fn a_cursor_survives_the_way_through_a_url_and_nothing_else_is_one() {
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap();
        let place = QueuePlace {
            as_of: at(1_795_545_600_123_456),
            due: at(1_795_632_000_000_000),
            risk: -15,
            id: SubmissionId(Uuid::from_u128(7)),
        };
        let text = write(place);
        assert_eq!(read(&text), Ok(place));
        let of = |as_of: i64, risk: i32| {
            let bytes = [
                &[FORM],
                as_of.to_be_bytes().as_slice(),
                &[0; 8],
                risk.to_be_bytes().as_slice(),
                &[0; 16],
            ]
            .concat();
            URL_SAFE_NO_PAD.encode(bytes)
        };
        assert!(read(&of(0, 0)).is_ok());
        for bad in [
            "",
            "x",
            "%%%",
            &text[1..],
            &format!("{text}A"),
            &of(-1, 0),
            &of(i64::MAX, 0),
            &of(0, i32::MIN),
            &URL_SAFE_NO_PAD.encode([&[2][..], &[0; 36]].concat()),
        ] {
            assert_eq!(read(bad).unwrap_err().code, Code::BadCursor, "{bad}");
        }
    }
}
