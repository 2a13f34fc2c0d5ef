//! Code that authenticates, authorises or encrypts, by its path: a reason to look twice, told folder by folder.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::range::{FilePath, Range, Status};

pub(super) static DETECTOR: Detector = Detector {
    code: "SEC-AREA",
    about: "Folders whose code is about authentication, rights, sessions, tokens or cryptography, with how many files changed.",
    ground: Ground::Product,
    picks: |path| path.is_code() && !is_of_migration(path) && area_of(path).is_some(),
    detect: Detect::Range(detect),
};

/// Words of a path that name such code.
const WORDS: [&str; 30] = [
    "auth",
    "authn",
    "authz",
    "authentication",
    "authorization",
    "authorisation",
    "authenticator",
    "authorizer",
    "oauth",
    "oauth2",
    "oidc",
    "saml",
    "ldap",
    "sso",
    "jwt",
    "rbac",
    "acl",
    "iam",
    "crypto",
    "cryptography",
    "encryption",
    "session",
    "sessions",
    "permission",
    "permissions",
    "token",
    "tokens",
    "password",
    "credential",
    "credentials",
];
/// More rows than these nobody reads.
const MOST: usize = 12;
/// Parts of compilers have tokens as well.
const OF_LANGUAGES: [&str; 8] =
    ["parser", "lexer", "ast", "syntax", "compiler", "tokenizer", "tokens", "highlight"];

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let mut areas: BTreeMap<String, (Place, usize)> = BTreeMap::new();
    for file in range.picked(detector) {
        // Sorted imports are no change of what is guarded.
        if file.status == Status::Moved || !file.changes_code() {
            continue;
        }
        if let Some(area) = area_of(&file.path) {
            let path = &file.path.full;
            let place = if file.new.is_some() {
                Place::after(path, None)
            } else {
                Place::before(path, None)
            };
            areas.entry(area).or_insert((place, 0)).1 += 1;
        }
    }
    for (area, (place, count)) in few(areas) {
        let id = format!("sec:{area}");
        let fact = Fact::new(DETECTOR.code, Kind::SecurityArea, Verb::Changed, id, &area, place);
        let fact = fact.with_values(None, Some(count.to_string()));
        facts.push(fact.as_sure_as(Confidence::Likely));
    }
}

fn is_of_migration(path: &FilePath) -> bool {
    ["migrations", "migrate", "seeds"].iter().any(|folder| path.is_below(folder))
}

/// Joins areas by the folders above them until they are few enough for a reader.
fn few(areas: BTreeMap<String, (Place, usize)>) -> BTreeMap<String, (Place, usize)> {
    let deepest = areas.keys().map(|area| area.split('/').count()).max().unwrap_or(0);
    for depth in (1..=deepest).rev() {
        let mut joined: BTreeMap<String, (Place, usize)> = BTreeMap::new();
        for (area, (place, count)) in &areas {
            let above: Vec<&str> = area.split('/').take(depth).collect();
            joined.entry(above.join("/")).or_insert_with(|| (place.clone(), 0)).1 += count;
        }
        if joined.len() <= MOST || depth == 1 {
            return joined;
        }
    }
    areas
}

/// The first folder on the way that such a word names; of a file with such a name its folder.
fn area_of(path: &FilePath) -> Option<String> {
    let parts: Vec<&str> = path.full.split('/').collect();
    let is_of_language = |word: &str| OF_LANGUAGES.contains(&word);
    let has = |part: &str, fits: &dyn Fn(&str) -> bool| words(part).iter().any(|word| fits(word));
    let is_area = |part: &str| has(part, &|word| WORDS.contains(&word));
    if path.lower.split('/').any(|part| has(part, &|word| is_of_language(word) && word != "tokens"))
    {
        return None;
    }
    let at = parts.iter().position(|part| is_area(part))?;
    let folders = if at + 1 == parts.len() { at } else { at + 1 };
    Some(if folders == 0 { ".".to_owned() } else { parts[..folders].join("/") })
}

/// Words of a name: `session_middleware.rs`, `sessionStore.ts`, `OAuthClient.java`.
fn words(part: &str) -> Vec<String> {
    let stem = part.split('.').next().unwrap_or_default();
    let mut words = vec![String::new()];
    let mut last_is_lower = false;
    for char in stem.chars() {
        if !char.is_alphanumeric() || char.is_uppercase() && last_is_lower {
            words.push(String::new());
        }
        if char.is_alphanumeric() {
            words.last_mut().expect("there is one word").extend(char.to_lowercase());
        }
        last_is_lower = char.is_lowercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[track_caller]
    fn check(paths: &[&str], expected: &[&str]) {
        let files: Vec<_> = paths.iter().map(|path| (*path, None, Some(*path))).collect();
        let found = file_facts(&DETECTOR, &files);
        let shown: Vec<String> = found
            .iter()
            .map(|fact| format!("{} {}", fact.subject, fact.after.as_deref().unwrap()))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn files_are_told_by_folder() {
        check(
            &[
                "util/session/a.go",
                "util/session/deep/b.go",
                "util/oidc/c.go",
                "src/session_middleware.rs",
                "ui/src/tokenStore.ts",
                "main/OAuth2.java",
            ],
            &["main 1", "src 1", "ui/src 1", "util/oidc 1", "util/session 2"],
        );
    }

    #[test]
    fn many_areas_are_joined() {
        let paths: Vec<String> =
            (0..20).map(|at| format!("ui/src/a{}/x{at}/auth/b.ts", at % 2)).collect();
        check(
            &paths.iter().map(String::as_str).collect::<Vec<_>>(),
            &["ui/src/a0 10", "ui/src/a1 10"],
        );
    }

    #[test]
    fn templates_are_no_code() {
        check(&["templates/wireless/attrs/auth_psk.html", "docs/auth.md", "auth/logo.png"], &[]);
    }

    #[test]
    fn words_that_only_begin_so_are_none() {
        check(
            &["src/author.rs", "src/authority/a.go", "src/obsession.rs", "pkg/tokenizer.go"],
            &[],
        );
    }

    #[test]
    fn tokens_of_languages_are_none() {
        check(&["compiler/token.rs", "src/lexer/tokens.go", "src/ast/token.ts"], &[]);
    }

    #[test]
    fn migrations_and_sorted_imports_are_none() {
        check(&["netbox/core/migrations/0023_sync_permission.py"], &[]);
        let file =
            ("util/oidc/a.py", Some("from a import c, b\nx\n"), Some("from a import b, c\nx\n"));
        assert!(file_facts(&DETECTOR, &[file]).is_empty());
    }

    #[test]
    fn tests_are_none() {
        check(&["util/session/a_test.go", "test/auth/a.go"], &[]);
    }
}
