//! The criteria, one file each. A new one is a file and a line here; they stand in the order of their codes.

use crate::bundle::BundleDocument;
use crate::gate::Criterion;

macro_rules! criteria {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// Every criterion, in the order of their codes.
        pub static ALL: &[&Criterion] = &[$(&$name::CRITERION),*];
    };
}

criteria! {
    policy_clean,
    clone_complete,
    tickets_done,
    scope_matches,
    checks_pass,
    tests_pass,
    candidate_soaked,
    load_tested,
    security_reviewed,
    rollback_ready,
    monitoring_ready,
    blanks_filled,
    drifts_decided,
    nothing_removed,
    risks_mitigated,
    freeze_respected,
    no_blockers,
    scheduled,
    version_fits,
    documents_current,
    pipelines_fit,
    migrations_rehearsed,
}

/// How many places are shown as evidence.
const SHOWN: usize = 12;

/// The blanks of a document as evidence.
fn blanks(document: &BundleDocument) -> Vec<String> {
    let place = |blank: &crate::bundle::OpenBlank| {
        format!("{}:{}: {}", document.path, blank.line, blank.text)
    };
    document.blanks.iter().take(SHOWN).map(place).collect()
}
