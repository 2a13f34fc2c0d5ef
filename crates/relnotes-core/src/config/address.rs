//! Web addresses in the configuration: for links, and never with a secret in them.

use super::error::Problem;

/// Returns what is wrong with an address, if anything is.
pub(super) fn problem_of_address(url: &str) -> Option<Problem> {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return Some(Problem::Scheme);
    };
    let host = rest.split('/').next().unwrap_or_default();
    if host.contains('@') {
        return Some(Problem::Credentials);
    }
    let is_broken = host.is_empty() || url.chars().any(|c| c.is_whitespace() || c.is_control());
    is_broken.then_some(Problem::Scheme)
}
