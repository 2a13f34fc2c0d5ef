//! The difference of two schemas. What clients get may become narrower, what they send wider, without breaking them.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Contract, ContractForm, Fact, Kind, Place, Verb};

use crate::graphql::{Argument, Field, Schema, TypeKind};

/// Types by name, of all files of a side.
pub(super) type Tree = BTreeMap<String, Declared>;

/// A type, with the files that declare its parts.
pub(super) struct Declared {
    path: String,
    line: u32,
    kind: TypeKind,
    /// No file of the range declares it itself: another one has it.
    is_extension: bool,
    fields: BTreeMap<String, (String, Field)>,
    members: BTreeMap<String, (String, u32)>,
}

/// Adds the types of a file.
pub(super) fn add(path: &str, schema: Schema, tree: &mut Tree) {
    for (name, it) in schema {
        let declared = tree.entry(name).or_insert_with(|| Declared {
            path: path.to_owned(),
            line: it.line,
            kind: it.kind,
            is_extension: true,
            fields: BTreeMap::new(),
            members: BTreeMap::new(),
        });
        declared.is_extension &= it.is_extension;
        let here = || path.to_owned();
        declared.fields.extend(it.fields.into_iter().map(|(name, field)| (name, (here(), field))));
        declared.members.extend(it.members.into_iter().map(|(name, line)| (name, (here(), line))));
    }
}

/// Returns the facts of the difference.
pub(super) fn compare(before: &Tree, after: &Tree) -> Vec<Fact> {
    let mut found = Found::default();
    for (name, was) in before {
        match after.get(name) {
            // What only added to a type takes back its parts, and leaves the type.
            None if was.is_extension => parts(name, was, &was.without_parts(), &mut found),
            None => found.removed("TYPE_REMOVED", &was.path, name, was.line),
            Some(is) if was.kind == is.kind => parts(name, was, is, &mut found),
            Some(is) => {
                let kinds = (Some(was.kind.as_str().to_owned()), Some(is.kind.as_str().to_owned()));
                found.changed("TYPE_KIND_CHANGED", true, &is.path, name, is.line, kinds);
            }
        }
    }
    for (name, is) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        if is.is_extension {
            parts(name, &is.without_parts(), is, &mut found);
        } else {
            found.added("TYPE_ADDED", false, &is.path, name, is.line);
        }
    }
    found.facts
}

impl Declared {
    fn without_parts(&self) -> Self {
        let (path, line, kind) = (self.path.clone(), self.line, self.kind);
        Self {
            path,
            line,
            kind,
            is_extension: true,
            fields: BTreeMap::new(),
            members: BTreeMap::new(),
        }
    }
}

fn parts(name: &str, was: &Declared, is: &Declared, found: &mut Found) {
    let is_input = was.kind == TypeKind::Input;
    for (field, (path, old)) in &was.fields {
        let subject = format!("{name}.{field}");
        match is.fields.get(field) {
            None if is_input => found.removed("INPUT_FIELD_REMOVED", path, &subject, old.line),
            None => found.removed("FIELD_REMOVED", path, &subject, old.line),
            Some((now, new)) => {
                if old.kind != new.kind {
                    let kinds = (Some(old.kind.clone()), Some(new.kind.clone()));
                    let (rule, is_safe) = if is_input {
                        ("INPUT_FIELD_TYPE_CHANGED", is_narrower(&new.kind, &old.kind))
                    } else {
                        ("FIELD_TYPE_CHANGED", is_narrower(&old.kind, &new.kind))
                    };
                    found.changed(rule, !is_safe, now, &subject, new.line, kinds);
                }
                arguments(&subject, (path, now), old, new, found);
            }
        }
    }
    for (field, (now, new)) in
        is.fields.iter().filter(|(field, _)| !was.fields.contains_key(*field))
    {
        let is_needed = is_input && is_required(&new.kind, new.has_default);
        let rule = if is_input { "INPUT_FIELD_ADDED" } else { "FIELD_ADDED" };
        found.added(rule, is_needed, now, &format!("{name}.{field}"), new.line);
    }
    let (gone, came) = match was.kind {
        TypeKind::Union => ("UNION_MEMBER_REMOVED", "UNION_MEMBER_ADDED"),
        TypeKind::Enum
        | TypeKind::Object
        | TypeKind::Interface
        | TypeKind::Input
        | TypeKind::Scalar => ("ENUM_VALUE_REMOVED", "ENUM_VALUE_ADDED"),
    };
    for (member, (path, line)) in
        was.members.iter().filter(|(member, _)| !is.members.contains_key(*member))
    {
        found.removed(gone, path, &format!("{name}.{member}"), *line);
    }
    for (member, (path, line)) in
        is.members.iter().filter(|(member, _)| !was.members.contains_key(*member))
    {
        found.added(came, false, path, &format!("{name}.{member}"), *line);
    }
}

fn arguments(field: &str, (path, now): (&str, &str), was: &Field, is: &Field, found: &mut Found) {
    let subject = |argument: &str| format!("{field}({argument})");
    for (name, old) in &was.arguments {
        match is.arguments.get(name) {
            None => found.removed("FIELD_ARGUMENT_REMOVED", path, &subject(name), old.line),
            Some(Argument { kind, line, .. }) if *kind != old.kind => {
                let kinds = (Some(old.kind.clone()), Some(kind.clone()));
                let breaks = !is_narrower(kind, &old.kind);
                found.changed(
                    "FIELD_ARGUMENT_TYPE_CHANGED",
                    breaks,
                    now,
                    &subject(name),
                    *line,
                    kinds,
                );
            }
            Some(_) => {}
        }
    }
    for (name, new) in is.arguments.iter().filter(|(name, _)| !was.arguments.contains_key(*name)) {
        let is_needed = is_required(&new.kind, new.has_default);
        found.added("FIELD_ARGUMENT_ADDED", is_needed, now, &subject(name), new.line);
    }
}

fn is_required(kind: &str, has_default: bool) -> bool {
    kind.ends_with('!') && !has_default
}

/// Whether `narrow` is `wide` with fewer absences: `[Order!]!` is narrower than `[Order]`.
fn is_narrower(wide: &str, narrow: &str) -> bool {
    let mut wide = wide.chars().peekable();
    for char in narrow.chars() {
        if wide.peek() == Some(&char) {
            wide.next();
        } else if char != '!' {
            return false;
        }
    }
    wide.next().is_none()
}

#[derive(Default)]
struct Found {
    facts: Vec<Fact>,
}

impl Found {
    fn added(&mut self, rule: &'static str, breaking: bool, path: &str, subject: &str, line: u32) {
        self.push(rule, breaking, Verb::Added, subject, Place::after(path, line));
    }

    fn removed(&mut self, rule: &'static str, path: &str, subject: &str, line: u32) {
        self.push(rule, true, Verb::Removed, subject, Place::before(path, line));
    }

    fn changed(
        &mut self,
        rule: &'static str,
        breaking: bool,
        path: &str,
        subject: &str,
        line: u32,
        (before, after): (Option<String>, Option<String>),
    ) {
        self.push(rule, breaking, Verb::Changed, subject, Place::after(path, line));
        if let Some(fact) = self.facts.last_mut() {
            (fact.before, fact.after) = (before, after);
        }
    }

    fn push(
        &mut self,
        rule: &'static str,
        breaking: bool,
        verb: Verb,
        subject: &str,
        place: Place,
    ) {
        let kind = Kind::Contract(Contract { form: ContractForm::GraphQl, rule, breaking });
        let id = format!("api:{}#{subject}", place.path);
        self.facts.push(Fact::new(super::DETECTOR.code, kind, verb, id, subject, place));
    }
}
