//! Rules of Prometheus and dashboards of Grafana: what people watch.

pub(crate) mod dashboard;
mod rules;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use regex::Regex;
use relnotes_core::evidence::Side;

pub(crate) use self::rules::{Rule, RuleKind, rules};
use crate::range::{FilePath, Range};

/// How many files of a tree are read for one question.
const MOST: usize = 500;

/// A word of an expression that may be a metric.
static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[a-zA-Z_:][a-zA-Z0-9_:]*").expect("regex is a literal"));

/// Returns the words of an expression: metrics, labels, functions.
pub(crate) fn words(expression: &str) -> BTreeSet<&str> {
    WORD.find_iter(expression).map(|word| word.as_str()).collect()
}

/// Returns the files of the newer tree that may hold rules or dashboards, by their path, with their texts.
pub(crate) fn watched<'r>(
    range: &'r Range<'_>,
    fits: impl Fn(&FilePath) -> bool,
) -> impl Iterator<Item = (&'r str, Arc<str>)> {
    let paths = range.tree(Side::After).iter().map(|(path, _)| path.as_str());
    let is_watched = move |path: &&str| {
        let path = FilePath::new(path, &[]);
        let words = ["alert", "rule", "prometheus", "monitor", "mixin", "dashboard", "grafana"];
        fits(&path) && path.is_product() && words.iter().any(|word| path.lower.contains(word))
    };
    let files = paths.filter(is_watched).take(MOST);
    files.filter_map(|path| Some((path, range.text(Side::After, path)?)))
}
