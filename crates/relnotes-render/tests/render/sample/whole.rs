//! The sample with everything that documents are made of, and with everything that can be declared.

use relnotes_core::brief::Brief;
use relnotes_core::config::standing::Monitoring;
use relnotes_core::evidence::Evidence;
use relnotes_core::policy::Standing;
use relnotes_core::release::model::Release;
use relnotes_render::documents::{Blank, Settings, Subject};
use relnotes_render::locale::Locale;

use super::{declared, evidence, release, settings, standing};

/// The release with everything that documents are made of.
pub(crate) struct Whole {
    pub(crate) release: Release,
    pub(crate) evidence: Evidence,
    pub(crate) standing: Standing,
    pub(crate) rollback_blanks: Vec<Blank>,
}

impl Whole {
    pub(crate) fn new() -> Self {
        let blank = |id: &str| Blank { id: id.to_owned(), text: "[N]".to_owned() };
        Self {
            release: release(),
            evidence: evidence(),
            standing: standing(),
            rollback_blanks: vec![blank("rollback.time.total"), blank("rollback.time.impact")],
        }
    }

    pub(crate) fn subject(&self) -> Subject<'_> {
        Subject {
            evidence: Some(&self.evidence),
            standing: Some(&self.standing),
            delta: None,
            rollback_blanks: Some(&self.rollback_blanks),
            ..Subject::from(&self.release)
        }
    }
}

/// The settings with everything that can be declared for checklist and monitoring.
pub(crate) fn operated(locale: Locale) -> Settings {
    let mut settings = settings(locale);
    settings.standing.communications.go_no_go =
        declared("2026-11-22 15:00, https://meet.acme.example/go", 41);
    settings.standing.monitoring = Monitoring {
        http_success: declared("> 99.95%", 50),
        error_rate: declared("< 0.5%", 51),
        p95: declared("< 300 ms", 52),
        cpu: declared("< 70%", 53),
        memory: declared("< 75%", 54),
        disk: declared("> 30% free", 55),
        ..Monitoring::default()
    };
    settings.brief = brief(OPERATED);
    settings
}

/// What a release manager writes for the day and the time after it.
pub(crate) const OPERATED: &str = r##"
[timeline.deployment_window]
start = "2026-11-22T22:00:00+03:00"
duration = "2 h"

[rollback]
total_minutes = 25

[monitoring]
update_hours = 4
channel = "#release-1-3"
escalation = "no answer in 15 minutes → on-call → CTO"
all_clear = "48 hours without an alert"

[[business_metric]]
name = "Paid orders"
baseline = "1200 an hour"
alert_below = "900 an hour"
"##;

pub(crate) fn brief(text: &str) -> Brief {
    Brief::parse(text, "releases/v1.3.0/release.toml").unwrap_or_else(|error| panic!("{error}"))
}
