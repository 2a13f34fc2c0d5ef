//! What people declare about the day of a release and the time after it: of the release first, else of every one.

use relnotes_core::declared::{Declared, value_of};

use crate::context::Inputs;

/// What is watched after the release, and when it is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Operations {
    /// The share of answers with HTTP 200: `> 99.9%`.
    pub(crate) http_success: Option<Declared>,
    /// The share of errors.
    pub(crate) error_rate: Option<Declared>,
    /// The 95th percentile of response times.
    pub(crate) p95: Option<Declared>,
    /// Use of processors.
    pub(crate) cpu: Option<Declared>,
    /// Use of memory.
    pub(crate) memory: Option<Declared>,
    /// Space on disks.
    pub(crate) disk: Option<Declared>,
    /// Metrics of the business.
    pub(crate) business_metrics: Vec<BusinessMetric>,
    /// Every how many hours the state is told.
    pub(crate) updates_every: Option<Declared>,
    /// Where it is told.
    pub(crate) updates_channel: Option<Declared>,
    /// What is escalated, and to whom.
    pub(crate) escalation: Option<Declared>,
    /// When the release counts as successful.
    pub(crate) all_clear: Option<Declared>,
    /// When it is deployed, and how long that takes.
    pub(crate) window: Option<Declared>,
    /// How many minutes a rollback takes.
    pub(crate) rollback_minutes: Option<Declared>,
    /// How many minutes of it the business notices.
    pub(crate) impact_minutes: Option<Declared>,
    /// What of the business must not suffer.
    pub(crate) business_impact: Option<Declared>,
    /// Which errors and times make the team roll back.
    pub(crate) technical_triggers: Option<Declared>,
    /// For how long after the release a rollback is decided at once.
    pub(crate) rollback_window: Option<Declared>,
}

/// A metric of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BusinessMetric {
    /// What it is called.
    pub(crate) name: Declared,
    /// What it was before the release.
    pub(crate) baseline: Option<Declared>,
    /// Below which value somebody is called.
    pub(crate) alert_below: Option<Declared>,
}

impl Operations {
    /// Gathers them from what was declared of the release and of every release.
    pub(crate) fn of(inputs: &Inputs<'_>) -> Self {
        let (brief, standing) = (&inputs.settings.brief, &inputs.settings.standing);
        let (own, every) = (&brief.monitoring, &standing.monitoring);
        let first = |own: &Option<Declared>, every: &Option<Declared>| {
            own.as_ref().or(every.as_ref()).cloned()
        };
        let metrics = brief.business_metric.iter().filter_map(|row| {
            let metric = &row.value;
            Some(BusinessMetric {
                name: metric.name.clone()?,
                baseline: metric.baseline.clone(),
                alert_below: metric.alert_below.clone(),
            })
        });
        Self {
            http_success: every.http_success.clone(),
            error_rate: every.error_rate.clone(),
            p95: every.p95.clone(),
            cpu: every.cpu.clone(),
            memory: every.memory.clone(),
            disk: every.disk.clone(),
            business_metrics: metrics.collect(),
            updates_every: number(own.update_hours.as_ref().or(every.update_hours.as_ref())),
            updates_channel: first(&own.channel, &every.channel),
            escalation: first(&own.escalation, &every.escalation),
            all_clear: first(&own.all_clear, &every.all_clear),
            window: window(inputs),
            rollback_minutes: number(brief.rollback.total_minutes.as_ref()),
            impact_minutes: number(brief.rollback.impact_minutes.as_ref()),
            business_impact: standing.rollback.business_impact.clone(),
            technical_triggers: standing.rollback.triggers.clone(),
            rollback_window: first(&brief.rollback.time_window, &standing.rollback.time_window),
        }
    }
}

fn number(declared: Option<&Declared<u64>>) -> Option<Declared> {
    let Declared { value, reference } = declared?;
    Some(Declared { value: value.to_string(), reference: reference.clone() })
}

/// Start and duration in one text, with the place of the first of them.
fn window(inputs: &Inputs<'_>) -> Option<Declared> {
    let window = &inputs.settings.brief.timeline.deployment_window;
    let start = inputs.moment_of(&window.start);
    let duration = value_of(&window.duration).cloned();
    let reference = start.as_ref().map(|(_, place)| (*place).to_owned());
    let reference = reference.or_else(|| Some(window.duration.as_ref()?.reference.clone()))?;
    let words: Vec<String> = start.map(|(text, _)| text).into_iter().chain(duration).collect();
    Some(Declared { value: words.join(", "), reference })
}
