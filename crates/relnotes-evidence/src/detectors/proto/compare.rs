//! What both sides of a range declare, by full names, and the facts of their difference.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Contract, ContractForm, Fact, Kind, Place, Verb};

use crate::proto::{Enum, File, Message, Service};

/// Everything that one side declares, by package and name.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) services: BTreeMap<String, Declared<Service>>,
    pub(super) messages: BTreeMap<String, Declared<Message>>,
    pub(super) enums: BTreeMap<String, Declared<Enum>>,
}

/// Something with the file that declares it.
#[derive(Debug)]
pub(super) struct Declared<T> {
    pub(super) path: String,
    pub(super) package: String,
    pub(super) it: T,
}

impl Tree {
    /// Adds what a file declares, as if it were of a package.
    pub(super) fn add(&mut self, path: &str, package: &str, file: File) {
        let own = &file.package;
        fn put<T>(
            path: &str,
            own: &str,
            list: &mut BTreeMap<String, Declared<T>>,
            name: String,
            it: T,
        ) {
            let declared = Declared { path: path.to_owned(), package: own.to_owned(), it };
            list.entry(name).or_insert(declared);
        }
        let full = |name: &str| format!("{package}.{name}");
        for it in file.services {
            put(path, own, &mut self.services, full(&it.name), it);
        }
        for it in file.messages {
            put(path, own, &mut self.messages, full(&it.name), it);
        }
        for it in file.enums {
            put(path, own, &mut self.enums, full(&it.name), it);
        }
    }

    /// Every name with its file.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &String)> {
        let services = self.services.iter().map(|(name, it)| (name.as_str(), &it.path));
        let messages = self.messages.iter().map(|(name, it)| (name.as_str(), &it.path));
        services
            .chain(messages)
            .chain(self.enums.iter().map(|(name, it)| (name.as_str(), &it.path)))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.services.contains_key(name)
            || self.messages.contains_key(name)
            || self.enums.contains_key(name)
    }
}

impl<T> Declared<T> {
    /// A type as it would be written within its own package, so that `.shop.v1.Order` and `Order` are one.
    pub(super) fn local(&self, kind: &str) -> String {
        if let Some(map) = kind.strip_prefix("map<").and_then(|it| it.strip_suffix('>')) {
            return map.split_once(", ").map_or_else(
                || kind.to_owned(),
                |(key, value)| format!("map<{key}, {}>", self.local(value)),
            );
        }
        let kind = kind.trim_start_matches('.');
        let mut package = self.package.as_str();
        loop {
            if let Some(local) = kind.strip_prefix(package).and_then(|it| it.strip_prefix('.')) {
                return local.to_owned();
            }
            let Some((_, rest)) = package.split_once('.') else { return kind.to_owned() };
            package = rest;
        }
    }
}

/// A name in a file, with its line.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'t> {
    pub(super) path: &'t str,
    pub(super) line: u32,
}

/// Facts that were found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) facts: Vec<Fact>,
    gone: BTreeSet<String>,
}

impl Found {
    /// A file that is gone with all that it had.
    pub(super) fn file(&mut self, path: &str) {
        let at = At { path, line: 1 };
        self.push("FILE_NO_DELETE", true, Verb::Removed, path, at);
        self.gone.insert(path.to_owned());
    }

    /// A file that belongs to another package now.
    pub(super) fn package(&mut self, path: &str, was: &str, is: &str) {
        let values = (Some(was.to_owned()), Some(is.to_owned()));
        self.changed("FILE_SAME_PACKAGE", true, path, At { path, line: 1 }, values);
    }

    /// Something that came; additions break nobody.
    pub(super) fn added(&mut self, rule: &'static str, subject: &str, at: At<'_>) {
        self.push(rule, false, Verb::Added, subject, at);
    }

    /// Something that went.
    pub(super) fn removed(&mut self, rule: &'static str, subject: &str, at: At<'_>) {
        if !self.gone.contains(at.path) {
            self.push(rule, true, Verb::Removed, subject, at);
        }
    }

    /// Something that is another now.
    pub(super) fn changed(
        &mut self,
        rule: &'static str,
        breaking: bool,
        subject: &str,
        at: At<'_>,
        (before, after): (Option<String>, Option<String>),
    ) {
        self.push(rule, breaking, Verb::Changed, subject, at);
        let fact = self.facts.last_mut().expect("a fact was added");
        (fact.before, fact.after) = (before, after);
    }

    /// Something that has another name now.
    pub(super) fn renamed(
        &mut self,
        rule: &'static str,
        subject: &str,
        at: At<'_>,
        was: &str,
        is: &str,
    ) {
        self.push(rule, true, Verb::Renamed, subject, at);
        let fact = self.facts.last_mut().expect("a fact was added");
        (fact.before, fact.after) = (Some(was.to_owned()), Some(is.to_owned()));
    }

    fn push(&mut self, rule: &'static str, breaking: bool, verb: Verb, subject: &str, at: At<'_>) {
        let place = match verb {
            Verb::Removed => Place::before(at.path, at.line),
            Verb::Added | Verb::Renamed | Verb::Changed | Verb::Present => {
                Place::after(at.path, at.line)
            }
        };
        let kind = Kind::Contract(Contract { form: ContractForm::Proto, rule, breaking });
        let id = format!("api:{}#{subject}", at.path);
        self.facts.push(Fact::new(super::DETECTOR.code, kind, verb, id, subject, place));
    }
}
