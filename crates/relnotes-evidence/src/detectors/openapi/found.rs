//! Facts of one file.

use std::collections::BTreeSet;

use relnotes_core::evidence::{Contract, ContractForm, Fact, Kind, Place, Verb};

/// Facts of one file.
pub(super) struct Found<'p> {
    path: &'p str,
    pub(super) facts: Vec<Fact>,
    /// Pairs of names that were compared: schemas may refer to each other in circles.
    seen: BTreeSet<(String, String)>,
}

/// How something was and is.
pub(super) type Values = (Option<String>, Option<String>);

/// What a difference means to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Breaking,
    Harmless,
}

impl<'p> Found<'p> {
    pub(super) fn new(path: &'p str) -> Self {
        Self { path, facts: Vec::new(), seen: BTreeSet::new() }
    }

    /// Returns a place for further facts of the file.
    pub(super) fn beside(&self) -> Self {
        Self::new(self.path)
    }

    /// Returns whether two names are compared for the first time.
    pub(super) fn is_first(&mut self, old: &str, new: &str) -> bool {
        self.seen.insert((old.to_owned(), new.to_owned()))
    }

    /// Adds facts of another direction: of two about one difference the one that breaks stays. Those of the first
    /// direction begin at `from`.
    pub(super) fn merge(&mut self, other: Self, from: usize) {
        let breaks =
            |fact: &Fact| matches!(&fact.kind, Kind::Contract(contract) if contract.breaking);
        for fact in other.facts {
            let is_same = |it: &&mut Fact| {
                (&it.id, it.verb, &it.before, &it.after)
                    == (&fact.id, fact.verb, &fact.before, &fact.after)
            };
            match self.facts[from..].iter_mut().find(is_same) {
                Some(known) if breaks(&fact) && !breaks(known) => *known = fact,
                Some(_) => {}
                None => self.facts.push(fact),
            }
        }
    }

    pub(super) fn file_removed(&mut self) {
        self.removed("api-spec-removed", Weight::Breaking, self.path, 1);
    }

    /// A new description is new as a whole: `after` is how many operations it has.
    pub(super) fn file_added(&mut self, operations: usize) {
        self.added("api-spec-added", Weight::Harmless, self.path, 1);
        if let Some(fact) = self.facts.last_mut() {
            fact.after = Some(operations.to_string());
        }
    }

    pub(super) fn added(&mut self, rule: &'static str, weight: Weight, subject: &str, line: u32) {
        let place = Place::after(self.path, line);
        self.push(rule, weight, Verb::Added, subject, place, (None, None));
    }

    pub(super) fn removed(&mut self, rule: &'static str, weight: Weight, subject: &str, line: u32) {
        let place = Place::before(self.path, line);
        self.push(rule, weight, Verb::Removed, subject, place, (None, None));
    }

    pub(super) fn changed(
        &mut self,
        rule: &'static str,
        weight: Weight,
        subject: &str,
        line: u32,
        values: Values,
    ) {
        let place = Place::after(self.path, line);
        self.push(rule, weight, Verb::Changed, subject, place, values);
    }

    fn push(
        &mut self,
        rule: &'static str,
        weight: Weight,
        verb: Verb,
        subject: &str,
        place: Place,
        values: Values,
    ) {
        let breaking = weight == Weight::Breaking;
        let kind = Kind::Contract(Contract { form: ContractForm::OpenApi, rule, breaking });
        let id = format!("api:{}#{subject}", self.path);
        let fact = Fact::new(super::DETECTOR.code, kind, verb, id, subject, place);
        self.facts.push(fact.with_values(values.0, values.1));
    }
}
