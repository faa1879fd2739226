//! SECURITY row 72: messages that are changed, late, or signed otherwise.

use super::*;

/// The secret, message and signature that the specification's own libraries are tested with.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SECONDS: i64 = 1_614_265_330;
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

fn key(secret: &str) -> SigningKey {
    SigningKey::parse(secret).ok().unwrap()
}

fn other() -> SigningKey {
    key(&secret(&[7; 32]))
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(SECONDS + seconds, 0).unwrap()
}

fn verify(signed: Signed<'_>, body: &[u8], keys: &[&SigningKey]) -> Result<(), Refusal> {
    signed.verify(keys.iter().copied(), body, at(0))
}

const SIGNED: Signed<'_> = Signed {
    id: ID,
    timestamp: "1614265330",
    signatures: SIGNATURE,
};

#[test]
fn row_72_the_example_of_the_specification_fits() {
    let key = key(SECRET);
    assert_eq!(key.sign(ID, at(0), BODY), SIGNATURE);
    assert_eq!(verify(SIGNED, BODY, &[&key]), Ok(()));
}

#[test]
fn row_72_what_was_changed_does_not_fit() {
    let key = key(SECRET);
    let refused = Err(Refusal::Signature);
    let mut variants = 0;
    for place in 0..BODY.len() {
        let mut body = BODY.to_vec();
        body[place] ^= 1;
        assert_eq!(verify(SIGNED, &body, &[&key]), refused, "byte {place}");
        variants += 1;
    }
    for body in [&BODY[1..], &BODY[..BODY.len() - 1], b"", &[BODY, b" "].concat()] {
        assert_eq!(verify(SIGNED, body, &[&key]), refused);
        variants += 1;
    }
    for id in [
        "msg_p5jXN8AQM9LWM0D4loKWxJeK",
        "msg",
        &ID[1..],
        "MSG_p5jXN8AQM9LWM0D4loKWxJek",
    ] {
        assert_eq!(verify(Signed { id, ..SIGNED }, BODY, &[&key]), refused, "{id}");
        variants += 1;
    }
    for timestamp in ["1614265331", "1614265329", "01614265330"] {
        let signed = Signed { timestamp, ..SIGNED };
        assert_eq!(verify(signed, BODY, &[&key]), refused, "{timestamp}");
        variants += 1;
    }
    assert_eq!(verify(SIGNED, BODY, &[&other()]), refused);
    println!("row 72: {variants} of {variants} changed messages refused");
}

#[test]
fn row_72_the_time_counts_for_five_minutes() {
    let key = key(SECRET);
    let verify = |seconds| SIGNED.verify([&key], BODY, at(seconds));
    for (seconds, expected) in [
        (0, Ok(())),
        (300, Ok(())),
        (301, Err(Refusal::TooOld)),
        (360, Err(Refusal::TooOld)),
        (-300, Ok(())),
        (-301, Err(Refusal::TooNew)),
    ] {
        assert_eq!(verify(seconds), expected, "{seconds}");
    }
    for timestamp in [
        "",
        " 1614265330",
        "+1614265330",
        "1614265330.0",
        "soon",
        "99999999999999999999",
    ] {
        let signed = Signed { timestamp, ..SIGNED };
        assert_eq!(
            signed.verify([&key], BODY, at(0)),
            Err(Refusal::Timestamp),
            "{timestamp}"
        );
    }
}

#[test]
fn row_72_an_id_with_a_dot_is_refused() {
    let key = key(SECRET);
    // The same bytes are signed as for the id `msg`, the time 1614265330 and the body `5.{}`.
    let id = "msg.1614265330";
    let signatures = key.sign("msg", at(0), b"5.{}");
    let signed = Signed {
        id,
        timestamp: "5",
        signatures: &signatures,
    };
    assert_eq!(
        super::signed(id, "5", b"{}"),
        super::signed("msg", "1614265330", b"5.{}")
    );
    assert_eq!(verify(signed, b"{}", &[&key]), Err(Refusal::Id));
    assert_eq!(
        verify(Signed { id: "", ..SIGNED }, BODY, &[&key]),
        Err(Refusal::Id)
    );
}

#[test]
fn row_72_one_of_several_signatures_must_fit() {
    let key = key(SECRET);
    let (bad, good) = (other().sign(ID, at(0), BODY), SIGNATURE);
    for (signatures, expected) in [
        (format!("{bad} {good}"), Ok(())),
        (format!("{good} {bad}"), Ok(())),
        (format!("v1a,AAAA {good}"), Ok(())),
        (format!("v1,%% {good}"), Ok(())),
        (bad, Err(Refusal::Signature)),
        (good.replace("v1,", "v2,"), Err(Refusal::Unsigned)),
        (good.replace("v1,", ""), Err(Refusal::Unsigned)),
        (good.replace(',', " "), Err(Refusal::Unsigned)),
        (String::new(), Err(Refusal::Unsigned)),
        ("v1,".to_owned(), Err(Refusal::Signature)),
        (good[..good.len() - 5].to_owned() + "=", Err(Refusal::Unsigned)),
        (good.to_uppercase(), Err(Refusal::Unsigned)),
    ] {
        let signed = Signed {
            signatures: &signatures,
            ..SIGNED
        };
        assert_eq!(verify(signed, BODY, &[&key]), expected, "{signatures}");
    }
}

#[test]
fn row_72_the_secret_before_counts_until_the_overlap_ends() {
    let (old, new) = (key(SECRET), other());
    // During the overlap the sender signs with both: a receiver that knows either takes it.
    let both = format!("{} {}", new.sign(ID, at(0), BODY), old.sign(ID, at(0), BODY));
    let overlap = Signed {
        signatures: &both,
        ..SIGNED
    };
    assert_eq!(verify(overlap, BODY, &[&old]), Ok(()));
    assert_eq!(verify(overlap, BODY, &[&new]), Ok(()));
    // After it, with the new one alone.
    let after = new.sign(ID, at(0), BODY);
    let after = Signed {
        signatures: &after,
        ..SIGNED
    };
    assert_eq!(verify(after, BODY, &[&old]), Err(Refusal::Signature));
    assert_eq!(verify(after, BODY, &[&old, &new]), Ok(()));
    assert_eq!(verify(after, BODY, &[]), Err(Refusal::Signature));
}

#[test]
fn secrets_are_whsec_and_base64() {
    for bad in [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8I",
        "whsec_%%%%",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ] {
        assert!(SigningKey::parse(bad).is_err(), "{bad}");
    }
    let long = format!("{PREFIX}{}", STANDARD.encode([1; 65]));
    assert!(SigningKey::parse(&long).is_err());
    assert_eq!(secret(&[0; 32]).len(), 50);
}
