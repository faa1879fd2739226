//! Pictures that go with an integration to another org.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use oin_domain::ids::{IntegrationId, OrgId};
use oin_domain::integration::{FileKey, PictureKind};

use crate::error::StoreError;
use crate::schema::files;
use crate::tx::Tx;

/// The pictures of the org `$2` that the integration `$1` names, in a draft, in what was submitted or
/// in a revision; and whether something that stays with that org names them too.
const NAMED: &str = "WITH named AS (
    SELECT found[1] AS id FROM submissions s
    CROSS JOIN LATERAL regexp_matches(s.draft::text || coalesce(s.content::text, ''), '[0-9a-f]{64}', 'g') found
    WHERE s.integration_id = $1
    UNION
    SELECT found[1] FROM listing_versions v
    CROSS JOIN LATERAL regexp_matches(v.content::text, '[0-9a-f]{64}', 'g') found
    WHERE v.integration_id = $1
)
SELECT f.id, f.kind, f.sha256,
    EXISTS (SELECT FROM submissions s WHERE s.org_id = $2 AND s.integration_id <> $1
            AND position(f.id IN s.draft::text || coalesce(s.content::text, '')) > 0)
    OR EXISTS (SELECT FROM listing_versions v JOIN integrations i ON i.id = v.integration_id
               WHERE i.org_id = $2 AND i.id <> $1 AND position(f.id IN v.content::text) > 0) AS shared
FROM files f WHERE f.org_id = $2 AND f.id IN (SELECT id FROM named) ORDER BY f.id";

/// The same picture under another key, of another org.
const COPY: &str = "WITH copy AS (
    INSERT INTO files (id, org_id, kind, sha256, width, height, size, added_by, seen_at, published)
    SELECT $2, $3, kind, sha256, width, height, size, added_by, seen_at, false FROM files WHERE id = $1
    RETURNING id
)
INSERT INTO file_renditions (file_id, form, media_type, bytes)
SELECT copy.id, r.form, r.media_type, r.bytes FROM copy, file_renditions r WHERE r.file_id = $1";

/// A picture that an integration names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// Its key.
    pub key: FileKey,
    /// What it is for.
    pub kind: PictureKind,
    /// The SHA-256 of its largest size.
    pub sha256: [u8; 32],
    /// Whether something else of its org names it too.
    pub shared: bool,
}

#[derive(QueryableByName)]
struct NamedRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Binary)]
    sha256: Vec<u8>,
    #[diesel(sql_type = Bool)]
    shared: bool,
}

impl TryFrom<NamedRow> for NamedFile {
    type Error = StoreError;

    fn try_from(row: NamedRow) -> Result<Self, StoreError> {
        let sha256 = row.sha256.try_into();
        Ok(Self {
            key: FileKey::try_from(row.id).map_err(StoreError::broken)?,
            kind: row.kind.parse().map_err(StoreError::broken)?,
            sha256: sha256.map_err(|_| StoreError::broken("a picture's hash does not have 32 bytes"))?,
            shared: row.shared,
        })
    }
}

impl Tx {
    /// The pictures of an org that an integration names anywhere.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn files_named_by(
        &mut self,
        integration: IntegrationId,
        org: OrgId,
    ) -> Result<Vec<NamedFile>, StoreError> {
        let rows: Vec<NamedRow> = self
            .run(async |connection| {
                Ok(diesel::sql_query(NAMED)
                    .bind::<SqlUuid, _>(integration.0)
                    .bind::<SqlUuid, _>(org.0)
                    .load(connection)
                    .await?)
            })
            .await?;
        rows.into_iter().map(NamedFile::try_from).collect()
    }

    /// Gives a picture to another org, which does not have the same one.
    ///
    /// # Errors
    /// [`StoreError::Taken`] (`files_content_key`) when it does.
    pub async fn give_file(&mut self, key: &FileKey, to: OrgId) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::update(files::table.find(key.as_str()))
                .set(files::org_id.eq(to.0))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Copies a picture for another org, which does not have the same one.
    ///
    /// # Errors
    /// As [`Tx::give_file`].
    pub async fn copy_file(&mut self, key: &FileKey, copy: &FileKey, to: OrgId) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::sql_query(COPY)
                .bind::<Text, _>(key.as_str())
                .bind::<Text, _>(copy.as_str())
                .bind::<SqlUuid, _>(to.0)
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
    }

    /// Puts one picture in place of another in the drafts of an integration. What was submitted and
    /// what was published stay as they are.
    ///
    /// # Errors
    /// [`StoreError`] as of any statement.
    pub async fn exchange_file(
        &mut self,
        integration: IntegrationId,
        old: &FileKey,
        new: &FileKey,
    ) -> Result<(), StoreError> {
        self.run(async |connection| {
            diesel::sql_query(
                "UPDATE submissions SET draft = replace(draft::text, $2, $3)::jsonb \
                 WHERE integration_id = $1 AND position($2 IN draft::text) > 0",
            )
            .bind::<SqlUuid, _>(integration.0)
            .bind::<Text, _>(old.as_str())
            .bind::<Text, _>(new.as_str())
            .execute(connection)
            .await?;
            Ok(())
        })
        .await
    }
}
