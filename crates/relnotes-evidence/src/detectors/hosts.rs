//! Hosts that the product talks to: literals of code and configuration that begin with an address.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Kind};

use super::{Detect, Detector, Ground};
use crate::names::{Known, NameRule, Sighting};
use crate::range::FilePath;
use crate::source::Source;

pub(super) static DETECTOR: Detector = Detector {
    code: "EXT-HOST",
    about: "Hosts in addresses that code or configuration of the product has as literals; links in comments and texts are none.",
    ground: Ground::Product,
    picks: is_wanted,
    detect: Detect::Names(NameRule {
        prefix: "host",
        kind: |_| Kind::Host,
        known: Known::BySight,
        confidence: Confidence::Guess,
        sight,
    }),
};

/// A literal that begins with an address: text that only mentions one is an explanation.
static URL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:["'`]|[=:]\s+)(?:https?|wss?|grpcs?|amqps?|ldaps?)://(?:[^/@\s"'`]*@)?([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,})(?-u:\b)"#)
        .expect("regex is a literal")
});

/// Names of schemas, examples and links to read, at which nobody calls.
const NOT_CALLED: [&str; 24] = [
    "example.com",
    "example.org",
    "example.net",
    "w3.org",
    "json-schema.org",
    "schemas.xmlsoap.org",
    "schemas.microsoft.com",
    "schemas.openxmlformats.org",
    "purl.org",
    "xmlns.com",
    "ns.adobe.com",
    "spdx.org",
    "opensource.org",
    "apache.org",
    "gnu.org",
    "creativecommons.org",
    "mozilla.org",
    "wikipedia.org",
    "stackoverflow.com",
    "tools.ietf.org",
    "schema.org",
    "swagger.io",
    "ogp.me",
    "opengis.net",
];

fn is_wanted(path: &FilePath) -> bool {
    let is_text = path.is_code()
        || matches!(
            path.extension(),
            "yaml" | "yml" | "toml" | "ini" | "conf" | "properties" | "hjson"
        );
    let is_lock = path.name().contains("lock") || path.name() == "cargo.toml";
    let is_site = !path.is_code() && ["site", "website"].iter().any(|it| path.is_below(it));
    // `releases/v1.2.0.toml` is what notes of a release are made of.
    is_text
        && !is_lock
        && !is_site
        && !path.is_tool()
        && !path.is_below("releases")
        && !path.name().starts_with('.')
}

fn sight(_: &FilePath, text: &str, found: &mut Vec<Sighting>) {
    if !text.contains("://") {
        return;
    }
    let source = Source::new(text);
    for parts in URL.captures_iter(text) {
        let host = parts.get(1).expect("the host is no option");
        let name = host.as_str().to_lowercase();
        let is_read = ["/docs", "/help", "/blog", "/wiki"]
            .iter()
            .any(|it| text[host.end()..].starts_with(it));
        if is_called(&name) && !is_read && !source.is_comment(host.start()) {
            found.push(Sighting::new(&name, source.line(host.start())));
        }
    }
}

fn is_called(host: &str) -> bool {
    let local = [
        ".local",
        ".localhost",
        ".internal",
        ".svc",
        ".test",
        ".example",
        ".invalid",
        ".tld",
        ".lan",
    ];
    let is_of = |domain: &&str| {
        host == *domain || host.strip_suffix(*domain).is_some_and(|it| it.ends_with('.'))
    };
    let is_documentation = host.starts_with("docs.") || host.ends_with(".readthedocs.io");
    !(NOT_CALLED.iter().any(is_of)
        || local.iter().any(|end| host.ends_with(end))
        || is_documentation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::name_facts;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let found = name_facts(&DETECTOR, &[(path, None, Some(text))]);
        let found: Vec<&str> = found.iter().map(|it| it.subject.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_literal_address_has_a_host() {
        check("a.rs", "let url = \"https://api.shop.com/v1\";\n", &["api.shop.com"]);
        check("a.yaml", "url: https://user@pay.shop.com:443/x\n", &["pay.shop.com"]);
    }

    #[test]
    fn links_in_texts_comments_schemas_and_examples_are_left_out() {
        check("a.go", "// \"https://api.shop.com\"\nx := \"see https://api.shop.com\"\n", &[]);
        check(
            "a.ts",
            "const x = 'http://www.w3.org/2000/svg', y = \"https://shop.example.com\", z = \"http://localhost:80\"\n",
            &[],
        );
        check("a.go", "x := \"https://shop.com/docs/start\"\n", &[]);
        check("docs/a.go", "x := \"https://api.shop.com\"\n", &[]);
        check("a.go", "x := \"http://10.0.0.1/a\"\n", &[]);
    }
}
