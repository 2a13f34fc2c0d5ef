//! G20: documents current.

use crate::gate::criterion::declare_criterion;
use crate::gate::{Answer, Facts, Reason, Said};

declare_criterion! {
    /// Asks whether the documents were drafted from this commit: `relnotes draft` after the last change.
    "G20" "documents-current" check(check)
}

fn check(facts: &Facts<'_>) -> Answer {
    let documents = match facts.documents() {
        Ok(documents) => documents,
        Err(answer) => return answer,
    };
    if let Some(missing) = documents.iter().find(|it| !it.is_present) {
        return Answer::fail(Said::new(Reason::Missing).with("document", &missing.name));
    }
    let drafted = facts.bundle.and_then(|bundle| bundle.drafted.as_ref()).map(|it| it.head);
    if drafted == Some(facts.commit) {
        return Answer::pass(Said::new(Reason::UpToDate));
    }
    let shown = drafted.map_or_else(|| "?".to_owned(), |it| it.short(10));
    Answer::fail(
        Said::new(Reason::Outdated).with("drafted", &shown).with("commit", &facts.commit.short(10)),
    )
}
