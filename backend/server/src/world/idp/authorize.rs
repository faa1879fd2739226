//! The authorization endpoint: who is it?

use actix_web::HttpResponse;
use oin_domain::choice::Choice as _;
use serde::Serialize;
use url::Url;

use super::super::asked::{Asked, html, see_other};
use super::super::state::State;
use super::{CLIENT_ID, Fault, Grant, PEOPLE, Person, note, web_address};

/// What goes through the form unchanged.
const CARRIED: &[&str] = &[
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

/// A request whose client and address are right.
struct Request {
    redirect_uri: String,
    back: Url,
    state: String,
    nonce: String,
    challenge: String,
}

/// Why a request is not answered with a form.
enum Refused {
    /// To the person: nothing says where else.
    Here(&'static str),
    /// To the client, as RFC 6749 §4.1.2.1 has it.
    There(Box<Request>, &'static str, &'static str),
}

#[derive(Serialize)]
struct Form {
    client: &'static str,
    carried: Vec<Carried>,
    people: Vec<PersonView>,
    other: bool,
    name: String,
    mail: String,
    faults: Vec<FaultView>,
}

#[derive(Serialize)]
struct Carried {
    name: &'static str,
    value: String,
}

#[derive(Serialize)]
struct PersonView {
    subject: &'static str,
    name: &'static str,
    mail: &'static str,
    chosen: bool,
}

#[derive(Serialize)]
struct FaultView {
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

pub(super) fn answer(asked: &Asked<'_>, is_post: bool, state: &State) -> HttpResponse {
    let sent = |name: &str| {
        let value = if is_post {
            asked.form(name)
        } else {
            asked.query(name)
        };
        value.to_owned()
    };
    let request = match Request::read(&sent) {
        Ok(request) => request,
        Err(Refused::Here(why)) => return note(400, "This request cannot be answered", why, state),
        Err(Refused::There(request, error, why)) => return request.fails(error, why, state),
    };
    // An identity provider has no session here: everybody is asked.
    if sent("prompt") == "none" {
        return request.fails("login_required", "Somebody must say who they are.", state);
    }
    if !is_post {
        let form = form(&sent);
        return html(200, state.pages.render("idp", &form));
    }
    if sent("answer") != "yes" {
        return request.fails("access_denied", "The person refused.", state);
    }
    let person = match sent("person").as_str() {
        "other" => Person::other(&sent("name"), &sent("mail"), sent("verified") == "true"),
        subject => Person::known(subject),
    };
    let Some(person) = person else {
        return note(
            422,
            "Who are you?",
            "Choose somebody, or give a mail address. Go back to do so.",
            state,
        );
    };
    let fault = Fault::parse(&sent("fault")).unwrap_or(Fault::None);
    request.succeeds(person, fault, state)
}

impl Request {
    fn read(sent: &impl Fn(&str) -> String) -> Result<Self, Refused> {
        if sent("client_id") != CLIENT_ID {
            return Err(Refused::Here("client_id is not registered here."));
        }
        let redirect_uri = sent("redirect_uri");
        let Some(back) = web_address(&redirect_uri) else {
            return Err(Refused::Here("redirect_uri is no web address."));
        };
        let request = Self {
            redirect_uri,
            back,
            state: sent("state"),
            nonce: sent("nonce"),
            challenge: sent("code_challenge"),
        };
        let has_openid = sent("scope").split(' ').any(|scope| scope == "openid");
        // 32 octets in base64url (RFC 7636 §4.2).
        let is_s256 = sent("code_challenge_method") == "S256" && request.challenge.len() == 43;
        let wrong = if sent("response_type") != "code" {
            Some(("unsupported_response_type", "response_type must be code."))
        } else if !has_openid {
            Some(("invalid_scope", "scope must hold openid."))
        } else if !is_s256 {
            Some(("invalid_request", "PKCE with S256 is required."))
        } else {
            None
        };
        match wrong {
            Some((error, why)) => Err(Refused::There(Box::new(request), error, why)),
            None => Ok(request),
        }
    }

    fn fails(mut self, error: &str, why: &str, state: &State) -> HttpResponse {
        let mut pairs = self.back.query_pairs_mut();
        pairs
            .append_pair("error", error)
            .append_pair("error_description", why);
        drop(pairs);
        self.leads_back(Fault::None, state)
    }

    fn succeeds(mut self, person: Person, fault: Fault, state: &State) -> HttpResponse {
        let code = state.idp.keep_grant(Grant {
            person,
            fault,
            redirect_uri: self.redirect_uri.clone(),
            challenge: self.challenge.clone(),
            nonce: self.nonce.clone(),
            made_at: state.now(),
        });
        match code {
            Ok(code) => {
                self.back.query_pairs_mut().append_pair("code", &code);
                self.leads_back(fault, state)
            }
            Err(error) => self.fails("server_error", &error.to_string(), state),
        }
    }

    fn leads_back(mut self, fault: Fault, state: &State) -> HttpResponse {
        let mut pairs = self.back.query_pairs_mut();
        match fault {
            Fault::WrongState => pairs.append_pair("state", "a-state-that-nobody-sent"),
            _ if self.state.is_empty() => &mut pairs,
            _ => pairs.append_pair("state", &self.state),
        };
        match fault {
            Fault::OtherProvider => pairs.append_pair("iss", "https://other-provider.example"),
            _ => pairs.append_pair("iss", &state.idp.issuer),
        };
        drop(pairs);
        see_other(self.back.as_str())
    }
}

fn form(sent: &impl Fn(&str) -> String) -> Form {
    let hint = sent("login_hint");
    let hinted = PEOPLE.iter().position(|(_, _, mail)| *mail == hint);
    let other = hinted.is_none() && !hint.is_empty();
    let chosen = hinted.unwrap_or(0);
    let people = PEOPLE
        .iter()
        .enumerate()
        .map(|(number, (subject, name, mail))| PersonView {
            subject,
            name,
            mail,
            chosen: !other && number == chosen,
        });
    let fault = Fault::parse(&sent("fault")).unwrap_or(Fault::None);
    let faults = Fault::ALL.iter().map(|one| FaultView {
        value: one.as_str(),
        label: one.label(),
        chosen: *one == fault,
    });
    let carried = CARRIED.iter().map(|name| Carried {
        name,
        value: sent(name),
    });
    Form {
        client: "oin",
        carried: carried.collect(),
        people: people.collect(),
        other,
        name: String::new(),
        mail: if other { hint } else { String::new() },
        faults: faults.collect(),
    }
}
