//! Words of the go/no-go gate.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Words of the go/no-go gate, by their keys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GateStrings {
    words: BTreeMap<String, String>,
    status: BTreeMap<String, String>,
    criteria: BTreeMap<String, String>,
    reasons: BTreeMap<String, String>,
}

impl GateStrings {
    /// Returns a word of the page; a key that has none stands for itself.
    pub(crate) fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }

    /// Returns the word of a status.
    pub(crate) fn status<'a>(&'a self, key: &'a str) -> &'a str {
        self.status.get(key).map_or(key, String::as_str)
    }

    /// Returns what a criterion asks, by its code.
    pub(crate) fn criterion<'a>(&'a self, code: &'a str) -> &'a str {
        self.criteria.get(code).map_or(code, String::as_str)
    }

    /// Returns a sentence of a criterion.
    pub(crate) fn reason<'a>(&'a self, key: &'a str) -> &'a str {
        self.reasons.get(key).map_or(key, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use relnotes_core::gate::{ALL, Reason, Status};

    use crate::locale::Locale;

    #[test]
    fn every_criterion_status_and_reason_has_words_in_every_language() {
        for locale in Locale::ALL {
            let gate = &locale.strings().gate;
            let criteria: Vec<&str> = ALL.iter().map(|criterion| criterion.code).collect();
            assert_eq!(gate.criteria.keys().collect::<Vec<_>>(), criteria);
            let mut reasons: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
            reasons.sort_unstable();
            assert_eq!(gate.reasons.keys().collect::<Vec<_>>(), reasons);
            for status in
                [Status::Pass, Status::Fail, Status::Waived, Status::Unknown, Status::NotApplicable]
            {
                assert!(gate.status.contains_key(status.as_str()));
            }
        }
        let keys = |locale: Locale| locale.strings().gate.words.keys().collect::<Vec<_>>();
        assert_eq!(keys(Locale::En), keys(Locale::Ru));
    }
}
