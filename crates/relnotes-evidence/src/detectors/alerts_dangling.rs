//! Alerts and dashboards that name a metric which the release removed or renamed: they will never fire, or show nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground, alerts};
use crate::prometheus::{Rule, RuleKind, dashboard, rules, watched, words};
use crate::range::{FileDiff, FilePath, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "ALERT-DANGLING",
    about: "Alerts, recording rules and dashboards of the newer tree that name a metric which is gone or has another name.",
    ground: Ground::Product,
    picks: |path| alerts::is_yaml(path) || is_dashboard(path),
    detect: Detect::Range(detect),
};

fn is_dashboard(path: &FilePath) -> bool {
    path.extension() == "json"
}

fn detect(range: &Range<'_>, detector: &Detector, so_far: &[Fact], facts: &mut Vec<Fact>) {
    let mut gone: Vec<Fact> = so_far.iter().filter(|fact| is_gone(fact)).cloned().collect();
    if gone.is_empty() {
        return;
    }
    for fact in &mut gone {
        // Code that went as a whole may be a library now, which still makes the metric.
        let is_file_gone =
            |file: &FileDiff| file.new.is_none() && file.path.full == fact.place.path;
        if fact.verb == Verb::Removed && range.files().any(is_file_gone) {
            fact.confidence = Confidence::Guess;
        }
    }
    let changed = range.picked(detector).filter(|file| file.new.is_some());
    let mut texts: Vec<(&str, Arc<str>)> =
        changed.map(|file| (file.path.full.as_str(), Arc::from(file.after()))).collect();
    let known: BTreeSet<&str> = texts.iter().map(|(path, _)| *path).collect();
    let others = watched(range, |path| alerts::is_yaml(path) || is_dashboard(path));
    let others: Vec<(&str, Arc<str>)> = others.filter(|(path, _)| !known.contains(path)).collect();
    texts.extend(others);
    let is_new = |fact: &&Fact| {
        matches!((&fact.kind, fact.verb), (Kind::Metric, Verb::Added | Verb::Renamed))
    };
    let new: BTreeSet<&str> =
        so_far.iter().filter(is_new).map(|fact| fact.subject.as_str()).collect();
    facts.extend(dangling(&gone, &new, &texts));
}

fn is_gone(fact: &Fact) -> bool {
    matches!((&fact.kind, fact.verb), (Kind::Metric, Verb::Removed | Verb::Renamed))
}

/// The metric that a fact says is gone, as Prometheus would show it.
fn metric(fact: &Fact) -> String {
    let name = if fact.verb == Verb::Renamed { fact.before.as_deref() } else { None };
    name.unwrap_or(&fact.subject).replace(['.', '-'], "_")
}

fn dangling(gone: &[Fact], new: &BTreeSet<&str>, texts: &[(&str, Arc<str>)]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let listed: Vec<(&str, &str, Vec<Rule>)> =
        texts.iter().map(|(path, text)| (*path, &**text, rules(text))).collect();
    let all = listed.iter().flat_map(|(.., rules)| rules);
    let recorded: BTreeSet<&str> =
        all.filter(|rule| rule.kind == RuleKind::Record).map(|rule| rule.name.as_str()).collect();
    for fact in gone {
        let metric = metric(fact);
        let shown = shown_as(&metric, fact, new);
        let names = |expression: &str| {
            let words = words(expression);
            shown.iter().any(|name| words.contains(name.as_str()))
        };
        // A rule makes it of others now.
        if recorded.contains(metric.as_str()) {
            continue;
        }
        for (path, text, rules) in &listed {
            if !text.contains(&metric) {
                continue;
            }
            for rule in rules.iter().filter(|rule| names(&rule.expression)) {
                facts.push(told(fact, &metric, path, &rule.name, rule.line));
            }
            let shown = dashboard::dashboard(text);
            if let Some(shown) = shown.filter(|it| it.expressions().iter().any(|it| names(it))) {
                let line =
                    text.lines().position(|line| line.contains(&metric)).map_or(1, |at| at + 1);
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                facts.push(told(fact, &metric, path, &shown.title, line));
            }
        }
    }
    facts
}

/// The names under which expressions know a metric: a histogram is three, clients add `_total` to counters, and what
/// Micrometer calls `shop.wait` is `shop_wait_seconds`. One that is a new metric of its own is none of them.
fn shown_as(metric: &str, fact: &Fact, new: &BTreeSet<&str>) -> Vec<String> {
    let is_dotted = [Some(fact.subject.as_str()), fact.before.as_deref()]
        .iter()
        .flatten()
        .any(|it| it.contains('.'));
    let units: &[&str] = if is_dotted { &["", "_seconds", "_bytes"] } else { &[""] };
    let suffixes = ["", "_bucket", "_sum", "_count", "_total"];
    let names = units
        .iter()
        .flat_map(|unit| suffixes.iter().map(move |suffix| format!("{metric}{unit}{suffix}")));
    names.filter(|name| !new.contains(name.as_str())).collect()
}

fn told(gone: &Fact, metric: &str, path: &str, subject: &str, line: u32) -> Fact {
    let id = format!("dangling:{metric}@{path}#{subject}");
    let place = Place::after(path, line);
    let now = gone.after.clone().filter(|_| gone.verb == Verb::Renamed);
    Fact::new(DETECTOR.code, Kind::DanglingMetric, Verb::Present, id, subject, place)
        .with_values(Some(metric.to_owned()), now)
        .as_sure_as(gone.confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(verb: Verb, before: &str, after: &str) -> Fact {
        let subject = if verb == Verb::Renamed { after } else { before };
        let fact = Fact::new(
            "METRIC",
            Kind::Metric,
            verb,
            format!("metric:{subject}"),
            subject,
            Place::after("a.go", 1),
        );
        fact.with_values(Some(before.to_owned()), Some(after.to_owned()))
    }

    fn check(fact: &Fact, path: &str, text: &str, expected: &[&str]) {
        let found = dangling(std::slice::from_ref(fact), &BTreeSet::new(), &[(path, text.into())]);
        let shown: Vec<&str> = found.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(shown, expected);
    }

    fn alert(expression: &str) -> String {
        format!("groups:\n- rules:\n  - alert: Slow\n    expr: {expression}\n")
    }

    #[test]
    fn an_alert_of_a_metric_that_is_gone_is_told() {
        let fact = gone(Verb::Removed, "shop_orders", "");
        let expected = ["dangling:shop_orders@alerts/a.yaml#Slow"];
        check(&fact, "alerts/a.yaml", &alert("rate(shop_orders[5m]) > 1"), &expected);
        check(&fact, "alerts/a.yaml", &alert("rate(shop_orders_total[5m]) > 1"), &expected);
        check(&fact, "alerts/a.yaml", &alert("rate(shop_orders_seen[5m]) > 1"), &[]);
    }

    #[test]
    fn the_new_name_is_told_with_it() {
        let fact = gone(Verb::Renamed, "shop_wait_seconds", "shop_queue_wait_seconds");
        let text = alert("histogram_quantile(0.9, shop_wait_seconds_bucket)");
        let found = dangling(
            std::slice::from_ref(&fact),
            &BTreeSet::new(),
            &[("alerts/a.yaml", text.into())],
        );
        assert_eq!(found[0].before.as_deref(), Some("shop_wait_seconds"));
        assert_eq!(found[0].after.as_deref(), Some("shop_queue_wait_seconds"));
        let fine = alert("histogram_quantile(0.9, shop_queue_wait_seconds_bucket)");
        assert!(dangling(&[fact], &BTreeSet::new(), &[("alerts/a.yaml", fine.into())]).is_empty());
    }

    #[test]
    fn a_dashboard_is_told_with_the_line() {
        let fact = gone(Verb::Removed, "shop_orders", "");
        let text = "{\"schemaVersion\": 1, \"title\": \"Shop\",\n\"panels\": [{\"expr\": \"sum(shop_orders)\"}]}";
        let found = dangling(&[fact], &BTreeSet::new(), &[("a.json", text.into())]);
        assert_eq!((found[0].subject.as_str(), found[0].place.line), ("Shop", Some(2)));
    }

    #[test]
    fn a_metric_that_a_rule_records_now_is_not_gone() {
        let fact = gone(Verb::Removed, "shop_orders", "");
        let text =
            format!("{}  - record: shop_orders\n    expr: sum(x)\n", alert("shop_orders > 1"));
        check(&fact, "rules/a.yaml", &text, &[]);
    }

    #[test]
    fn a_metric_that_got_a_suffix_is_not_named_by_its_new_name() {
        let fact = gone(Verb::Renamed, "shop_orders", "shop_orders_total");
        let text = alert("rate(shop_orders_total[5m]) > 1");
        assert!(
            dangling(&[fact], &["shop_orders_total"].into(), &[("a.yaml", text.into())]).is_empty()
        );
    }
}
