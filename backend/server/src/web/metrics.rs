//! Figures for Prometheus, at `/metrics`.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use prometheus::{
    Encoder as _, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Finished bytes.
    Ready,
    /// A handler.
    Made,
    /// The edge itself: limits, preflights, targets too long.
    Refused,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Made => "made",
            Self::Refused => "refused",
        }
    }
}

/// The process's figures.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    listings: IntGauge,
    version: IntGauge,
    following: IntGauge,
    statements: IntGauge,
}

impl Metrics {
    /// Registers all figures.
    ///
    /// # Errors
    /// Two figures of one name, which is a mistake in this file.
    pub fn new() -> anyhow::Result<Self> {
        let requests = IntCounterVec::new(
            Opts::new("oin_http_requests_total", "Answered requests"),
            &["from", "class"],
        )?;
        let buckets = vec![
            0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0,
        ];
        let seconds = HistogramVec::new(
            HistogramOpts::new("oin_http_request_seconds", "Time to the head of an answer").buckets(buckets),
            &["route"],
        )?;
        let listings = IntGauge::new("oin_catalog_listings", "Listings in this process's catalog")?;
        let version = IntGauge::new("oin_catalog_version", "Version of this process's catalog")?;
        let following = IntGauge::new(
            "oin_catalog_following",
            "1 while the catalog follows the database",
        )?;
        let statements = IntGauge::new(
            "oin_database_statements",
            "Statements sent to the database since the start",
        )?;
        let registry = Registry::new();
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(listings.clone()))?;
        registry.register(Box::new(version.clone()))?;
        registry.register(Box::new(following.clone()))?;
        registry.register(Box::new(statements.clone()))?;
        Ok(Self {
            registry,
            requests,
            seconds,
            listings,
            version,
            following,
            statements,
        })
    }

    /// Counts an answered request.
    pub fn count(&self, outcome: Outcome, req: &HttpRequest, status: StatusCode, took: Duration) {
        let class = match status.as_u16() / 100 {
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        self.requests.with_label_values(&[outcome.as_str(), class]).inc();
        if outcome == Outcome::Made {
            let pattern = req.match_pattern();
            let route = pattern.as_deref().unwrap_or("none");
            self.seconds
                .with_label_values(&[route])
                .observe(took.as_secs_f64());
        }
    }

    /// All figures in Prometheus's text format.
    ///
    /// # Errors
    /// A figure that cannot be written as text.
    pub fn text(
        &self,
        listings: usize,
        version: u64,
        following: bool,
        statements: u64,
    ) -> anyhow::Result<Vec<u8>> {
        self.listings.set(i64::try_from(listings).unwrap_or(i64::MAX));
        self.version.set(i64::try_from(version).unwrap_or(i64::MAX));
        self.following.set(i64::from(following));
        self.statements.set(i64::try_from(statements).unwrap_or(i64::MAX));
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}
