//! Tests that came, and parts of the product that changed without one.
//!
//! A part whose tests stand elsewhere, in `tests/` at the top, is told as changed without tests: that is a guess.

mod functions;

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Verb};

use self::functions::tests;
use super::{Detect, Detector, Ground};
use crate::component::Components;
use crate::range::{FileDiff, FilePath, Range, Status};

pub(super) static DETECTOR: Detector = Detector {
    code: "TEST-ADD",
    about: "Tests that came, by part of the product, and parts whose code changed and whose tests did not.",
    ground: Ground::Everything,
    picks: FilePath::is_code,
    detect: Detect::Prepared(prepare, detect),
};

/// What changed of a part.
#[derive(Default)]
struct Part<'f> {
    tests: usize,
    first_test: Option<&'f FileDiff>,
    has_test: bool,
    code: Vec<&'f FileDiff>,
}

fn prepare(file: &FileDiff) {
    Tested::new(file);
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let components = Components::of(range);
    let mut parts: BTreeMap<String, Part<'_>> = BTreeMap::new();
    let files: Vec<Tested<'_>> = range.picked(detector).map(Tested::new).collect();
    let moved = gone(&files);
    for tested in files.iter().filter(|it| it.file.status != Status::Moved) {
        let file = tested.file;
        let part = parts.entry(components.component(&file.path.full)).or_default();
        let count = tested.came(&moved);
        if count > 0 {
            part.first_test.get_or_insert(file);
        }
        part.tests += count;
        part.has_test |= count > 0 || file.path.is_test || changes_tests(file);
        if needs_test(file) {
            part.code.push(file);
        }
    }
    for (component, part) in parts {
        if let Some(file) = part.first_test {
            let place = Place::after(&file.path.full, None);
            let id = format!("tests:{component}");
            let fact = Fact::new(DETECTOR.code, Kind::Tests, Verb::Added, id, &component, place);
            facts.push(fact.with_values(None, Some(part.tests.to_string())));
        }
        if let (Some(file), false) = (part.code.first(), part.has_test) {
            let place = Place::after(&file.path.full, None);
            let id = format!("untested:{component}");
            let fact =
                Fact::new(DETECTOR.code, Kind::Untested, Verb::Changed, id, &component, place);
            let fact = fact.with_values(None, Some(part.code.len().to_string()));
            facts.push(fact.as_sure_as(Confidence::Guess));
        }
    }
}

/// Names of tests that went from some file: one that came in another was moved.
fn gone<'f>(files: &[Tested<'f>]) -> BTreeSet<&'f str> {
    let of = |it: &Tested<'f>| {
        let before = it.before.keys().map(String::as_str);
        before.filter(|name| !it.after.contains_key(*name)).collect::<Vec<_>>()
    };
    files.iter().flat_map(of).collect()
}

/// The tests of a file on both sides, by their names.
struct Tested<'f> {
    file: &'f FileDiff,
    before: &'f BTreeMap<String, usize>,
    after: &'f BTreeMap<String, usize>,
}

impl<'f> Tested<'f> {
    fn new(file: &'f FileDiff) -> Self {
        let read = || [file.before(), file.after()].map(|text| tests(&file.path, text));
        let [before, after] = file.seen().tests.get_or_init(read);
        Self { file, before, after }
    }

    /// Counts those that came.
    fn came(&self, moved: &BTreeSet<&str>) -> usize {
        if !self.file.is_read() {
            return 0;
        }
        let new = self.after.iter().filter(|(name, _)| !moved.contains(name.as_str()));
        new.map(|(name, count)| count.saturating_sub(self.before.get(name).copied().unwrap_or(0)))
            .sum()
    }
}

/// Tests in a file of code, as Rust has them: a change below their beginning is one of tests.
fn changes_tests(file: &FileDiff) -> bool {
    if file.path.extension() != "rs" {
        return false;
    }
    let start = |text: &str| text.lines().position(|line| line.trim() == "#[cfg(test)]");
    let is_below = |text: &str, lines: &dyn Fn(u32) -> bool| {
        start(text).and_then(|at| u32::try_from(at).ok()).is_some_and(lines)
    };
    is_below(file.before(), &|at| file.hunks().iter().any(|hunk| hunk.before.end > at))
        || is_below(file.after(), &|at| file.hunks().iter().any(|hunk| hunk.after.end > at))
}

/// Folders with what helps to build and release; the rest of the product is what users run.
const TOOLS: [&str; 12] = [
    "hack",
    "scripts",
    "script",
    "tools",
    "ci",
    ".ci",
    ".github",
    "dist",
    "build",
    "static",
    "examples",
    "migrations",
];

/// Whether a change of a file is one that a test could show; a file that is gone needs none.
fn needs_test(file: &FileDiff) -> bool {
    let path = &file.path;
    let is_tool = TOOLS.iter().any(|folder| path.is_below(folder)) || path.extension() == "sh";
    let is_config = path.name().contains(".config.") || path.name().ends_with(".d.ts");
    file.new.is_some() && path.is_product() && !is_tool && !is_config && file.changes_code()
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::testing::file_facts;

    #[track_caller]
    fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
        let found = file_facts(&DETECTOR, files);
        let shown: Vec<String> = found
            .iter()
            .map(|fact| format!("{} {}", fact.id, fact.after.as_deref().unwrap()))
            .collect();
        assert_eq!(shown, expected);
    }

    const GO: &str = "func TestA(t *testing.T) {}\n";

    #[test]
    fn tests_are_counted_by_part() {
        check(
            &[
                ("pkg/a/x.go", Some("a\n"), Some("b\n")),
                (
                    "pkg/a/x_test.go",
                    Some(GO),
                    Some(&format!("{GO}func TestB(t *testing.T) {{}}\n")),
                ),
                ("pkg/b/y_test.go", None, Some(GO)),
            ],
            &["tests:pkg/a 1", "tests:pkg/b 1"],
        );
    }

    #[test]
    fn a_part_without_a_changed_test_is_told() {
        check(
            &[("pkg/a/x.go", Some("a\n"), Some("b\n")), ("pkg/a/y.go", None, Some("b\n"))],
            &["untested:pkg/a 2"],
        );
    }

    #[test]
    fn a_test_that_moved_is_no_new_one() {
        let more = format!("package b\n{GO}");
        check(&[("pkg/a/x_test.go", Some(GO), None), ("pkg/b/x_test.go", None, Some(&more))], &[]);
    }

    #[test]
    fn tests_within_a_file_of_rust_count() {
        let of = |body: &str| {
            format!(
                "fn a() {{ {body} }}\n#[cfg(test)]\nmod tests {{\n    #[test]\n    fn a() {{ {body} }}\n}}\n"
            )
        };
        check(&[("src/a.rs", Some(&of("1")), Some(&of("2")))], &[]);
    }

    #[test]
    fn tools_need_no_test() {
        let files = [
            "hack/x/a.go",
            "scripts/a.sh",
            "rollup.config.js",
            "packages/a/b.d.ts",
            "ui/static/js/main.js",
        ]
        .map(|path| (path, Some("a\n"), Some("b\n")));
        check(&files, &[]);
    }

    #[test]
    fn comments_imports_and_what_is_gone_need_no_test() {
        check(
            &[
                ("pkg/a/x.go", Some("a\n"), Some("// c\na\n")),
                ("pkg/b/x.py", Some("import a\nb\n"), Some("import c\nb\n")),
                ("pkg/c/x.go", Some("a\n"), None),
            ],
            &[],
        );
    }
}
