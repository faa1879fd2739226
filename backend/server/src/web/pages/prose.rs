//! Sentences in which backticks mark code, for pages.

use serde::Serialize;

/// A sentence, cut where code begins and ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Prose(Vec<Run>);

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Run {
    text: String,
    code: bool,
}

impl Prose {
    /// Cuts `text` at its backticks; one without a partner stays as it is.
    pub fn new(text: &str) -> Self {
        let mut runs = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('`')
            && let Some((code, behind)) = after.split_once('`')
        {
            runs.push(Run {
                text: before.to_owned(),
                code: false,
            });
            runs.push(Run {
                text: code.to_owned(),
                code: true,
            });
            rest = behind;
        }
        runs.push(Run {
            text: rest.to_owned(),
            code: false,
        });
        runs.retain(|run| !run.text.is_empty());
        Self(runs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_cut_out_and_lone_backticks_stay() {
        let run = |text: &str, code| Run {
            text: text.to_owned(),
            code,
        };
        assert_eq!(
            Prose::new("`q` is `x` or `y"),
            Prose(vec![
                run("q", true),
                run(" is ", false),
                run("x", true),
                run(" or `y", false)
            ])
        );
    }
}
