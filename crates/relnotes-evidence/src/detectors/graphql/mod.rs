//! Contracts in `GraphQL`, compared over all files of the range: what only moved to another file is no news.

mod compare;

use relnotes_core::evidence::Fact;

use self::compare::{Tree, compare};
use super::{Detect, Detector, Ground};
use crate::graphql::parse;
use crate::range::{FileDiff, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "API-GRAPHQL",
    about: "Types, fields, arguments and values of GraphQL schemas that came, went or changed.",
    ground: Ground::ProductAndGenerated,
    picks: |path| matches!(path.extension(), "graphql" | "graphqls" | "gql"),
    detect: Detect::Range(detect),
};

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let files: Vec<&FileDiff> = range.picked(detector).filter(|file| file.is_read()).collect();
    facts.extend(compared(&files));
}

fn compared(files: &[&FileDiff]) -> Vec<Fact> {
    let (mut before, mut after) = (Tree::new(), Tree::new());
    for file in files {
        // A side that cannot be understood says nothing about what came or went.
        let (Some(old), Some(new)) = (parse(file.before()), parse(file.after())) else { continue };
        let path = &file.path.full;
        compare::add(file.moved_from.as_ref().unwrap_or(path), old, &mut before);
        compare::add(path, new, &mut after);
    }
    compare(&before, &after)
}

#[cfg(test)]
mod tests;
