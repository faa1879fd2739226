//! D11: lives of submissions. Random people do random things, allowed or not, while time goes by;
//! after each step the network must stand where an independent model of its rules stands.

mod deeds;
mod drafts;
mod model;
mod sights;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::TimeDelta;
use oin_domain::account::{StaffRole, StaffScope};
use oin_domain::org::OrgRole;
use oin_store::StoreError;
use reqwest::Method;
use serde_json::{Value, json};

use super::SCOPES;
use crate::harness::{Answer, Chance, Person, TestApp, now, wait};
use crate::publishing::app;
use drafts::fields;
use model::{Model, Moment, Who};

/// Steps of one life.
const STEPS: usize = 40;
/// Lives that share an application and its database.
const TOGETHER: u64 = 4;
/// Nothing is there: what the checks find dead.
const DEAD: &str = "https://faults.world.example/404";
const WEBSITE: &str = "https://quillwharf.example/";

/// The staff of all lives of an application.
struct Staff<'a> {
    people: Vec<(Who, Person<'a>)>,
}

/// One life: an integration, its submissions, the first one first, and what must be true of each.
struct Life<'a> {
    app: &'a TestApp,
    seed: u64,
    chance: Chance,
    tokens: BTreeMap<&'static str, (Who, String)>,
    people: Vec<(Who, oin_domain::ids::OrgId, oin_domain::ids::UserId)>,
    staff: &'a Staff<'a>,
    inside: oin_domain::ids::UserId,
    integration: String,
    lane: &'static str,
    submissions: Vec<(String, Model)>,
    history: Vec<String>,
    steps: usize,
}

fn name(who: Who) -> &'static str {
    match who {
        Who::Owner => "owner",
        Who::Editor => "editor",
        Who::Viewer => "viewer",
        Who::Stranger => "stranger",
        Who::Anna => "anna",
        Who::Bert => "bert",
        Who::Lead => "lead",
        Who::Inside => "inside",
        Who::Admin => "admin",
    }
}

impl<'a> Life<'a> {
    fn begin(app: &'a TestApp, staff: &'a Staff<'a>, seed: u64) -> Self {
        let mut chance = Chance::from(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let kind = chance.below(3);
        let owner = app.publisher(&format!("quillwharf{seed}"));
        let stranger = app.publisher(&format!("thistlegate{seed}"));
        let member = |name: &str, role| {
            let mail = format!("{name}@quillwharf{seed}.example");
            (owner.org, app.member(&mail, owner.org, role).user)
        };
        let (editor, viewer) = (
            member("editor", OrgRole::Editor),
            member("viewer", OrgRole::Viewer),
        );
        let inside = member("inside", OrgRole::Viewer).1;
        wait(app.store().write(async |tx| {
            tx.grant_staff_role(inside, StaffRole::Reviewer, None, now())
                .await?;
            Ok::<_, StoreError>(())
        }))
        .unwrap();
        let mut life = Self {
            app,
            seed,
            chance,
            tokens: BTreeMap::new(),
            people: vec![
                (Who::Owner, owner.org, owner.user),
                (Who::Editor, editor.0, editor.1),
                (Who::Viewer, viewer.0, viewer.1),
                (Who::Stranger, stranger.org, stranger.user),
            ],
            staff,
            inside,
            integration: String::new(),
            lane: if kind == 2 { "template" } else { "wizard" },
            submissions: Vec::new(),
            history: Vec::new(),
            steps: 0,
        };
        life.renew_tokens();
        let begun = json!({ "fields": fields(kind, &format!("Quillwharf {seed} Shifts")) });
        let begun = life.call(Who::Editor, Method::POST, "/api/v1/submissions", Some(&begun));
        let begun = begun.expect(201).json();
        let id = begun["id"].as_str().unwrap().to_owned();
        if kind > 0 {
            let secret = format!("/api/v1/submissions/{id}/secrets/testing.logins.0.password");
            let value = json!({ "value": "correct horse battery staple" });
            life.call(Who::Editor, Method::PUT, &secret, Some(&value))
                .expect(200);
        }
        life.integration = begun["integration"].as_str().unwrap().to_owned();
        let model = Model::begun(life.lane, kind > 0, life.clock());
        life.submissions.push((id, model));
        life
    }

    fn clock(&self) -> Moment {
        self.app.clock()
    }

    /// Tokens end with time, and each may call only so often a minute.
    fn renew_tokens(&mut self) {
        for (who, org, user) in &self.people {
            let token = self.app.token(*org, *user, &SCOPES);
            self.tokens.insert(name(*who), (*who, token));
        }
        let scopes = [StaffScope::ReviewRead, StaffScope::ReviewWrite];
        let staff = self.staff.people.iter().map(|(who, person)| (*who, person.user));
        for (who, user) in staff.chain([(Who::Inside, self.inside)]) {
            let token = self.app.staff_token(user, &scopes);
            self.tokens.insert(name(who), (who, token));
        }
    }

    fn call(&self, who: Who, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self
            .app
            .request(method.clone(), path)
            .bearer_auth(&self.tokens[name(who)].1);
        if method == Method::PATCH {
            request = request.header("if-match", "*");
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        self.app.send(request)
    }

    fn fail(&self, what: &str) -> ! {
        panic!(
            "seed {}, step {}: {what}\n  {}",
            self.seed,
            self.steps,
            self.history.join("\n  ")
        )
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.chance.below(all.len() as u64)).unwrap()]
    }

    /// Time goes by, for everybody.
    fn pass(&mut self, by: TimeDelta) {
        wait(
            self.app
                .store()
                .write(async |tx| tx.move_clock_on(by.num_seconds()).await),
        )
        .unwrap();
        self.renew_tokens();
        self.work();
    }

    fn work(&mut self) {
        self.app.work_until_idle();
        let now = self.clock();
        for index in 0..self.submissions.len() {
            if self.submissions[index].1.work(now) {
                self.published(index);
            }
        }
    }

    fn published(&mut self, which: usize) {
        let now = self.clock();
        let others = self.submissions.iter_mut().enumerate();
        others
            .filter(|(index, _)| *index != which)
            .for_each(|(_, (_, model))| model.give_way(now));
    }

    /// Why another submission is in the way of this one; of a new one when there is no index.
    fn in_the_way(&self, which: Option<usize>) -> Option<model::Refused> {
        let others = self.submissions.iter().enumerate().rev();
        others
            .filter(|(index, _)| Some(*index) != which)
            .find_map(|(_, (_, model))| model.is_in_the_way())
    }

    fn live(mut self) -> (usize, usize) {
        for _ in 0..STEPS {
            self.steps += 1;
            match self.chance.below(10) {
                0 => {
                    let minutes = self.one_of(&[20, 31, 60 * 24 * 2, 60 * 24 * 8, 60 * 24 * 31]);
                    self.history.push(format!("{minutes} minutes go by"));
                    self.pass(TimeDelta::minutes(minutes));
                }
                1 if self.chance.below(3) == 0 => {
                    let days = self.one_of(&[91, 181]);
                    self.history.push(format!("{days} days go by"));
                    self.pass(TimeDelta::days(days));
                }
                1 => self.begin_another(),
                _ => self.act(),
            }
            // The checks sometimes take their time.
            if self.chance.below(3) > 0 {
                self.work();
            }
            self.compare();
        }
        // The clock of the next life is this one's: nothing is left that it would have to end.
        for (id, model) in &self.submissions {
            if model.is_open() {
                let path = format!("/api/v1/submissions/{id}/withdraw");
                self.call(Who::Owner, Method::POST, &path, None).expect(200);
            }
        }
        (self.steps, self.submissions.len())
    }
}

/// Lives from `first` on, `count` of them.
fn lives(first: u64, count: u64) {
    let next = AtomicU64::new(first);
    let tally = Mutex::new((0, 0, 0));
    let some = || {
        let from = next.fetch_add(TOGETHER, Ordering::Relaxed);
        if from >= first + count {
            return false;
        }
        let app = app();
        let both = [StaffRole::Reviewer, StaffRole::Lead];
        let staff = Staff {
            people: vec![
                (Who::Anna, app.staff("anna@oin.test", &[StaffRole::Reviewer])),
                (Who::Bert, app.staff("bert@oin.test", &[StaffRole::Reviewer])),
                (Who::Lead, app.staff("lead@oin.test", &both)),
                (Who::Admin, app.staff("admin@oin.test", &[StaffRole::Admin])),
            ],
        };
        for seed in from..(from + TOGETHER).min(first + count) {
            let (did, had) = Life::begin(&app, &staff, seed).live();
            let mut tally = tally.lock().unwrap();
            *tally = (tally.0 + did, tally.1 + had, tally.2 + 1);
        }
        true
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| while some() {});
        }
    });
    let (steps, submissions, passed) = tally.into_inner().unwrap();
    println!("D11: {steps} steps of {submissions} submissions agree with the rules; passed {passed}/{count}");
}

#[test]
fn twelve_lives_agree_with_the_rules() {
    lives(1, 12);
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn d11_two_hundred_lives() {
        super::lives(1_000, 200);
    }
}
