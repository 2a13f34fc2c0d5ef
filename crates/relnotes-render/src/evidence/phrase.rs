//! A fact in words: what happened, to what, from which value to which.

use relnotes_core::evidence::{
    Alert, Contract, Dependency, Fact, Flag, Kind, Leap, Migration, SqlRisk, Verb,
};

use crate::context::Inputs;
use crate::escape::{code, markdown};
use crate::locale::{EvidenceStrings, fill};

/// The longest value that a line shows.
const LONGEST: usize = 80;

/// Returns the line of a fact without its place.
pub(super) fn text(inputs: &Inputs<'_>, fact: &Fact) -> String {
    let strings = &inputs.strings.evidence;
    if let Kind::Own(own) = &fact.kind {
        let lang = inputs.settings.locale.as_str();
        if let Some((_, said)) = own.text.iter().find(|(language, _)| language == lang) {
            let value = |value: &Option<String>| value.as_deref().map(shown).unwrap_or_default();
            let (name, before, after) =
                (code(&fact.subject), value(&fact.before), value(&fact.after));
            let values = [("name", name.as_str()), ("before", &before), ("after", &after)];
            let said = fill(&markdown(said), &values);
            let mark = if fact.verb == Verb::Removed { &strings.gone } else { "" };
            return format!("{mark}{said}");
        }
    }
    let key = key(fact);
    let name = code(&fact.subject);
    let values = counted(inputs, fact).unwrap_or_else(|| values(fact));
    let detail = detail(inputs, fact);
    let before = fact.before.as_deref().map(shown).unwrap_or_default();
    let all = [
        ("name", name.as_str()),
        ("values", values.as_str()),
        ("detail", detail.as_str()),
        ("before", before.as_str()),
    ];
    if let Some(phrase) = strings.phrases.get(key) {
        return fill(phrase, &all);
    }
    let kind = strings.kinds.get(key).map_or(key, String::as_str);
    let verb = match fact.verb {
        Verb::Added => &strings.added,
        Verb::Removed => &strings.removed,
        Verb::Renamed => &strings.renamed,
        Verb::Changed => &strings.changed,
        Verb::Present => &strings.present,
    };
    let mut all = all.to_vec();
    all.push(("kind", kind));
    fill(verb, &all)
}

/// ` (lossy rollback)`: what is known of a fact beside its values; may be empty.
pub(super) fn detail(inputs: &Inputs<'_>, fact: &Fact) -> String {
    let details = details(&inputs.strings.evidence, fact);
    if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) }
}

/// The key of a kind in the words of a language.
fn key(fact: &Fact) -> &'static str {
    match &fact.kind {
        Kind::Migration(_) => "migration",
        Kind::EditedMigration => "edited_migration",
        Kind::SchemaDrift => "schema_drift",
        Kind::SqlRisk(_) => "sql",
        Kind::Contract(_) => "contract",
        Kind::Variable => "variable",
        Kind::ConfigKey => "config_key",
        Kind::Flag(_) => "flag",
        Kind::Metric => "metric",
        Kind::Alert(_) => "alert",
        Kind::DanglingMetric => "dangling_metric",
        Kind::Dashboard => "dashboard",
        Kind::Objective => "objective",
        Kind::Infrastructure(_) => "infrastructure",
        Kind::Workload(_) => "workload",
        Kind::Image => "image",
        Kind::Pipeline => "pipeline",
        Kind::Dependency(_) => "dependency",
        Kind::Runtime => "runtime",
        Kind::UpgradeGuide => "upgrade_guide",
        Kind::ChangelogEntry => "changelog_entry",
        Kind::SecurityArea => "security_area",
        Kind::Secret => "secret",
        Kind::SecurityFix => "security_fix",
        Kind::Owner => "owner",
        Kind::Tests => "tests",
        Kind::Untested => "untested",
        Kind::Translation => "translation",
        Kind::VersionFile => "version_file",
        Kind::Todo => "todo",
        Kind::LogPattern => "log_pattern",
        Kind::Host => "host",
        Kind::Schedule => "schedule",
        Kind::Licence => "licence",
        Kind::Binary => "binary",
        Kind::Submodule => "submodule",
        Kind::ConflictMarker => "conflict_marker",
        Kind::Own(_) => "own",
    }
}

/// `: a → b`, `: b`, or nothing; of a renamed thing nothing, its names say it.
pub(super) fn values(fact: &Fact) -> String {
    if fact.verb == Verb::Renamed {
        return String::new();
    }
    match (&fact.before, &fact.after) {
        (Some(before), Some(after)) => {
            let (before, after) = differing(before, after);
            let (before, after) = (shown(&before), shown(&after));
            // Where they differ behind the cut, the place says more than the same words twice.
            if before == after { String::new() } else { format!(": {before} → {after}") }
        }
        (Some(one), None) | (None, Some(one)) => format!(": {}", shown(one)),
        (None, None) => String::new(),
    }
}

/// `: 5 files`: of what is counted in a part of the product; none of other kinds.
fn counted(inputs: &Inputs<'_>, fact: &Fact) -> Option<String> {
    let count: usize = fact.after.as_ref()?.parse().ok()?;
    match fact.kind {
        Kind::SecurityArea | Kind::Untested => {
            let files = &inputs.strings.evidence.files;
            Some(format!(": {}", files.of(inputs.settings.locale, count)))
        }
        Kind::Tests => Some(format!(": {count}")),
        _ => None,
    }
}

/// Two lists without what stands in both; other values as they are.
fn differing(before: &str, after: &str) -> (String, String) {
    let [old, new] = [before, after].map(|list| list.split(", ").collect::<Vec<_>>());
    let only = |all: &[&str], other: &[&str]| {
        let all: Vec<&str> = all.iter().copied().filter(|it| !other.contains(it)).collect();
        all.join(", ")
    };
    let (gone, came) = (only(&old, &new), only(&new, &old));
    let is_told = old.len() > 1 && new.len() > 1 && !gone.is_empty() && !came.is_empty();
    if is_told { (gone, came) } else { (before.to_owned(), after.to_owned()) }
}

/// A value as code, cut where it is long; an empty one can be seen.
fn shown(value: &str) -> String {
    if value.is_empty() {
        return code("\"\"");
    }
    let value = with_short_digests(value);
    let mut chars = value.chars();
    let short: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() { format!("{}…", code(&short)) } else { code(&short) }
}

/// How many digits of a digest tell it apart.
const DIGITS: usize = 12;

/// `alpine:3.21@sha256:` with the first digits of the digest, as tools of containers show it.
fn with_short_digests(value: &str) -> String {
    let mut parts = value.split("@sha256:");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|char: char| !char.is_ascii_hexdigit()).unwrap_or(part.len());
        let (digest, rest) = part.split_at(end);
        out.push_str("@sha256:");
        out.push_str(&digest[..digest.len().min(DIGITS)]);
        out.push_str(rest);
    }
    out
}

/// What is done to several facts of one kind, told once: `changed: pipeline a; b; c`.
pub(super) fn several<'f>(
    inputs: &Inputs<'_>,
    facts: impl IntoIterator<Item = &'f Fact>,
) -> Vec<String> {
    let mut last = None;
    let mut all = Vec::new();
    for fact in facts {
        let details = details(&inputs.strings.evidence, fact);
        let same = Some((key(fact), fact.verb, details));
        let is_short = fact.verb != Verb::Renamed && !matches!(fact.kind, Kind::Own(_));
        all.push(if same == last && is_short {
            let values = counted(inputs, fact).unwrap_or_else(|| values(fact));
            format!("{}{values}", code(&fact.subject))
        } else {
            text(inputs, fact)
        });
        last = same;
    }
    all
}

fn details(strings: &EvidenceStrings, fact: &Fact) -> Vec<String> {
    match &fact.kind {
        Kind::Migration(migration) => of_migration(strings, migration),
        Kind::SqlRisk(risk) => of_sql(strings, risk),
        Kind::Contract(Contract { rule, breaking, .. }) => {
            let mut all = vec![code(rule)];
            all.extend(breaking.then(|| strings.word("breaking")));
            all
        }
        Kind::Flag(Flag { default, owner }) => {
            let default =
                default.as_ref().map(|it| format!("{} {}", strings.word("default"), shown(it)));
            let owner =
                owner.as_ref().map(|it| format!("{} {}", strings.word("owner"), markdown(it)));
            default.into_iter().chain(owner).collect()
        }
        Kind::Alert(alert) => of_alert(strings, alert),
        Kind::Infrastructure(infrastructure) => {
            let class = format!("{:?}", infrastructure.class);
            vec![strings.word(&snake(&class)), markdown(&infrastructure.object)]
        }
        Kind::Dependency(Dependency { ecosystem, leap, .. }) => {
            let is_zero = |value: &String| value.trim_start_matches('v').starts_with("0.");
            let leap = leap.map(|leap| {
                strings.word(match leap {
                    // Below 1.0 the second number is the one that may break.
                    Leap::Major if fact.before.as_ref().is_some_and(is_zero) => "major_of_zero",
                    Leap::Major => "major",
                    Leap::Minor => "minor",
                    Leap::Patch => "patch",
                    Leap::Back => "back",
                    Leap::Other => "other_version",
                })
            });
            std::iter::once((*ecosystem).to_owned()).chain(leap).collect()
        }
        _ => Vec::new(),
    }
}

fn of_migration(strings: &EvidenceStrings, migration: &Migration) -> Vec<String> {
    let class = strings.word(migration.undo.as_str());
    let mut all = vec![migration.framework.as_str().to_owned(), class];
    if let Some(highest) = &migration.out_of_order {
        all.push(format!("{} {}", strings.word("out_of_order"), code(highest)));
    }
    if migration.after_deploy {
        all.push(strings.word("after_deploy"));
    }
    all
}

fn of_sql(strings: &EvidenceStrings, risk: &SqlRisk) -> Vec<String> {
    let axes = [(risk.loss, "loss"), (risk.lock, "lock"), (risk.compat, "compat")];
    axes.iter().filter(|(holds, _)| *holds).map(|(_, word)| strings.word(word)).collect()
}

fn of_alert(strings: &EvidenceStrings, alert: &Alert) -> Vec<String> {
    let severity = alert.severity.as_deref().map(markdown);
    let holds = alert
        .holds_for
        .as_deref()
        .map(|it| format!("{} {}", strings.word("holds_for"), markdown(it)));
    let changed = alert.changed.iter().map(|what| strings.word(what));
    severity.into_iter().chain(holds).chain(changed).collect()
}

/// `ImageTag` as `image_tag`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for char in name.chars() {
        if char.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(char.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::Place;

    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        let place = Place::after("a", 1);
        let fact = Fact::new("T", Kind::Pipeline, Verb::Changed, "a".to_owned(), "a", place);
        let fact = fact.with_values(Some(before.to_owned()), Some(after.to_owned()));
        assert_eq!(values(&fact), expected);
    }

    #[test]
    fn of_lists_only_what_differs_is_told() {
        check("a@v1, b@v2", "a@v1, b@v3", ": `b@v2` → `b@v3`");
        check("a", "a, b", ": `a` → `a, b`");
    }

    #[test]
    fn values_that_read_the_same_are_not_told_twice() {
        let long = "x".repeat(LONGEST);
        check(&format!("{long}1"), &format!("{long}2"), "");
    }

    #[test]
    fn digests_are_short_and_what_is_empty_is_seen() {
        let digest = |digit: &str| format!("alpine:3@sha256:{}", digit.repeat(64));
        check(
            &digest("a"),
            &digest("b"),
            ": `alpine:3@sha256:aaaaaaaaaaaa` → `alpine:3@sha256:bbbbbbbbbbbb`",
        );
        check("", "1", ": `\"\"` → `1`");
    }
}
