//! Worked examples of documents: their commands, done as a shell and curl would.

use std::collections::BTreeMap;

use reqwest::Method;

use super::{Answer, TestApp, project_text};

/// The example of a document: its blocks of `sh`, the first of which says where oin is.
pub(crate) struct Example {
    commands: Vec<String>,
}

impl Example {
    /// The commands of the document at `path`.
    pub(crate) fn of(path: &str) -> Self {
        let text = project_text(path);
        let blocks = text
            .split("```sh\n")
            .skip(2)
            .map(|block| block.split_once("```").unwrap().0);
        // A command goes on with lines that begin with a space; each has a first line of its own.
        let mut commands: Vec<String> = Vec::new();
        for line in blocks.flat_map(str::lines).filter(|line| !line.is_empty()) {
            match commands.last_mut() {
                Some(last) if line.starts_with(' ') => {
                    last.push('\n');
                    last.push_str(line);
                }
                _ => commands.push(line.to_owned()),
            }
        }
        assert!(commands.len() >= 8, "{path}: {} commands", commands.len());
        Self { commands }
    }

    /// Runs the commands, every one of which must go well, and gives the variables that they bound;
    /// `after` is told of each.
    pub(crate) fn run(
        &self,
        app: &TestApp,
        known: &[(&str, &str)],
        mut after: impl FnMut(&str),
    ) -> BTreeMap<String, String> {
        let known = known.iter();
        let mut variables: BTreeMap<String, String> = known
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        variables.insert("OIN".to_owned(), String::new());
        for command in &self.commands {
            let bound = command.split_once("=$(").map(|(name, rest)| {
                let (call, path) = rest.rsplit_once(" | jq -r .").unwrap();
                (name, call, path.strip_suffix(')').unwrap())
            });
            let call = bound.map_or(command.as_str(), |(_, call, _)| call);
            let answer = curl(app, &words(call, &variables));
            assert!(
                (200..300).contains(&answer.status),
                "{command}\n{}",
                answer.text()
            );
            if let Some((name, _, path)) = bound {
                let answer = answer.json();
                let value = path.split('.').fold(&answer, |value, step| &value[step]);
                variables.insert(name.to_owned(), value.as_str().unwrap().to_owned());
            }
            after(command);
        }
        variables
    }
}

/// The words of a command, as a shell reads them: quotes, continued lines, variables.
fn words(command: &str, variables: &BTreeMap<String, String>) -> Vec<String> {
    let mut all = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = command.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '\\') if letters.peek() == Some(&'\n') => {
                letters.next();
            }
            (None, c) if c.is_whitespace() => all.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '$') => {
                let mut name = String::new();
                while let Some(c) = letters.next_if(char::is_ascii_uppercase) {
                    name.push(c);
                }
                word.get_or_insert_default().push_str(&variables[name.as_str()]);
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "{command}");
    all.extend(word);
    all
}

/// Does what curl would.
fn curl(app: &TestApp, words: &[String]) -> Answer {
    let (mut method, mut url, mut body) = (None, None, None);
    let mut headers = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "curl" | "-sf" => {}
            "-X" => method = words.next().cloned(),
            "-H" => headers.push(words.next().unwrap().split_once(": ").unwrap()),
            "-d" => body = words.next().cloned(),
            other => assert!(url.replace(other.to_owned()).is_none(), "{other}"),
        }
    }
    let without = if body.is_some() { "POST" } else { "GET" };
    let method = Method::from_bytes(method.as_deref().unwrap_or(without).as_bytes()).unwrap();
    let mut request = app.request(method, &url.unwrap());
    for (name, value) in headers {
        request = request.header(name, value);
    }
    app.send(request.body(body.unwrap_or_default()))
}
