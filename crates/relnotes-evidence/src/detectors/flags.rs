//! Feature flags of registries: files that list them with their defaults and owners.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Fact, Flag, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath, Range};
use crate::source::{Source, arguments, literal};
use crate::yaml::{self, Node};

pub(super) static DETECTOR: Detector = Detector {
    code: "FLAG",
    about: "Feature flags in registries as GitLab, Grafana, Kubernetes and Mattermost have them, with default and owner.",
    ground: Ground::Product,
    picks: |path| is_definition(path) || is_registry(path),
    detect: Detect::Range(detect),
};

/// A flag of a side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    path: String,
    line: u32,
    flag: Flag,
}

/// `config/feature_flags/development/x.yml`.
fn is_definition(path: &FilePath) -> bool {
    let is_below =
        ["feature_flags", "feature-flags", "featureflags"].iter().any(|it| path.is_below(it));
    matches!(path.extension(), "yml" | "yaml") && is_below
}

/// `featuremgmt/registry.go`, `kube_features.go`, `feature_flags.go`.
fn is_registry(path: &FilePath) -> bool {
    let name = path.name();
    let is_of_features = name.contains("feature") || path.lower.contains("featuremgmt/registry");
    path.extension() == "go" && is_of_features
}

/// `Flag{ Name: "x", … }` of Grafana, within a list of them.
static STRUCT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\s*Name:\s*").expect("regex is a literal"));
/// `SomeFeature: {Default: true, PreRelease: featuregate.Beta}` of Kubernetes, up to its bracket.
static GATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:\w+\.)?([A-Z]\w+):\s*\{").expect("regex is a literal")
});
static DEFAULT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)Default:\s*(true|false)").expect("regex is a literal"));
/// `f.SomeFlag = true` in Mattermost's `SetDefaults`.
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*f\.([A-Z]\w+)\s*=\s*(true|false)\s*$").expect("regex is a literal")
});

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let files: Vec<&FileDiff> = range.picked(detector).filter(|file| file.is_read()).collect();
    facts.extend(compared(&files));
}

fn compared(files: &[&FileDiff]) -> Vec<Fact> {
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    for file in files {
        let sides = [(file.old.is_some(), file.before()), (file.new.is_some(), file.after())];
        let [old, new] =
            sides.map(
                |(is_there, text)| if is_there { read(&file.path, text) } else { Some(Vec::new()) },
            );
        // A side that cannot be understood says nothing about what came or went.
        let (Some(old), Some(new)) = (old, new) else { continue };
        before.extend(old);
        after.extend(new);
    }
    let mut facts = Vec::new();
    for (name, was) in &before {
        match after.get(name) {
            None => facts.push(fact(Verb::Removed, name, was, None)),
            Some(is) if is.flag.default != was.flag.default => {
                facts.push(fact(Verb::Changed, name, is, Some(was)));
            }
            Some(_) => {}
        }
    }
    let new = after.iter().filter(|(name, _)| !before.contains_key(*name));
    facts.extend(new.map(|(name, is)| fact(Verb::Added, name, is, None)));
    facts
}

/// `before` and `after` are the defaults.
fn fact(verb: Verb, name: &str, seen: &Seen, was: Option<&Seen>) -> Fact {
    let default = seen.flag.default.clone();
    let (place, values) = match verb {
        Verb::Removed => (Place::before(&seen.path, seen.line), (default, None)),
        Verb::Added | Verb::Changed | Verb::Renamed | Verb::Present => (
            Place::after(&seen.path, seen.line),
            (was.and_then(|it| it.flag.default.clone()), default),
        ),
    };
    let kind = Kind::Flag(seen.flag.clone());
    Fact::new(DETECTOR.code, kind, verb, format!("flag:{name}"), name, place)
        .with_values(values.0, values.1)
}

/// The flags of a file; none where it cannot be understood.
fn read(path: &FilePath, text: &str) -> Option<Vec<(String, Seen)>> {
    if !is_definition(path) {
        return Some(go(path, text));
    }
    let document = yaml::parse(text.as_bytes()).ok()?.into_iter().next();
    let field = |key: &str| {
        document
            .as_ref()
            .and_then(|it| it.text_of(key))
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
    };
    let line = document.as_ref().and_then(|it| it.get("name")).map_or(1, Node::line);
    let flag = Flag { default: field("default_enabled"), owner: field("group") };
    let seen = |line| Seen { path: path.full.clone(), line, flag };
    Some(
        field("name")
            .map(|name| (name, seen(u32::try_from(line).unwrap_or(u32::MAX))))
            .into_iter()
            .collect(),
    )
}

fn go(path: &FilePath, text: &str) -> Vec<(String, Seen)> {
    let source = Source::new(text);
    let seen = |at: usize, flag| {
        let line = u32::try_from(source.line(at) + 1).unwrap_or(u32::MAX);
        Seen { path: path.full.clone(), line, flag }
    };
    let mut found = Vec::new();
    for open in STRUCT.find_iter(text) {
        let Some(list) = source.block(open.start()) else { continue };
        let list = arguments(list);
        let field = |name: &str| {
            let mut fields = list.iter().filter_map(|it| it.split_once(':'));
            fields.find_map(|(key, value)| (key.trim() == name).then(|| value.trim()))
        };
        // The stage or the owner makes it a flag; other lists have names as well.
        let (Some(name), Some(stage)) = (field("Name").and_then(literal), field("Stage")) else {
            continue;
        };
        let is_on = stage.ends_with("GeneralAvailability");
        let default =
            field("Expression").and_then(literal).map_or_else(|| is_on.to_string(), str::to_owned);
        let flag = Flag { default: Some(default), owner: field("Owner").map(str::to_owned) };
        found.push((name.to_owned(), seen(open.start(), flag)));
    }
    let mut simple = |name: regex::Match<'_>, default: &str| {
        let flag = Flag { default: Some(default.to_owned()), owner: None };
        found.push((name.as_str().to_owned(), seen(name.start(), flag)));
    };
    for parts in GATE.captures_iter(text) {
        let (Some(open), Some(name)) = (parts.get(0), parts.get(1)) else { continue };
        // Of a list of versions the last one counts.
        let block = source.block(open.end() - 1).unwrap_or_default();
        if let Some(default) = DEFAULT.captures_iter(block).last() {
            simple(name, &default[1]);
        }
    }
    for parts in ASSIGNED.captures_iter(text) {
        if let Some(name) = parts.get(1) {
            simple(name, &parts[2]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, before: Option<&str>, after: Option<&str>, expected: &[&str]) {
        let file = FileDiff::of(path, before, after);
        assert!(DETECTOR.wants(&file.path));
        let shown: Vec<String> = compared(&[&file])
            .iter()
            .map(|it| {
                let Kind::Flag(flag) = &it.kind else { panic!("no flag") };
                let owner = flag.owner.as_deref().unwrap_or("-");
                let text = |value: &Option<String>| value.clone().unwrap_or_default();
                format!("{:?} {} {}>{} {owner}", it.verb, it.id, text(&it.before), text(&it.after))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_definition_of_gitlab_is_read() {
        let text = "---\nname: fast_search\ndefault_enabled: false\ngroup: group::search\n";
        let path = "config/feature_flags/development/fast_search.yml";
        check(path, None, Some(text), &["Added flag:fast_search >false group::search"]);
        check(
            path,
            Some(text),
            Some(&text.replace("false", "true")),
            &["Changed flag:fast_search false>true group::search"],
        );
        check(path, Some(text), None, &["Removed flag:fast_search false> group::search"]);
        check(path, Some(text), Some("name: ["), &[]);
    }

    #[test]
    fn registries_in_go_are_read() {
        let grafana = "var flags = []FeatureFlag{\n\t{\n\t\tName: \"fastSearch\",\n\t\tStage: FeatureStageGeneralAvailability,\n\t\tOwner: grafanaSearchSquad,\n\t\tExpression: \"true\",\n\t},\n\t{Name: \"other\"},\n}\n";
        check(
            "pkg/services/featuremgmt/registry.go",
            None,
            Some(grafana),
            &["Added flag:fastSearch >true grafanaSearchSquad"],
        );
        let gates = "var x = map[featuregate.Feature]featuregate.FeatureSpec{\n\tFastSearch: {Default: false, PreRelease: featuregate.Alpha},\n}\n";
        check(
            "pkg/features/kube_features.go",
            Some(gates),
            Some(&gates.replace("false", "true")),
            &["Changed flag:FastSearch false>true -"],
        );
        let versions = "\tFastSearch: {\n\t\t{Version: a, Default: false, PreRelease: x},\n\t\t{Version: b, Default: true},\n\t},\n";
        check(
            "pkg/features/kube_features.go",
            None,
            Some(versions),
            &["Added flag:FastSearch >true -"],
        );
        let model = "func (f *FeatureFlags) SetDefaults() {\n\tf.FastSearch = false\n}\n";
        check(
            "model/feature_flags.go",
            Some(model),
            Some(&model.replace("false", "true")),
            &["Changed flag:FastSearch false>true -"],
        );
    }
}
