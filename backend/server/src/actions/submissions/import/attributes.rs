//! Attributes that an app asks for: their names, and what is meant by the usual ones.

use oin_domain::choice::Choice;
use oin_domain::connection::AttributeFormat;
use oin_protocol::finding::{Code, Finding, Place, Read};

use super::reading::Reading;

/// The most attributes that are taken over.
const MOST: usize = 30;

/// An attribute that an app asks for.
pub(super) struct Asked<'d> {
    pub name: &'d Read<String>,
    pub format: Option<&'d str>,
    pub friendly: Option<&'d str>,
    pub required: bool,
    pub place: &'d Place,
}

/// Takes attributes over. A source is given where the name leaves no doubt; the others are the
/// person's to choose, and a finding says so.
pub(super) fn put<'d>(reading: &mut Reading, asked: impl IntoIterator<Item = Asked<'d>>) {
    let mut count = 0;
    for (n, attribute) in asked.into_iter().enumerate() {
        if n == MOST {
            let message = format!(
                "The document asks for more attributes than a connection holds; the first {MOST} are taken."
            );
            reading.finding(Finding::at(Code::SamlTooMany, attribute.place.clone(), message));
            break;
        }
        let at = format!("attributes.{n}");
        reading.put(format!("{at}.name"), attribute.name);
        let format = attribute.format.and_then(|uri| {
            let all = AttributeFormat::ALL.iter().copied();
            all.into_iter().find(|format| format.uri() == uri)
        });
        if let Some(format) = format {
            reading.at(format!("{at}.format"), format.as_str(), attribute.place);
        }
        let named = attribute
            .friendly
            .and_then(source)
            .or_else(|| source(&attribute.name.value));
        if let Some(source) = named {
            reading.at(format!("{at}.source"), source, attribute.place);
        }
        if attribute.required {
            reading.at(format!("{at}.required"), "true", attribute.place);
        }
        count += 1;
    }
    if count > 0 {
        reading.holds("attributes");
    }
}

/// What the usual names mean: the last part of a claim's URI, the LDAP names, and their OIDs
/// (RFC 4519, RFC 2798, eduPerson).
fn source(name: &str) -> Option<&'static str> {
    let last = name.rsplit(['/', '#']).next().unwrap_or(name);
    let plain: String = last
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    Some(match plain.as_str() {
        "edupersonprincipalname" => "user.login",
        "title" | "jobtitle" => "user.title",
        "mobile" | "mobilephone" => "user.mobilePhone",
        "nickname" => "user.nickName",
        "division" => "user.division",
        "costcenter" => "user.costCenter",
        "employeenumber" => "user.employeeNumber",
        "preferredlanguage" => "user.preferredLanguage",
        "email" | "emailaddress" | "mail" | "useremail" => "user.email",
        "firstname" | "givenname" | "userfirstname" => "user.firstName",
        "lastname" | "surname" | "sn" | "familyname" | "userlastname" => "user.lastName",
        "login" | "username" | "userlogin" | "upn" | "userprincipalname" | "uid" => "user.login",
        "displayname" => "user.displayName",
        "department" => "user.department",
        _ => match name {
            "urn:oid:0.9.2342.19200300.100.1.3" => "user.email",
            "urn:oid:2.5.4.42" => "user.firstName",
            "urn:oid:2.5.4.4" => "user.lastName",
            "urn:oid:0.9.2342.19200300.100.1.1" => "user.login",
            "urn:oid:1.3.6.1.4.1.5923.1.1.1.6" => "user.login",
            "urn:oid:2.5.4.12" => "user.title",
            "urn:oid:0.9.2342.19200300.100.1.41" => "user.mobilePhone",
            "urn:oid:2.16.840.1.113730.3.1.3" => "user.employeeNumber",
            "urn:oid:2.16.840.1.113730.3.1.39" => "user.preferredLanguage",
            "urn:oid:2.16.840.1.113730.3.1.241" => "user.displayName",
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::source;

    #[test]
    fn usual_names_are_known_and_others_are_not_guessed() {
        assert_eq!(source("urn:oid:2.5.4.42"), Some("user.firstName"));
        assert_eq!(
            source("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"),
            Some("user.email")
        );
        assert_eq!(source("User.FirstName"), Some("user.firstName"));
        assert_eq!(source("memberOf"), None);
    }
}
