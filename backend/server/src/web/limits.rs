//! How many requests an address may make: in process, no database write.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

type Limiter = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// The limiter of anonymous API reads.
pub struct Limits {
    limiter: Limiter,
    clock: DefaultClock,
    per_minute: u32,
    trusted: Vec<IpAddr>,
}

/// What an address has left.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    remaining: u32,
}

impl Limits {
    /// Allows `per_minute` requests a minute and address, all of them at once
    /// if need be.
    pub fn new(per_minute: u32, trusted: Vec<IpAddr>) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN));
        let limiter = RateLimiter::dashmap(quota).with_middleware::<StateInformationMiddleware>();
        Self {
            limiter,
            clock: DefaultClock::default(),
            per_minute,
            trusted,
        }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// How long to wait when there were too many.
    pub fn count(&self, peer: IpAddr) -> Result<Left, Duration> {
        match self.limiter.check_key(&peer) {
            Ok(state) => Ok(Left {
                remaining: state.remaining_burst_capacity(),
            }),
            Err(until) => Err(until.wait_time_from(self.clock.now())),
        }
    }

    /// Forgets addresses that have not asked for a while.
    pub fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }

    /// The address that a request comes from: the peer, or what a trusted
    /// proxy says.
    pub fn peer(&self, req: &HttpRequest) -> IpAddr {
        let peer = req
            .peer_addr()
            .map_or(IpAddr::from([0, 0, 0, 0]), |addr| addr.ip());
        if !self.trusted.contains(&peer) {
            return whole_network(peer);
        }
        // The last entry is the one that our own proxy added.
        req.headers()
            .get("x-forwarded-for")
            .and_then(|value| value.to_str().ok())
            .and_then(|list| {
                list.rsplit(',')
                    .find_map(|item| item.trim().parse().ok().filter(|ip| !self.trusted.contains(ip)))
            })
            .map_or(peer, whole_network)
    }

    /// Adds the RateLimit fields (draft-ietf-httpapi-ratelimit-headers-10).
    pub fn describe(&self, left: Left, headers: &mut HeaderMap) {
        let policy = format!("\"reads\";q={};w=60", self.per_minute);
        let state = format!("\"reads\";r={};t=60", left.remaining);
        if let (Ok(policy), Ok(state)) = (HeaderValue::try_from(policy), HeaderValue::try_from(state)) {
            headers.insert(HeaderName::from_static("ratelimit-policy"), policy);
            headers.insert(HeaderName::from_static("ratelimit"), state);
        }
    }
}

/// What counts as one asker: an IPv4 address, or the /64 that an IPv6 customer has to itself.
fn whole_network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.into(),
            None => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        },
    }
}

impl Left {
    /// Nothing left.
    pub const NONE: Self = Self { remaining: 0 };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_customer_counts_as_one() {
        let one = |text: &str| whole_network(text.parse().unwrap());
        assert_eq!(one("2001:db8:1:2::5"), one("2001:db8:1:2:ffff::9"));
        assert_ne!(one("2001:db8:1:2::5"), one("2001:db8:1:3::5"));
        assert_eq!(one("::ffff:192.0.2.7"), one("192.0.2.7"));
    }
}
