//! Pictures that orgs uploaded.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::choice::Choice as _;
use oin_domain::ids::{OrgId, UserId};
use oin_domain::integration::{FileKey, PictureForm, PictureKind};
use uuid::Uuid;

use crate::error::StoreError;
use crate::prepared::Prepare as _;
use crate::schema::{file_renditions, files, orgs};
use crate::tx::{Read, Tx};

/// How many pictures are looked at when old ones are taken away.
const AT_A_TIME: i64 = 500;

/// Which of some keys stand in a draft, or in what was last submitted.
const NAMED: &str = "SELECT DISTINCT found[1] AS id
FROM submissions s
CROSS JOIN LATERAL regexp_matches(s.draft::text || coalesce(s.content::text, ''), '[0-9a-f]{64}', 'g') found
WHERE (s.deleted_at IS NULL OR s.deleted_at >= $2) AND found[1] = ANY ($1)";

#[derive(QueryableByName)]
struct NamedRow {
    #[diesel(sql_type = Text)]
    id: String,
}

/// A picture to keep.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// The key that it gets, unless the org has the same picture already.
    pub key: FileKey,
    /// Whose it is.
    pub org: OrgId,
    /// What it is for.
    pub kind: PictureKind,
    /// The SHA-256 of its largest size.
    pub sha256: [u8; 32],
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// Who uploaded it.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// Its sizes.
    pub renditions: Vec<(PictureForm, StoredRendition)>,
}

/// A picture in one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRendition {
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What an org's pictures take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileUse {
    /// How many there are.
    pub files: u64,
    /// Bytes of all their sizes.
    pub bytes: u64,
}

#[derive(QueryableByName)]
struct UseRow {
    #[diesel(sql_type = BigInt)]
    files: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

impl Read {
    /// A picture in one size.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is none.
    pub async fn file(&mut self, key: &FileKey, form: PictureForm) -> Result<StoredRendition, StoreError> {
        let (media_type, bytes) = self
            .run(async |connection| {
                Ok(file_renditions::table
                    .find((key.as_str(), form.as_str()))
                    .select((file_renditions::media_type, file_renditions::bytes))
                    .first::<(String, Vec<u8>)>(connection)
                    .await?)
            })
            .await?;
        Ok(StoredRendition { media_type, bytes })
    }

    /// Which of `keys` are pictures of this org of this kind.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn files_of(
        &mut self,
        org: OrgId,
        kind: PictureKind,
        keys: &[FileKey],
    ) -> Result<Vec<FileKey>, StoreError> {
        let keys: Vec<&str> = keys.iter().map(FileKey::as_str).collect();
        let known: Vec<String> = self
            .run(async |connection| {
                Ok(files::table
                    .filter(files::id.eq_any(&keys))
                    .filter(files::org_id.eq(org.0))
                    .filter(files::kind.eq(kind.as_str()))
                    .select(files::id)
                    .load(connection)
                    .await?)
            })
            .await?;
        known
            .into_iter()
            .map(|key| FileKey::try_from(key).map_err(StoreError::broken))
            .collect()
    }
}

impl Tx {
    /// What an org's pictures take. Until the transaction ends no other may add one to it.
    ///
    /// # Errors
    /// [`StoreError::Absent`] when there is no such org.
    pub async fn file_use(&mut self, org: OrgId) -> Result<FileUse, StoreError> {
        let row: UseRow = self
            .run(async |connection| {
                orgs::table
                    .find(org.0)
                    .select(orgs::id)
                    .for_no_key_update()
                    .first::<Uuid>(connection)
                    .await?;
                Ok(diesel::sql_query(
                    "SELECT count(*) AS files, coalesce(sum(size), 0)::bigint AS bytes FROM files WHERE org_id = $1",
                )
                .bind::<SqlUuid, _>(org.0).prepared().get_result(connection)
                .await?)
            })
            .await?;
        let count = |number: i64| u64::try_from(number).map_err(StoreError::broken);
        Ok(FileUse {
            files: count(row.files)?,
            bytes: count(row.bytes)?,
        })
    }

    /// The key of a picture that the org has already; notes that it was uploaded again.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn same_file(
        &mut self,
        org: OrgId,
        kind: PictureKind,
        sha256: &[u8; 32],
        at: DateTime<Utc>,
    ) -> Result<Option<FileKey>, StoreError> {
        let key: Option<String> = self
            .run(async |connection| {
                Ok(diesel::update(files::table)
                    .filter(files::org_id.eq(org.0))
                    .filter(files::kind.eq(kind.as_str()))
                    .filter(files::sha256.eq(sha256.as_slice()))
                    .set(files::seen_at.eq(at))
                    .returning(files::id)
                    .prepared()
                    .get_result(connection)
                    .await
                    .optional()?)
            })
            .await?;
        key.map(|key| FileKey::try_from(key).map_err(StoreError::broken))
            .transpose()
    }

    /// Keeps a picture that the org does not have yet.
    ///
    /// # Errors
    /// [`StoreError::Absent`] without such an org or person.
    pub async fn add_file(&mut self, new: &NewFile) -> Result<(), StoreError> {
        let size: usize = new.renditions.iter().map(|(_, one)| one.bytes.len()).sum();
        let number = |number: u32| i32::try_from(number).map_err(StoreError::broken);
        let (width, height) = (number(new.width)?, number(new.height)?);
        let size = i32::try_from(size).map_err(StoreError::broken)?;
        self.run(async |connection| {
            diesel::insert_into(files::table)
                .values((
                    files::id.eq(new.key.as_str()),
                    files::org_id.eq(new.org.0),
                    files::kind.eq(new.kind.as_str()),
                    files::sha256.eq(new.sha256.as_slice()),
                    files::width.eq(width),
                    files::height.eq(height),
                    files::size.eq(size),
                    files::added_by.eq(new.by.0),
                    files::seen_at.eq(new.at),
                ))
                .execute(connection)
                .await?;
            let rows: Vec<_> = new
                .renditions
                .iter()
                .map(|(form, one)| {
                    (
                        file_renditions::file_id.eq(new.key.as_str()),
                        file_renditions::form.eq(form.as_str()),
                        file_renditions::media_type.eq(one.media_type.as_str()),
                        file_renditions::bytes.eq(one.bytes.as_slice()),
                    )
                })
                .collect();
            diesel::insert_into(file_renditions::table)
                .values(rows)
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Notes that a published revision names these pictures: they stay for good.
    pub(crate) async fn publish_files<'k>(
        &mut self,
        named: impl Iterator<Item = &'k FileKey>,
    ) -> Result<(), StoreError> {
        let keys: Vec<&str> = named.map(FileKey::as_str).collect();
        if keys.is_empty() {
            return Ok(());
        }
        self.run(async |connection| {
            diesel::update(files::table)
                .filter(files::id.eq_any(&keys))
                .filter(files::published.eq(false))
                .set(files::published.eq(true))
                .prepared()
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Takes away pictures that no published revision and no draft names and that nobody has
    /// uploaded since `before`; says how many. Drafts that were deleted before that time cannot be
    /// brought back and do not count. Looks at some hundred pictures at a time.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn forget_files(
        &mut self,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let old: Vec<String> = self
            .run(async |connection| {
                Ok(files::table
                    .filter(files::published.eq(false))
                    .filter(files::seen_at.lt(before))
                    .order((files::seen_at, files::id))
                    .select(files::id)
                    .limit(AT_A_TIME)
                    .load(connection)
                    .await?)
            })
            .await?;
        if old.is_empty() {
            return Ok(0);
        }
        self.run(async |connection| {
            let named: Vec<NamedRow> = diesel::sql_query(NAMED)
                .bind::<Array<Text>, _>(&old)
                .bind::<Timestamptz, _>(before)
                .prepared()
                .load(connection)
                .await?;
            let named: Vec<String> = named.into_iter().map(|row| row.id).collect();
            // Those come up again after as long a time, behind all others.
            diesel::update(files::table)
                .filter(files::id.eq_any(&named))
                .set(files::seen_at.eq(now))
                .prepared()
                .execute(connection)
                .await?;
            Ok(diesel::delete(files::table)
                .filter(files::id.eq_any(&old))
                .filter(files::published.eq(false))
                .filter(files::seen_at.lt(before))
                .execute(connection)
                .await?)
        })
        .await
    }
}
