//! G09: security reviewed.

use crate::evidence::{Kind, Verb};
use crate::gate::criterion::declare_criterion;
use crate::gate::external::by_check;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether somebody has looked at the release's security: the check of `gate.checks.security` succeeded
    /// (`--online`), or they attest `security_review`. Something that looks like
    /// a secret in the files fails it, whatever was attested.
    "G09" "security-reviewed" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let all = facts.evidence.into_iter().flat_map(|evidence| &evidence.facts);
    let is_new = |verb: Verb| matches!(verb, Verb::Added | Verb::Changed);
    let secrets: Vec<String> = all
        .filter(|fact| fact.kind == Kind::Secret && is_new(fact.verb))
        .map(|fact| fact.place.to_string())
        .collect();
    match secrets.len() {
        0 => {
            let name = &facts.config.gate.checks.security;
            by_check(name, "security_review", Reason::NotAttested, facts)
        }
        count => Answer::fail(Said::new(Reason::Secrets).with("count", &count)).evidence(secrets),
    }
}
