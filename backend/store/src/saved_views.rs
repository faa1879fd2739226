//! Filters of the queue that reviewers keep under a name.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use oin_domain::ids::UserId;
use oin_domain::text::Name;
use serde_json::Value;
use uuid::Uuid;

use crate::error::{StoreError, or};
use crate::schema::saved_views;
use crate::tx::{Read, Tx};

/// Filters under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Which.
    pub id: Uuid,
    /// What its reviewer calls it.
    pub name: Name,
    /// The value of each filter, by the filter's name.
    pub filters: BTreeMap<String, String>,
}

impl Read {
    /// The views of one person, by name.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn saved_views(&mut self, user: UserId) -> Result<Vec<SavedView>, StoreError> {
        let rows: Vec<(Uuid, String, Value)> = self
            .run(async |connection| {
                Ok(saved_views::table
                    .filter(saved_views::user_id.eq(user.0))
                    .order((saved_views::name, saved_views::id))
                    .select((saved_views::id, saved_views::name, saved_views::filters))
                    .load(connection)
                    .await?)
            })
            .await?;
        let views = rows.into_iter().map(|(id, name, filters)| {
            Ok(SavedView {
                id,
                name: Name::parse(&name).map_err(StoreError::broken)?,
                filters: serde_json::from_value(filters).map_err(StoreError::broken)?,
            })
        });
        views.collect()
    }
}

impl Tx {
    /// Keeps a view for one person.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`saved_views_name_key`) when they have one of this name.
    pub async fn add_saved_view(
        &mut self,
        user: UserId,
        view: &SavedView,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let filters = serde_json::to_value(&view.filters).map_err(StoreError::broken)?;
        self.run(async |connection| {
            diesel::insert_into(saved_views::table)
                .values((
                    saved_views::id.eq(view.id),
                    saved_views::user_id.eq(user.0),
                    saved_views::name.eq(view.name.as_str()),
                    saved_views::filters.eq(&filters),
                    saved_views::saved_at.eq(at),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes a view of one person away.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when they have none of this id.
    pub async fn drop_saved_view(&mut self, user: UserId, id: Uuid) -> Result<(), StoreError> {
        self.run(async |connection| {
            let own = saved_views::table
                .find(id)
                .filter(saved_views::user_id.eq(user.0));
            or(diesel::delete(own).execute(connection).await?, StoreError::Absent)
        })
        .await
    }
}
