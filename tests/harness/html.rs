//! Reading HTML as far as the tests need it: start tags and the text between.

/// A start tag.
#[derive(Debug)]
pub(crate) struct Tag {
    /// Its name, in lower case.
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute, its escapes read.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The names of all attributes.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }
}

/// Every start tag, in order. Comments and what stands inside scripts and
/// styles hold none.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut all = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, after) = tag(rest);
            rest = after;
            if matches!(tag.name.as_str(), "script" | "style") {
                let end = format!("</{}", tag.name);
                rest = rest.find(&end).map_or("", |at| &rest[at..]);
            }
            all.push(tag);
        }
    }
    all
}

fn tag(text: &str) -> (Tag, &str) {
    let end = text
        .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            break;
        }
        if rest.is_empty() {
            break;
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(after) => match after.chars().next() {
                Some(quote @ ('"' | '\'')) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                _ => {
                    let end = after.find(|c: char| c.is_whitespace() || c == '>');
                    after.split_at(end.unwrap_or(after.len()))
                }
            },
        };
        attributes.push((name.to_ascii_lowercase(), unescaped(value)));
        rest = after;
    }
    let name = name.to_ascii_lowercase();
    (Tag { name, attributes }, rest)
}

/// A text with its escapes read.
pub(crate) fn unescaped(text: &str) -> String {
    let escapes = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#x60;", "`"),
        ("&#x3D;", "="),
    ];
    let read = escapes
        .iter()
        .fold(text.to_owned(), |text, (escape, c)| text.replace(escape, c));
    read.replace("&amp;", "&")
}

/// The `id` attributes of a page.
pub(crate) fn ids(html: &str) -> Vec<String> {
    let ids = tags(html);
    ids.iter()
        .filter_map(|tag| tag.get("id"))
        .map(str::to_owned)
        .collect()
}

/// The text inside the first element of a name, tags left out, still escaped.
pub(crate) fn text_of(html: &str, element: &str) -> String {
    let open = format!("<{element}");
    let Some((_, rest)) = html.split_once(&open) else {
        return String::new();
    };
    let inside = rest.split_once('>').map_or("", |(_, inside)| inside);
    let inside = inside
        .split_once(&format!("</{element}>"))
        .map_or(inside, |(inside, _)| inside);
    let mut text = String::new();
    let mut in_tag = false;
    for c in inside.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_their_attributes() {
        let all =
            tags("<!doctype html><a href='x>y' hidden>1 < 2</a><!-- <b> --><script>'<i>'</script><br/>");
        let names: Vec<_> = all.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["a", "script", "br"]);
        assert_eq!(all[0].get("href"), Some("x>y"));
        assert_eq!(all[0].get("hidden"), Some(""));
        assert_eq!(
            text_of("<h1 class=a>Set <b>up</b>\n Box</h1>", "h1"),
            "Set up Box"
        );
    }
}
