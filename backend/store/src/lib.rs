//! How facts are kept in PostgreSQL.
//!
//! The only crate that says diesel, and it never lets it out: callers see the domain's types and
//! [`StoreError`]. Everything happens in a transaction, [`Store::read`] or [`Store::write`]; what
//! can be done in one stands in a file per plural noun.

/// The driver's name in the log. Asked for details it writes down the parameters of statements.
pub const DRIVER: &str = "tokio_postgres";

mod announcer;
mod api_tokens;
mod askers;
mod audit;
mod benefits;
mod bulk_days;
mod categories;
mod changes;
mod check_runs;
mod claims;
mod cluster;
mod collections;
mod contact_mails;
mod data_keys;
mod dev_clock;
mod dev_letters;
pub mod embedded;
mod entries;
mod error;
mod evidence;
mod files;
mod given_files;
mod idempotency_keys;
mod integrations;
mod jobs;
mod letters;
mod listener;
mod listings;
mod live_integrations;
mod memberships;
mod migrate;
mod notifications;
mod oidc_identities;
mod one_time_links;
mod orgs;
mod parked_letters;
mod passkeys;
mod passwords;
mod pool;
mod prepared;
mod problem_reports;
mod provisioning_requests;
mod reason_texts;
mod recovery_codes;
mod release_plans;
mod review_figures;
mod review_times;
mod reviews;
mod run_pictures;
mod saved_views;
mod schema;
mod schema_check;
mod sealed_secrets;
mod security_events;
mod sessions;
mod staff_roles;
mod staff_tokens;
mod submission_events;
mod submission_messages;
mod submissions;
mod tls;
mod token_buckets;
mod totp_factors;
mod transfers;
mod trial_extensions;
mod tx;
mod users;
mod verifications;
mod webhook_deliveries;
mod webhooks;
mod work;

pub use api_tokens::ApiToken;
pub use askers::{Rights, SessionAsker, StaffTokenAsker, TokenAsker};
pub use audit::{AuditEntry, AuditFilter, AuditLink, AuditLoose, AuditSeal};
pub use changes::{Change, Changed};
pub use check_runs::CheckRun;
pub use claims::{Claim, Claims, NamedClaim};
pub use cluster::prepare_cluster;
pub use contact_mails::ContactMail;
pub use data_keys::DataKey;
pub use dev_letters::DevLetter;
pub use entries::{CatalogEntry, Feed, Scan};
pub use error::{Cause, StoreError};
pub use files::{FileUse, NewFile, StoredRendition};
pub use given_files::NamedFile;
pub use idempotency_keys::{IDEMPOTENCY_LASTS, Idempotent};
pub use jobs::{ClaimedJob, JobCount, NewJob, ParkedJob};
pub use letters::{ClaimedLetter, LETTER_SECRETS, NewLetter, ParkedLetter};
pub use listener::{CatalogListener, Wake, WorkListener};
pub use listings::{NewListing, NewRevision, PastStep, Revision, StoredCourse, Tally};
pub use live_integrations::LiveIntegration;
pub use memberships::{Member, MemberChange};
pub use migrate::{migrate, migrations, pending, revert_all};
pub use notifications::Notification;
pub use oidc_identities::OidcIdentity;
pub use one_time_links::{Digest, OneTimeLink};
pub use orgs::{Org, OrgDomain};
pub use parked_letters::LetterCount;
pub use passkeys::Passkey;
pub use passwords::PasswordHash;
pub use pool::{Store, StoreOptions};
pub use problem_reports::{OpenReport, ProblemReport};
pub use provisioning_requests::{ListedRequests, PastRequest, StoredRequest};
pub use reason_texts::{CannedText, ReasonText};
pub use review_figures::{AuditMisses, Decided, LaneFigures, Lapses, OpenLane, ReviewWeek};
pub use review_times::LaneTimes;
pub use reviews::{
    DecisionDraft, Desk, History, ManualRun, OpenAppeal, Present, Proposed, QueueFilter, QueueNumbers,
    QueuePlace, QueueRow, Reveal, Review, Tick, Whose,
};
pub use run_pictures::KeptRun;
pub use saved_views::SavedView;
pub use schema_check::check_schema;
pub use sealed_secrets::{KeptSecret, SealedSecret, SecretPlace};
pub use security_events::{RecordedEvent, SecurityEvent};
pub use sessions::{NewSession, Session};
pub use staff_tokens::StaffToken;
pub use submission_events::PastEvent;
pub use submission_messages::{KeptNote, Message};
pub use submissions::{
    DraftContext, Listed, SUBMISSION_SECRETS, StoredSubmission, SubmissionPlace, SubmissionsOf, Submitted,
};
pub use token_buckets::Take;
pub use totp_factors::TotpFactor;
pub use transfers::{NoTransfer, Transfer};
pub use trial_extensions::TrialExtension;
pub use tx::{Read, Tx};
pub use users::User;
pub use verifications::{ListedVerification, PastVerification, StoredVerification};
pub use webhook_deliveries::{Delivery, DeliveryPlace, NewWebhookEvent};
pub use webhooks::{OLD_SECRET, WEBHOOK_SECRETS, Webhook};
pub use work::{Work, WorkOnce};
