//! What a submit costs beside writing the same rows without us.

use std::time::{Duration, Instant};

use tokio_postgres::Client;

use crate::harness::{Cluster, Person, TestApp, wait};
use crate::pages::portal::{self, SAML};

/// Orgs that submit at the same time, each one after the other.
const ORGS: usize = 4;

/// A draft that can be submitted as it is.
fn ready(owner: &Person<'_>, name: &str) -> String {
    let draft = portal::begin(owner, name);
    portal::connect(owner, &draft, "saml", &SAML);
    let page = portal::open(owner, &draft, "sign-on", "connections.0.acs");
    let acs = "https://app.quillwharf.example/saml/acs";
    let fields = [("connections.0.acs.0.url", acs), ("then", "stay")];
    owner
        .fill(&page, &format!("{draft}/sign-on"), &fields)
        .expect(303);
    portal::complete(owner, &draft);
    draft
}

/// A table that submits wrote to.
struct Written {
    name: String,
    columns: String,
    /// Rows of one submit, on average.
    each: f64,
}

/// Keeps all tables as they are, to know what came of the submits.
fn remember(raw: &Client) {
    let copy = "CREATE SCHEMA before; CREATE SCHEMA new; CREATE SCHEMA plain;
         DO $$ DECLARE t name; BEGIN
             FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                 EXECUTE format('CREATE TABLE before.%1$I AS SELECT * FROM public.%1$I', t);
             END LOOP;
         END $$";
    wait(raw.batch_execute(copy)).unwrap();
}

/// Finds the rows that `submits` submits wrote, and makes tables of the same shape, with the same
/// indexes, that are to take them.
fn written(raw: &Client, submits: usize) -> Vec<Written> {
    let tables =
        "SELECT table_name::text, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
            FROM information_schema.columns JOIN pg_tables
                ON schemaname = table_schema AND tablename = table_name
            WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY table_name";
    let mut found = Vec::new();
    for row in wait(raw.query(tables, &[])).unwrap() {
        let (name, columns): (String, String) = (row.get(0), row.get(1));
        let others = format!(
            "CREATE TABLE new.{name} AS SELECT row_number() OVER () AS n, * FROM
                 (SELECT * FROM public.{name} EXCEPT SELECT * FROM before.{name}) AS others"
        );
        let count = wait(raw.execute(&others, &[])).unwrap();
        if count > 0 {
            let shape = format!(
                "CREATE TABLE plain.{name} (LIKE public.{name} INCLUDING ALL);
                 ALTER TABLE new.{name} ADD PRIMARY KEY (n); ANALYZE new.{name};"
            );
            wait(raw.batch_execute(&shape)).unwrap();
            let each = f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(submits).unwrap());
            found.push(Written { name, columns, each });
        }
    }
    found
}

/// Writes the rows of submits `from..to` anew, each submit's in a transaction of its own.
async fn write_plainly(client: &mut Client, tables: &[Written], from: usize, to: usize) {
    let mut inserts = Vec::new();
    for Written { name, columns, each } in tables {
        let insert = format!(
            "INSERT INTO plain.{name} ({columns}) OVERRIDING SYSTEM VALUE
                 SELECT {columns} FROM new.{name} WHERE n > $1::int8 AND n <= $2::int8"
        );
        inserts.push((client.prepare(&insert).await.unwrap(), *each));
    }
    for submit in from..to {
        let transaction = client.transaction().await.unwrap();
        for (insert, each) in &inserts {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "some hundred rows"
            )]
            let end = |submits: usize| (submits as f64 * each).round() as i64;
            let rows = (end(submit), end(submit + 1));
            transaction.execute(insert, &[&rows.0, &rows.1]).await.unwrap();
        }
        transaction.commit().await.unwrap();
    }
}

/// Submits drafts of several orgs at once on a database that flushes its commits to a disk, then
/// writes the same rows with nothing around them; prints and gives both in submits a second.
fn submit_and_write(each: usize) -> (f64, f64) {
    let cluster = Cluster::durable();
    let app = TestApp::on(&cluster.url("oin_app"), &[], None);
    let names = (0..ORGS).map(|org| format!("acme{org}"));
    let owners: Vec<_> = names.map(|name| app.publisher(&name)).collect();
    // Each of another name: those of one name wait for each other's slug.
    let drafts: Vec<Vec<String>> = owners
        .iter()
        .enumerate()
        .map(|(org, owner)| {
            (0..each)
                .map(|n| ready(owner, &format!("Org {org} App {n}")))
                .collect()
        })
        .collect();
    let first = ready(&owners[0], "Acme First");
    let before = app.statements();
    let alone = Instant::now();
    owners[0].post(&format!("{first}/do/submit"), &[]).expect(303);
    let (alone, statements) = (alone.elapsed(), app.statements() - before);
    println!(
        "  one alone: {statements} statements in {:.1} ms",
        alone.as_secs_f64() * 1e3
    );
    let raw = cluster.raw();
    remember(&raw);
    let submits = ORGS * each;
    let per_second = |took: Duration| f64::from(u32::try_from(submits).unwrap()) / took.as_secs_f64();

    let began = Instant::now();
    std::thread::scope(|scope| {
        for (owner, drafts) in owners.into_iter().zip(&drafts) {
            scope.spawn(move || {
                for draft in drafts {
                    owner.post(&format!("{draft}/do/submit"), &[]).expect(303);
                }
            });
        }
    });
    let ours = per_second(began.elapsed());

    let tables = written(&raw, submits);
    for Written { name, each, .. } in &tables {
        println!("  {name}: {each} rows a submit");
    }
    let mut clients: Vec<_> = (0..ORGS).map(|_| cluster.raw()).collect();
    let began = Instant::now();
    std::thread::scope(|scope| {
        for (number, client) in clients.iter_mut().enumerate() {
            let tables = &tables;
            scope.spawn(move || {
                wait(write_plainly(client, tables, number * each, (number + 1) * each));
            });
        }
    });
    (ours, per_second(began.elapsed()))
}

mod drills {
    #[test]
    #[ignore = "slow: `make drills` runs it"]
    fn submits_reach_half_of_what_writing_the_same_rows_reaches() {
        let (ours, plain) = super::submit_and_write(50);
        let times = plain / ours;
        println!(
            "durable submits: {ours:.0} a second; the same rows written plainly: {plain:.0} a second, {times:.2} times as many, goal 2"
        );
        assert!(times <= 2.0, "{times}");
    }
}
