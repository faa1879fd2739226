//! What a submission may do, written from the rules of the network and from nothing else: no line
//! here looks at the domain, so that an error there is not repeated here.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc, Weekday};

/// A moment.
pub(super) type Moment = DateTime<Utc>;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Owner of the integration's org.
    Owner,
    /// Editor of it.
    Editor,
    /// Viewer of it.
    Viewer,
    /// Owner of another org.
    Stranger,
    /// A reviewer.
    Anna,
    /// Another one.
    Bert,
    /// A reviewer who is also the only lead.
    Lead,
    /// A reviewer who belongs to the integration's org.
    Inside,
    /// An administrator.
    Admin,
}

impl Who {
    pub(super) const MEMBERS: [Self; 4] = [Self::Owner, Self::Editor, Self::Viewer, Self::Stranger];
    pub(super) const STAFF: [Self; 5] = [Self::Anna, Self::Bert, Self::Lead, Self::Inside, Self::Admin];

    fn reviews(self) -> bool {
        matches!(self, Self::Anna | Self::Bert | Self::Lead)
    }
}

/// What members of the org try.
pub(super) const OF_MEMBERS: [&str; 12] = [
    "edit",
    "submit",
    "contest",
    "answer",
    "mend",
    "back_to_draft",
    "reopen",
    "plan_release",
    "publish",
    "appeal",
    "withdraw_appeal",
    "withdraw",
];

/// What staff try. `look` ticks everything and records a passing run of each flow.
pub(super) const OF_STAFF: [&str; 12] = [
    "claim",
    "renew",
    "release",
    "ask",
    "start_testing",
    "look",
    "approve",
    "reject",
    "announce_discard",
    "discard_spam",
    "uphold",
    "dismiss",
];

const OPEN: [&str; 10] = [
    "draft",
    "checking",
    "needs_fixes",
    "errored",
    "queued",
    "in_review",
    "awaiting_isv",
    "testing",
    "discard_notice",
    "approved",
];

/// A place in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) lane: &'static str,
    pub(super) due: Moment,
}

/// The first moment after the `days`-th business day after that of `from`.
pub(super) fn due(from: Moment, days: u32) -> Moment {
    let (mut day, mut left) = (from.date_naive(), days);
    while left > 0 {
        day = day + Days::new(1);
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    (day + Days::new(1)).and_time(NaiveTime::MIN).and_utc()
}

fn days_of(lane: &str) -> u32 {
    match lane {
        "wizard" => 3,
        "template" => 5,
        "text" => 1,
        lane => panic!("no lane of these lives: {lane}"),
    }
}

/// A submission, as the rules say that it must be.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) stage: &'static str,
    /// The lane that its content belongs to.
    pub(super) lane: &'static str,
    /// Whether it has a test login.
    pub(super) login: bool,
    /// Whether the draft names a dead address.
    pub(super) dead: bool,
    pub(super) held: bool,
    place: Option<Place>,
    since: Moment,
    /// When the stage ends.
    until: Option<Moment>,
    holder: Option<Who>,
    decided_by: Option<Who>,
    appeal: &'static str,
    /// Whether what was submitted has been looked through.
    ticked: bool,
    was_queued: bool,
}

/// Why not: status and code.
pub(super) type Refused = (u16, &'static str);

impl Model {
    pub(super) fn begun(lane: &'static str, login: bool, at: Moment) -> Self {
        Self {
            stage: "draft",
            lane,
            login,
            dead: false,
            held: false,
            place: None,
            since: at,
            until: None,
            holder: None,
            decided_by: None,
            appeal: "none",
            ticked: false,
            was_queued: false,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        OPEN.contains(&self.stage)
    }

    /// Why it keeps another one of its integration from being open.
    pub(super) fn is_in_the_way(&self) -> Option<Refused> {
        match () {
            () if self.is_open() => Some((409, "open_submission")),
            () if self.appeal == "open" => Some((409, "appeal_state")),
            () => None,
        }
    }

    /// Whom the next step waits for, and until when.
    pub(super) fn turn(&self, now: Moment) -> (&'static str, Option<Moment>) {
        let ahead = self.until.filter(|until| *until > now);
        match self.stage {
            "checking" => ("system", None),
            "queued" | "in_review" | "testing" => ("staff", self.place.as_ref().map(|place| place.due)),
            "rejected" | "discarded" if self.appeal == "open" => ("staff", None),
            "rejected" | "discarded" if self.appeal == "over" => ("isv", None),
            "published" | "superseded" | "withdrawn" => ("nobody", None),
            _ => ("isv", ahead),
        }
    }

    /// The place that is shown.
    pub(super) fn place(&self) -> Option<&Place> {
        let stages = ["queued", "in_review", "testing", "awaiting_isv", "discard_notice"];
        self.place.as_ref().filter(|_| stages.contains(&self.stage))
    }

    /// What somebody is offered, in no order.
    pub(super) fn offered(&self, who: Who, now: Moment) -> Vec<&'static str> {
        let actions = OF_MEMBERS.iter().chain(&OF_STAFF);
        let mut offered: Vec<&'static str> = actions
            .copied()
            .filter(|action| !["plan_release", "look"].contains(action))
            .filter(|action| self.may(who, action, now).is_ok())
            .collect();
        if self.stage == "queued" && who == Who::Lead {
            offered.push("assign");
        }
        if who == Who::Admin && self.stage == "published" {
            offered.push("supersede");
        }
        if who == Who::Admin && self.stage == "superseded" {
            offered.push("roll_back");
        }
        offered.sort_unstable();
        offered
    }

    pub(super) fn is_at_the_desk(&self) -> bool {
        self.was_queued
    }

    /// Whether it may be done, whatever it needs beside.
    pub(super) fn may(&self, who: Who, action: &str, now: Moment) -> Result<(), Refused> {
        if OF_MEMBERS.contains(&action) {
            let owners = ["publish", "plan_release", "appeal", "withdraw_appeal", "withdraw"];
            match who {
                Who::Owner => {}
                Who::Editor if !owners.contains(&action) => {}
                Who::Editor | Who::Viewer => return Err((403, "forbidden")),
                _ => return Err((404, "not_found")),
            }
        } else if !Who::STAFF.contains(&who) {
            return Err((403, "forbidden"));
        } else if who == Who::Inside {
            return Err((403, "own_org"));
        } else if !self.was_queued {
            return Err((404, "not_found"));
        }
        let from: &[&str] = match action {
            "edit" => &["draft", "needs_fixes", "awaiting_isv", "discard_notice"],
            "submit" => &["draft", "needs_fixes"],
            "contest" => &["needs_fixes"],
            "answer" => &["awaiting_isv"],
            "mend" => &["discard_notice"],
            "back_to_draft" => &["errored"],
            "reopen" => &["closed_no_reply"],
            "plan_release" | "withdraw" => &OPEN,
            "publish" => &["approved"],
            "claim" => &["queued"],
            "start_testing" => &["in_review"],
            "renew" | "release" | "ask" | "look" | "approve" | "reject" => &["in_review", "testing"],
            "announce_discard" | "discard_spam" => &["queued", "in_review", "testing"],
            "appeal" | "withdraw_appeal" | "uphold" | "dismiss" => &["rejected", "discarded"],
            action => panic!("{action}"),
        };
        if !from.contains(&self.stage) {
            return Err((409, "wrong_stage"));
        }
        let is_hers = match action {
            "uphold" | "dismiss" => match self.decided_by {
                // The only lead decided, so an administrator hears it.
                Some(Who::Lead) => who == Who::Admin,
                _ => who == Who::Lead,
            },
            "claim" => who.reviews(),
            "announce_discard" | "discard_spam" if self.stage == "queued" => who.reviews(),
            action if OF_MEMBERS.contains(&action) => true,
            _ => self.holder == Some(who),
        };
        let in_time = self.until.is_none_or(|until| now < until);
        match action {
            _ if !is_hers => Err((403, "forbidden")),
            "reopen" if !in_time => Err((409, "too_late")),
            "appeal" if self.appeal != "none" => Err((409, "appeal_state")),
            "appeal" if !in_time => Err((409, "too_late")),
            "withdraw_appeal" | "uphold" | "dismiss" if self.appeal != "open" => Err((409, "appeal_state")),
            _ => Ok(()),
        }
    }

    /// Does it. `other` is why another submission of the integration is in the way.
    pub(super) fn act(
        &mut self,
        who: Who,
        action: &str,
        now: Moment,
        other: Option<Refused>,
    ) -> Result<(), Refused> {
        self.may(who, action, now)?;
        match (action, other) {
            ("reopen" | "appeal", Some(refused)) => return Err(refused),
            ("approve", _) if !self.ticked => return Err((422, "checklist_incomplete")),
            ("start_testing", _) if !self.ticked => return Err((422, "checklist_incomplete")),
            // There is nothing to open: a link has no login.
            ("start_testing", _) if !self.login => return Err((409, "test_login_unopened")),
            _ => {}
        }
        let in_days = |days: i64| Some(now + TimeDelta::days(days));
        match action {
            "edit" if self.stage == "needs_fixes" => self.until = in_days(90),
            "edit" | "plan_release" => {}
            "look" => self.ticked = true,
            "submit" | "answer" | "mend" => {
                self.ticked = false;
                self.leave_isv("checking", None, now);
            }
            "contest" => {
                self.leave_isv("queued", None, now);
                self.enqueue(now);
            }
            "reopen" => self.leave_isv("draft", None, now),
            "publish" => self.go("published", None, now),
            "withdraw" => self.go("withdrawn", None, now),
            "claim" => {
                self.holder = Some(who);
                self.go("in_review", Some(now + TimeDelta::minutes(30)), now);
            }
            "renew" => self.until = Some(now + TimeDelta::minutes(30)),
            "start_testing" => self.go("testing", Some(now + TimeDelta::minutes(30)), now),
            "release" => self.go("queued", None, now),
            "ask" => self.go("awaiting_isv", in_days(30), now),
            "approve" => self.go("approved", in_days(90), now),
            "announce_discard" => {
                self.decided_by = Some(who);
                self.go("discard_notice", in_days(7), now);
            }
            "reject" | "discard_spam" => {
                self.decided_by = Some(who);
                self.appeal = "none";
                let to = if action == "reject" {
                    "rejected"
                } else {
                    "discarded"
                };
                self.go(to, in_days(180), now);
            }
            "appeal" => self.appeal = "open",
            "withdraw_appeal" | "dismiss" => self.appeal = "over",
            "uphold" => {
                self.appeal = "none";
                let place = self.place.as_mut().unwrap();
                place.due = due(now, days_of(place.lane));
                self.go("queued", None, now);
            }
            action => panic!("{action}"),
        }
        Ok(())
    }

    /// What the network does by itself, now. True when it was published.
    pub(super) fn work(&mut self, now: Moment) -> bool {
        let over = self.until.is_some_and(|until| until <= now);
        let in_days = |days: i64| Some(now + TimeDelta::days(days));
        match self.stage {
            "checking" if self.dead => self.go("needs_fixes", in_days(90), now),
            "checking" => {
                self.go("queued", None, now);
                self.enqueue(now);
            }
            "in_review" | "testing" if over => self.go("queued", None, now),
            "awaiting_isv" | "needs_fixes" if over => self.leave_isv("closed_no_reply", in_days(90), now),
            "discard_notice" if over => {
                self.appeal = "none";
                self.go("discarded", in_days(180), now);
            }
            "approved" if !self.held => {
                self.go("published", None, now);
                return true;
            }
            "approved" if over => self.go("withdrawn", None, now),
            _ => {}
        }
        false
    }

    /// Gives way to a newer one.
    pub(super) fn give_way(&mut self, now: Moment) {
        if self.stage == "published" {
            self.go("superseded", None, now);
        }
    }

    fn go(&mut self, stage: &'static str, until: Option<Moment>, now: Moment) {
        if !["in_review", "testing"].contains(&stage) {
            self.holder = None;
        }
        (self.stage, self.until, self.since) = (stage, until, now);
    }

    /// Goes on from where it was the ISV's turn: our clock stood still.
    fn leave_isv(&mut self, stage: &'static str, until: Option<Moment>, now: Moment) {
        let waited = now - self.since;
        if let Some(place) = &mut self.place {
            place.due += waited;
        }
        self.go(stage, until, now);
    }

    /// A place at the end of the queue, unless it has one.
    fn enqueue(&mut self, now: Moment) {
        let fresh = due(now, days_of(self.lane));
        let due = self.place.take().map_or(fresh, |place| place.due);
        self.place = Some(Place { lane: self.lane, due });
        self.was_queued = true;
    }
}
