//! Every letter there is, as data.

use chrono::{DateTime, Utc};
use oin_domain::ids::{ProvisioningRequestId, WebhookId};
use serde::Serialize;

use super::SecretLink;
use super::about::{About, Claimed, Point};
use super::kinds::letters;

letters! {
    /// To somebody who signed up: make the address your own.
    ConfirmAddress = "confirm_address" {
        /// Where.
        link: SecretLink,
        /// Until when the link works.
        until: DateTime<Utc>,
    }
    /// To the owner of an address with which somebody signed up again.
    AlreadyHasAccount = "already_has_account" {}
    /// To somebody who forgot their password and has an account.
    ResetPassword = "reset_password" {
        /// Where a new one is chosen.
        link: SecretLink,
        /// Until when the link works.
        until: DateTime<Utc>,
    }
    /// To the new address of an account that is to move there.
    ChangeMail = "change_mail" {
        /// Where that is confirmed.
        link: SecretLink,
        /// Until when the link works.
        until: DateTime<Utc>,
    }
    /// The password is another.
    PasswordChanged = "password_changed" {
        /// When it was changed.
        at: DateTime<Utc>,
    }
    /// To the old address: the account has moved.
    MailChanged = "mail_changed" {
        /// Where to.
        new_mail: String,
        /// When.
        at: DateTime<Utc>,
    }
    /// A second factor was added or removed. To every address of the account.
    FactorChanged = "factor_changed" {
        /// What it is, for example `a passkey`.
        factor: String,
        /// Whether it was added; else it was removed.
        added: bool,
        /// When.
        at: DateTime<Utc>,
    }
    /// An administrator changed the account.
    AccountChanged = "account_changed" {
        /// What happened, a sentence.
        what: String,
        /// What the reader does next, a sentence or two.
        next: String,
        /// Why, in the administrator's words.
        reason: Option<String>,
        /// When.
        at: DateTime<Utc>,
    }
    /// An account at an identity provider was linked or unlinked.
    SignInChanged = "sign_in_changed" {
        /// The provider, as its button names it.
        provider: String,
        /// Whether it was linked; else it was unlinked.
        added: bool,
        /// When.
        at: DateTime<Utc>,
    }
    /// Somebody signed in from a browser that was never seen before.
    NewDeviceSignIn = "new_device_sign_in" {
        /// What the browser calls itself, in words: `Firefox on Linux`.
        device: String,
        /// When.
        at: DateTime<Utc>,
    }
    /// Join an org.
    Invitation = "invitation" {
        /// The org's name.
        org: String,
        /// Who invites.
        inviter: String,
        /// The role in words: `an editor`.
        role: String,
        /// Where to accept.
        link: SecretLink,
        /// Until when the link works.
        until: DateTime<Utc>,
    }
    /// To somebody whose org is to take an integration over.
    TransferOffered = "transfer_offered" {
        /// The integration's name.
        integration: String,
        /// Whose it is.
        from_org: String,
        /// Where to accept or decline.
        link: SecretLink,
        /// Until when the link works.
        until: DateTime<Utc>,
    }
    /// To the owners of both orgs.
    TransferEnded = "transfer_ended" {
        /// The integration's name.
        integration: String,
        /// Whose it was.
        from_org: String,
        /// Whose it was to be: an org, or the address that was written to.
        to_org: String,
        /// Whether it is theirs now; else it stays where it was.
        accepted: bool,
    }
    /// To somebody who was named as a contact: is that right?
    ContactConfirm = "contact_confirm" {
        /// The org's name.
        org: String,
        /// Which contact, in words: `support and technical contact`.
        contact: String,
        /// Where to say yes.
        link: SecretLink,
        /// Until when the link works.
        until: DateTime<Utc>,
    }
    /// To staff: an org asks for a longer trial.
    TrialExtensionAsked = "trial_extension_asked" {
        /// The org's name.
        org: String,
        /// Who asks.
        asker: String,
        /// Why, in their words.
        reason: Option<String>,
        /// When the trial ends.
        ends_at: DateTime<Utc>,
    }
    /// The answer to it.
    TrialDecided = "trial_decided" {
        /// The org's name.
        org: String,
        /// Whether it goes on.
        granted: bool,
        /// When the trial ends now.
        ends_at: DateTime<Utc>,
        /// What staff said.
        message: Option<String>,
    }
    /// To the ISV: a reviewer opened a secret of theirs.
    SecretRevealed = "secret_revealed" {
        /// The submission.
        about: About,
        /// Which secret, for example `the password of test login 1`.
        secret: String,
        /// Who opened it.
        reviewer: String,
        /// Why, in their words.
        reason: String,
        /// When.
        at: DateTime<Utc>,
    }
    /// It has arrived and is being checked.
    SubmissionReceived = "submission_received" {
        /// The submission.
        about: About,
        /// Who submitted it.
        by: String,
    }
    /// The checks found something that blocks.
    NeedsFixes = "needs_fixes" {
        /// The submission.
        about: About,
        /// What is to be mended.
        points: Vec<Point>,
        /// When it is closed if nothing changes.
        until: DateTime<Utc>,
    }
    /// It waits for a reviewer.
    Queued = "queued" {
        /// The submission.
        about: About,
        /// The lane in words, for example `wizard lane`.
        lane: String,
        /// When a reviewer will have looked.
        due: DateTime<Utc>,
    }
    /// It was taken back.
    SubmissionWithdrawn = "submission_withdrawn" {
        /// The submission.
        about: About,
        /// Who took it back.
        by: String,
    }
    /// To staff: a submission's checks failed for good, by a fault of ours.
    ErroredStaff = "errored_staff" {
        /// The submission.
        about: About,
        /// How often they were tried.
        tries: u32,
        /// What went wrong, without a secret.
        problem: String,
    }
    /// A reviewer wrote into the thread.
    MessageFromReviewer = "message_from_reviewer" {
        /// The submission.
        about: About,
        /// What they wrote.
        message: String,
    }
    /// To the reviewer who has it: the ISV wrote into the thread.
    MessageFromIsv = "message_from_isv" {
        /// The submission.
        about: About,
        /// Who wrote, and for which org: `Ada Lovelace, Acme`.
        by: String,
        /// What they wrote.
        message: String,
    }
    /// A reviewer waits for the ISV.
    QuestionAsked = "question_asked" {
        /// The submission.
        about: About,
        /// Their coded reasons.
        points: Vec<Point>,
        /// What they wrote.
        message: Option<String>,
        /// When it is closed without an answer.
        until: DateTime<Utc>,
    }
    /// It is still the ISV's turn.
    Reminder = "reminder" {
        /// The submission.
        about: About,
        /// What is waited for: `Our reviewers wait for your answer.`
        waits_for: String,
        /// What happens then: `it is closed`.
        then: String,
        /// When.
        until: DateTime<Utc>,
    }
    /// The time to answer has run out.
    ClosedNoReply = "closed_no_reply" {
        /// The submission.
        about: About,
        /// Until when it can be opened again as it is.
        reopen_until: DateTime<Utc>,
    }
    /// It will be discarded unless the cause is mended.
    DiscardAnnounced = "discard_announced" {
        /// The submission.
        about: About,
        /// The causes.
        points: Vec<Point>,
        /// What the reviewer wrote.
        message: Option<String>,
        /// When.
        until: DateTime<Utc>,
    }
    /// It was discarded.
    Discarded = "discarded" {
        /// The submission.
        about: About,
        /// The causes.
        points: Vec<Point>,
        /// Until when an appeal is heard.
        appeal_until: DateTime<Utc>,
    }
    /// It was approved.
    Approved = "approved" {
        /// The submission.
        about: About,
        /// Whether the ISV's own release is waited for.
        waits_for_release: bool,
    }
    /// It is in the catalog.
    Published = "published" {
        /// The submission.
        about: About,
        /// The slug of the listing.
        slug: String,
    }
    /// It was rejected.
    Rejected = "rejected" {
        /// The submission.
        about: About,
        /// The reasons.
        points: Vec<Point>,
        /// What the reviewer wrote.
        message: Option<String>,
        /// Until when an appeal is heard.
        appeal_until: DateTime<Utc>,
    }
    /// A verification has moved.
    VerificationMoved = "verification_moved" {
        /// The integration's name.
        integration: String,
        /// Its name in URLs.
        slug: String,
        /// What happened, a sentence.
        says: String,
        /// Whose turn it is, after "Whose turn:".
        next: String,
        /// What was written with it, or why.
        message: Option<String>,
    }
    /// A verified integration is about to lose its tier.
    VerificationAtRisk = "verification_at_risk" {
        /// The integration's name.
        integration: String,
        /// Its name in URLs.
        slug: String,
        /// The second tier's name.
        tier: String,
        /// What was lost, a sentence.
        risk: String,
        /// Until when it can be mended.
        until: DateTime<Utc>,
    }
    /// A wish for automated provisioning has moved.
    ProvisioningMoved = "provisioning_moved" {
        /// The wish.
        request: ProvisioningRequestId,
        /// What happened, a sentence.
        says: String,
        /// Whose turn it is, after "Whose turn:".
        next: String,
        /// What was written with it.
        message: Option<String>,
    }
    /// To the owners of an org: one of its webhooks is called no more.
    WebhookDisabled = "webhook_disabled" {
        /// Which.
        webhook: WebhookId,
        /// The host that was called; the rest of the address may hold a key.
        host: String,
        /// Whether it answered 410; else it took no message over all tries.
        gone: bool,
    }
    /// An appeal was heard.
    AppealDecided = "appeal_decided" {
        /// The submission.
        about: About,
        /// Whether it was right.
        upheld: bool,
        /// What the lead reviewer wrote.
        message: Option<String>,
    }
    /// To those who own a listing: something happened to it.
    ListingChanged = "listing_changed" {
        /// What it is called.
        integration: String,
        /// The slug of the listing.
        slug: String,
        /// What happened, a few words.
        headline: String,
        /// What that means, a sentence.
        what: String,
        /// Why, as staff wrote it.
        why: Option<String>,
        /// What the reader can do, a sentence; empty for nothing.
        todo: String,
        /// When something follows by itself.
        until: Option<DateTime<Utc>>,
    }
    /// To somebody who reported a problem: it is here, or how it was answered.
    ProblemReport = "problem_report" {
        /// What the listing is called.
        integration: String,
        /// The slug of the listing.
        slug: String,
        /// What was reported.
        text: String,
        /// What staff say to it; nothing before they do.
        answer: Option<String>,
    }
    /// To the present owners: somebody claims their listing.
    ClaimMade = "claim_made" {
        /// What is claimed, and by whom.
        #[serde(flatten)]
        claimed: Claimed,
        /// The domain that they have proven.
        domain: String,
        /// Until when the owner may object.
        until: DateTime<Utc>,
    }
    /// To both sides: how a claim ended.
    ClaimEnded = "claim_ended" {
        /// What was claimed, and by whom.
        #[serde(flatten)]
        claimed: Claimed,
        /// Whether the reader is of that org.
        ours: bool,
        /// Whether it was granted.
        granted: bool,
        /// What staff said.
        answer: Option<String>,
    }
}
