use super::*;
use crate::submission::samples::{NOON, actors, commands, submission, submissions};
use crate::submission::{Actor, Command};

/// The jobs of one move, as text.
fn jobs(stage: Stage, action: Action) -> Vec<String> {
    let command = commands()
        .into_iter()
        .find(|command| command.action() == action)
        .unwrap();
    let event = actors()
        .into_iter()
        .find_map(|(_, actor)| submission(stage).apply(command.clone(), &actor, NOON).ok())
        .unwrap()
        .1;
    after(&event)
        .into_iter()
        .map(|job| {
            let task = serde_json::to_value(&job.task).unwrap();
            let minutes = (job.run_at - NOON).num_minutes();
            format!(
                "{} +{}d{}m",
                task["kind"].as_str().unwrap(),
                minutes / 1440,
                minutes % 1440
            )
        })
        .collect()
}

#[test]
fn facts_cause_the_work_that_the_product_promises() {
    assert_eq!(jobs(Stage::Draft, Action::Submit), ["tell +0d0m", "check +0d0m"]);
    assert_eq!(
        jobs(Stage::InReview, Action::Ask),
        ["tell +0d0m", "remind +14d0m", "remind +25d0m", "expire +30d0m"]
    );
    assert_eq!(jobs(Stage::Checking, Action::Fail), ["retry +0d5m"]);
    assert_eq!(jobs(Stage::Queued, Action::Claim), ["expire +0d30m"]);
    assert_eq!(
        jobs(Stage::Checking, Action::Enqueue),
        ["tell +0d0m", "recheck +1d0m"]
    );
    assert_eq!(
        jobs(Stage::Queued, Action::Announce),
        ["tell +0d0m", "remind +5d0m", "expire +7d0m"]
    );
    assert_eq!(
        jobs(Stage::Approved, Action::Publish),
        ["tell +0d0m", "refresh +0d0m"]
    );
    assert_eq!(jobs(Stage::Draft, Action::Edit), [""; 0]);
}

#[test]
fn no_job_runs_before_its_fact_and_every_period_has_its_end() {
    let (people, commands) = (actors(), commands());
    for submission in submissions() {
        for (_, actor) in &people {
            for command in &commands {
                let Ok((next, event)) = submission.clone().apply(command.clone(), actor, NOON) else {
                    continue;
                };
                let jobs = after(&event);
                assert!(jobs.iter().all(|job| job.run_at >= NOON));
                let stage = next.stage();
                let expires = jobs
                    .iter()
                    .any(|job| matches!(job.task, Task::Expire { stage: of, .. } if of == stage));
                assert_eq!(expires, event.until.is_some() && super::expires(stage), "{stage}");
            }
        }
    }
}

#[test]
fn the_last_failed_try_calls_staff() {
    let mut submission = submission(Stage::Checking);
    if let crate::submission::Facts::Checking(facts) = &mut submission.facts {
        facts.tries = 2;
    }
    let fault = crate::submission::samples::line();
    let (_, event) = submission
        .apply(Command::Fail(fault), &Actor::System, NOON)
        .unwrap();
    let tasks: Vec<Task> = after(&event).into_iter().map(|job| job.task).collect();
    assert_eq!(
        tasks,
        [Task::AlertStaff {
            submission: event.submission
        }]
    );
}
