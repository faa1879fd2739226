//! Asking for automated provisioning of an app.

use oin_domain::choice::Choice as _;
use oin_domain::ids::ProvisioningRequestId;
use oin_domain::integration::{HttpsUrl, Operation};
use oin_domain::org::Act;
use oin_domain::provisioning::{ApiAuth, Facts, MOST_CUSTOMERS, Request, Stage, Wish};
use oin_domain::text::{Line, Name, Prose, TextError};
use oin_store::{ListedRequests, StoredRequest};
use uuid::Uuid;

use crate::actions::idempotency::{Idempotency, once};
use crate::actions::{Code, Ctx, Failure, FieldError, Member};

/// How many wishes of an org may wait for a lead.
const MOST_WAITING: usize = 10;

/// A wish, as somebody typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedWish {
    /// The app.
    pub app: String,
    /// Whether its vendor asks.
    pub by_vendor: bool,
    /// The documentation of its API; empty for none.
    pub documentation: String,
    /// Why it is needed.
    pub background: String,
    /// Customers who would use it, one a line.
    pub customers: String,
    /// What its API can do, as values of [`Operation`].
    pub functions: Vec<String>,
    /// How its API knows its callers, a value of [`ApiAuth`]; empty for not known.
    pub auth: String,
}

impl TypedWish {
    /// What is asked for.
    ///
    /// # Errors
    /// `missing` and `bad_value`, each at its field.
    pub(super) fn read(&self) -> Result<Wish, Failure> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, code: Code, message: String| {
            errors.push(FieldError::new(field, code, message));
        };
        let app = Name::parse(&self.app)
            .map_err(|error| refuse("app", code(&error), format!("The app's name {error}.")))
            .ok();
        let background = Prose::parse(&self.background)
            .map_err(|error| refuse("background", code(&error), format!("The background {error}.")))
            .ok();
        let documentation = match self.documentation.trim() {
            "" => None,
            text => HttpsUrl::parse(text)
                .map_err(|error| {
                    let message = format!("The documentation's address {error}. Give one such as https://docs.company.example/api.");
                    refuse("documentation", Code::BadValue, message);
                })
                .ok(),
        };
        let lines = self.customers.lines().filter(|line| !line.trim().is_empty());
        let mut customers = Vec::new();
        for line in lines {
            match Line::parse(line) {
                Ok(customer) if !customers.contains(&customer) => customers.push(customer),
                Ok(_) => {}
                Err(error) => refuse("customers", Code::BadValue, format!("A customer's name {error}.")),
            }
        }
        if customers.len() > MOST_CUSTOMERS {
            let message = format!("At most {MOST_CUSTOMERS} customers are named. Keep the most important.");
            refuse("customers", Code::BadValue, message);
        }
        let mut functions = Vec::new();
        for value in &self.functions {
            match Operation::parse(value) {
                Some(function) if !functions.contains(&function) => functions.push(function),
                Some(_) => {}
                None => refuse(
                    "functions",
                    Code::BadValue,
                    "Choose functions of the list.".to_owned(),
                ),
            }
        }
        let auth = if self.auth.is_empty() {
            Some(ApiAuth::Unknown)
        } else {
            ApiAuth::parse(&self.auth)
        };
        if auth.is_none() {
            refuse("auth", Code::BadValue, "Choose one of the list.".to_owned());
        }
        match (app, background, auth, errors.is_empty()) {
            (Some(app), Some(background), Some(auth), true) => Ok(Wish {
                app,
                by_vendor: self.by_vendor,
                documentation,
                background,
                customers,
                functions,
                auth,
            }),
            _ => Err(Failure::Invalid(errors)),
        }
    }
}

fn code(error: &TextError) -> Code {
    match error {
        TextError::Empty => Code::Missing,
        TextError::TooLong { .. } | TextError::Hidden(_) => Code::BadValue,
    }
}

/// Asks for automated provisioning, for an org of theirs; gives the wish's name.
///
/// # Errors
/// `forbidden` for viewers; `missing` and `bad_value`, each at its field.
pub async fn ask(
    ctx: &Ctx,
    who: &Member,
    typed: &TypedWish,
    again: Option<Idempotency>,
) -> Result<ProvisioningRequestId, Failure> {
    who.may(Act::Edit)?;
    let wish = typed.read()?;
    let now = ctx.now();
    let new = StoredRequest {
        request: Request {
            id: ProvisioningRequestId(Uuid::now_v7()),
            org: who.org,
            since: now,
            facts: Facts::Received,
        },
        wish,
        revision: 1,
        org_name: who.org_name.clone(),
        created_by: who.user(),
        created_at: now,
        votes: Vec::new(),
    };
    once(ctx, again.as_ref(), async |tx| {
        let own = tx.provisioning_requests(ListedRequests::Of(who.org)).await?;
        let waiting = own.iter().filter(|one| one.request.stage() == Stage::Received);
        if waiting.count() >= MOST_WAITING {
            let message = "Ten wishes of your org wait for a lead. Ask for more when those were looked at.";
            return Err(Failure::field(FieldError::new("app", Code::BadValue, message)));
        }
        tx.add_provisioning_request(&new).await?;
        Ok(new.request.id)
    })
    .await
}
