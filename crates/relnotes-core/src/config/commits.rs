//! `[commits]`: how types, scopes, paths and authors of commits are understood.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file::CommitsFile;
use super::glob::Glob;
use super::picked;
use crate::person::Person;

/// How commits are understood. Types and scopes are in lower case here; the methods take any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commits {
    /// The kind of each known type, the built-in ones included.
    pub types: BTreeMap<String, Kind>,
    /// Types, and names of kinds, that users need not see.
    pub hidden_types: BTreeSet<String>,
    /// Scopes that users need not see.
    pub hidden_scopes: BTreeSet<String>,
    /// Scopes that make a change a security fix, whatever its type.
    pub security_scopes: BTreeSet<String>,
    /// The headings under which users read about scopes.
    pub scopes: BTreeMap<String, String>,
    /// The kind that a label of a pull request stands for, where no type says it.
    pub labels: BTreeMap<String, Kind>,
    /// Labels of pull requests that break something.
    pub breaking_labels: BTreeSet<String>,
    /// Labels of pull requests that users need not see.
    pub hidden_labels: BTreeSet<String>,
    /// What files under a path say about an unclassified commit; the longest pattern first.
    pub paths: Vec<(Glob, PathKind)>,
    /// Names and e-mail addresses of programs, in lower case.
    pub bots: Vec<Glob>,
}

/// What sort of change a commit brings.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something new.
    Feature,
    /// Something better.
    Improvement,
    /// Something repaired.
    Fix,
    /// Something made safe.
    Security,
    /// Something that only those who build the product notice.
    Technical,
    /// The commit does not say; shown, never dropped.
    Unclassified,
}

/// What files under a path say about a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PathKind {
    /// Something new.
    Feature,
    /// Something better.
    Improvement,
    /// Something repaired.
    Fix,
    /// Something made safe.
    Security,
    /// Something that only those who build the product notice.
    Technical,
    /// Nothing that users need to see.
    Hidden,
}

impl Commits {
    /// Returns the kind of a type, or nothing for a type that is not in the table.
    pub fn kind_of(&self, commit_type: &str) -> Option<Kind> {
        self.types.get(&commit_type.to_lowercase()).copied()
    }

    /// Tells whether users need not see a type: it is hidden itself, or all of its kind are.
    pub fn hides_type(&self, commit_type: &str) -> bool {
        let commit_type = commit_type.to_lowercase();
        let kind = self.types.get(&commit_type);
        self.hidden_types.contains(&commit_type) || kind.is_some_and(|kind| self.hides_kind(*kind))
    }

    /// Tells whether users need not see a kind.
    pub fn hides_kind(&self, kind: Kind) -> bool {
        self.hidden_types.contains(kind.as_str())
    }

    /// Tells whether users need not see a scope.
    pub fn hides_scope(&self, scope: &str) -> bool {
        self.hidden_scopes.contains(&scope.to_lowercase())
    }

    /// Tells whether a scope makes a change a security fix.
    pub fn is_security_scope(&self, scope: &str) -> bool {
        self.security_scopes.contains(&scope.to_lowercase())
    }

    /// Returns the kind that a label stands for.
    pub fn kind_of_label(&self, label: &str) -> Option<Kind> {
        self.labels.get(&label.to_lowercase()).copied()
    }

    /// Tells whether a label says that something breaks.
    pub fn breaks(&self, label: &str) -> bool {
        self.breaking_labels.contains(&label.to_lowercase())
    }

    /// Tells whether users need not see what has a label.
    pub fn hides_label(&self, label: &str) -> bool {
        self.hidden_labels.contains(&label.to_lowercase())
    }

    /// Returns the heading under which users read about a scope; by default the scope itself.
    pub fn category_of<'a>(&'a self, scope: &'a str) -> &'a str {
        self.scopes.get(&scope.to_lowercase()).map_or(scope, String::as_str)
    }

    /// Returns what a path says about a commit that says nothing itself.
    pub fn path_kind_of(&self, path: &str) -> Option<PathKind> {
        self.paths.iter().find(|(pattern, _)| pattern.matches(path)).map(|(_, kind)| *kind)
    }

    /// Tells whether a person is a program.
    pub fn is_bot(&self, person: &Person) -> bool {
        let (name, email) = (person.name.to_lowercase(), person.email.to_lowercase());
        self.bots.iter().any(|pattern| pattern.matches(&name) || pattern.matches(&email))
    }

    pub(super) fn resolve(file: CommitsFile) -> Self {
        let mut paths: Vec<_> =
            file.paths.iter().map(|(pattern, kind)| (Glob::of_paths(pattern), *kind)).collect();
        paths.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.as_str().chars().count()));
        Self {
            types: file.types,
            hidden_types: lower_case(&picked(file.hidden_types)),
            hidden_scopes: lower_case(&picked(file.hidden_scopes)),
            security_scopes: lower_case(&picked(file.security_scopes)),
            scopes: file.scopes,
            labels: file.labels,
            breaking_labels: lower_case(&picked(file.breaking_labels)),
            hidden_labels: lower_case(&picked(file.hidden_labels)),
            paths,
            bots: picked(file.bots)
                .iter()
                .map(|pattern| Glob::of_names(&pattern.to_lowercase()))
                .collect(),
        }
    }
}

impl Kind {
    /// Returns the name of the kind, as in the configuration and in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Improvement => "improvement",
            Self::Fix => "fix",
            Self::Security => "security",
            Self::Technical => "technical",
            Self::Unclassified => "unclassified",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn lower_case(words: &[String]) -> BTreeSet<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn commits(toml: &str) -> Commits {
        Config::parse(toml, "relnotes.toml").unwrap().commits
    }

    #[test]
    fn types_are_known_in_any_case_and_in_russian() {
        let commits = commits("[commits.types]\nNew = \"feature\"\nux = \"fix\"");
        for (commit_type, expected) in [
            ("feat", Some(Kind::Feature)),
            ("Feat", Some(Kind::Feature)),
            ("BUGFIX", Some(Kind::Fix)),
            ("Исправление", Some(Kind::Fix)),
            ("new", Some(Kind::Feature)),
            ("ux", Some(Kind::Fix)),
            ("wip", None),
        ] {
            assert_eq!(commits.kind_of(commit_type), expected, "for {commit_type}");
        }
    }

    #[test]
    fn a_hidden_kind_hides_its_types_and_a_hidden_type_itself() {
        let by_default = commits("");
        assert!(by_default.hides_type("Chore") && by_default.hides_type("рефакторинг"));
        assert!(!by_default.hides_type("feat") && !by_default.hides_type("wip"));
        let written = commits("commits.hidden_types = [\"Chore\", \"wip\"]");
        assert!(written.hides_type("chore") && written.hides_type("wip"));
        assert!(!written.hides_type("refactor") && !written.hides_kind(Kind::Technical));
    }

    #[test]
    fn scopes_hide_secure_and_name_changes() {
        let commits = commits("[commits.scopes]\nAPI = \"Programming interface\"");
        assert!(commits.hides_scope("Deps") && !commits.hides_scope("api"));
        assert!(commits.is_security_scope("Security"));
        assert_eq!(commits.category_of("api"), "Programming interface");
        assert_eq!(commits.category_of("ui"), "ui");
    }

    #[test]
    fn the_longest_path_counts() {
        let commits =
            commits("[commits.paths]\n\"docs/**\" = \"technical\"\n\"docs/api/**\" = \"hidden\"");
        assert_eq!(commits.path_kind_of("docs/a.md"), Some(PathKind::Technical));
        assert_eq!(commits.path_kind_of("docs/api/a.md"), Some(PathKind::Hidden));
        assert_eq!(commits.path_kind_of("src/a.rs"), None);
    }

    #[test]
    fn bots_are_known_by_name_or_address() {
        let commits = commits("");
        for (name, email, expected) in [
            ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", true),
            ("Renovate Bot", "bot@renovateapp.com", true),
            ("CI", "github-actions@github.com", true),
            ("Hosted Weblate", "hosted@weblate.org", true),
            ("Abbot Botsford", "bot@example.com", false),
            ("Robot Weblate", "jane@weblate.org", false),
        ] {
            let person = Person { name: name.to_owned(), email: email.to_owned() };
            assert_eq!(commits.is_bot(&person), expected, "for {name} <{email}>");
        }
    }
}
