//! Operations with their parameters, bodies and responses.

use super::found::{Found, Weight};
use super::schemas::{Direction, values};
use crate::openapi::{Api, Operation, Parameter};

pub(super) fn compare(old: &Api, new: &Api, found: &mut Found<'_>) {
    for (key, was) in &old.operations {
        match new.operations.get(key) {
            Some(is) => operation((old, was), (new, is), found),
            None if new.operations.keys().any(|(path, _)| *path == key.0) => {
                found.removed(
                    "api-removed-without-deprecation",
                    Weight::Breaking,
                    &was.name,
                    was.line,
                );
            }
            None => found.removed(
                "api-path-removed-without-deprecation",
                Weight::Breaking,
                &was.name,
                was.line,
            ),
        }
    }
    for (key, is) in &new.operations {
        if !old.operations.contains_key(key) {
            found.added("endpoint-added", Weight::Harmless, &is.name, is.line);
        }
    }
}

fn operation((old, was): (&Api, &Operation), (new, is): (&Api, &Operation), found: &mut Found<'_>) {
    let subject = |key: &(String, String)| format!("{} {}", is.name, key.1);
    for (key, parameter) in &was.parameters {
        match is.parameters.get(key) {
            Some(now) => {
                if now.is_required && !parameter.is_required {
                    let words = (Some("optional".to_owned()), Some("required".to_owned()));
                    found.changed(
                        "request-parameter-became-required",
                        Weight::Breaking,
                        &subject(key),
                        now.line,
                        words,
                    );
                }
                let sides = ((old, &parameter.schema), (new, &now.schema));
                values(Direction::Parameter, &subject(key), sides, 0, found);
            }
            // A server that does not know it passes it over.
            None => found.removed(
                "request-parameter-removed",
                Weight::Harmless,
                &subject(key),
                parameter.line,
            ),
        }
    }
    for (key, parameter) in &is.parameters {
        if was.parameters.contains_key(key) {
            continue;
        }
        if parameter.is_required {
            found.added(
                "new-required-request-parameter",
                Weight::Breaking,
                &subject(key),
                parameter.line,
            );
        } else {
            found.added(
                "new-optional-request-parameter",
                Weight::Harmless,
                &subject(key),
                parameter.line,
            );
        }
    }
    body((old, was.body.as_ref()), (new, is.body.as_ref()), is, found);
    responses((old, was), (new, is), found);
}

fn body(
    (old, was): (&Api, Option<&Parameter>),
    (new, is): (&Api, Option<&Parameter>),
    operation: &Operation,
    found: &mut Found<'_>,
) {
    let subject = format!("{} body", operation.name);
    match (was, is) {
        (None, Some(is)) if is.is_required => {
            found.added("request-body-added-required", Weight::Breaking, &subject, is.line);
        }
        (None, Some(is)) => {
            found.added("request-body-added-optional", Weight::Harmless, &subject, is.line);
        }
        (Some(was), None) => {
            found.removed("request-body-removed", Weight::Harmless, &subject, was.line);
        }
        (Some(was), Some(is)) => {
            if is.is_required && !was.is_required {
                let words = (Some("optional".to_owned()), Some("required".to_owned()));
                found.changed(
                    "request-body-became-required",
                    Weight::Breaking,
                    &subject,
                    is.line,
                    words,
                );
            }
            values(Direction::Sent, &subject, ((old, &was.schema), (new, &is.schema)), 0, found);
        }
        (None, None) => {}
    }
}

fn responses((old, was): (&Api, &Operation), (new, is): (&Api, &Operation), found: &mut Found<'_>) {
    let is_success = |status: &str| status.starts_with('2');
    for (status, returned) in &was.responses {
        let subject = format!("{} {status}", is.name);
        match (returned, is.responses.get(status)) {
            (_, None) if is_success(status) => {
                found.removed(
                    "response-success-status-removed",
                    Weight::Breaking,
                    &subject,
                    was.line,
                );
            }
            (Some(returned), Some(Some(now))) => {
                values(Direction::Got, &subject, ((old, returned), (new, now)), 0, found);
            }
            (_, _) => {}
        }
    }
}
