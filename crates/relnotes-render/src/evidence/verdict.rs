//! Whether the code of the replaced release can run on what this one leaves behind.

use relnotes_core::evidence::{Conflict, Doubt, Evidence, Fact, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

use super::place::name_of_older;
use super::{phrase, place};
use crate::context::{Inputs, Markdown};
use crate::escape::{code, markdown};
use crate::locale::fill;

/// How many reasons are told one by one.
const TOLD: usize = 12;

/// The verdict and its reasons.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct VerdictView {
    /// `safe`, `unsafe`, `cannot-tell`, `not-looked`.
    pub(crate) verdict: String,
    /// The verdict in words.
    pub(crate) text: Markdown,
    /// Why.
    pub(crate) reasons: Vec<Markdown>,
}

/// Returns the verdict about going back to the code of the replaced release.
pub(crate) fn verdict(inputs: &Inputs<'_>) -> VerdictView {
    let strings = &inputs.strings.evidence;
    let Some(evidence) = inputs.subject.for_rollback() else {
        let text = Markdown(strings.phrase("verdict_not_looked"));
        return VerdictView { verdict: "not-looked".to_owned(), text, reasons: Vec::new() };
    };
    let compatibility = &evidence.compatibility;
    let (word, key) = match compatibility.verdict {
        Verdict::Safe => ("safe", "verdict_safe"),
        Verdict::Unsafe => ("unsafe", "verdict_unsafe"),
        Verdict::CannotTell => ("cannot-tell", "verdict_cannot_tell"),
    };
    let count = compatibility.conflicts.len().to_string();
    let text = Markdown(fill(&strings.phrase(key), &[("n", &count)]));
    let mut reasons: Vec<Markdown> =
        compatibility.conflicts.iter().map(|it| conflict(inputs, evidence, it)).collect();
    reasons.extend(compatibility.doubts.iter().map(|doubt| self::doubt(inputs, evidence, doubt)));
    if reasons.len() > TOLD {
        let more = (reasons.len() - TOLD).to_string();
        reasons.truncate(TOLD);
        reasons.push(Markdown(fill(&inputs.strings.and_more, &[("n", &more)])));
    }
    VerdictView { verdict: word.to_owned(), text, reasons }
}

fn conflict(inputs: &Inputs<'_>, evidence: &Evidence, conflict: &Conflict) -> Markdown {
    let strings = &inputs.strings.evidence;
    let what = evidence.find(&conflict.fact).map(|fact: &Fact| phrase::text(inputs, fact));
    let places: Vec<String> =
        conflict.places.iter().take(3).map(|it| place(inputs, evidence, it)).collect();
    let files = strings.files.of(inputs.settings.locale, conflict.files);
    let name = code(&conflict.name);
    let tag = markdown(&name_of_older(inputs, evidence));
    let values = [
        ("tag", tag.as_str()),
        ("what", what.as_deref().unwrap_or_default()),
        ("name", &name),
        ("files", &files),
        ("places", &places.join(", ")),
    ];
    Markdown(fill(&strings.phrase("conflict"), &values))
}

fn doubt(inputs: &Inputs<'_>, evidence: &Evidence, doubt: &Doubt) -> Markdown {
    let strings = &inputs.strings.evidence;
    Markdown(match doubt {
        Doubt::NoOlderRelease => strings.phrase("doubt_first"),
        Doubt::Unread(path) => fill(&strings.phrase("doubt_unread"), &[("path", &code(path))]),
        Doubt::Opaque(id) => {
            let fact = evidence.find(id);
            let what = fact.map(|fact| phrase::text(inputs, fact)).unwrap_or_else(|| code(id));
            fill(&strings.phrase("doubt_opaque"), &[("what", &what)])
        }
    })
}
