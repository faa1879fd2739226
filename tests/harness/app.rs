//! An application on a socket and a database of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use oin_domain::integration::Slug;
use oin_domain::listing::Stage;
use oin_server::app::Open;
use oin_server::config::{Config, Settings};
use oin_server::world::FakeWorld;
use oin_store::{DevLetter, NewListing, Store, StoreOptions};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::{Answer, Database, Serving, eventually, now, wait};

/// How long a test waits for what should happen at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// An application that listens; dropping it stops it.
pub(crate) struct TestApp {
    open: Option<Open>,
    address: SocketAddr,
    origin: String,
    store: Store,
    client: Option<Client>,
    // Dropped after the server has let go of it.
    database: Option<Arc<Database>>,
}

impl TestApp {
    /// One on a database of its own that holds the facts and the demo set.
    pub(crate) fn start() -> Self {
        Self::configured(&[])
    }

    /// The one that all tests share who only read.
    pub(crate) fn reading() -> &'static Self {
        static SHARED: OnceLock<TestApp> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// One with further settings.
    pub(crate) fn configured(settings: &[(&str, &str)]) -> Self {
        let database = Arc::new(Database::filled());
        let url = database.url("oin_app");
        Self::on(&url, settings, Some(database))
    }

    /// A second one on the same database.
    pub(crate) fn beside(&self) -> Self {
        let database = self.database.clone().unwrap();
        let url = database.url("oin_app");
        Self::on(&url, &[], Some(database))
    }

    /// One on the migrated database at `url`.
    pub(crate) fn on(url: &str, settings: &[(&str, &str)], database: Option<Arc<Database>>) -> Self {
        let fixed = [
            ("OIN_KEYS", keys()),
            // No worker runs by itself: tests say when (`work_until_idle`).
            ("OIN_WORK", "off"),
            ("DATABASE_URL", url),
            ("OIN_LISTEN", "127.0.0.1:0"),
            ("OIN_BASE_URL", "https://oin.test"),
            ("OIN_FILES_URL", "https://files.oin.test"),
            ("OIN_API_READS_PER_MINUTE", "10000000"),
        ];
        let given = |name: &str| settings.iter().any(|(given, _)| *given == name);
        let fixed = fixed.iter().filter(|(name, _)| !given(name));
        let pairs = fixed.chain(settings);
        let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::from_environment(pairs).unwrap();
        let config = Config::from_settings(&settings).unwrap();
        let (open, store) = wait(async {
            let open = Open::start(&config, url, now).await.unwrap();
            assert!(open.is_warm_within(PATIENCE).await, "the catalog stays cold");
            let few = StoreOptions { connections: 2 };
            (open, Store::connect(url, few).await.unwrap())
        });
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        Self {
            address: open.address(),
            origin: "https://oin.test".to_owned(),
            open: Some(open),
            store,
            client: Some(client.build().unwrap()),
            database,
        }
    }

    /// The same for a process that runs on the same database: requests go there.
    pub(crate) fn facing(mut self, serving: &Serving) -> Self {
        self.address = serving.address;
        self.origin = format!("http://localhost:{}", serving.address.port());
        self
    }

    /// Where its own forms come from.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of its socket.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The database it stands on.
    pub(crate) fn database(&self) -> &Database {
        self.database.as_deref().unwrap()
    }

    /// Its database as actions reach it: to make what is there, and to look at what came of it.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// A request that a test can add to before [`TestApp::send`].
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let client = self.client.as_ref().unwrap();
        client.request(method, format!("http://{}{path}", self.address))
    }

    /// Sends a request and reads the whole answer.
    pub(crate) fn send(&self, request: RequestBuilder) -> Answer {
        wait(Answer::read(request.timeout(PATIENCE)))
    }

    /// The fake world that it plays.
    pub(crate) fn world(&self) -> &FakeWorld {
        let open = self.open.as_ref().unwrap();
        open.world().expect("OIN_WORLD is on")
    }

    /// Sends a form to a host of the fake world.
    pub(crate) fn at_world(&self, host: &str, path: &str, form: &BTreeMap<String, String>) -> Answer {
        let address = self.world().address();
        let client = self.client.as_ref().unwrap();
        let request = client.post(format!("http://{address}{path}"));
        let kind = "application/x-www-form-urlencoded";
        let body = url_pairs(form);
        self.send(
            request
                .header("host", host)
                .header("content-type", kind)
                .body(body),
        )
    }

    /// What is at a path.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path))
    }

    /// The same with one header.
    pub(crate) fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(self.request(Method::GET, path).header(name, value))
    }

    /// A call with a token and, where there is one, a JSON body.
    pub(crate) fn call(&self, method: Method, path: &str, token: &str, body: Option<&Value>) -> Answer {
        let request = self.request(method, path).bearer_auth(token);
        self.send(match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.to_string()),
            None => request,
        })
    }

    /// The body of a call that goes well.
    #[track_caller]
    pub(crate) fn json(&self, path: &str) -> Value {
        self.get(path).expect(200).json()
    }

    /// The names that a search finds, the best first.
    #[track_caller]
    pub(crate) fn search(&self, text: &str) -> Vec<String> {
        let mut query = url_query("q", text);
        query.insert_str(0, "/api/v1/integrations?");
        names(&self.json(&query))
    }

    /// Reads a search page by page to its end; `between` runs after each page.
    pub(crate) fn pages(&self, query: &str, mut between: impl FnMut()) -> Vec<Value> {
        let mut all = Vec::new();
        let mut path = format!("/api/v1/integrations?{query}");
        loop {
            let mut page = self.json(&path);
            all.append(page["items"].as_array_mut().unwrap());
            let Some(next) = page["next"].as_str() else {
                return all;
            };
            path = format!("/api/v1/integrations?{query}&after={next}");
            between();
        }
    }

    /// Does all promised work that is due, letters too.
    pub(crate) fn work_until_idle(&self) {
        wait(self.open.as_ref().unwrap().work_until_idle()).unwrap();
    }

    /// The letters that arrived at an address, the newest first; what is due is sent first.
    pub(crate) fn received(&self, mail: &str) -> Vec<DevLetter> {
        self.work_until_idle();
        let all = wait(self.store.read(async |read| read.dev_letters(mail, 200).await)).unwrap();
        all.into_iter().filter(|letter| letter.to_mail == mail).collect()
    }

    /// Publishes a listing.
    pub(crate) fn publish(&mut self, new: NewListing) {
        wait(self.store.write(async |tx| tx.publish(new.clone()).await)).unwrap();
    }

    /// Moves a listing through its life.
    pub(crate) fn advance(&mut self, slug: &str, from: Stage, to: Stage) {
        let slug = Slug::parse(slug).unwrap();
        wait(
            self.store
                .write(async |tx| tx.move_listing(&slug, from, to, now()).await),
        )
        .unwrap();
    }

    /// Makes every process load the catalog anew.
    pub(crate) fn reindex(&mut self) {
        wait(self.store.write(async |tx| tx.announce_reload().await)).unwrap();
    }

    /// Waits until `holds` says yes.
    #[track_caller]
    pub(crate) fn eventually(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        eventually(PATIENCE, what, || holds(self));
    }

    /// Waits until the catalog shows an integration.
    #[track_caller]
    pub(crate) fn shows(&self, slug: &str) {
        let path = format!("/api/v1/integrations/{slug}");
        self.eventually(slug, |app| app.get(&path).status == 200);
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // Its idle connections would keep the server waiting.
        drop(self.client.take());
        if let Some(open) = self.open.take() {
            let stopped = wait(open.stop());
            if !std::thread::panicking() {
                stopped.unwrap();
            }
        }
    }
}

/// The keys of all applications of this run: those on one database must have the same.
pub(crate) fn keys() -> &'static str {
    static KEYS: OnceLock<String> = OnceLock::new();
    KEYS.get_or_init(|| oin_server::vault::fresh_key_file().unwrap().to_string())
}

/// The names in a list of integrations.
pub(crate) fn names(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| item["name"].as_str().unwrap().to_owned())
        .collect()
}

/// The pairs of a form.
fn url_pairs(form: &BTreeMap<String, String>) -> String {
    let pairs: Vec<_> = form.iter().map(|(name, value)| url_query(name, value)).collect();
    pairs.join("&")
}

/// One pair of a query string.
fn url_query(name: &str, value: &str) -> String {
    use std::fmt::Write as _;
    let mut out = format!("{name}=");
    for byte in value.bytes() {
        write!(out, "%{byte:02x}").unwrap();
    }
    out
}
