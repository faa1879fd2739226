//! The name system: addresses and texts, with a time limit and without a cache.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::Context as _;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, LookupIpStrategy, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::RData;

use super::Why;

/// The most addresses that a name may have.
const MOST_ADDRESSES: usize = 16;
/// The most texts that are read of a name, and the most bytes of each.
const MOST_TEXTS: usize = 64;
const MOST_TEXT: usize = 4_096;

/// Asks the name system.
#[derive(Clone)]
pub(super) struct Names {
    resolver: TokioResolver,
}

impl Names {
    /// Asks `server`, or those that the system is configured with.
    pub(super) fn new(server: Option<SocketAddr>, patience: Duration) -> anyhow::Result<Self> {
        let mut builder = match server {
            Some(server) => {
                let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
                for connection in &mut connections {
                    connection.port = server.port();
                }
                let server = NameServerConfig::new(server.ip(), true, connections);
                TokioResolver::builder_with_config(
                    ResolverConfig::from_name_servers(vec![server]),
                    TokioRuntimeProvider::default(),
                )
            }
            None => TokioResolver::builder_tokio()
                .context("reading the system's name servers from /etc/resolv.conf")?,
        };
        tune(builder.options_mut(), patience);
        Ok(Self {
            resolver: builder.build().context("setting up name resolution")?,
        })
    }

    /// Every address of a host, of both kinds; at least one, at most 16.
    pub(super) async fn addresses(&self, host: &str, patience: Duration) -> Result<Vec<IpAddr>, Why> {
        let looking = self.resolver.lookup_ip(absolute(host));
        let found = tokio::time::timeout(patience, looking)
            .await
            .map_err(|_| silent(patience))?
            .map_err(|error| why(host, &error, patience))?;
        let addresses: Vec<IpAddr> = found.iter().take(MOST_ADDRESSES + 1).collect();
        match addresses.len() {
            0 => Err(Why::NoSuchHost(host.to_owned())),
            1..=MOST_ADDRESSES => Ok(addresses),
            _ => Err(Why::Answer(format!(
                "the name `{host}` has more than {MOST_ADDRESSES} addresses"
            ))),
        }
    }

    /// The TXT records of a name, each with its pieces put together; none when it has none.
    pub(super) async fn texts(&self, name: &str, patience: Duration) -> Result<Vec<String>, Why> {
        let looking = self.resolver.txt_lookup(absolute(name));
        let found = match tokio::time::timeout(patience, looking).await {
            Err(_) => return Err(silent(patience)),
            Ok(Ok(found)) => found,
            Ok(Err(error)) => {
                return match why(name, &error, patience) {
                    Why::NoSuchHost(_) => Ok(Vec::new()),
                    other => Err(other),
                };
            }
        };
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(text) => {
                let mut bytes = text.txt_data.concat();
                bytes.truncate(MOST_TEXT);
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            _ => None,
        });
        Ok(texts.take(MOST_TEXTS).collect())
    }
}

fn silent(patience: Duration) -> Why {
    let seconds = patience.as_secs_f32();
    Why::Silent(format!("the name system gave no answer within {seconds} seconds"))
}

/// Only "no such name" and "no such record" are definite answers.
fn why(host: &str, error: &NetError, patience: Duration) -> Why {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none))
            if matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError) =>
        {
            Why::NoSuchHost(host.to_owned())
        }
        NetError::Timeout => silent(patience),
        NetError::Dns(DnsError::ResponseCode(code)) => {
            Why::Silent(format!("the name system answered `{code}`"))
        }
        _ => Why::Silent("the name system's answer cannot be read".to_owned()),
    }
}

/// Names are asked for as they stand, never under the system's search domains.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

fn tune(options: &mut ResolverOpts, patience: Duration) {
    // A hosts file would let inner names in, and a cache would keep an answer
    // that its owner is mending right now.
    options.use_hosts_file = ResolveHosts::Never;
    options.cache_size = 0;
    options.ip_strategy = LookupIpStrategy::Ipv4AndIpv6;
    options.timeout = patience.div_f32(2.0);
    options.attempts = 1;
}
