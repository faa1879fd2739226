//! What people do in a life: mostly what leads on, and as often what they may not.

use oin_domain::account::SessionPolicy;
use reqwest::Method;
use serde_json::json;

use super::model::{Model, OF_MEMBERS, OF_STAFF, Who};
use super::{DEAD, Life, WEBSITE};
use crate::harness::Answer;
use chrono::TimeDelta;

impl Life<'_> {
    /// Somebody begins another submission, as an update or again.
    pub(super) fn begin_another(&mut self) {
        let who = self.one_of(&[Who::Owner, Who::Editor, Who::Editor, Who::Viewer]);
        let live = self
            .submissions
            .iter()
            .any(|(_, model)| model.stage == "published");
        let round = self.submissions.len();
        let body = json!({ "integration": self.integration, "fields": {
            "summary": format!("Plans shifts, for the {round}th time."), "website": WEBSITE,
            "attestation": { "authorised": true, "accurate": true, "policy": true },
        } });
        let answer = self.call(who, Method::POST, "/api/v1/submissions", Some(&body));
        let refused = match who {
            Who::Viewer => Some((403, "forbidden")),
            _ => self.in_the_way(None),
        };
        self.history
            .push(format!("{who:?} begins another: {}", answer.status));
        self.agree(&answer, 201, refused, "begin");
        if refused.is_none() {
            let lane = if live { "text" } else { self.lane };
            let login = self.submissions[0].1.login;
            let model = Model::begun(lane, login, self.clock());
            let id = answer.json()["id"].as_str().unwrap().to_owned();
            self.submissions.push((id, model));
        }
    }

    /// Somebody does something with one of the submissions.
    pub(super) fn act(&mut self) {
        let last = self.submissions.len() - 1;
        let which = if self.chance.below(4) == 0 {
            usize::try_from(self.chance.below(last as u64 + 1)).unwrap()
        } else {
            last
        };
        let now = self.clock();
        // Half of all steps are ones that lead on.
        let (who, action) = if self.chance.below(2) == 0 {
            let model = &self.submissions[which].1;
            let all = Who::MEMBERS.iter().map(|who| (*who, &OF_MEMBERS[..]));
            let all = all.chain(Who::STAFF.iter().map(|who| (*who, &OF_STAFF[..])));
            let mut allowed = Vec::new();
            for (who, actions) in all {
                let may = actions
                    .iter()
                    .filter(|action| model.may(who, action, now).is_ok());
                // Ending everything is left to the other half.
                allowed.extend(
                    may.filter(|action| **action != "withdraw")
                        .map(|action| (who, *action)),
                );
            }
            if allowed.is_empty() {
                return self.begin_another();
            }
            self.one_of(&allowed)
        } else if self.chance.below(2) == 0 {
            (self.one_of(&Who::MEMBERS), self.one_of(&OF_MEMBERS))
        } else {
            (self.one_of(&Who::STAFF), self.one_of(&OF_STAFF))
        };
        if ["submit", "answer", "mend"].contains(&action) {
            // What was looked through belongs to the moment of a submit: no two have the same.
            self.pass(TimeDelta::minutes(1));
        }
        let now = self.clock();
        let (id, before) = self.submissions[which].clone();
        let other = self.in_the_way(Some(which));
        let mut after = before.clone();
        let refused = after.act(who, action, now, other).err();
        if refused.is_some() {
            after = before.clone();
        }
        let answer = self.really(&id, who, action, &before, &mut after, refused.is_none());
        self.history.push(format!(
            "{now} {who:?} {action} #{which} at {}: {}",
            before.stage, answer.status
        ));
        self.agree(&answer, 200, refused, &format!("{who:?} {action} #{which}"));
        self.submissions[which].1 = after;
        if refused.is_none() && action == "publish" {
            self.published(which);
        }
    }

    /// Does it at the network.
    fn really(
        &mut self,
        id: &str,
        who: Who,
        action: &str,
        before: &Model,
        after: &mut Model,
        goes: bool,
    ) -> Answer {
        let members = OF_MEMBERS.contains(&action);
        let kind = if members { "submissions" } else { "reviews" };
        let path = format!("/api/v1/{kind}/{id}");
        let does = format!("{path}/{action}");
        let body = match action {
            "edit" => {
                let dead = self.chance.below(4) == 0 && before.lane != "text";
                if goes {
                    after.dead = dead;
                }
                let website = if dead { DEAD } else { WEBSITE };
                // An edit that changes nothing is none.
                let summary = format!("Plans shifts, as of step {}.", self.steps);
                let body = json!({ "fields": { "website": website, "summary": summary } });
                return self.call(who, Method::PATCH, &path, Some(&body));
            }
            "plan_release" => {
                let held = self.chance.below(2) == 0;
                if goes {
                    after.held = held;
                }
                Some(json!({ "held": held }))
            }
            "publish" => None,
            "contest" | "answer" | "appeal" | "uphold" | "dismiss" | "discard_spam" => {
                Some(json!({ "message": "Look at it again, please." }))
            }
            "ask" => Some(json!({ "ask": [{ "message": "Which plan is needed?" }] })),
            "reject" => Some(json!({ "reason": ["wrong_owner"], "message": "" })),
            "announce_discard" => Some(json!({ "cause": "internal_url", "message": "" })),
            "look" => return self.look(who, &path, goes),
            "start_testing" if goes => {
                self.open_login(who, id);
                None
            }
            _ => None,
        };
        self.call(who, Method::POST, &does, body.as_ref())
    }

    /// Ticks what there is, and says that every flow ended signed in.
    fn look(&self, who: Who, path: &str, goes: bool) -> Answer {
        let mut items = vec![json!("words")];
        if goes {
            let shown = self.call(who, Method::GET, path, None).expect(200).json();
            let list = shown["checklist"].as_array().unwrap().iter();
            items = list.map(|tick| tick["item"].clone()).collect();
            for missing in shown["missing"].as_array().unwrap() {
                if missing["kind"] == "run" {
                    let run = json!({ "flow": missing["of"], "passed": true, "note": "Signed in." });
                    let call = format!("{path}/record_run");
                    self.call(who, Method::POST, &call, Some(&run)).expect(200);
                }
            }
        }
        let body = json!({ "item": items });
        self.call(who, Method::POST, &format!("{path}/check_off"), Some(&body))
    }

    fn open_login(&self, who: Who, id: &str) {
        let person = self.staff.people.iter().find(|(staff, _)| *staff == who);
        let person = self.app.again(&person.unwrap().1, SessionPolicy::STAFF);
        let vault = format!("/review/submissions/{id}/vault/0");
        person.fill_and_send(&vault, &[("reason", "To test")]).expect(200);
    }
}
