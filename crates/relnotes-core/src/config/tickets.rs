//! `[tickets]`: how tickets are recognised and where they can be opened.

use regex::Regex;
use toml::Spanned;

use super::address::problem_of_address;
use super::error::{Error, Problem, Source};
use super::file::TicketsFile;
use super::{given, picked};

/// How tickets are recognised and where they can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tickets {
    /// Regular expressions of ticket ids, all of them valid; empty: the built-in ones.
    pub patterns: Vec<String>,
    /// What looks like a ticket and is none, beyond the built-in list.
    pub ignore: Vec<String>,
    /// Where a ticket can be opened, with `{id}` for its id.
    pub url: Option<String>,
}

impl Tickets {
    /// Returns the address of a ticket, where one is configured.
    ///
    /// ```
    /// use relnotes_core::config::Config;
    ///
    /// let toml = "tickets.url = \"https://jira.example.com/browse/{id}\"";
    /// let config = Config::parse(toml, "relnotes.toml")?;
    /// assert_eq!(config.tickets.url_of("PAY-1").as_deref(), Some("https://jira.example.com/browse/PAY-1"));
    /// # Ok::<(), relnotes_core::config::Error>(())
    /// ```
    pub fn url_of(&self, id: &str) -> Option<String> {
        self.url.as_ref().map(|url| url.replace("{id}", &percent_encoded(id)))
    }

    pub(super) fn resolve(file: TicketsFile, source: Source<'_>) -> Result<Self, Error> {
        if let Some(url) = &file.url
            && let Some(problem) = problem_of_url(url.get_ref())
        {
            return Err(source.bad_value("tickets.url", problem, &url.span()));
        }
        let patterns = picked(file.patterns);
        if let Some(error) = patterns.iter().find_map(|pattern| error_of_pattern(pattern, source)) {
            return Err(error);
        }
        Ok(Self {
            patterns: patterns.into_iter().map(Spanned::into_inner).collect(),
            ignore: picked(file.ignore),
            url: given(file.url),
        })
    }
}

fn problem_of_url(url: &str) -> Option<Problem> {
    if url.trim().is_empty() {
        return None;
    }
    problem_of_address(url).or_else(|| (!url.contains("{id}")).then_some(Problem::NoId))
}

fn error_of_pattern(pattern: &Spanned<String>, source: Source<'_>) -> Option<Error> {
    let text = pattern.get_ref();
    let (problem, span) = match Regex::new(text) {
        Ok(regex) if regex.is_match("") => (Problem::EmptyMatch(text.clone()), pattern.span()),
        Ok(_) => return None,
        Err(error) => (Problem::of_regex(text, &error), pattern.span()),
    };
    Some(source.bad_value("tickets.patterns", problem, &span))
}

/// Everything but the unreserved characters of RFC 3986, so that `#12` stays within its part of the address.
fn percent_encoded(id: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    id.bytes().map(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_cannot_leave_its_place_in_the_address() {
        let url = Some("https://x/{id}?tab=1".to_owned());
        let tickets = Tickets { patterns: Vec::new(), ignore: Vec::new(), url };
        assert_eq!(
            tickets.url_of("#12/../a b").as_deref(),
            Some("https://x/%2312%2F..%2Fa%20b?tab=1")
        );
    }
}
