//! Schemas, named and not, by who sends them.

use super::found::{Found, Weight};
use crate::openapi::{Api, LOWER, Schema, UPPER};

/// How deep two schemas that refer to different names are followed.
const DEEPEST: usize = 6;

/// Who a value goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// A parameter of a request.
    Parameter,
    /// In a body that clients send.
    Sent,
    /// In a response that they get.
    Got,
}

/// Names of the rules of a direction.
struct Rules {
    kind: &'static str,
    value_removed: &'static str,
    value_added: &'static str,
    limit: &'static str,
}

impl Direction {
    fn rules(self) -> Rules {
        match self {
            Self::Parameter => Rules {
                kind: "request-parameter-type-changed",
                value_removed: "request-parameter-enum-value-removed",
                value_added: "request-parameter-enum-value-added",
                limit: "request-parameter-limit-narrowed",
            },
            Self::Sent => Rules {
                kind: "request-property-type-changed",
                value_removed: "request-property-enum-value-removed",
                value_added: "request-property-enum-value-added",
                limit: "request-property-limit-narrowed",
            },
            Self::Got => Rules {
                kind: "response-property-type-changed",
                value_removed: "response-property-enum-value-removed",
                value_added: "response-property-enum-value-added",
                limit: "response-property-limit-changed",
            },
        }
    }
}

/// The schema of each side, with the file it is of.
type Sides<'s> = ((&'s Api, &'s Schema), (&'s Api, &'s Schema));

/// Compares the schemas that have the same name on both sides.
pub(super) fn compare(old: &Api, new: &Api, found: &mut Found<'_>) {
    for (name, was) in &old.schemas {
        let Some(is) = new.schemas.get(name) else { continue };
        let is_sent = old.sent.contains(name) && new.sent.contains(name);
        let is_got = old.got.contains(name) && new.got.contains(name);
        let sides = ((old, was), (new, is));
        let from = found.facts.len();
        if is_sent {
            values(Direction::Sent, name, sides, 0, found);
        }
        if is_got {
            let mut got = found.beside();
            values(Direction::Got, name, sides, 0, &mut got);
            found.merge(got, from);
        }
    }
}

/// Compares two values; equal references are compared by their names, elsewhere.
pub(super) fn values(
    direction: Direction,
    subject: &str,
    sides: Sides<'_>,
    depth: usize,
    found: &mut Found<'_>,
) {
    let ((old, was), (new, is)) = sides;
    let is_same = was.reference.is_some() && was.reference == is.reference;
    if is_same || depth > DEEPEST {
        return;
    }
    if let (Some(was), Some(is)) = (&was.reference, &is.reference)
        && !found.is_first(was, is)
    {
        return;
    }
    let (was, is) = (old.resolved(was), new.resolved(is));
    // What another file describes is unknown.
    if was.reference.is_some() || is.reference.is_some() {
        return;
    }
    kinds(direction, subject, was, is, found);
    listed(direction, subject, was, is, found);
    limits(direction, subject, was, is, found);
    properties(direction, subject, ((old, was), (new, is)), depth, found);
    if let (Some(was), Some(is)) = (&was.items, &is.items) {
        values(direction, &format!("{subject}[]"), ((old, was), (new, is)), depth + 1, found);
    }
}

fn kinds(direction: Direction, subject: &str, was: &Schema, is: &Schema, found: &mut Found<'_>) {
    if was.kind == is.kind || was.kind.is_empty() || is.kind.is_empty() {
        return;
    }
    let wider = match direction {
        Direction::Parameter | Direction::Sent => (was.kind.as_str(), is.kind.as_str()),
        Direction::Got => (is.kind.as_str(), was.kind.as_str()),
    };
    let is_harmless = wider == ("integer", "number") || wider.1.split('|').any(|it| it == wider.0);
    let weight = if is_harmless { Weight::Harmless } else { Weight::Breaking };
    let kinds = (Some(was.kind.clone()), Some(is.kind.clone()));
    found.changed(direction.rules().kind, weight, subject, is.line, kinds);
}

fn listed(direction: Direction, subject: &str, was: &Schema, is: &Schema, found: &mut Found<'_>) {
    let (Some(old), Some(new)) = (&was.values, &is.values) else { return };
    let rules = direction.rules();
    for value in old.iter().filter(|value| !new.contains(value)) {
        let weight = if direction == Direction::Got { Weight::Harmless } else { Weight::Breaking };
        found.changed(rules.value_removed, weight, subject, is.line, (Some(value.clone()), None));
    }
    for value in new.iter().filter(|value| !old.contains(value)) {
        found.changed(
            rules.value_added,
            Weight::Harmless,
            subject,
            is.line,
            (None, Some(value.clone())),
        );
    }
}

/// A bound that lets less through than before.
fn limits(direction: Direction, subject: &str, was: &Schema, is: &Schema, found: &mut Found<'_>) {
    if direction == Direction::Got {
        return;
    }
    for (name, now) in &is.limits {
        let is_narrower = match was.limits.get(name) {
            Some(before) if UPPER.contains(name) => now < before,
            Some(before) => now > before,
            None => UPPER.contains(name) || *now > 0 && LOWER.contains(name),
        };
        if is_narrower {
            let before = was.limits.get(name).map(|it| format!("{name} {it}"));
            let after = Some(format!("{name} {now}"));
            found.changed(
                direction.rules().limit,
                Weight::Breaking,
                subject,
                is.line,
                (before, after),
            );
        }
    }
}

fn properties(
    direction: Direction,
    subject: &str,
    sides: Sides<'_>,
    depth: usize,
    found: &mut Found<'_>,
) {
    let ((old, was), (new, is)) = sides;
    let name = |property: &str| format!("{subject}.{property}");
    let is_sent = direction != Direction::Got;
    for (property, before) in &was.properties {
        let was_required = was.required.contains(property);
        let Some(after) = is.properties.get(property) else {
            let (rule, weight) = match (is_sent, was_required) {
                (true, _) => ("request-property-removed", Weight::Harmless),
                (false, true) => ("response-required-property-removed", Weight::Breaking),
                (false, false) => ("response-optional-property-removed", Weight::Breaking),
            };
            // Another part may have it: then nothing is known.
            if is.others.is_empty() {
                found.removed(rule, weight, &name(property), before.line);
            }
            continue;
        };
        let words = |was: &str, is: &str| (Some(was.to_owned()), Some(is.to_owned()));
        match (is_sent, was_required, is.required.contains(property)) {
            (true, false, true) => {
                let words = words("optional", "required");
                found.changed(
                    "request-property-became-required",
                    Weight::Breaking,
                    &name(property),
                    after.line,
                    words,
                );
            }
            (false, true, false) => {
                let words = words("required", "optional");
                found.changed(
                    "response-property-became-optional",
                    Weight::Breaking,
                    &name(property),
                    after.line,
                    words,
                );
            }
            _ => {}
        }
        values(direction, &name(property), ((old, before), (new, after)), depth + 1, found);
    }
    for (property, after) in &is.properties {
        if was.properties.contains_key(property) || !was.others.is_empty() {
            continue;
        }
        let (rule, weight) = match (is_sent, is.required.contains(property)) {
            (true, true) => ("new-required-request-property", Weight::Breaking),
            (true, false) => ("new-optional-request-property", Weight::Harmless),
            (false, true) => ("response-required-property-added", Weight::Harmless),
            (false, false) => ("response-optional-property-added", Weight::Harmless),
        };
        found.added(rule, weight, &name(property), after.line);
    }
}
