//! Contracts in `OpenAPI` and Swagger, by the rules of oasdiff, so that people can look them up.
//!
//! Schemas with names are compared once and not at every operation that uses them; whether a difference breaks depends
//! on whether clients send or get them.

mod found;
mod operations;
mod schemas;

use relnotes_core::evidence::Fact;

use self::found::Found;
use super::{Detect, Detector, Ground};
use crate::openapi::{Api, read};
use crate::range::{FileDiff, FilePath};

pub(super) static DETECTOR: Detector = Detector {
    code: "API-OPENAPI",
    about: "Operations, parameters, schemas and values of OpenAPI and Swagger files that came, went or changed, by the rules of oasdiff.",
    ground: Ground::ProductAndGenerated,
    picks: is_description,
    detect: Detect::File(detect),
};

fn is_description(path: &FilePath) -> bool {
    let is_named = ["openapi", "swagger"].iter().any(|it| path.lower.contains(it));
    matches!(path.extension(), "json" | "yaml" | "yml") && is_named
}

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    if !file.is_read() || file.moved_from.is_some() {
        return;
    }
    let (old, new) = (read(file.before()), read(file.after()));
    let mut found = Found::new(&file.path.full);
    match (old, new) {
        (Some(old), Some(new)) => compare(&old, &new, &mut found),
        (Some(_), None) if file.new.is_none() => found.file_removed(),
        (None, Some(new)) if file.old.is_none() => found.file_added(new.operations.len()),
        // A side that cannot be understood says nothing about what came or went.
        (None | Some(_), None) | (None, Some(_)) => {}
    }
    facts.extend(found.facts);
}

fn compare(old: &Api, new: &Api, found: &mut Found<'_>) {
    operations::compare(old, new, found);
    schemas::compare(old, new, found);
}

#[cfg(test)]
mod tests;
