//! Guessing, and what the time of an answer tells (SECURITY rows 52, 53 and 56).

use reqwest::Method;

use super::sign_in::sign_in;
use super::sign_up::{PASSWORD, joined};
use crate::harness::{TestApp, rows};

const MAIL: &str = "ada@acme.example";
const WRONG: &str = "not the password of ada";

/// Somebody who types nothing by hand: a browser's cookie and token, sent again and again.
struct Guesser<'a> {
    app: &'a TestApp,
    cookie: String,
    token: String,
}

impl<'a> Guesser<'a> {
    fn new(app: &'a TestApp) -> Self {
        let browser = app.browser();
        browser.get("/sign-in").expect(200);
        Self {
            app,
            cookie: format!(
                "__Host-oin-browser={}",
                browser.cookie("__Host-oin-browser").unwrap()
            ),
            token: browser.form_token(),
        }
    }

    /// The status of one try, which claims to come from an address.
    fn try_once(&self, mail: &str, password: &str, forwarded: &str) -> u16 {
        let body = format!(
            "form_token={}&mail={}&password={}",
            self.token,
            mail.replace('@', "%40"),
            password.replace(' ', "+")
        );
        let request = self.app.request(Method::POST, "/sign-in");
        let request = request
            .header("cookie", &self.cookie)
            .header("x-forwarded-for", forwarded);
        let kind = "application/x-www-form-urlencoded";
        self.app
            .send(request.header("content-type", kind).body(body))
            .status
    }

    /// How many of 1,000 tries were judged at all; the rest came too often.
    fn judged(&self, mail: impl Fn(u32) -> String, forwarded: impl Fn(u32) -> String) -> u32 {
        let mut judged = 0;
        for number in 0..1_000 {
            match self.try_once(&mail(number), WRONG, &forwarded(number)) {
                422 => judged += 1,
                429 => {}
                other => panic!("{other}"),
            }
        }
        judged
    }
}

fn rotating(number: u32) -> String {
    format!("203.0.{}.{}", number / 250, number % 250 + 1)
}

/// A thousand guesses at one account from a thousand addresses, which a proxy vouches for.
#[test]
fn a_thousand_guesses_at_one_account_are_ten() {
    let app = TestApp::configured(&[("OIN_TRUSTED_PROXIES", "127.0.0.1")]);
    let owner = joined(&app, MAIL);
    owner.post("/sign-out", &[]).expect(303);
    assert_eq!(Guesser::new(&app).judged(|_| MAIL.to_owned(), rotating), 10);
    sign_in(&app.browser(), MAIL, PASSWORD).expect(429);
    sign_in(&owner, MAIL, PASSWORD).expect(303);
    rows::passed(53, 1);
}

/// One password at a thousand accounts from one peer, whatever it claims to be.
#[test]
fn a_thousand_accounts_tried_by_one_peer_are_fifty() {
    let app = TestApp::start();
    let guesser = Guesser::new(&app);
    let judged = guesser.judged(|number| format!("p{number}@acme.example"), rotating);
    assert_eq!(judged, 50);
    rows::passed(53, 1);
}

mod drills {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::harness::wait;

    const ROUNDS: usize = 500;

    /// Forgets all tries, so that each round is judged.
    async fn forget_tries(client: &tokio_postgres::Client) {
        client.execute("DELETE FROM token_buckets", &[]).await.unwrap();
    }

    fn median(mut times: Vec<Duration>) -> Duration {
        times.sort_unstable();
        times[times.len() / 2]
    }

    /// Row 52: who has an account cannot be told from the time of a refusal. The kinds come
    /// mixed, so that what else the machine does touches them alike.
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn a_refused_sign_in_takes_as_long_whatever_is_known() {
        let app = TestApp::start();
        joined(&app, MAIL);
        joined(&app, "closed@acme.example")
            .press("/account", "/account/close", &[("password", PASSWORD)])
            .expect(303);
        super::super::sign_up::sign_up(&app.browser(), "new@acme.example", PASSWORD).expect(200);
        let kinds = [
            ("wrong password", MAIL),
            ("unknown address", "nobody@acme.example"),
            ("not confirmed", "new@acme.example"),
            ("closed", "closed@acme.example"),
        ];
        let url = app.database().url("oin_app");
        let (client, connection) = wait(tokio_postgres::connect(&url, tokio_postgres::NoTls)).unwrap();
        // It ends with the client.
        wait(async { drop(tokio::spawn(connection)) });
        let guesser = Guesser::new(&app);
        let mut times = kinds.map(|_| Vec::with_capacity(ROUNDS));
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        while times.iter().any(|times| times.len() < ROUNDS) {
            // xorshift64: in no order, or a rhythm of the machine would pass for one of the kinds.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let kind = usize::try_from(state % 4).unwrap();
            wait(forget_tries(&client));
            let begun = Instant::now();
            assert_eq!(guesser.try_once(kinds[kind].1, WRONG, ""), 422);
            times[kind].push(begun.elapsed());
        }
        let medians = times.map(median);
        let (least, most) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
        let apart = most.as_secs_f64() / least.as_secs_f64() - 1.0;
        for ((kind, _), median) in kinds.iter().zip(&medians) {
            println!("{kind}: {median:?}");
        }
        assert!(apart < 0.05, "medians are {:.1} % apart", apart * 100.0);
        println!(
            "medians of {ROUNDS} refused sign-ins of 4 kinds: passed, {:.1} % apart",
            apart * 100.0
        );
    }

    /// Row 54: passwords cost much to look at; whoever reads the catalog meanwhile must not notice.
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn two_hundred_sign_ins_at_once_leave_the_catalog_as_it_is() {
        let app = TestApp::configured(&[("OIN_TRUSTED_PROXIES", "127.0.0.1")]);
        joined(&app, MAIL);
        let catalog = || {
            let times = (0..400).map(|_| {
                let began = Instant::now();
                app.get("/api/v1/integrations?q=box").expect(200);
                began.elapsed()
            });
            crate::harness::figures(times.collect())
        };
        catalog();
        let (alone, alone_slow) = catalog();
        let (busy, busy_slow) = std::thread::scope(|scope| {
            for number in 0..200 {
                let guesser = Guesser::new(&app);
                scope.spawn(move || {
                    let mail = format!("p{number}@acme.example");
                    guesser.try_once(&mail, WRONG, &rotating(number));
                });
            }
            catalog()
        });
        println!(
            "the catalog alone: p50 {alone:.1} ms, p99 {alone_slow:.1} ms; with 200 sign-ins: p50 {busy:.1} ms, p99 {busy_slow:.1} ms"
        );
        // On few cores the clients themselves take their share: what nobody sees counts as nothing.
        let limit = (2.0 * alone_slow).max(50.0);
        assert!(busy_slow <= limit, "p99 {busy_slow:.1} ms, at most {limit:.1} ms");
        println!("200 sign-ins beside the catalog: passed 1/1");
    }
}
