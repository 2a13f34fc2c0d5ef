//! What tests of detectors share: texts before and after in, facts out.

use relnotes_core::brief::NO_BRIEFS;
use relnotes_core::config::Config;
use relnotes_core::evidence::Fact;
use relnotes_core::git::{Location, Repository};
use relnotes_core::mailmap::Mailmap;
use relnotes_core::message::Parser;
use relnotes_core::person::Time;
use relnotes_core::release::model::Release;
use relnotes_core::release::{self, Outcome, RangeSpec, Request, Scope, Sources};
use relnotes_core::tag::{self, TagRules};
use relnotes_testkit::Fixture;

use crate::detectors::{Detect, Detector};
use crate::names::Names;
use crate::range::{FileDiff, Range};

/// Returns the facts of one file, as the driver would ask: files that the detector does not want yield none.
pub(crate) fn facts(
    detector: &Detector,
    path: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Vec<Fact> {
    let (Detect::File(detect) | Detect::Tree(detect)) = &detector.detect else {
        panic!("{} looks at no file alone", detector.code)
    };
    let file = FileDiff::of(path, before, after);
    let mut found = Vec::new();
    if detector.wants(&file.path) {
        detect(&file, &mut found);
    }
    found
}

/// Returns the facts of names in some files: path, text before, text after.
pub(crate) fn name_facts(
    detector: &Detector,
    files: &[(&str, Option<&str>, Option<&str>)],
) -> Vec<Fact> {
    let Detect::Names(rule) = &detector.detect else { panic!("{} has no names", detector.code) };
    let files: Vec<FileDiff> =
        files.iter().map(|(path, before, after)| FileDiff::of(path, *before, *after)).collect();
    let files: Vec<&FileDiff> = files.iter().collect();
    let wanted = files.iter().enumerate().filter(|(_, file)| detector.wants(&file.path));
    let sides: Vec<_> = wanted.map(|(at, file)| (at, rule.sides(file))).collect();
    let sides = sides.iter().map(|(at, sides)| (*at, sides));
    Names::collect(detector, rule, sides).facts(&files, &|_| false)
}

/// Builds a repository of a `.history` text and shows a function the release of a range of it, `v1.0.0..v1.1.0`.
pub(crate) fn with_release<T>(
    history: &str,
    range: &str,
    show: impl FnOnce(&Repository, &Config, &Release) -> T,
) -> T {
    let repo = Fixture::parse(history).unwrap().build();
    let location = Location { start: repo.path().to_owned(), git_dir: None };
    let repository = Repository::open(&location).unwrap();
    let config = Config::default();
    let rules = TagRules { prefix: "v".to_owned(), first_number: 1, stages: vec!["rc".to_owned()] };
    let tags = tag::classify(repository.tags().unwrap().0, &rules);
    let (mailmap, parser) = (Mailmap::empty(), Parser::default());
    let (repository, tags, config) = (&repository, &tags[..], &config);
    let sources = Sources {
        repository,
        tags,
        config,
        mailmap: &mailmap,
        parser: &parser,
        briefs: &NO_BRIEFS,
        enrichment: &relnotes_core::enrichment::NOTHING,
    };
    let request = Request {
        range: RangeSpec::parse(range).unwrap(),
        as_version: None,
        date: None,
        now: Time { seconds: 1_800_000_000, offset: 0 },
        scope: Scope::Version,
    };
    match release::cut(&sources, &request).unwrap() {
        Outcome::Release(release) => show(repository, config, &release),
        Outcome::Contained { tag, .. } => panic!("contained in {tag}"),
    }
}

/// Returns the facts of some detectors for a range of a `.history` text, with their commits.
pub(crate) fn range_facts(detectors: &[&Detector], history: &str, range: &str) -> Vec<Fact> {
    with_release(history, range, |repository, config, release| {
        let from = release.range.from.as_ref().map(|from| from.commit);
        let ranges = Range::open(repository, config, release, &[from], detectors).unwrap();
        let mut facts = [crate::gather::facts(&ranges[0], detectors)];
        crate::attribution::attribute(&ranges, &mut facts).unwrap();
        let [facts] = facts;
        facts
    })
}

/// Returns the facts of a detector that looks at a range as a whole, for two trees of these files: path, text before,
/// text after.
pub(crate) fn file_facts(
    detector: &Detector,
    files: &[(&str, Option<&str>, Option<&str>)],
) -> Vec<Fact> {
    let tree = |texts: &mut dyn Iterator<Item = (&str, Option<&str>)>, tag: &str| {
        let write = |(path, text): (&str, Option<&str>)| match text {
            Some(text) => format!("write {path} {}\n", quoted(text)),
            None => String::new(),
        };
        let texts: String = texts.map(write).collect();
        format!("{texts}write .keep \"{tag}\"\ncommit \"feat: {tag}\"\ntag {tag}\n")
    };
    let gone = files.iter().filter(|(_, before, after)| before.is_some() && after.is_none());
    let gone: String = gone.map(|(path, ..)| format!("delete {path}\n")).collect();
    let before = tree(&mut files.iter().map(|(path, before, _)| (*path, *before)), "v1.0.0");
    let after = tree(&mut files.iter().map(|(path, _, after)| (*path, *after)), "v1.1.0");
    range_facts(&[detector], &format!("{before}{gone}{after}"), "v1.0.0..v1.1.0")
}

/// A text in the quotes of a `.history`.
fn quoted(text: &str) -> String {
    let text =
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    format!("\"{}\"", text.replace('\r', "\\r"))
}
