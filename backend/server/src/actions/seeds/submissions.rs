//! What the demo vendors are about to submit: `demo/submissions.json`. It goes the way that people
//! go, so it obeys their rules, and the checks of the running server move it on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use oin_domain::integration::PictureKind;
use oin_domain::org::Scope;
use oin_store::{Listed, SubmissionsOf};
use serde::Deserialize;

use super::files::{self as seed_files, SeedError};
use super::people::people;
use crate::actions::accounts::recognise;
use crate::actions::submissions::{NewSubmission, Of, Save, Submit, create, put_secret, save, submit};
use crate::actions::{Ctx, Failure, Member, Visit, files};
use crate::vault::Secret;

const FILE: &str = "demo/submissions.json";

/// A submission, as far as its vendor came.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// The address of the demo person who writes it; they have a token.
    by: String,
    name: String,
    /// A file of the seed data.
    logo: Option<String>,
    fields: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
    submit: bool,
}

/// Makes the demo vendors' submissions; says how many. An org that has begun anything by itself
/// is left alone, whatever became of it.
///
/// # Errors
/// [`SeedError`] with what an action refuses.
pub async fn load(ctx: &Ctx) -> anyhow::Result<usize> {
    let rows: Vec<Row> = seed_files::json(FILE)?;
    let (mut made, mut known) = (0, BTreeMap::new());
    for row in rows {
        let refused = |failure: Failure| SeedError::new(FILE, &row.name, failure.in_words());
        let member = match known.get(&row.by) {
            Some(member) => member,
            None => {
                let member = fresh(ctx, &row.by).await.map_err(refused)?;
                known.entry(row.by.clone()).or_insert(member)
            }
        };
        if let Some(member) = member {
            write(ctx, member, &row).await.map_err(refused)?;
            made += 1;
        }
    }
    Ok(made)
}

/// The demo person with this address, while their org has begun nothing.
async fn fresh(ctx: &Ctx, mail: &str) -> Result<Option<Member>, Failure> {
    let people = people().map_err(|error| Failure::Broken(error.into()))?;
    let token = people.into_iter().find(|person| person.mail == mail);
    let Some(token) = token.and_then(|person| person.token) else {
        return Err(Failure::NotFound("demo person with a token"));
    };
    let holder = recognise::token(ctx, &token, false, &Visit::default()).await?;
    let member = holder.with(Scope::SubmissionsWrite)?.clone();
    let org = member.org;
    let begun = ctx.store.read(async |read| {
        let all = |listed| SubmissionsOf {
            org,
            listed,
            stage: None,
        };
        let kept = read.count_submissions_of(all(Listed::Kept)).await?;
        let ever = Listed::DeletedAfter(DateTime::<Utc>::UNIX_EPOCH);
        let deleted = read.count_submissions_of(all(ever)).await?;
        Ok::<_, Failure>(kept + deleted)
    });
    Ok((begun.await? == 0).then_some(member))
}

async fn write(ctx: &Ctx, who: &Member, row: &Row) -> Result<(), Failure> {
    let new = NewSubmission {
        of: Of::New {
            name: Some(row.name.clone()),
            by_customer: false,
        },
        fields: Vec::new(),
        again: None,
    };
    let created = create(ctx, who, new).await?;
    let id = created.submission;
    let mut fields: Vec<(String, String)> = row
        .fields
        .iter()
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    if let Some(logo) = &row.logo {
        let logo = seed_files::named(FILE, logo).map_err(|error| Failure::Broken(error.into()))?;
        let added = files::add(ctx, who, PictureKind::Logo, "logo", logo).await?;
        fields.push(("logo".to_owned(), added.key.as_str().to_owned()));
    }
    let change = Save {
        step: None,
        fields,
        base: created.revision,
        whole: false,
        exact: false,
    };
    save(ctx, who, id, change).await?;
    for (path, secret) in &row.secrets {
        put_secret(ctx, who, id, path, Secret::from_text(secret.clone())).await?;
    }
    if row.submit {
        submit(ctx, who, id, Submit::default()).await?;
    }
    Ok(())
}
