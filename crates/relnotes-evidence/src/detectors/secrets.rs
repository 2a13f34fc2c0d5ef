//! What looks like a secret in lines that came. The value itself is in no field of a fact.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Verb};

use super::ids::Ids;
use super::{Detect, Detector, Ground};
use crate::range::FileDiff;

pub(super) static DETECTOR: Detector = Detector {
    code: "SEC-SECRET",
    about: "Private keys, and tokens by the beginnings that their makers give them, in lines that came.",
    // Tests and documentation are full of keys that open nothing.
    ground: Ground::Product,
    picks: |path| {
        let beside = ["example", "examples", "sample", "samples"];
        !path.is_binary() && !beside.iter().any(|folder| path.is_below(folder))
    },
    detect: Detect::File(detect),
};

/// Tokens that say what they are.
static TOKENS: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let patterns = [
        (
            "github-token",
            r"(?-u:\b)(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})(?-u:\b)",
        ),
        ("gitlab-token", r"(?-u:\b)glpat-[A-Za-z0-9_-]{20,}"),
        ("aws-access-key", r"(?-u:\b)(?:AKIA|ASIA)[0-9A-Z]{16}(?-u:\b)"),
        ("slack-token", r"(?-u:\b)xox[abposr]-[A-Za-z0-9-]{20,}"),
        ("stripe-key", r"(?-u:\b)[sr]k_live_[A-Za-z0-9]{20,}(?-u:\b)"),
        ("google-api-key", r"(?-u:\b)AIza[0-9A-Za-z_-]{35}(?-u:\b)"),
        ("npm-token", r"(?-u:\b)npm_[A-Za-z0-9]{36}(?-u:\b)"),
        ("sendgrid-key", r"(?-u:\b)SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?-u:\b)"),
        ("digitalocean-token", r"(?-u:\b)do[opr]_v1_[0-9a-f]{64}(?-u:\b)"),
        ("pypi-token", r"(?-u:\b)pypi-AgE[A-Za-z0-9_-]{50,}"),
    ];
    let regex = |pattern| Regex::new(pattern).expect("regex is a literal");
    patterns.into_iter().map(|(name, pattern)| (name, regex(pattern))).collect()
});
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----").expect("regex is a literal")
});
/// What a key holds, on the line of its head or below.
static KEY_BODY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/]{40,}").expect("regex is a literal"));

/// How far below its head the body of a key begins: headers may stand between.
const REACH: usize = 5;

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    // Most files have none, and are searched as a whole faster than line by line.
    let text = file.after();
    let tokens: Vec<_> = TOKENS.iter().filter(|(_, pattern)| pattern.is_match(text)).collect();
    if tokens.is_empty() && !KEY.is_match(text) {
        return;
    }
    let added: Vec<(u32, &str)> = file.added().collect();
    let mut ids = Ids::default();
    for (at, (line, text)) in added.iter().enumerate() {
        for (name, pattern) in &tokens {
            let is_secret = |token: &str| is_random(token) && !file.before().contains(token);
            if pattern.find_iter(text).any(|found| is_secret(found.as_str())) {
                facts.push(fact(file, name, *line, &mut ids));
            }
        }
        if let Some(head) = KEY.find(text) {
            let below = added[at + 1..].iter().take(REACH).map(|(_, text)| *text);
            let mut body = std::iter::once(&text[head.end()..]).chain(below);
            let is_new = |body: &str| is_random(body) && !file.before().contains(body);
            if body.any(|text| KEY_BODY.find(text).is_some_and(|body| is_new(body.as_str()))) {
                facts.push(fact(file, "private-key", *line, &mut ids));
            }
        }
    }
}

fn fact(file: &FileDiff, name: &str, line: u32, ids: &mut Ids) -> Fact {
    let path = &file.path.full;
    let id = ids.unique(format!("secret:{path}#{name}"));
    let place = Place::after(path, line);
    let fact = Fact::new(DETECTOR.code, Kind::Secret, Verb::Added, id, name, place);
    fact.as_sure_as(Confidence::Likely)
}

/// Whether a text is no placeholder: its characters are spread, and it is no word for "put yours here".
fn is_random(text: &str) -> bool {
    let lower = text.to_lowercase();
    let placeholders = [
        "example",
        "xxxx",
        "0000",
        "1234567",
        "abcdefg",
        "your",
        "placeholder",
        "dummy",
        "redacted",
        "fake",
    ];
    if placeholders.iter().any(|word| lower.contains(word)) {
        return false;
    }
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = text.len() as f64;
    let entropy: f64 = counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum();
    entropy > 3.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    /// Tokens are put together here, so that this file holds none.
    fn token() -> String {
        format!("{}_{}", "ghp", "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW1xY2")
    }

    #[track_caller]
    fn check(path: &str, before: Option<&str>, after: &str, expected: &[&str]) {
        let found = facts(&DETECTOR, path, before, Some(after));
        let shown: Vec<String> = found
            .iter()
            .map(|fact| format!("{}:{}", fact.subject, fact.place.line.unwrap()))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn tokens_and_keys_are_told() {
        let aws = format!("{}{}", "AKIA", "Q3EGRJ5PWZ7XK2MB");
        check(
            "src/a.rs",
            None,
            &format!("let a = \"{}\";\nlet b = \"{aws}\";\n", token()),
            &["github-token:1", "aws-access-key:2"],
        );
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
        let key = format!("-----BEGIN {}PRIVATE KEY-----\n{body}\n", "RSA ");
        check("deploy/key.pem", None, &key, &["private-key:1"]);
    }

    #[test]
    fn the_value_is_in_no_field() {
        let found = facts(&DETECTOR, "a.env", None, Some(&format!("T={}\n", token())));
        assert!(!format!("{found:?}").contains(&token()[6..20]));
    }

    #[test]
    fn what_was_there_before_is_no_news() {
        let text = format!("T={}\n", token());
        check("a.env", Some(&text), &format!("# c\n{}", text.replace("T=", "X=")), &[]);
    }

    #[test]
    fn placeholders_are_none() {
        let text = format!("{0}_{1}\n{2}IOSFODNN7EXAMPLE\n", "ghp", "x".repeat(36), "AKIA");
        check("src/a.rs", None, &text, &[]);
    }

    #[test]
    fn the_head_of_a_key_alone_is_none() {
        check(
            "src/pem.rs",
            None,
            "const HEAD: &str = \"-----BEGIN PRIVATE KEY-----\";\nfn a() {}\n",
            &[],
        );
    }

    #[test]
    fn tests_documentation_and_examples_are_left_alone() {
        let text = format!("T={}\n", token());
        for path in
            ["tests/a.rs", "src/a_test.go", "docs/a.md", "examples/a.env", "testdata/key.pem"]
        {
            check(path, None, &text, &[]);
        }
    }
}
