//! `[[business_metric]]`, `[[metric]]`, `[[log]]`, `[[alert]]`, `[monitoring]`: what is watched after the release.

use crate::config::error::Problem;
use crate::declared::{Declared, Row, parts};

parts! {
    /// A metric of the business.
    BusinessMetric as BusinessMetricFile {
        /// What it is called.
        name: Option<Declared>,
        /// What it was before the release.
        baseline: Option<Declared>,
        /// Below which value somebody is called.
        alert_below: Option<Declared>,
        /// Where it is seen.
        source: Option<Declared>,
    }

    /// A technical metric.
    Metric as MetricFile {
        /// What it is called.
        name: Option<Declared>,
        /// From which value on it is wrong.
        threshold: Option<Declared>,
        /// Whether it is watched without a threshold.
        observe_only: Option<Declared<bool>>,
    }

    /// Something to look for in logs.
    Log as LogFile {
        /// The pattern.
        pattern: Option<Declared>,
    }

    /// Something that raises an alarm.
    Alert as AlertFile {
        /// What happens.
        condition: Option<Declared>,
    }

    /// How the team hears of the release's state.
    Monitoring as MonitoringFile {
        /// Every how many hours.
        update_hours: Option<Declared<u64>>,
        /// Where.
        channel: Option<Declared>,
        /// What is escalated, and to whom.
        escalation: Option<Declared>,
        /// When the release counts as successful.
        all_clear: Option<Declared>,
    }
}

impl Row for BusinessMetric {
    fn problem(&self) -> Option<Problem> {
        self.name.is_none().then_some(Problem::Needed("name"))
    }
}

impl Row for Metric {
    fn problem(&self) -> Option<Problem> {
        self.name.is_none().then_some(Problem::Needed("name"))
    }
}

impl Row for Log {
    fn problem(&self) -> Option<Problem> {
        self.pattern.is_none().then_some(Problem::Needed("pattern"))
    }
}

impl Row for Alert {
    fn problem(&self) -> Option<Problem> {
        self.condition.is_none().then_some(Problem::Needed("condition"))
    }
}
