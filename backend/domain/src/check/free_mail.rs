//! Mail domains that anybody can have an address at.

/// The list, sorted; `#` begins a remark.
const LIST: &str = include_str!("free_mail.txt");

/// Whether anybody can have an address at `domain`, in any case.
pub fn is_free_mail(domain: &str) -> bool {
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    LIST.lines().any(|line| line == domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_plain() {
        let domains: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(domains.is_sorted(), "keep the list sorted");
        for domain in &domains {
            assert!(
                psl::domain(domain.as_bytes()).is_some_and(|found| found == *domain),
                "{domain}"
            );
        }
    }

    #[test]
    fn providers_are_found_and_companies_are_not() {
        assert!(is_free_mail("GMail.com"));
        assert!(is_free_mail("proton.me."));
        assert!(!is_free_mail("acme.example"));
        assert!(!is_free_mail("notgmail.com"));
    }
}
