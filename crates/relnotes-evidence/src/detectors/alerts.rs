//! Alerts and recording rules: which came, went or changed, and which there are.
//!
//! An alert is known by its name over all files, so that one which moved is no news. Those that did not change are told as
//! present: a plan of what to watch lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use relnotes_core::evidence::{Alert, Confidence, Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::prometheus::{Rule, RuleKind, rules, watched};
use crate::range::{FileDiff, FilePath, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "ALERT",
    about: "Alerts and recording rules of Prometheus that came, went, changed or stand in the tree, with severity and runbook.",
    ground: Ground::Product,
    picks: |path| is_yaml(path) || is_mixin(path),
    detect: Detect::Range(detect),
};

/// Rules of one kind and name on one side, with the files that have them.
type Named<'f> = BTreeMap<(RuleKind, String), Vec<(&'f str, Rule)>>;

pub(super) fn is_yaml(path: &FilePath) -> bool {
    matches!(path.extension(), "yaml" | "yml") && !path.is_below(".github")
}

/// Jsonnet makes rules of programs: that such a file changed is all that can be told.
fn is_mixin(path: &FilePath) -> bool {
    let is_of_rules = path
        .lower
        .split(['/', '.', '-', '_'])
        .any(|word| matches!(word, "alert" | "alerts" | "rule" | "rules"));
    matches!(path.extension(), "libsonnet" | "jsonnet") && is_of_rules
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let files: Vec<&FileDiff> = range.picked(detector).filter(|file| file.is_read()).collect();
    let differ: BTreeSet<&str> = range.files().map(|file| file.path.full.as_str()).collect();
    let unchanged: Vec<(&str, Arc<str>)> =
        watched(range, is_yaml).filter(|(path, _)| !differ.contains(path)).collect();
    facts.extend(compared(&files, &unchanged));
}

fn compared(files: &[&FileDiff], unchanged: &[(&str, Arc<str>)]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let (mut before, mut after) = (Named::new(), Named::new());
    for file in files {
        let path = file.path.full.as_str();
        if is_mixin(&file.path) {
            facts.extend(mixin(file));
            continue;
        }
        add(file.moved_from.as_deref().unwrap_or(path), file.before(), &mut before);
        add(path, file.after(), &mut after);
    }
    let mut same = Named::new();
    unchanged.iter().for_each(|(path, text)| add(path, text, &mut same));
    let none = Vec::new();
    for (key, old) in &before {
        pair(old, after.get(key).unwrap_or(&none), &mut facts);
    }
    for (key, new) in &after {
        if !before.contains_key(key) {
            pair(&none, new, &mut facts);
        }
    }
    let mut facts = with_renamed(facts);
    let alerts = same.into_values().flatten().filter(|(_, rule)| rule.kind == RuleKind::Alert);
    facts.extend(alerts.map(|(path, rule)| fact(Verb::Present, path, &rule, Vec::new())));
    facts
}

/// Joins a rule that went with the one that came and asks the same, if each is the only such one: it was renamed.
fn with_renamed(facts: Vec<Fact>) -> Vec<Fact> {
    let expression = |fact: &Fact| {
        let Kind::Alert(alert) = &fact.kind else { return None };
        alert.expression.clone()
    };
    let of = |verb: Verb| {
        let mut by_expression: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| fact.verb == verb) {
            by_expression
                .entry(expression(fact).unwrap_or_default())
                .or_default()
                .push(fact.subject.clone());
        }
        by_expression
    };
    let (gone, came) = (of(Verb::Removed), of(Verb::Added));
    let mut out = Vec::with_capacity(facts.len());
    for mut fact in facts {
        let asked = expression(&fact).unwrap_or_default();
        let pair = (gone.get(&asked).map(Vec::as_slice), came.get(&asked).map(Vec::as_slice));
        let (Some([old]), Some([_])) = pair else {
            out.push(fact);
            continue;
        };
        match fact.verb {
            Verb::Removed if !asked.is_empty() => {}
            Verb::Added if !asked.is_empty() => {
                fact.verb = Verb::Renamed;
                (fact.before, fact.after) = (Some(old.clone()), Some(fact.subject.clone()));
                out.push(fact);
            }
            Verb::Added | Verb::Removed | Verb::Changed | Verb::Renamed | Verb::Present => {
                out.push(fact);
            }
        }
    }
    out
}

fn add<'f>(path: &'f str, text: &str, named: &mut Named<'f>) {
    for rule in rules(text) {
        named.entry((rule.kind, rule.name.clone())).or_default().push((path, rule));
    }
}

/// Compares the rules of one name: first those that are alike, then the others in their order.
fn pair(old: &[(&str, Rule)], new: &[(&str, Rule)], facts: &mut Vec<Fact>) {
    let mut old: Vec<&(&str, Rule)> = old.iter().collect();
    let mut left = Vec::new();
    for now in new {
        let alike = old.iter().position(|was| differences(&was.1, &now.1).is_empty());
        if let Some(at) = alike {
            old.remove(at);
            if now.1.kind == RuleKind::Alert {
                facts.push(fact(Verb::Present, now.0, &now.1, Vec::new()));
            }
        } else {
            left.push(now);
        }
    }
    let mut old = old.into_iter();
    for (path, rule) in left {
        match old.next() {
            None => facts.push(fact(Verb::Added, path, rule, Vec::new())),
            Some((_, was)) => facts.push(changed(path, was, rule)),
        }
    }
    facts.extend(old.map(|(path, rule)| fact(Verb::Removed, path, rule, Vec::new())));
}

/// What two rules differ in: the name of the part, how it was, how it is.
type Difference<'r> = (&'static str, Option<&'r str>, Option<&'r str>);

fn differences<'r>(old: &'r Rule, new: &'r Rule) -> Vec<Difference<'r>> {
    let all = [
        ("expression", Some(old.expression.as_str()), Some(new.expression.as_str())),
        ("duration", old.holds_for.as_deref(), new.holds_for.as_deref()),
        ("severity", old.severity.as_deref(), new.severity.as_deref()),
        ("runbook", old.runbook.as_deref(), new.runbook.as_deref()),
    ];
    all.into_iter().filter(|(_, old, new)| old != new).collect()
}

/// The values of the first part that differs; which others do, the fact says.
fn changed(path: &str, old: &Rule, new: &Rule) -> Fact {
    let differences = differences(old, new);
    let parts = differences.iter().map(|(part, ..)| *part).collect();
    let values =
        differences.first().map(|(_, old, new)| (old.map(str::to_owned), new.map(str::to_owned)));
    let (before, after) = values.unwrap_or_default();
    fact(Verb::Changed, path, new, parts).with_values(before, after)
}

fn fact(verb: Verb, path: &str, rule: &Rule, changed: Vec<&'static str>) -> Fact {
    let prefix = match rule.kind {
        RuleKind::Alert => "alert",
        RuleKind::Record => "record",
    };
    let place = match verb {
        Verb::Removed => Place::before(path, rule.line),
        Verb::Added | Verb::Changed | Verb::Renamed | Verb::Present => {
            Place::after(path, rule.line)
        }
    };
    let alert = Alert {
        expression: Some(rule.expression.clone()),
        holds_for: rule.holds_for.clone(),
        severity: rule.severity.clone(),
        runbook: rule.runbook.clone(),
        changed,
    };
    let id = format!("{prefix}:{}", rule.name);
    Fact::new(DETECTOR.code, Kind::Alert(alert), verb, id, &rule.name, place)
}

fn mixin(file: &FileDiff) -> Option<Fact> {
    let path = &file.path.full;
    let (verb, place) = match (file.old, file.new) {
        _ if file.moved_from.is_some() => return None,
        (None, _) => (Verb::Added, Place::after(path, None)),
        (_, None) => (Verb::Removed, Place::before(path, None)),
        (Some(_), Some(_)) => (Verb::Changed, Place::after(path, None)),
    };
    let id = format!("alert-file:{path}");
    let fact = Fact::new(DETECTOR.code, Kind::Alert(Alert::default()), verb, id, path, place);
    Some(fact.as_sure_as(Confidence::Likely))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "groups:\n- name: shop\n  rules:\n  - alert: ShopDown\n    expr: up == 0\n    for: 5m\n    labels: {severity: critical}\n  - record: shop:up\n    expr: sum(up)\n";

    fn check(
        files: &[(&str, Option<&str>, Option<&str>)],
        unchanged: &[(&str, &str)],
        expected: &[&str],
    ) {
        let files: Vec<FileDiff> =
            files.iter().map(|(path, old, new)| FileDiff::of(path, *old, *new)).collect();
        let files: Vec<&FileDiff> =
            files.iter().filter(|file| DETECTOR.wants(&file.path)).collect();
        let unchanged: Vec<(&str, Arc<str>)> =
            unchanged.iter().map(|(path, text)| (*path, (*text).into())).collect();
        let found = compared(&files, &unchanged);
        let shown: Vec<String> = found.iter().map(shown).collect();
        assert_eq!(shown, expected);
    }

    fn shown(fact: &Fact) -> String {
        let Kind::Alert(alert) = &fact.kind else { panic!("no alert") };
        let changed = alert.changed.join(",");
        let values =
            fact.before.iter().chain(&fact.after).cloned().collect::<Vec<_>>().join(" -> ");
        format!("{:?} {} {changed} {values}", fact.verb, fact.id).trim_end().to_owned()
    }

    #[test]
    fn alerts_come_go_and_change() {
        check(
            &[("a.yaml", None, Some(RULES))],
            &[],
            &["Added alert:ShopDown", "Added record:shop:up"],
        );
        check(
            &[("a.yaml", Some(RULES), None)],
            &[],
            &["Removed alert:ShopDown", "Removed record:shop:up"],
        );
        let new = RULES.replace("5m", "10m").replace("critical", "warning");
        check(
            &[("a.yaml", Some(RULES), Some(&new))],
            &[],
            &["Changed alert:ShopDown duration,severity 5m -> 10m"],
        );
    }

    #[test]
    fn an_alert_that_moved_is_present() {
        let none = "groups: []\n# alert\n";
        let files = [("a.yaml", Some(RULES), Some(none)), ("b.yaml", None, Some(RULES))];
        check(&files, &[], &["Present alert:ShopDown"]);
        let spaced = RULES.replace("up == 0", "|\n      up\n      == 0");
        check(&[("a.yaml", Some(RULES), Some(&spaced))], &[], &["Present alert:ShopDown"]);
    }

    #[test]
    fn alerts_of_unchanged_files_are_present() {
        check(&[], &[("alerts/a.yaml", RULES)], &["Present alert:ShopDown"]);
    }

    #[test]
    fn an_alert_that_asks_the_same_under_another_name_is_renamed() {
        let new = RULES.replace("ShopDown", "ShopIsDown");
        let expected = ["Renamed alert:ShopIsDown  ShopDown -> ShopIsDown"];
        check(&[("a.yaml", Some(RULES), Some(&new))], &[], &expected);
    }

    #[test]
    fn two_alerts_of_one_name_are_paired() {
        let twice = RULES.replace(
            "  - record: shop:up\n    expr: sum(up)\n",
            "  - alert: ShopDown\n    expr: up < 2\n",
        );
        let new = twice.replace("up < 2", "up < 3");
        check(
            &[("a.yaml", Some(&twice), Some(&new))],
            &[],
            &["Present alert:ShopDown", "Changed alert:ShopDown expression up < 2 -> up < 3"],
        );
    }

    #[test]
    fn rules_of_tests_templates_and_workflows_are_left_out() {
        check(
            &[("cmd/testdata/a.yaml", None, Some(RULES)), (".github/a.yaml", None, Some(RULES))],
            &[],
            &[],
        );
        check(&[("a.yaml", None, Some(&format!("{{{{ if x }}}}\n{RULES}")))], &[], &[]);
    }

    #[test]
    fn a_mixin_is_told_as_a_file() {
        check(&[("mixin/dashboards/a.libsonnet", Some("{}"), Some("{a: 1}"))], &[], &[]);
        check(
            &[("mixin/alerts/a.libsonnet", Some("{}"), Some("{a: 1}"))],
            &[],
            &["Changed alert-file:mixin/alerts/a.libsonnet"],
        );
    }
}
