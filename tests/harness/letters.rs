//! What was written to whom, and what was written down.

use oin_server::config::{Hidden, Keys};
use oin_server::vault::Vault;
use oin_store::{LETTER_SECRETS, SecretPlace};
use tokio_postgres::NoTls;
use uuid::Uuid;

use super::app::keys;
use super::{TestApp, wait};

impl TestApp {
    /// The kinds of the letters to an address, the first at the front.
    pub(crate) fn letters_to(&self, mail: &str) -> Vec<String> {
        let sql = "SELECT kind FROM letters WHERE to_mail = $1 ORDER BY created_at, id";
        self.rows(sql, mail).iter().map(|row| row.get(0)).collect()
    }

    /// The link in the last letter to an address that has one, without scheme and host.
    #[track_caller]
    pub(crate) fn link_to(&self, mail: &str) -> String {
        let sql = "SELECT id::text FROM letters WHERE to_mail = $1 AND payload ? 'link' \
                   ORDER BY created_at DESC, id DESC LIMIT 1";
        let rows = self.rows(sql, mail);
        assert_eq!(rows.len(), 1, "no letter with a link to {mail}");
        let place = SecretPlace {
            place: LETTER_SECRETS,
            row: Uuid::parse_str(rows[0].get(0)).unwrap(),
            field: "link".to_owned(),
            org: None,
            target: String::new(),
        };
        let vault = Vault::load(&Keys::Setting(Hidden::new(keys().to_owned()))).unwrap();
        let link = wait(self.store().read(async |read| vault.open(read, &place).await)).unwrap();
        let link = link.text().unwrap();
        link.strip_prefix("https://oin.test").unwrap_or(link).to_owned()
    }

    /// The kinds of the security events about the account of an address, the first at the front.
    pub(crate) fn events_of(&self, mail: &str) -> Vec<String> {
        let sql = "SELECT e.kind FROM security_events e JOIN users u ON u.id = e.user_id \
                   WHERE u.mail = $1 ORDER BY e.id";
        self.rows(sql, mail).iter().map(|row| row.get(0)).collect()
    }

    /// Everything that security events say, as one text: no secret may be in it.
    pub(crate) fn all_events(&self) -> String {
        let sql = "SELECT coalesce(string_agg(e::text, ' '), '') FROM security_events e WHERE $1 = ''";
        self.rows(sql, "")[0].get(0)
    }

    /// What a statement with one parameter finds.
    pub(crate) fn rows(&self, sql: &str, value: &str) -> Vec<tokio_postgres::Row> {
        let url = self.database().url("oin_app");
        wait(async {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
            tokio::spawn(connection);
            client.query(sql, &[&value]).await.unwrap()
        })
    }
}
