//! The paragraph that says what a release was compared with, and how much it is.

use std::collections::BTreeSet;

use relnotes_core::release::model::BaseRule;

use crate::context::{Inputs, Markdown};
use crate::escape::{code, markdown};
use crate::links;
use crate::locale::fill;

/// Range, size, dates.
pub(crate) fn size(inputs: &Inputs<'_>) -> Markdown {
    let (locale, count, facts) =
        (inputs.settings.locale, &inputs.strings.count, &inputs.strings.facts);
    let mut people = BTreeSet::new();
    let mut tickets = BTreeSet::new();
    let mut changes = 0;
    for change in inputs.changes() {
        changes += 1;
        let authors = change.authors.iter().filter(|author| !author.bot);
        people.extend(authors.map(|author| &author.person.email));
        tickets.extend(links::tickets(change));
    }
    let values = [
        ("range", code(&range(inputs))),
        ("commits", count.commits.of(locale, inputs.commits())),
        ("changes", count.changes.of(locale, changes)),
        ("authors", count.authors.of(locale, people.len())),
        ("tickets", count.tickets.of(locale, tickets.len())),
    ];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut out = fill(&facts.range, &values);
    let times = inputs.own_commits().into_iter().map(|commit| commit.committer.time);
    if let (Some(first), Some(last)) = (times.clone().min(), times.max()) {
        let (from, to) = (markdown(&inputs.date(first)), markdown(&inputs.date(last)));
        let phrase = if from == to { &facts.one_date } else { &facts.dates };
        out.push(' ');
        out.push_str(&fill(phrase, &[("from", &from), ("to", &to)]));
    }
    Markdown(out)
}

/// What was compared, and what is replaced.
pub(crate) fn base(inputs: &Inputs<'_>) -> Markdown {
    let facts = &inputs.strings.facts;
    let range = &inputs.release.range;
    let version = markdown(&inputs.version());
    let base = range.from.as_ref().map(|from| markdown(&from.name)).unwrap_or_default();
    let point = match &range.merge_base {
        Some(id) => fill(&facts.branch_point, &[("commit", &links::commit(inputs.settings, id))]),
        None => String::new(),
    };
    let phrase = match inputs.release.base_rule {
        BaseRule::First => &facts.base_first,
        BaseRule::Ancestor => &facts.base_ancestor,
        BaseRule::Sibling => &facts.base_sibling,
        BaseRule::Candidate => &facts.base_candidate,
        BaseRule::Explicit => &facts.base_explicit,
    };
    let mut sentences = vec![fill(phrase, &[("base", &base), ("point", &point)])];
    if let Some(tag) = &inputs.release.replaces {
        sentences.push(fill(&facts.replaces, &[("tag", &markdown(tag))]));
    }
    if range.from_is_ancestor == Some(false) && range.only_in_from > 0 {
        let phrase = facts.only_in_from.of(inputs.settings.locale, range.only_in_from);
        sentences.push(fill(&phrase, &[("base", &base), ("version", &version)]));
    }
    Markdown(sentences.join(" "))
}

/// `v1.2.0..v1.3.0`, or the end alone for the first release.
pub(crate) fn range(inputs: &Inputs<'_>) -> String {
    let range = &inputs.release.range;
    match &range.from {
        Some(from) => format!("{}..{}", from.name, range.to.name),
        None => range.to.name.clone(),
    }
}
