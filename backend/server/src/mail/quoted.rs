//! What somebody wrote in an answer, without what it quotes.
//!
//! There is no standard for quoting below an answer; these are the marks of the programs that
//! people use. When in doubt a line stays: too much is better than a word lost.

/// What was written in `text`: up to the quoted letter, without a signature.
pub(super) fn written(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().collect();
    let mut end = lines
        .iter()
        .position(|line| ends_all(line))
        .unwrap_or(lines.len());
    if let Some(at) = headed(&lines[..end]) {
        end = at;
    }
    end = without_tail(&lines[..end]);
    if let Some(at) = lines[..end]
        .iter()
        .rposition(|line| *line == "-- " || *line == "--")
    {
        // A signature is a few lines (RFC 3676, 4.3); two dashes above a long text are no mark.
        if at > 0 && end - at <= 8 {
            end = at;
        }
    }
    lines[..end].join("\n").trim().to_owned()
}

/// A line below which everything is the old letter.
fn ends_all(line: &str) -> bool {
    const MARKS: [&str; 6] = [
        "original message",
        "ursprüngliche nachricht",
        "message d'origine",
        "mensaje original",
        "messaggio originale",
        "oprindelig meddelelse",
    ];
    let line = line.trim();
    let dashes = line.starts_with("--") && line.ends_with("--");
    let words = line.trim_matches(['-', ' ']).to_lowercase();
    dashes && MARKS.contains(&words.as_str()) || line.len() >= 20 && line.chars().all(|c| c == '_')
}

/// Where the old letter's heads begin, as Outlook writes them: From, Sent, To, Subject in lines of
/// their own.
fn headed(lines: &[&str]) -> Option<usize> {
    const FIRST: [&str; 5] = ["from:", "von:", "de:", "da:", "fra:"];
    const NEXT: [&str; 8] = [
        "sent:",
        "gesendet:",
        "envoyé",
        "enviado",
        "inviato",
        "date:",
        "to:",
        "an:",
    ];
    let starts = |line: &str, marks: &[&str]| {
        let line = line.trim_start_matches(['*', ' ']).to_lowercase();
        marks.iter().any(|mark| line.starts_with(mark))
    };
    (0..lines.len().saturating_sub(1)).find(|&at| starts(lines[at], &FIRST) && starts(lines[at + 1], &NEXT))
}

/// The number of lines without a quotation at the end and the line that leads to it. Answers
/// between quoted lines keep everything.
fn without_tail(lines: &[&str]) -> usize {
    let is_quoted = |line: &&str| line.trim_start().starts_with('>');
    let is_empty = |line: &&str| line.trim().is_empty();
    let tail = lines
        .iter()
        .rposition(|line| !is_quoted(line) && !is_empty(line))
        .map_or(0, |last| last + 1);
    if !lines[tail..].iter().any(is_quoted) {
        return lines.len();
    }
    // “On Tuesday, Ada wrote:” may be folded onto two lines.
    let leads = |line: &str| line.trim_end().ends_with(':');
    let opens = |line: &str| {
        const WORDS: [&str; 6] = ["on ", "am ", "le ", "el ", "il ", "den "];
        let line = line.to_lowercase();
        WORDS.iter().any(|word| line.starts_with(word))
    };
    match lines[..tail] {
        [.., before, last] if leads(last) && !opens(last) && opens(before) => tail - 2,
        [.., last] if leads(last) => tail - 1,
        _ => tail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quoted_letter_is_cut_off() {
        for quoted in [
            "On Tue, 24 Nov 2026 at 10:00, Okta Integration Network <oin@x.test> wrote:\n\n> Our reviewers wrote:\n> which tenant?\n",
            "On Tue, 24 Nov 2026 at 10:00, Okta Integration Network\n<oin@x.test> wrote:\n> Which tenant?\n",
            "Am 24.11.2026 um 10:00 schrieb Netzwerk:\n> Welcher Mandant?\n>\n> Danke\n\n",
            "-----Original Message-----\nFrom: oin\nWhich tenant?",
            "________________________________\nFrom: oin\nWhich tenant?",
            "From: Okta Integration Network <oin@x.test>\nSent: Tuesday\nTo: Ada\nSubject: A question\n\nWhich tenant?",
            "> Which tenant?",
            "-- \nAda Lovelace\nAcme\n\nOn Tuesday Bob wrote:\n> Which tenant?",
        ] {
            let text = format!("The tenant is called demo.\n\nIt is reset at night.\n\n{quoted}");
            assert_eq!(
                written(&text.replace('\n', "\r\n")),
                "The tenant is called demo.\n\nIt is reset at night.",
                "{quoted}"
            );
        }
    }

    #[test]
    fn what_is_no_quotation_stays() {
        for text in [
            "Steps:\n1. Open it\n2. Save",
            "> Which tenant?\nThe one called demo.\n> And the role?\nMember.",
            "From: is the field's name.\nIt holds the sender.",
            "The header is\n-- not there --",
            "a -- b\n--verbose\nc",
        ] {
            assert_eq!(written(text), text);
        }
        assert_eq!(written("> only\n> quoted"), "");
        assert_eq!(written(""), "");
    }
}
