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
    let values = values(fact);
    let details = details(strings, fact);
    let detail =
        if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
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
        (Some(before), Some(after)) => format!(": {} → {}", shown(before), shown(after)),
        (Some(one), None) | (None, Some(one)) => format!(": {}", shown(one)),
        (None, None) => String::new(),
    }
}

/// A value as code, cut where it is long.
fn shown(value: &str) -> String {
    let mut chars = value.chars();
    let short: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() { format!("{}…", code(&short)) } else { code(&short) }
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
            let leap = leap.map(|leap| {
                strings.word(match leap {
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
