//! The managed list of categories.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use oin_domain::catalog::Category;
use oin_domain::integration::CategorySlug;
use oin_domain::text::Line;

use crate::changes::{Changed, NewChange, hold_catalog};
use crate::error::{Fault, StoreError};
use crate::prepared::Prepare as _;
use crate::schema::{categories, listing_categories};
use crate::tx::{Read, Tx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = categories, check_for_backend(diesel::pg::Pg))]
struct CategoryRow {
    slug: String,
    label: String,
    position: i32,
}

impl TryFrom<CategoryRow> for Category {
    type Error = StoreError;

    fn try_from(row: CategoryRow) -> Result<Self, StoreError> {
        Ok(Self {
            slug: CategorySlug::try_from(row.slug).map_err(StoreError::broken)?,
            label: Line::try_from(row.label).map_err(StoreError::broken)?,
            position: row.position,
        })
    }
}

async fn load(connection: &mut AsyncPgConnection) -> Result<Vec<Category>, Fault> {
    let rows: Vec<CategoryRow> = categories::table
        .order((categories::position, categories::slug))
        .select(CategoryRow::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(|row| Ok(Category::try_from(row)?)).collect()
}

impl Read {
    /// All categories, in their order.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn categories(&mut self) -> Result<Vec<Category>, StoreError> {
        self.run(load).await
    }
}

impl Tx {
    /// Keeps everybody else from changing categories and collections until this transaction ends:
    /// for reading a list, changing it and writing it back.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn hold_catalog_lists(&mut self) -> Result<(), StoreError> {
        self.run(async |connection| hold_catalog(connection).await).await
    }

    /// Makes the managed list this one. A category that is not in it goes, unless a listing still
    /// uses it. Returns whether anything changed.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn set_categories(
        &mut self,
        wanted: &[Category],
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let changed = self
            .run(async |connection| replace(connection, wanted).await)
            .await?;
        if changed {
            self.note([NewChange {
                at,
                what: Changed::Categories,
            }]);
        }
        Ok(changed)
    }
}

async fn replace(connection: &mut AsyncPgConnection, wanted: &[Category]) -> Result<bool, Fault> {
    hold_catalog(connection).await?;
    let before = load(connection).await?;
    let slugs: Vec<&str> = wanted.iter().map(|category| category.slug.as_str()).collect();
    let in_use = listing_categories::table.filter(listing_categories::category_slug.eq(categories::slug));
    let gone = diesel::delete(categories::table)
        .filter(categories::slug.ne_all(slugs))
        .filter(diesel::dsl::not(diesel::dsl::exists(in_use)))
        .execute(connection)
        .await?;
    let fresh: Vec<_> = wanted
        .iter()
        .filter(|category| !before.contains(category))
        .map(|category| {
            (
                categories::slug.eq(category.slug.as_str()),
                categories::label.eq(category.label.as_str()),
                categories::position.eq(category.position),
            )
        })
        .collect();
    let new = fresh.len();
    if new > 0 {
        diesel::insert_into(categories::table)
            .values(fresh)
            .on_conflict(categories::slug)
            .do_update()
            .set((
                categories::label.eq(excluded(categories::label)),
                categories::position.eq(excluded(categories::position)),
            ))
            .prepared()
            .execute(connection)
            .await?;
    }
    Ok(gone + new > 0)
}
