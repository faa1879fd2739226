//! What an installed tenant sees of a content.

use std::collections::BTreeMap;

use crate::integration::{Content, Pattern};

/// An installed tenant's values, by the name of the variable.
pub type Tenant = BTreeMap<String, String>;

/// The installed tenants and a made-up one, so that a listing that nobody has
/// installed here is still compared.
pub(super) fn with_sample(old: &Content, tenants: &[Tenant]) -> Vec<Tenant> {
    let sample = old
        .variables
        .iter()
        .filter(|variable| variable.default.is_none())
        .map(|variable| {
            let name = variable.name.as_str();
            let value = variable
                .example
                .as_ref()
                .map_or_else(|| format!("{name}-of-a-customer"), ToString::to_string);
            (name.to_owned(), value)
        })
        .collect();
    tenants.iter().cloned().chain([sample]).collect()
}

/// What a value is for a tenant of `content`: the tenant's own values, else
/// the variables' defaults.
pub(super) fn rendered(content: &Content, tenant: &Tenant, text: &str) -> String {
    let Ok(pattern) = Pattern::parse(text) else {
        return text.to_owned();
    };
    let mut values: Tenant = content
        .variables
        .iter()
        .filter_map(|variable| {
            let default = variable.default.as_ref()?;
            Some((variable.name.as_str().to_owned(), default.to_string()))
        })
        .collect();
    let own = tenant.iter().filter(|(_, value)| !value.is_empty());
    values.extend(own.map(|(name, value)| (name.clone(), value.clone())));
    pattern.render(&values)
}
