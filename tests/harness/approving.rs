//! A reviewer's approval without the reviewers' pages: for tests of what comes after it.

use chrono::Utc;
use oin_domain::account::StaffRole;
use oin_domain::choice::Choice as _;
use oin_domain::connection::Flow;
use oin_domain::ids::{JobId, SubmissionId, UserId};
use oin_domain::integration::Class;
use oin_domain::review::{Checklist, Item};
use oin_domain::submission::{Actor, Command, Person as Who};
use oin_domain::work::Task;
use oin_store::{NewJob, StoreError};
use uuid::Uuid;

use super::{TestApp, now, wait};

impl TestApp {
    /// A reviewer of no org takes a queued submission and approves it; what that promises is done.
    #[track_caller]
    pub(crate) fn approves(&self, draft: &str) {
        let id = draft.rsplit('/').next().unwrap();
        let id = SubmissionId(Uuid::parse_str(id).unwrap());
        self.moves(id, Command::Claim);
        let checklist = Checklist {
            ticked: Item::ALL.to_vec(),
            passed: Flow::ALL.to_vec(),
        };
        let stored = wait(self.store().read(async |read| read.submission(id).await)).unwrap();
        let lane = stored.submission.place().unwrap().lane;
        let passed = checklist.conclude(lane, &[], Flow::ALL).unwrap();
        self.moves(
            id,
            Command::Approve {
                passed,
                class: Class::Safe,
            },
        );
        let job = NewJob {
            id: JobId(Uuid::now_v7()),
            class: "submission_publish",
            payload: serde_json::to_value(Task::Publish { submission: id }).unwrap(),
            dedup_key: Some(format!("publish:{id}")),
            run_at: now(),
            at: now(),
        };
        wait(self.store().write(async |tx| tx.promise(&job).await)).unwrap();
        self.work_until_idle();
    }

    fn moves(&self, id: SubmissionId, command: Command) {
        let reviewer = Actor::Person(Who {
            user: UserId(Uuid::from_u128(77)),
            orgs: Vec::new(),
            staff: vec![StaffRole::Reviewer],
        });
        wait(self.store().write(async |tx| {
            let stored = tx.hold_submission(id).await?;
            let from = (stored.submission.stage(), stored.revision);
            let at: chrono::DateTime<Utc> = now();
            let (next, event) = stored.submission.apply(command.clone(), &reviewer, at).unwrap();
            tx.advance_submission(&next, from, None, at).await?;
            tx.append_event(&event).await?;
            Ok::<_, StoreError>(())
        }))
        .unwrap();
    }
}
