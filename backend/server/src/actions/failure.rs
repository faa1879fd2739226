//! Why an action did not do what was asked.

use std::borrow::Cow;
use std::time::Duration;

use oin_domain::choice::Choice as _;
use oin_store::StoreError;

use crate::outbound::FetchError;

use crate::passwords::PasswordsError;
use crate::vault::VaultError;

oin_domain::choices! {
    /// A stable code of a failure; `docs/error-codes.md` has a paragraph each.
    Code as "error code" {
        /// The query string or a path holds bytes that are not UTF-8.
        InvalidUtf8 = "invalid_utf8", "Not UTF-8";
        /// A query parameter that the call does not have.
        UnknownParameter = "unknown_parameter", "Unknown parameter";
        /// A single-valued parameter given twice.
        DuplicateParameter = "duplicate_parameter", "Parameter given twice";
        /// A value outside a closed list.
        UnknownValue = "unknown_value", "Unknown value";
        /// A `limit` outside 1 to 100, or no number.
        BadLimit = "bad_limit", "Limit out of range";
        /// A search text that is too long.
        QueryTooLong = "query_too_long", "Search text too long";
        /// More filter values than a query may have.
        TooManyFilters = "too_many_filters", "Too many filters";
        /// A cursor that was not made here, or is damaged.
        BadCursor = "bad_cursor", "Unusable cursor";
        /// A cursor that belongs to another query.
        CursorOfAnotherQuery = "cursor_of_another_query", "Cursor of another query";
        /// A cursor of a version that the catalog has not reached (any more).
        CursorAhead = "cursor_ahead", "Cursor ahead of the catalog";
        /// Deeper than a search by relevance goes.
        TooDeep = "too_deep", "Too deep";
        /// A tenant variable that the integration does not have.
        UnknownVariable = "unknown_variable", "Unknown variable";
        /// A value that a tenant variable does not take.
        BadVariableValue = "bad_variable_value", "Unusable value";
        /// No such thing.
        NotFound = "not_found", "Not found";
        /// Nobody is signed in, or the token is none that works.
        Unauthenticated = "unauthenticated", "Not signed in";
        /// The role or the token's scopes do not reach.
        Forbidden = "forbidden", "Not allowed";
        /// The act needs a second factor and the account has none.
        SecondFactorRequired = "second_factor_required", "A second factor is needed";
        /// The act needs a second factor that was proven in the last ten minutes.
        StepUpRequired = "step_up_required", "Prove your second factor again";
        /// A form that did not come from our own page.
        ForgeryRefused = "forgery_refused", "The form did not come from our page";
        /// The way back from an identity provider is none that this browser began.
        ProviderState = "provider_state", "This sign-in was not begun here";
        /// The identity provider, or the person at it, refused.
        ProviderRefused = "provider_refused", "The provider refused";
        /// What the identity provider answered does not hold.
        ProviderAnswer = "provider_answer", "The provider's answer does not hold";
        /// The identity provider could not be asked.
        ProviderUnavailable = "provider_unavailable", "The provider does not answer";
        /// The identity provider does not vouch for the address.
        MailUnverified = "mail_unverified", "The address is not verified";
        /// The address has an account, to which the identity is not linked.
        AddressTaken = "address_taken", "The address has an account";
        /// The identity is linked to an account already.
        IdentityTaken = "identity_taken", "Linked already";
        /// Without it nobody could sign in to the account.
        LastWayIn = "last_way_in", "The last way to sign in";
        /// The person belongs to no org.
        NoOrg = "no_org", "No org";
        /// The org would have no owner left.
        LastOwner = "last_owner", "No owner would be left";
        /// A body of another kind than the call reads.
        UnsupportedMediaType = "unsupported_media_type", "Unsupported media type";
        /// A body that is too long.
        BodyTooLarge = "body_too_large", "Body too large";
        /// A body that cannot be read.
        BadBody = "bad_body", "Unreadable body";
        /// A field that must be given.
        Missing = "missing", "Missing";
        /// A field that the form or call does not have.
        UnknownField = "unknown_field", "Unknown field";
        /// A field's value that cannot be used.
        BadValue = "bad_value", "Unusable value";
        /// Somebody else changed it meanwhile.
        Stale = "stale", "Changed meanwhile";
        /// An address that is none.
        UrlUnreadable = "url_unreadable", "Not an address";
        /// An address of another scheme than https.
        UrlScheme = "url_scheme", "Not https";
        /// An address with a user name or password in it.
        UrlUserinfo = "url_userinfo", "User name in an address";
        /// An address with another port than 443 or 8443.
        UrlPort = "url_port", "Port not called";
        /// An address inside a network.
        UrlNotPublic = "url_not_public", "Not public";
        /// The network's own address.
        UrlOwnHost = "url_own_host", "Our own address";
        /// A name that does not exist.
        UrlNoSuchHost = "url_no_such_host", "No such host";
        /// No answer in time.
        UrlSilent = "url_silent", "No answer";
        /// A certificate that browsers refuse.
        UrlTls = "url_tls", "Certificate refused";
        /// An answer that is too large.
        UrlTooLarge = "url_too_large", "Answer too large";
        /// Redirects that are not followed.
        UrlRedirects = "url_redirects", "Redirects not followed";
        /// An answer that cannot be read.
        UrlAnswer = "url_answer", "Answer unreadable";
        /// The submission is at a stage where that is not possible.
        WrongStage = "wrong_stage", "Not possible at this stage";
        /// The integration has an open submission already.
        OpenSubmission = "open_submission", "An open submission exists";
        /// An org that has as many open submissions as it may.
        TooManyDrafts = "too_many_drafts", "Too many open submissions";
        /// Staff do not decide on integrations of an org they belong to.
        OwnOrg = "own_org", "An org of your own";
        /// The one whom it is assigned to cannot review it.
        CannotReview = "cannot_review", "That person cannot review it";
        /// More in bulk than is left of the day.
        BulkLimit = "bulk_limit", "The day's bulk work is used up";
        /// The second approval must come from another person.
        SamePerson = "same_person", "Another person must approve";
        /// A listing that nobody may claim.
        NotClaimable = "not_claimable", "Not claimable";
        /// The org has not proven the domain that a claim rests on.
        DomainNotProven = "domain_not_proven", "The domain is not proven";
        /// Somebody claims the listing already.
        OpenClaim = "open_claim", "A claim is open";
        /// A webhook that is paused or disabled.
        WebhookOff = "webhook_off", "The webhook is not called";
        /// A period still runs.
        TooEarly = "too_early", "Too early";
        /// A period is over.
        TooLate = "too_late", "Too late";
        /// An appeal stands in the way, or does not stand where it should.
        AppealState = "appeal_state", "The appeal does not stand there";
        /// A part of the reviewer's checklist is missing.
        ChecklistIncomplete = "checklist_incomplete", "The checklist is not complete";
        /// A test begins with a test login that was opened.
        TestLoginUnopened = "test_login_unopened", "No test login was opened";
        /// At least one reason or question is needed.
        NoReason = "no_reason", "No reason given";
        /// A finding that stops a submission.
        BlockingFinding = "blocking_finding", "A finding stops it";
        /// The draft was changed since it was read.
        EditConflict = "edit_conflict", "Changed by somebody else";
        /// A secret whose address is missing, so that it could be bound to nothing.
        SecretWithoutTarget = "secret_without_target", "The secret's address is missing";
        /// A draft that would grow beyond its limits.
        DraftFull = "draft_full", "The draft is full";
        /// A document that cannot be imported.
        ImportRefused = "import_refused", "The document cannot be imported";
        /// A document with several entities, of which one must be chosen.
        ImportAmbiguous = "import_ambiguous", "Several entities in the document";
        /// A draft that is not at the revision that the request names.
        PreconditionFailed = "precondition_failed", "Changed since it was read";
        /// A change without the revision that it was made from.
        PreconditionRequired = "precondition_required", "If-Match is needed";
        /// A requirement of the second tier that is not met.
        RequirementMissing = "requirement_missing", "A requirement is not met";
        /// An idempotency key that was used for another request.
        IdempotencyKeyReused = "idempotency_key_reused", "Idempotency key used before";
        /// An upload that is no picture of a kind that is read.
        UploadType = "upload_type", "No picture that is read";
        /// An upload that is too long.
        UploadTooLarge = "upload_too_large", "Upload too large";
        /// A picture with too many pixels.
        PictureTooLarge = "picture_too_large", "Too many pixels";
        /// A picture that is damaged.
        PictureBroken = "picture_broken", "Damaged picture";
        /// A picture on which nothing is to be seen.
        PictureEmpty = "picture_empty", "Empty picture";
        /// A drawing that would be too much work, or uses what is not drawn.
        PictureTooComplex = "picture_too_complex", "Drawing too complex";
        /// A run has one picture, which stays.
        HasPicture = "has_picture", "The run has its picture";
        /// The org's pictures take all the room that it has.
        Quota = "quota", "No room for more pictures";
        /// Another method than the resource has.
        MethodNotAllowed = "method_not_allowed", "Method not allowed";
        /// A request target longer than 8 KB.
        UriTooLong = "uri_too_long", "Address too long";
        /// Too many requests from one address.
        TooManyRequests = "too_many_requests", "Too many requests";
        /// The catalog is still loading or the database is away.
        Unavailable = "unavailable", "Not available right now";
        /// A fault of ours.
        Internal = "internal", "A fault on our side";
    }
}

/// One field or parameter that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's or parameter's name.
    pub field: String,
    /// The stable code.
    pub code: Code,
    /// A sentence that says what is wrong and what is right.
    pub message: String,
    /// The allowed values, when they are a closed list.
    pub allowed: Vec<String>,
}

impl FieldError {
    /// A refused field.
    pub fn new(field: impl Into<String>, code: Code, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code,
            message: message.into(),
            allowed: Vec::new(),
        }
    }

    /// A field whose address was not called, or gave no usable answer.
    pub fn of_address(field: impl Into<String>, error: &FetchError) -> Self {
        let code = Code::parse(error.code()).unwrap_or(Code::UrlAnswer);
        Self::new(field, code, error.to_string())
    }

    /// The same with the values that are allowed.
    #[must_use]
    pub fn allowing(mut self, allowed: impl IntoIterator<Item = String>) -> Self {
        self.allowed = allowed.into_iter().collect();
        self
    }
}

/// Why an action did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Input that was refused, field by field; never empty.
    #[error("the input was refused")]
    Invalid(Vec<FieldError>),
    /// There is no such thing, or none that the asker may see.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// A polite no to something that was understood; what to do about it.
    #[error("{1}")]
    Refused(Code, Cow<'static, str>),
    /// Too many requests; try again after the time.
    #[error("too many requests")]
    TooMany(Duration),
    /// Something that is needed is away for now.
    #[error("not available right now")]
    Unavailable,
    /// A fault of ours; logged once at the edge, never shown.
    #[error("a fault on our side")]
    Broken(#[source] anyhow::Error),
}

impl Failure {
    /// A polite no; the sentence says why and what to do about it.
    pub fn refused(code: Code, sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::Refused(code, sentence.into())
    }

    /// What went wrong, for whoever runs oin and may see it all.
    pub fn in_words(&self) -> String {
        match self {
            Self::Invalid(errors) => {
                let messages = errors.iter().map(|error| error.message.as_str());
                messages.collect::<Vec<_>>().join(" ")
            }
            Self::Broken(error) => format!("{error:#}"),
            other => other.to_string(),
        }
    }

    /// One refused field.
    pub fn field(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Absent => Self::NotFound("entry"),
            StoreError::Stale => Self::refused(
                Code::Stale,
                "Somebody changed this meanwhile. Look at it again and repeat what you wanted.",
            ),
            StoreError::Unavailable(_) => Self::Unavailable,
            other => Self::Broken(anyhow::Error::new(other)),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Store(error) => error.into(),
            other => Self::Broken(anyhow::Error::new(other)),
        }
    }
}

impl From<PasswordsError> for Failure {
    fn from(error: PasswordsError) -> Self {
        match error {
            PasswordsError::Busy => Self::Unavailable,
            other => Self::Broken(anyhow::Error::new(other)),
        }
    }
}
