//! What people see in a life, held against the model.

use reqwest::Method;
use serde_json::Value;

use super::Life;
use super::model::{Model, Moment, Refused, Who};
use crate::harness::Answer;

impl Life<'_> {
    pub(super) fn agree(&self, answer: &Answer, good: u16, refused: Option<Refused>, what: &str) {
        let code = || answer.json()["code"].as_str().unwrap_or_default().to_owned();
        match refused {
            None if answer.status == good => {}
            Some((status, expected)) if answer.status == status && code() == expected => {}
            expected => self.fail(&format!(
                "{what}: the rules say {expected:?}, the network {} {}",
                answer.status,
                answer.text()
            )),
        }
    }

    /// What people see is what the rules say.
    pub(super) fn compare(&mut self) {
        let some = [self.one_of(&Who::MEMBERS), self.one_of(&Who::STAFF)];
        let last = self.submissions.len() - 1;
        let earlier = self.one_of(&(0..=last).collect::<Vec<_>>());
        for (index, (id, model)) in self.submissions.iter().enumerate() {
            let viewers: &[Who] = match index {
                _ if index == last => &[some[0], Who::Owner, some[1]],
                _ if index == earlier => &some,
                _ => &[],
            };
            for who in viewers.iter().copied() {
                self.compare_one(&format!("{who:?} sees #{index}"), id, model, who);
            }
        }
    }

    fn compare_one(&self, what: &str, id: &str, model: &Model, who: Who) {
        let now = self.clock();
        let is_member = Who::MEMBERS.contains(&who);
        let kind = if is_member { "submissions" } else { "reviews" };
        let answer = self.call(who, Method::GET, &format!("/api/v1/{kind}/{id}"), None);
        let refused = match who {
            Who::Stranger => Some((404, "not_found")),
            Who::Inside => Some((403, "own_org")),
            _ if !is_member && !model.is_at_the_desk() => Some((404, "not_found")),
            _ => None,
        };
        self.agree(&answer, 200, refused, what);
        if refused.is_some() {
            return;
        }
        let shown = answer.json();
        let moment = |value: &Value| value.as_str().map(|text| text.parse::<Moment>().unwrap());
        let mut actions: Vec<&str> = shown["actions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|action| action.as_str().unwrap())
            .collect();
        actions.sort_unstable();
        let (turn, until) = model.turn(now);
        let place = &shown["place"];
        let seen = (
            shown["stage"].as_str().unwrap(),
            shown["turn"]["who"].as_str().unwrap(),
            moment(&shown["turn"]["until"]),
            place["lane"].as_str(),
            moment(&place["due"]),
            actions,
        );
        let expected = (
            model.stage,
            turn,
            until,
            model.place().map(|place| place.lane),
            model.place().map(|place| place.due),
            model.offered(who, now),
        );
        if seen != expected {
            self.fail(&format!(
                "{what}:\n  the rules {expected:?}\n  the network {seen:?}"
            ));
        }
    }
}
