//! Metrics that the product exposes.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::Kind;

use super::{Detect, Detector, Ground};
use crate::names::{Known, NameRule, Sighting};
use crate::range::FilePath;

pub(super) static DETECTOR: Detector = Detector {
    code: "METRIC",
    about: "Names of metrics in calls of Prometheus clients and of metrics libraries, that came, went or were renamed.",
    ground: Ground::Product,
    picks: FilePath::is_code,
    detect: Detect::Names(NameRule { prefix: "metric", kind: |_| Kind::Metric, known: Known::ByWord, sight }),
};

/// A call that makes a metric; its name follows within a few lines.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:(?:prometheus|promauto|factory|With\([^)]*\))\s*\.\s*(?:New)?(?:Counter|Gauge|Histogram|Summary|Untyped)(?:Vec|Func)?\b|prometheus\.NewDesc\(|register_(?:int_)?(?:counter|gauge|histogram)(?:_vec)?!|(?:metrics::)?(?:describe_)?(?:counter|gauge|histogram)!\(|(?:Counter|Gauge|Histogram|Summary|IntCounter|IntGauge)(?:Vec)?(?:::new|::with_opts)?\(|(?:Counter|Gauge|Timer|DistributionSummary)\.builder\()",
    )
    .expect("regex is a literal")
});
/// The name: a field `Name:`, or the first literal of the call.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:\bName:\s*|\bname\s*=\s*|[(,]\s*)"([a-zA-Z_:][a-zA-Z0-9_:.]{2,})""#)
        .expect("regex is a literal")
});

/// How many lines after a call its name may stand.
const REACH: usize = 5;

fn sight(_: &FilePath, text: &str, found: &mut Vec<Sighting>) {
    if !["etric", "rometheus", "ounter", "auge", "istogram"].iter().any(|it| text.contains(it)) {
        return;
    }
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some(call) = CALL.find(line) else { continue };
        let rest = std::iter::once(&line[call.start()..]);
        let below = lines[at + 1..].iter().copied().take(REACH);
        let name = rest.chain(below).enumerate().find_map(|(below, line)| {
            let name = NAME.captures(line)?.get(1)?.as_str();
            // A metric's name has more than one word: `"id"` is a label.
            name.contains(['_', '.', ':']).then(|| Sighting::new(name, at + below))
        });
        found.extend(name);
    }
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::Verb;

    use super::*;
    use crate::testing::name_facts;

    const GO: &str = "var total = prometheus.NewCounterVec(\n\tprometheus.CounterOpts{\n\t\tName: \"argocd_webhook_requests_total\",\n\t\tHelp: \"h\",\n\t},\n\t[]string{\"id\"},\n)\n";

    #[test]
    fn metrics_of_go_come_and_go() {
        let found = name_facts(&DETECTOR, &[("a.go", None, Some(GO))]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id.as_str(), found[0].verb), ("metric:argocd_webhook_requests_total", Verb::Added));
        assert_eq!(found[0].place.line, Some(3));
        let gone = name_facts(&DETECTOR, &[("a.go", Some(GO), Some("package a\n"))]);
        assert_eq!(gone[0].verb, Verb::Removed);
    }

    #[test]
    fn a_moved_or_indented_metric_is_no_news() {
        let indented = GO.replace('\t', "    ");
        assert!(name_facts(&DETECTOR, &[("a.go", Some(GO), Some(&indented))]).is_empty());
        let moved = [("a.go", Some(GO), None), ("b.go", None, Some(GO))];
        assert!(name_facts(&DETECTOR, &moved).is_empty());
    }

    #[test]
    fn metrics_of_rust_and_python() {
        let rust = "let x = register_int_counter!(\"shop_orders_total\", \"help\")?;\n";
        assert_eq!(name_facts(&DETECTOR, &[("a.rs", None, Some(rust))])[0].subject, "shop_orders_total");
        let python = "ORDERS = Counter(\n    'x', )\nB = Counter(\"shop_orders_total\", \"help\")\n";
        assert_eq!(name_facts(&DETECTOR, &[("a.py", None, Some(python))])[0].subject, "shop_orders_total");
    }
}
