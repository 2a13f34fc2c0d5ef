//! How documents tell what the files of a release show: a fact with the place where it can be looked at, lists that end,
//! and "none found" with what was looked at.

use relnotes_core::evidence::{Confidence, Evidence, Fact, Kind, Place, Side, Verb};

use crate::context::{Inputs, Markdown};
use crate::escape::{code, markdown};
use crate::links;
use crate::locale::fill;

/// What a kind of fact is looked for with: the codes of its detectors begin so.
pub(crate) type Detectors = &'static [&'static str];

/// Whether there is something to tell.
pub(crate) enum Sights<'a> {
    /// These facts, and where they are from.
    Found(&'a Evidence, Vec<&'a Fact>),
    /// Nothing was found; everything that was to be looked at could be read.
    Nothing(Markdown),
    /// Nothing is known: it was not looked at, or not all of it could be read.
    Unknown(Markdown),
}

impl<'a> Inputs<'a> {
    /// Returns the facts of a kind, or why there are none.
    pub(crate) fn sights(
        &self,
        detectors: Detectors,
        wanted: impl Fn(&Fact) -> bool,
    ) -> Sights<'a> {
        let looked = &self.strings.looked;
        let Some(evidence) = self.subject.evidence else {
            return Sights::Unknown(Markdown(looked.not.clone()));
        };
        let facts: Vec<&Fact> = evidence.facts.iter().filter(|fact| wanted(fact)).collect();
        if !facts.is_empty() {
            return Sights::Found(evidence, facts);
        }
        let reading = &evidence.reading;
        let is_one = |code: &&&str| detectors.iter().any(|begin| code.starts_with(begin));
        let codes: Vec<&str> = reading.detectors.iter().filter(is_one).copied().collect();
        if codes.is_empty() {
            return Sights::Unknown(Markdown(looked.not.clone()));
        }
        let (files, locale) = (&looked.files, self.settings.locale);
        let missing = reading.unreadable.len() + reading.too_large.len();
        if missing > 0 {
            let files = files.of(locale, missing);
            return Sights::Unknown(Markdown(fill(&looked.cannot, &[("files", &files)])));
        }
        let codes = codes.iter().map(|code| markdown(code)).collect::<Vec<_>>().join(", ");
        let files = files.of(locale, reading.changed);
        Sights::Nothing(Markdown(fill(
            &looked.none,
            &[("detectors", &codes), ("files", &files), ("unreadable", "0")],
        )))
    }

    /// Returns the name of what a fact is about, in code; what is often wrong is marked as suggested.
    pub(crate) fn subject_of(&self, fact: &Fact) -> String {
        let name = match (fact.verb, &fact.before) {
            (Verb::Renamed, Some(before)) => format!("{} → {}", code(before), code(&fact.subject)),
            _ => code(&fact.subject),
        };
        match fact.confidence {
            Confidence::Exact | Confidence::Likely => name,
            Confidence::Guess => fill(&self.strings.looked.suggested, &[("text", &name)]),
        }
    }

    /// Returns what happened to the subject of a fact, in a word.
    pub(crate) fn verb_of(&self, fact: &Fact) -> &str {
        let verbs = match fact.kind {
            Kind::Metric | Kind::Host | Kind::Dependency(_) => &self.strings.verb.feminine,
            _ => &self.strings.verb.masculine,
        };
        match fact.verb {
            Verb::Added => &verbs.added,
            Verb::Removed => &verbs.removed,
            Verb::Renamed => &verbs.renamed,
            Verb::Changed => &verbs.changed,
            Verb::Present => &verbs.present,
        }
    }

    /// Returns where a fact can be looked at, linked where that place stays the same.
    pub(crate) fn place_of(&self, evidence: &Evidence, fact: &Fact) -> Markdown {
        Markdown(self.place(evidence, &fact.place))
    }

    fn place(&self, evidence: &Evidence, place: &Place) -> String {
        let range = &self.release.range;
        let commit = match place.side {
            Side::Before => evidence.from.as_ref(),
            // The tip of a branch is another one tomorrow.
            Side::After => range.to.tag.as_ref().map(|_| &evidence.to),
        };
        let at = links::place(self.settings, commit, &place.path, place.line);
        match (place.side, &range.from) {
            (Side::Before, Some(from)) if evidence.from == Some(from.commit) => {
                format!("{at} @ {}", markdown(&from.name))
            }
            (Side::Before | Side::After, _) => at,
        }
    }

    /// Returns the first rows, and how many more there are.
    pub(crate) fn bounded(&self, mut rows: Vec<Markdown>, most: usize) -> Vec<Markdown> {
        let more = rows.len().saturating_sub(most);
        rows.truncate(most);
        rows.extend((more > 0).then(|| self.more(more)));
        rows
    }

    /// "and 12 more".
    pub(crate) fn more(&self, count: usize) -> Markdown {
        Markdown(fill(&self.strings.and_more, &[("n", &count.to_string())]))
    }
}

/// Whether something came, went or changed: what only is there is no news.
pub(crate) fn is_news(fact: &Fact) -> bool {
    fact.verb != Verb::Present
}

/// Detectors of metrics.
pub(crate) const METRICS: Detectors = &["METRIC"];
/// Detectors of alerts.
pub(crate) const ALERTS: Detectors = &["ALERT"];
