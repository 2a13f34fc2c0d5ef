//! Web addresses in the configuration: for links, and never with a secret in them.

use std::ops::Range;

use super::error::{Error, Problem};
use crate::declared::{At, Leaf};

/// A web address that somebody declared, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub String);

impl Leaf for Address {
    type Raw = String;

    fn read(raw: String, at: &At<'_>, span: &Range<usize>) -> Result<Option<Self>, Error> {
        let url = raw.trim().trim_end_matches('/');
        if url.is_empty() {
            return Ok(None);
        }
        match problem_of_address(url) {
            Some(problem) => Err(at.bad(problem, span)),
            None => Ok(Some(Self(url.to_owned()))),
        }
    }
}

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
