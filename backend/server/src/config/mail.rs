//! How letters go out.

use lettre::message::Mailbox;
use oin_domain::account::MailAddress;
use url::Url;

use super::{Brand, Hidden, Mode, SettingError, Settings};

/// The longest local part of the sender: a suffix of 40 characters makes the address to which a
/// letter comes back, and a local part has at most 64 (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 24;

/// How letters go out.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The mail server's URL; `None`: letters go to the mailbox page.
    pub smtp_url: Option<Hidden>,
    /// Whom letters come from.
    pub from: MailAddress,
    /// What the sender is called.
    pub from_name: String,
    /// The host in Message-IDs.
    pub host: String,
    /// What a mail service signs messages with that it hands over; `None`: it cannot.
    pub hook_secret: Option<Hidden>,
}

impl Mail {
    pub(super) fn from_settings(
        settings: &Settings,
        mode: Mode,
        base_url: &str,
        brand: &Brand,
    ) -> Result<Self, SettingError> {
        let host = Url::parse(base_url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        let (from, from_name) = match settings.get("OIN_MAIL_FROM") {
            Some(text) => sender(text, brand)?,
            // A host without a dot or an address is no mail domain; local mode has often one.
            None => {
                let usual = MailAddress::parse(&format!("oin@{host}"));
                let usual = usual.or_else(|_| MailAddress::parse("oin@localhost.localdomain"));
                let usual = usual.map_err(|error| SettingError::new("OIN_MAIL_FROM", error.to_string()))?;
                (usual, brand.network.clone())
            }
        };
        let smtp_url = settings
            .get("OIN_SMTP_URL")
            .map(|text| server(text.trim(), mode))
            .transpose()?;
        Ok(Self {
            smtp_url,
            from,
            from_name,
            host,
            hook_secret: settings
                .get("OIN_MAIL_HOOK_SECRET")
                .map(|text| Hidden::new(text.trim().to_owned())),
        })
    }

    /// What `oin serve` and `oin work` ask before they start.
    ///
    /// # Errors
    /// Production without a mail server: nobody could confirm an address.
    pub fn can_send(&self, mode: Mode) -> Result<(), SettingError> {
        if mode == Mode::Production && self.smtp_url.is_none() {
            return Err(SettingError::new(
                "OIN_SMTP_URL",
                "production needs a mail server, for example smtps://user:password@smtp.example.com:465",
            ));
        }
        Ok(())
    }
}

fn sender(text: &str, brand: &Brand) -> Result<(MailAddress, String), SettingError> {
    let bad = |problem: String| SettingError::new("OIN_MAIL_FROM", format!("`{text}` {problem}"));
    let mailbox: Mailbox = text
        .parse()
        .map_err(|_| bad("is no address such as oin@example.com or Name <oin@example.com>".to_owned()))?;
    let from = MailAddress::parse(mailbox.email.as_ref()).map_err(|error| bad(error.to_string()))?;
    if from.local().len() > LONGEST_LOCAL {
        return Err(bad(format!(
            "has more than {LONGEST_LOCAL} characters before the @; a suffix must fit behind them"
        )));
    }
    Ok((from, mailbox.name.unwrap_or_else(|| brand.network.clone())))
}

/// Checks what can be checked without connecting. The URL holds a password: it is never repeated.
fn server(text: &str, mode: Mode) -> Result<Hidden, SettingError> {
    let bad = |problem: &str| SettingError::new("OIN_SMTP_URL", problem);
    let url = Url::parse(text).map_err(|_| bad("is no URL such as smtps://user:password@host:465"))?;
    let Some(host) = url.host_str() else {
        return Err(bad("names no host"));
    };
    let tls = url.query_pairs().find(|(name, _)| name == "tls");
    let secure = match (url.scheme(), tls.as_ref().map(|(_, value)| value.as_ref())) {
        ("smtps", None) | ("smtp", Some("required")) => true,
        ("smtp", None | Some("opportunistic")) => false,
        ("smtp" | "smtps", _) => {
            return Err(bad("tls= must be `required`, and only with smtp://"));
        }
        _ => return Err(bad("must start with smtps:// or smtp://")),
    };
    let here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if mode == Mode::Production && !secure && !here {
        return Err(bad(
            "production needs TLS to the mail server: use smtps://, or add ?tls=required",
        ));
    }
    Ok(Hidden::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(pairs: &[(&str, &str)], mode: Mode) -> Result<Mail, SettingError> {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let settings = Settings::from_environment(pairs).unwrap();
        Mail::from_settings(&settings, mode, "https://oin.test", &Brand::default())
    }

    #[test]
    fn the_sender_is_an_address_with_room_for_a_suffix() {
        let usual = mail(&[], Mode::Local).unwrap();
        assert_eq!(usual.from.as_str(), "oin@oin.test");
        assert_eq!(usual.from_name, "Okta Integration Network");
        let named = mail(&[("OIN_MAIL_FROM", "Acme Apps <apps@acme.example>")], Mode::Local).unwrap();
        assert_eq!(
            (named.from.as_str(), named.from_name.as_str()),
            ("apps@acme.example", "Acme Apps")
        );
        let long = format!("{}@acme.example", "a".repeat(25));
        for wrong in ["acme", "a@b, c@d.example", long.as_str()] {
            let error = mail(&[("OIN_MAIL_FROM", wrong)], Mode::Local).unwrap_err();
            assert_eq!(error.name, "OIN_MAIL_FROM", "{wrong}");
        }
    }

    #[test]
    fn production_sends_over_tls_only_and_no_password_is_repeated() {
        for (url, local, production) in [
            ("smtps://u:hunter2@mail.example", true, true),
            ("smtp://u:hunter2@mail.example?tls=required", true, true),
            ("smtp://127.0.0.1:25", true, true),
            ("smtp://u:hunter2@mail.example", true, false),
            ("smtp://u:hunter2@mail.example?tls=opportunistic", true, false),
            ("smtp://u:hunter2@mail.example?tls=no", false, false),
            ("https://u:hunter2@mail.example", false, false),
            ("u:hunter2@mail.example", false, false),
        ] {
            for (mode, fine) in [(Mode::Local, local), (Mode::Production, production)] {
                let read = mail(&[("OIN_SMTP_URL", url)], mode);
                assert_eq!(read.is_ok(), fine, "{url}");
                assert!(!format!("{read:?}").contains("hunter2"));
            }
        }
        let none = mail(&[], Mode::Production).unwrap();
        assert_eq!(none.can_send(Mode::Production).unwrap_err().name, "OIN_SMTP_URL");
        assert!(none.can_send(Mode::Local).is_ok());
    }
}
