//! The tokens of an org.

use chrono::{DateTime, Utc};
use oin_domain::org::Act;
use oin_store::{ApiToken, StoreError};

use crate::actions::{Ctx, Failure, Member};

/// A token as owners see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The token, without what its holder has.
    pub token: ApiToken,
    /// What its maker is called, while they are there.
    pub maker: Option<String>,
}

impl Token {
    /// Whether it works at `now`.
    pub fn works(&self, now: DateTime<Utc>) -> bool {
        self.token.revoked_at.is_none() && self.token.expires_at > now
    }
}

/// All tokens that the org ever had, the newest first.
///
/// # Errors
/// `forbidden` to all but owners.
pub async fn list(ctx: &Ctx, who: &Member) -> Result<Vec<Token>, Failure> {
    who.reaches(Act::ManageTokens)?;
    let org = who.org;
    let listed = ctx.store.read(async |read| {
        let tokens = read.api_tokens(org).await?;
        let makers: Vec<_> = tokens.iter().filter_map(|token| token.made_by).collect();
        let names = read.names_of(&makers).await?;
        Ok::<_, StoreError>((tokens, names))
    });
    let (tokens, names) = listed.await?;
    let maker = |token: &ApiToken| {
        let found = names.iter().find(|(user, _)| Some(*user) == token.made_by);
        found.map(|(_, name)| name.clone())
    };
    let tokens = tokens.into_iter().map(|token| Token {
        maker: maker(&token),
        token,
    });
    Ok(tokens.collect())
}
