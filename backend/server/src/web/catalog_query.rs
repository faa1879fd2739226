//! A search as it stands in a URL: read from one, written to one.
//!
//! The API refuses what it does not know; a page ignores foreign parameters
//! (links arrive with tracking codes) but not wrong values of its own.

use oin_domain::catalog::{Facet, Sort};
use oin_domain::choice::{Choice, UnknownChoice};
use oin_domain::integration::CategorySlug;
use oin_search::{Cursor, Query};

use crate::actions::{Code, Failure, FieldError};
use crate::web::pairs::{Pairs, QueryString, given_twice};

/// The parameters of a search.
pub const PARAMETERS: [&str; 11] = [
    "q",
    "category",
    "sign_on",
    "flow",
    "provisioning",
    "tier",
    "deployment",
    "health",
    "sort",
    "limit",
    "after",
];

/// The most values of one filter.
const MOST_VALUES: usize = 40;

/// Reads a search.
///
/// # Errors
/// Every parameter that cannot be used, each with what is allowed.
pub fn read(pairs: &Pairs) -> Result<Query, Failure> {
    let mut query = Query::default();
    let mut errors = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in pairs.iter() {
        let single = matches!(name, "q" | "sort" | "limit" | "after");
        if single && seen.contains(&name) {
            errors.push(given_twice(name));
            continue;
        }
        seen.push(if single { name } else { "" });
        if let Err(error) = read_one(&mut query, name, value) {
            errors.push(error);
        }
    }
    if errors.is_empty() {
        Ok(query)
    } else {
        Err(Failure::Invalid(errors))
    }
}

/// What of a search can be used; the rest, and a text that is too long, is left
/// out. For the page that explains what is wrong.
pub fn usable(pairs: &Pairs) -> Query {
    let mut query = Query::default();
    for (name, value) in pairs.iter() {
        let mut with = query.clone();
        if read_one(&mut with, name, value).is_ok() {
            query = with;
        }
    }
    query
}

fn read_one(query: &mut Query, name: &str, value: &str) -> Result<(), FieldError> {
    // A form sends empty values for what was not chosen.
    if value.is_empty() && name != "limit" {
        return Ok(());
    }
    let filters = &mut query.filters;
    match name {
        "q" => value.clone_into(&mut query.text),
        "sort" => query.sort = choice(name, value)?,
        "limit" => query.limit = limit(value)?,
        "after" => query.after = Some(cursor(value)?),
        "category" => add(name, &mut filters.category, category(value)?)?,
        "sign_on" => add(name, &mut filters.sign_on, choice(name, value)?)?,
        "flow" => add(name, &mut filters.flow, choice(name, value)?)?,
        "provisioning" => add(name, &mut filters.provisioning, choice(name, value)?)?,
        "tier" => add(name, &mut filters.tier, choice(name, value)?)?,
        "deployment" => add(name, &mut filters.deployment, choice(name, value)?)?,
        "health" => add(name, &mut filters.health, choice(name, value)?)?,
        _ => {}
    }
    if query.text.chars().count() > Query::LONGEST {
        let message = format!(
            "`q` is longer than {} characters; use fewer words.",
            Query::LONGEST
        );
        return Err(FieldError::new("q", Code::QueryTooLong, message));
    }
    Ok(())
}

fn add<T: PartialEq>(name: &str, values: &mut Vec<T>, value: T) -> Result<(), FieldError> {
    if values.contains(&value) {
        return Ok(());
    }
    if values.len() == MOST_VALUES {
        let message = format!("`{name}` has more than {MOST_VALUES} values.");
        return Err(FieldError::new(name, Code::TooManyFilters, message));
    }
    values.push(value);
    Ok(())
}

/// Reads one value of a closed list.
///
/// # Errors
/// `unknown_value` with the allowed ones.
pub fn choice<T: Choice>(name: &str, value: &str) -> Result<T, FieldError> {
    T::parse(value).ok_or_else(|| {
        let message = format!("{}.", UnknownChoice::of::<T>(value));
        FieldError::new(name, Code::UnknownValue, message)
            .allowing(T::ALL.iter().map(|choice| choice.as_str().to_owned()))
    })
}

fn category(value: &str) -> Result<CategorySlug, FieldError> {
    CategorySlug::parse(value).map_err(|_| {
        let shown: String = value.chars().take(64).collect();
        let message = format!("`{shown}` is not a category; /api/v1/categories lists them.");
        FieldError::new(Facet::Category.as_str(), Code::UnknownValue, message)
    })
}

/// Reads how many things a page shows.
///
/// # Errors
/// `bad_limit`.
pub fn limit(value: &str) -> Result<usize, FieldError> {
    value
        .parse()
        .ok()
        .filter(|limit| (1..=Query::MOST).contains(limit))
        .ok_or_else(|| {
            let message = format!("`limit` must be a whole number from 1 to {}.", Query::MOST);
            FieldError::new("limit", Code::BadLimit, message)
        })
}

/// `true` or `false`.
///
/// # Errors
/// `unknown_value` for anything else.
pub fn truth(name: &str, value: &str) -> Result<bool, FieldError> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => {
            let message = format!("`{name}` is `true` or `false`.");
            let error = FieldError::new(name, Code::UnknownValue, message);
            Err(error.allowing(["true", "false"].map(str::to_owned)))
        }
    }
}

fn cursor(value: &str) -> Result<Cursor, FieldError> {
    Cursor::parse(value).map_err(|_| {
        let message = "`after` is not a cursor of this catalog; take it from `next` of the answer before.";
        FieldError::new("after", Code::BadCursor, message)
    })
}

/// Writes a search as a query string; defaults are left out.
pub fn write(query: &Query) -> QueryString {
    let mut out = QueryString::default();
    if !query.text.is_empty() {
        out.push("q", &query.text);
    }
    for (facet, values) in query.filters.values() {
        for value in values {
            out.push(facet.as_str(), value);
        }
    }
    if query.sort != Sort::Relevance {
        out.push("sort", query.sort.as_str());
    }
    if query.limit != Query::default().limit {
        out.push("limit", &query.limit.to_string());
    }
    if let Some(cursor) = &query.after {
        out.push("after", &cursor.to_string());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(raw: &str) -> Vec<Code> {
        match read(&Pairs::parse(raw).unwrap()) {
            Err(Failure::Invalid(errors)) => errors.iter().map(|error| error.code).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_search_survives_the_way_through_a_url() {
        let raw = "q=a+b&category=crm&category=hr&sign_on=saml2&sort=name&limit=5";
        let query = read(&Pairs::parse(raw).unwrap()).unwrap();
        assert_eq!(write(&query).after(""), format!("?{raw}"));
    }

    #[test]
    fn every_bad_value_is_named() {
        assert_eq!(
            codes("limit=0&sort=x&tier=gold"),
            [Code::BadLimit, Code::UnknownValue, Code::UnknownValue]
        );
        assert_eq!(codes("limit=1000"), [Code::BadLimit]);
        assert_eq!(codes("limit="), [Code::BadLimit]);
        assert_eq!(codes("q=a&q=b"), [Code::DuplicateParameter]);
        assert_eq!(codes("after=zzz"), [Code::BadCursor]);
        assert_eq!(codes("category=No%20Such"), [Code::UnknownValue]);
        assert_eq!(codes(&format!("q={}", "x".repeat(201))), [Code::QueryTooLong]);
    }
}
