//! Metrics that the product exposes.
//!
//! A name counts where a call of a metrics library makes a metric of it. Prometheus in Go joins it of three fields; where
//! one of them is a constant of another file, the last part alone is the name, as the source has it.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Kind};

use super::{Detect, Detector, Ground};
use crate::names::{Known, NameRule, Sighting};
use crate::range::FilePath;
use crate::source::{Source, arguments, literal};

pub(super) static DETECTOR: Detector = Detector {
    code: "METRIC",
    about: "Names of metrics in calls of Prometheus, OpenTelemetry, Micrometer and StatsD clients, that came, went or were renamed.",
    ground: Ground::Product,
    picks: |path| path.is_code() && !path.is_tool(),
    detect: Detect::Names(NameRule {
        prefix: "metric",
        kind: |_| Kind::Metric,
        known: Known::ByWord,
        confidence: Confidence::Likely,
        sight,
    }),
};

/// The calls of the clients of one language.
struct Client {
    extensions: &'static [&'static str],
    /// What a file must have to be looked at.
    needs: &'static [&'static str],
    /// A call up to the bracket that opens its arguments.
    call: Regex,
}

static CLIENTS: LazyLock<Vec<Client>> = LazyLock::new(|| {
    let client = |extensions, needs, call| {
        let call = Regex::new(call).expect("regex is a literal");
        Client { extensions, needs, call }
    };
    vec![
        client(
            &["go"],
            &["Opts{", "NewDesc(", "Int64", "Float64"],
            r"(?-u:\b)(?:(?:Counter|Gauge|Histogram|Summary|Untyped)Opts|prometheus\.Opts)\{|(?-u:\b)NewDesc\(|\.(?:Int64|Float64)(?:Observable)?(?:Counter|UpDownCounter|Histogram|Gauge)\(",
        ),
        client(
            &["rs"],
            &["counter", "gauge", "histogram", "Opts::new"],
            r"(?-u:\b)(?:register_\w+!|(?:histogram_)?opts!|(?:metrics::)?(?:describe_|increment_)?(?:counter|gauge|histogram)!|(?:Histogram)?Opts::new|(?:[uif]64_(?:observable_)?(?:counter|up_down_counter|histogram|gauge)))\(",
        ),
        client(
            &["py"],
            &["prometheus", "opentelemetry", "statsd"],
            r"(?-u:\b)(?:Counter|Gauge|Histogram|Summary|create_(?:observable_)?(?:counter|gauge|histogram|up_down_counter)|statsd\.(?:incr|increment|gauge|timing|histogram|distribution))\(",
        ),
        client(
            &["js", "ts", "mjs", "cjs", "tsx"],
            &["prom", "Meter", "meter", "statsd"],
            r"(?-u:\b)(?:new\s+(?:\w+\.)?(?:Counter|Gauge|Histogram|Summary)(?:<[^>]*>)?|create(?:Observable)?(?:Counter|Gauge|Histogram|UpDownCounter)|statsd\.(?:increment|gauge|timing|histogram|distribution))\(",
        ),
        client(
            &["java", "kt", "scala"],
            &["etric", "eter", "rometheus"],
            r"(?-u:\b)(?:(?:Counter|Gauge|Timer|DistributionSummary|FunctionCounter|LongTaskTimer)\.builder|[rR]egistry\.(?:counter|timer|gauge|summary)|(?:Counter|Gauge|Histogram|Summary)\.build(?:\(\)\s*\.name)?)\(",
        ),
        client(
            &["rb"],
            &["etrics", "rometheus", "tatsd", "StatsD"],
            r"(?-u:\b)(?:Prometheus::Client::(?:Counter|Gauge|Histogram|Summary)\.new|(?:Metrics|prometheus|registry)\.(?:counter|gauge|histogram|summary)|[sS]tats[dD]\.(?:increment|gauge|timing|measure|distribution|histogram))\(",
        ),
    ]
});
/// A field of an options object that a name is made of.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(Namespace|Subsystem|Name|namespace|subsystem|name)\s*[:=]\s*([^\n]+)$")
        .expect("regex is a literal")
});
/// A constant of the file.
static CONSTANT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^\s*(?:const |var )?(\w+)(?:\s+string)?\s*:?=\s*"([a-zA-Z0-9_]*)"\s*$"#)
        .expect("regex is a literal")
});
static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[a-zA-Z_:][a-zA-Z0-9_:.-]{2,}$").expect("regex is a literal"));

fn sight(path: &FilePath, text: &str, found: &mut Vec<Sighting>) {
    let extension = path.extension();
    let client = CLIENTS.iter().find(|client| client.extensions.contains(&extension));
    let Some(client) = client.filter(|it| it.needs.iter().any(|needed| text.contains(needed)))
    else {
        return;
    };
    let source = Source::new(text);
    for call in client.call.find_iter(text) {
        let Some(list) = source.block(call.end() - 1) else { continue };
        if source.is_comment(call.start()) {
            continue;
        }
        let Some((name, at)) = name(&source, list) else { continue };
        // A metric's name has more than one word: `"id"` is a label.
        if NAME.is_match(&name) && name.contains(['_', '.', ':']) {
            found.push(Sighting::new(&name, source.line(at)));
        }
    }
}

/// The name that the arguments of a call give, and where it stands.
fn name(source: &Source<'_>, list: &str) -> Option<(String, usize)> {
    let list = arguments(list);
    let first = *list.first()?;
    // `new Counter({name: 'x'})`, `BuildFQName("a", "b", "c")`: the arguments are one level down.
    if let Some(fields) = first.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        return of_fields(source, &arguments(fields));
    }
    if let Some(parts) = first.split_once("BuildFQName(") {
        let parts = arguments(parts.1.strip_suffix(')')?);
        let [namespace, subsystem, name] = parts[..] else { return None };
        return join(source, &[namespace, subsystem], name);
    }
    match literal(first) {
        Some(name) => join(source, &of_keywords(&list), first)
            .or_else(|| Some((name.to_owned(), source.offset(first)))),
        None => of_fields(source, &list),
    }
}

/// `namespace="x"` of Python beside the name.
fn of_keywords<'t>(list: &[&'t str]) -> Vec<&'t str> {
    ["namespace", "subsystem"].iter().filter_map(|field| field_of(list, field)).collect()
}

fn of_fields(source: &Source<'_>, list: &[&str]) -> Option<(String, usize)> {
    let field = |names: [&str; 2]| names.iter().find_map(|name| field_of(list, name));
    let name = field(["Name", "name"])?;
    let before: Vec<&str> = [["Namespace", "namespace"], ["Subsystem", "subsystem"]]
        .into_iter()
        .filter_map(field)
        .collect();
    join(source, &before, name)
}

fn field_of<'t>(list: &[&'t str], name: &str) -> Option<&'t str> {
    list.iter().find_map(|part| {
        let parts = FIELD.captures(part)?;
        (&parts[1] == name).then(|| parts.get(2).map(|value| value.as_str().trim())).flatten()
    })
}

/// Joins what stands before a name with it; what cannot be read of it is left out altogether.
fn join(source: &Source<'_>, before: &[&str], name: &str) -> Option<(String, usize)> {
    let at = source.offset(name);
    let name = text_of(source, name)?;
    let before: Option<Vec<String>> = before.iter().map(|part| text_of(source, part)).collect();
    let mut parts = before.unwrap_or_default();
    parts.retain(|part| !part.is_empty());
    parts.push(name);
    Some((parts.join("_"), at))
}

/// A literal, or a constant of the same file.
fn text_of(source: &Source<'_>, expression: &str) -> Option<String> {
    if let Some(text) = literal(expression) {
        return Some(text.to_owned());
    }
    let mut constants = CONSTANT.captures_iter(source.text);
    constants.find_map(|parts| (&parts[1] == expression).then(|| parts[2].to_owned()))
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
        assert_eq!(
            (found[0].id.as_str(), found[0].verb),
            ("metric:argocd_webhook_requests_total", Verb::Added)
        );
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
        assert_eq!(
            name_facts(&DETECTOR, &[("a.rs", None, Some(rust))])[0].subject,
            "shop_orders_total"
        );
        let python = "from prometheus_client import Counter\nORDERS = Counter(\n    'x', )\nB = Counter(\"shop_orders_total\", \"help\")\n";
        assert_eq!(
            name_facts(&DETECTOR, &[("a.py", None, Some(python))])[0].subject,
            "shop_orders_total"
        );
    }

    fn subject(path: &str, text: &str) -> String {
        let found = name_facts(&DETECTOR, &[(path, None, Some(text))]);
        found.iter().map(|fact| fact.subject.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_of_go_are_joined_of_their_parts() {
        let text = "const ns = \"shop\"\nprometheus.GaugeOpts{Namespace: ns, Subsystem: \"orders\", Name: \"total\"}\n";
        assert_eq!(subject("a.go", text), "shop_orders_total");
        let other =
            text.replace("Namespace: ns", "Namespace: pkg.NS").replace("\"total\"", "\"in_total\"");
        assert_eq!(subject("a.go", &other), "in_total");
        let desc = "prometheus.NewDesc(prometheus.BuildFQName(\"shop\", \"\", \"orders\"), \"help\", nil, nil)\n";
        assert_eq!(subject("a.go", desc), "shop_orders");
    }

    #[test]
    fn other_languages_and_libraries() {
        assert_eq!(
            subject(
                "a.ts",
                "import c from 'prom-client';\nnew c.Counter({ name: 'shop_orders_total', help: 'x' });\n"
            ),
            "shop_orders_total"
        );
        assert_eq!(
            subject("A.java", "Metrics m; Counter.builder(\"shop.orders\").register(m);\n"),
            "shop.orders"
        );
        assert_eq!(
            subject(
                "a.rb",
                "Prometheus::Client::Counter.new(:shop_orders_total, docstring: 'x')\n"
            ),
            "shop_orders_total"
        );
        assert_eq!(subject("a.go", "meter.Int64Counter(\"shop.orders\", x)\n"), "shop.orders");
    }

    #[test]
    fn what_only_looks_like_a_metric_is_none() {
        assert_eq!(subject("a.py", "from collections import Counter\nx = Counter('a_b_c')\n"), "");
        assert_eq!(
            subject(
                "a.go",
                "v1.EnvVar{Name: \"SHOP_PORT\"}\n// prometheus.GaugeOpts{Name: \"a_b\"}\n"
            ),
            ""
        );
    }

    #[test]
    fn a_metric_with_another_name_in_its_place_is_renamed() {
        let new =
            GO.replace("argocd_webhook_requests_total", "argocd_webhook_received_requests_total");
        let found = name_facts(&DETECTOR, &[("a.go", Some(GO), Some(&new))]);
        assert_eq!((found.len(), found[0].verb), (1, Verb::Renamed));
        assert_eq!(found[0].before.as_deref(), Some("argocd_webhook_requests_total"));
    }
}
