//! What a difference does to customers.

use crate::connection::{Connection, SignOn};
use crate::draft::{Field, Kind};
use crate::integration::Content;

use super::entries::Entry;
use super::tenants::{Tenant, rendered, with_sample};
use super::{Class, Difference};

type Verdict = (Class, bool, String);

/// Judges differences between two contents.
pub(super) struct Judge<'a> {
    old: &'a Content,
    new: &'a Content,
    tenants: Vec<Tenant>,
}

fn text() -> Verdict {
    (Class::Text, false, "Words and pictures.".to_owned())
}

fn safe(why: &str) -> Verdict {
    (Class::Safe, false, why.to_owned())
}

fn reviewed(why: &str) -> Verdict {
    (Class::Safe, true, why.to_owned())
}

fn breaking(why: &str) -> Verdict {
    (Class::Breaking, false, why.to_owned())
}

impl<'a> Judge<'a> {
    pub(super) fn new(old: &'a Content, new: &'a Content, tenants: &[Tenant]) -> Self {
        Self {
            old,
            new,
            tenants: with_sample(old, tenants),
        }
    }

    /// The difference of a field that changed, came or went.
    pub(super) fn difference(&self, old: Option<&Entry>, new: Option<&Entry>) -> Difference {
        let path = new.or(old).map_or("", |entry| entry.path.as_str());
        let key = new.or(old).map_or("", |entry| entry.key.as_str());
        let was = old.map(|entry| entry.text.as_str());
        let is = new.map(|entry| entry.text.as_str());
        let (class, reviewed, why) = self.verdict(path, key, was, is);
        Difference {
            path: path.to_owned(),
            old: was.map(str::to_owned),
            new: is.map(str::to_owned),
            class,
            reviewed,
            why,
        }
    }

    /// Another default ACS, which no single field tells.
    pub(super) fn default_acs(&self) -> Vec<Difference> {
        let defaults = |content: &Content| -> Vec<Option<u16>> {
            content
                .connections
                .iter()
                .filter_map(|connection| match connection {
                    Connection::Saml(saml) => Some(saml.acs.first().map(|acs| acs.index)),
                    _ => None,
                })
                .collect()
        };
        let places = (0..)
            .zip(&self.new.connections)
            .filter_map(|(place, connection)| matches!(connection, Connection::Saml(_)).then_some(place));
        defaults(self.old)
            .into_iter()
            .zip(defaults(self.new))
            .zip(places)
            .filter(|((old, new), _)| old != new)
            .map(|((old, new), place): (_, usize)| Difference {
                path: format!("connections.{place}.acs.0.index"),
                old: old.map(|index| index.to_string()),
                new: new.map(|index| index.to_string()),
                class: Class::Breaking,
                reviewed: false,
                why: "Another ACS is the default.".to_owned(),
            })
            .collect()
    }

    fn verdict(&self, path: &str, key: &str, old: Option<&str>, new: Option<&str>) -> Verdict {
        let first = path.split('.').next().unwrap_or(path);
        match first {
            "name" | "logo" | "website" | "icon" | "vendor" => reviewed("Who it says it is."),
            "visibility" => reviewed("Who finds it."),
            "deployment" => breaking("Where it runs."),
            "variables" => self.variable(path, key, new),
            "provisioning" | "scim" => self.provisioning(path, old, new),
            "connections" => self.connection(path, key, old, new),
            _ => text(),
        }
    }

    fn variable(&self, path: &str, key: &str, new: Option<&str>) -> Verdict {
        // `variables.[name].kind`: the name stands between the brackets.
        let name = key
            .split_once('[')
            .and_then(|(_, rest)| rest.split_once(']'))
            .map_or("", |(name, _)| name);
        let find = |content: &'a Content| content.variables.iter().find(|v| v.name.as_str() == name);
        match (find(self.old), find(self.new)) {
            (Some(_), None) => breaking("Customers have filled it in."),
            (None, Some(variable)) if variable.default.is_some() => {
                safe("A new variable with a default: nobody has to fill it in.")
            }
            (None, _) => breaking("A new variable that every customer must fill in."),
            (Some(_), Some(variable)) => {
                if [".label", ".help", ".example"]
                    .iter()
                    .any(|end| path.ends_with(end))
                {
                    return text();
                }
                if path.ends_with(".default") {
                    return if new.is_some() && self.addresses_stay() {
                        safe("Every installed address stays the same.")
                    } else {
                        breaking("Customers without a value of their own get another one.")
                    };
                }
                let values = self.tenants.iter().filter_map(|tenant| tenant.get(name));
                let refused = values.filter(|value| variable.accept(value).is_err()).count();
                if refused == 0 {
                    safe("Every installed value still fits.")
                } else {
                    breaking("An installed value no longer fits.")
                }
            }
        }
    }

    fn provisioning(&self, path: &str, old: Option<&str>, new: Option<&str>) -> Verdict {
        if path.starts_with("scim") && self.old.scim.is_none() {
            return safe("A new capability.");
        }
        match (old, new) {
            _ if path.starts_with("scim.auth.") && !path.ends_with("_url") => {
                breaking("Installed tokens are of another kind.")
            }
            (None, Some(_)) => safe("A new capability."),
            (Some(_), None) => breaking("A capability is gone."),
            (Some(old), Some(new)) => self.address(old, new),
            (None, None) => text(),
        }
    }

    fn connection(&self, path: &str, key: &str, old: Option<&str>, new: Option<&str>) -> Verdict {
        let connection_key = key.split('.').nth(1).unwrap_or(key);
        if connection_key.starts_with("[known]") {
            return self.known();
        }
        let kind = connection_key
            .trim_start_matches('[')
            .split(']')
            .next()
            .unwrap_or("");
        let count = |content: &Content| content.connections.iter().filter(|c| c.kind() == kind).count();
        match (count(self.old), count(self.new)) {
            (before, after) if before > after => return breaking("A way to sign on is gone."),
            (before, after) if before < after => return reviewed("A new way to sign on."),
            _ => {}
        }
        // `connections.0.attributes.1.source`: from the third part on.
        let mut parts = path.splitn(3, '.');
        let field = parts.nth(2).unwrap_or("");
        let entry_is_new = |list: &str| {
            let entry = key.split('.').take(4).collect::<Vec<_>>().join(".");
            field.starts_with(list) && !self.had(&entry)
        };
        if field.starts_with("steps.") || matches!(field, "flows.how_to" | "description" | "method") {
            return text();
        }
        if entry_is_new("acs.") {
            return safe("A new ACS index.");
        }
        if entry_is_new("attributes.") {
            return self.new_attribute(path);
        }
        match (field, old, new) {
            ("flows.kind", Some("idp" | "sp"), Some("both")) => safe("A flow more."),
            ("flows.start_url", None, Some(_)) => safe("A flow more."),
            ("jit", None, Some(_)) => safe("A new capability."),
            ("initiate_login_uri", None, Some(_)) => safe("A flow more."),
            ("groups.name" | "groups.filter" | "groups.value", None, Some(_)) => {
                reviewed("Groups are sent along from now on.")
            }
            (list, None, Some(_))
                if list.starts_with("redirect_uris") || list.starts_with("post_logout_uris") =>
            {
                reviewed("Codes or people may be sent to a new address.")
            }
            (list, None, Some(_)) if list.starts_with("scopes") => reviewed("The app asks for more."),
            (attribute, Some(_), None) if attribute.ends_with(".required") => safe("No longer needed."),
            (_, Some(old), Some(new)) if is_address(path) => self.address(old, new),
            _ => breaking("What is installed relies on it."),
        }
    }

    /// Facts that were published give way to what the vendor declares.
    fn known(&self) -> Verdict {
        let modes: Vec<SignOn> = self.new.sign_on();
        if self.old.sign_on().iter().all(|mode| modes.contains(mode)) {
            reviewed("Published facts give way to what the vendor declares.")
        } else {
            breaking("A way to sign on is gone.")
        }
    }

    fn new_attribute(&self, path: &str) -> Verdict {
        let entry = path.rsplit_once('.').map_or(path, |(entry, _)| entry);
        let place = |part: usize| {
            entry
                .split('.')
                .nth(part)
                .and_then(|place| place.parse::<usize>().ok())
        };
        let attributes = match place(1).and_then(|at| self.new.connections.get(at)) {
            Some(Connection::Saml(saml)) => saml.attributes.as_slice(),
            Some(Connection::Oidc(oidc)) => oidc.attributes.as_slice(),
            Some(Connection::WsFed(ws_fed)) => ws_fed.attributes.as_slice(),
            _ => &[],
        };
        match place(3).and_then(|at| attributes.get(at)) {
            Some(attribute) if !attribute.required => safe("A new optional claim."),
            _ => breaking("A new claim without which sign-on fails."),
        }
    }

    fn address(&self, old: &str, new: &str) -> Verdict {
        let same = self
            .tenants
            .iter()
            .all(|tenant| rendered(self.old, tenant, old) == rendered(self.new, tenant, new));
        if same {
            safe("Every installed address stays the same.")
        } else {
            breaking("An installed address changes.")
        }
    }

    /// Whether every address that both contents have stays the same for
    /// every tenant.
    fn addresses_stay(&self) -> bool {
        let (Ok(before), Ok(after)) = (super::entries::of(self.old), super::entries::of(self.new)) else {
            return false;
        };
        before
            .iter()
            .filter(|entry| is_address(&entry.path))
            .all(|entry| {
                after
                    .iter()
                    .find(|other| other.key == entry.key)
                    .is_none_or(|other| self.address(&entry.text, &other.text).0 == Class::Safe)
            })
    }

    /// Whether the old content has anything below a key.
    fn had(&self, key: &str) -> bool {
        super::entries::of(self.old).is_ok_and(|entries| {
            entries.iter().any(|entry| {
                entry
                    .key
                    .strip_prefix(key)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        })
    }
}

fn is_address(path: &str) -> bool {
    Field::at(path).is_some_and(|field| matches!(field.kind, Kind::Url(_) | Kind::Pattern(_)))
}
