//! Which IP addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Nets of IPv4 that are not public: the entries of IANA's special-purpose
/// registry that are not globally reachable (RFC 6890 and its successors),
/// multicast, the future-use block, the former 6to4 relays (RFC 7526), and the
/// one public address that a cloud uses for its inner services (Azure).
const INNER_V4: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(255, 255, 255, 255), 32),
];

/// Nets inside of 2000::/3 that are not public: IETF protocol assignments with
/// Teredo, benchmarks and ORCHIDs, 6to4, and documentation.
const INNER_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0x0db8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address is global unicast, so that anybody may be sent there.
///
/// What holds an IPv4 address inside (mapped, compatible, NAT64, 6to4, Teredo)
/// is refused whatever it holds: such an address leads through a translator of
/// somebody's own network.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !INNER_V4.iter().any(|(net, bits)| {
            let mask = u32::MAX << (32 - bits);
            v4.to_bits() & mask == net.to_bits()
        }),
        IpAddr::V6(v6) => {
            let global_unicast = v6.segments()[0] & 0xe000 == 0x2000;
            global_unicast
                && !INNER_V6.iter().any(|(net, bits)| {
                    let mask = u128::MAX << (128 - bits);
                    v6.to_bits() & mask == net.to_bits()
                })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn both_ends_of_every_net_that_is_not_public() {
        for (net, bits) in INNER_V4 {
            let size = u32::MAX.checked_shr(bits).unwrap_or(0);
            let last = Ipv4Addr::from_bits(net.to_bits() | size);
            assert!(!is_public(net.into()) && !is_public(last.into()), "{net}/{bits}");
        }
        for (net, bits) in INNER_V6 {
            let last = Ipv6Addr::from_bits(net.to_bits() | (u128::MAX >> bits));
            assert!(!is_public(net.into()) && !is_public(last.into()), "{net}/{bits}");
        }
    }

    #[test]
    fn neighbours_of_inner_nets_are_public() {
        for text in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2000::1",
            "2001:200::1",
            "2606:4700::1111",
            "2001:db7::1",
            "2003::1",
            "3ffe::1",
        ] {
            assert!(public(text), "{text}");
        }
    }

    #[test]
    fn what_holds_an_ipv4_address_is_refused_whatever_it_holds() {
        for text in [
            "::",
            "::1",
            "::8.8.8.8",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "2002:808:808::1",
            "2001:0:808:808::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "4000::1",
        ] {
            assert!(!public(text), "{text}");
        }
    }
}
