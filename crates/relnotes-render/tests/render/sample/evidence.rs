//! What the files of the sample show: facts of every kind that documents tell.

use relnotes_core::evidence::{
    Alert, Compatibility, Confidence, Contract, ContractForm, Dependency, Evidence, Fact, Flag,
    Framework, Kind, Leap, Migration, Place, Reading, SqlRisk, Undo, Verb, Verdict, Workload,
};

use super::id;

fn fact(
    detector: &'static str,
    kind: Kind,
    verb: Verb,
    id: &str,
    subject: &str,
    place: Place,
) -> Fact {
    Fact::new(detector, kind, verb, id.to_owned(), subject, place)
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn migration(undo: Undo, tables: &[&str], out_of_order: Option<&str>) -> Kind {
    Kind::Migration(Migration {
        framework: Framework::Diesel,
        version: "20261101".to_owned(),
        undo,
        undo_reason: "down.sql:1".to_owned(),
        undo_command: text("diesel migration revert"),
        after_deploy: false,
        out_of_order: out_of_order.map(str::to_owned),
        tables: tables.iter().map(|table| (*table).to_owned()).collect(),
        replaces: Vec::new(),
        follows: Vec::new(),
    })
}

fn migrations() -> Vec<Fact> {
    let at = |path: &str, kind, subject: &str| {
        fact(
            "MIG-DIESEL",
            kind,
            Verb::Added,
            &format!("mig:{path}"),
            subject,
            Place::after(path, None),
        )
    };
    let lossy = migration(Undo::Lossy, &["payments", "orders"], None);
    let noop = migration(Undo::NoOp, &[], Some("20261120_totals"));
    let mut all = vec![
        at("migrations/20261101_drop/up.sql", lossy, "20261101_drop"),
        at("migrations/20261102_fill/up.sql", noop, "20261102_fill"),
        at("migrations/20261001_old/up.sql", Kind::EditedMigration, "20261001_old"),
    ];
    all.extend(statements("migrations/20261101_drop/up.sql"));
    all
}

/// One that loses data, and more that lock a table than have a line each.
fn statements(path: &str) -> Vec<Fact> {
    let statement = |line: u32, subject: &str, loss: bool| {
        let (table, column) = (None, None);
        let risk = SqlRisk { rule: "test", loss, lock: !loss, compat: loss, table, column };
        let (id, place) = (format!("sql:{line}"), Place::after(path, line));
        fact("SQL-RISK", Kind::SqlRisk(risk), Verb::Present, &id, subject, place)
    };
    let index = |line: u32| statement(line, &format!("CREATE INDEX ON orders (c{line})"), false);
    let drop = statement(1, "ALTER TABLE payments DROP COLUMN note", true);
    std::iter::once(drop).chain((2..=6).map(index)).collect()
}

fn metrics() -> Vec<Fact> {
    let metric = |verb, name: &str, place| {
        fact("METRIC", Kind::Metric, verb, &format!("metric:{name}"), name, place)
    };
    let here = || Place::after("src/metrics.rs", 12);
    vec![
        metric(Verb::Added, "payments_refused_total", here()),
        metric(Verb::Renamed, "payments_seconds", here()).with_values(text("payment_time"), None),
        metric(Verb::Removed, "payments_old_total", Place::before("src/metrics.rs", 40)),
        metric(Verb::Added, "maybe_total", here()).as_sure_as(Confidence::Guess),
    ]
}

fn alerts() -> Vec<Fact> {
    let alert = |name: &str, verb, severity: Option<&str>, alert: Alert| {
        let kind = Kind::Alert(Alert { severity: severity.map(str::to_owned), ..alert });
        fact(
            "ALERT",
            kind,
            verb,
            &format!("alert:{name}"),
            name,
            Place::after("ops/alerts.yaml", 7),
        )
    };
    let known = Alert {
        expression: text("rate(payments_refused_total[5m]) > 1"),
        holds_for: text("5m"),
        runbook: text("https://github.com/acme/payments/wiki/refused"),
        changed: vec!["for"],
        ..Alert::default()
    };
    let gone = fact(
        "ALERT-DANGLING",
        Kind::DanglingMetric,
        Verb::Present,
        "alert:PaymentsOld",
        "PaymentsOld",
        Place::after("ops/alerts.yaml", 30),
    );
    vec![
        alert("PaymentsRefused", Verb::Changed, Some("critical"), known),
        alert("PaymentsSlow", Verb::Present, Some("warning"), Alert::default()),
        alert("PaymentsSilent", Verb::Added, None, Alert::default()),
        gone.with_values(text("payments_old_total"), None),
    ]
}

fn operations() -> Vec<Fact> {
    let workload = Kind::Workload(Workload {
        object: "Deployment".to_owned(),
        namespace: None,
        replicas: Some(3),
        health: vec!["/healthz:8080".to_owned(), "/ready:8080".to_owned()],
        images: Vec::new(),
        changed: true,
    });
    let flag =
        |default: &str| Kind::Flag(Flag { default: text(default), owner: text("team-payments") });
    let flags = Place::after("config/flags.yml", 4);
    let dashboard = Place::after("ops/dashboards/payments.json", None);
    let slo = Place::after("ops/slo.yaml", 9);
    vec![
        fact(
            "INFRA-K8S",
            workload,
            Verb::Changed,
            "infra:Deployment/app",
            "app",
            Place::after("k8s/app.yaml", 3),
        ),
        fact("FLAG", flag("false"), Verb::Added, "flag:new_export", "new_export", flags.clone()),
        fact("FLAG", flag("true"), Verb::Changed, "flag:dark_theme", "dark_theme", flags)
            .with_values(text("false"), text("true")),
        fact(
            "DASHBOARD",
            Kind::Dashboard,
            Verb::Changed,
            "dashboard:payments",
            "Payments",
            dashboard,
        ),
        fact("SLO", Kind::Objective, Verb::Changed, "slo:requests", "requests-availability", slo)
            .with_values(text("99.5"), text("99.9")),
    ]
}

/// What is counted in parts of the product.
fn parts() -> Vec<Fact> {
    let part = |kind, name: &str, count: &str, path: &str| {
        let id = format!("part:{name}:{count}");
        fact("PART", kind, Verb::Changed, &id, name, Place::after(path, None))
            .with_values(None, text(count))
    };
    vec![
        part(Kind::Tests, "api", "5", "src/api/tests.rs"),
        part(Kind::Untested, "bank", "1", "src/bank.rs").as_sure_as(Confidence::Guess),
        part(Kind::SecurityArea, "auth", "2", "src/auth/mod.rs"),
    ]
}

fn integrations() -> Vec<Fact> {
    let dependency = |name: &str, leap, direct| {
        let kind = Kind::Dependency(Dependency { ecosystem: "npm", leap: Some(leap), direct });
        let place = Place::after("package-lock.json", 5);
        fact("DEP-LOCK", kind, Verb::Changed, &format!("dep:npm/{name}"), name, place)
            .with_values(text("1.4.0"), text("2.0.1"))
    };
    let addition = |name: &str| {
        let form = ContractForm::Proto;
        let kind = Kind::Contract(Contract { form, rule: "RPC_ADDED", breaking: false });
        let place = Place::after("api/payments.proto", 17);
        fact("API-PROTO", kind, Verb::Added, &format!("api:{name}"), name, place)
    };
    let host = Place::after("src/bank.rs", 31);
    vec![
        dependency("@acme/bank-sdk", Leap::Major, Some(true)),
        dependency("left-pad", Leap::Patch, Some(true)),
        dependency("deep", Leap::Major, None),
        addition("Payments.Refuse"),
        addition("RefuseRequest"),
        fact(
            "EXT-HOST",
            Kind::Host,
            Verb::Added,
            "host:api.bank.example",
            "api.bank.example",
            host,
        ),
    ]
}

/// The facts, and an account of everything having been read.
pub(crate) fn evidence() -> Evidence {
    let facts = [migrations(), metrics(), alerts(), operations(), parts(), integrations()].concat();
    Evidence { facts, ..nothing() }
}

/// The same detectors found nothing in as many files.
pub(crate) fn nothing() -> Evidence {
    Evidence {
        from: Some(id(100)),
        to: id(20),
        facts: Vec::new(),
        reading: Reading {
            changed: 61,
            paths: vec!["src/bank.rs".to_owned()],
            read: 40,
            left_out: 21,
            unreadable: Vec::new(),
            too_large: Vec::new(),
            detectors: vec![
                "MIG-DIESEL",
                "MIG-RAILS",
                "METRIC",
                "ALERT",
                "ALERT-DANGLING",
                "DASHBOARD",
                "SLO",
                "FLAG",
                "INFRA-K8S",
                "DEP-LOCK",
                "EXT-HOST",
            ],
        },
        risks: Vec::new(),
        compatibility: Compatibility {
            verdict: Verdict::CannotTell,
            conflicts: Vec::new(),
            doubts: Vec::new(),
        },
    }
}
