//! Prints the facts of a range of a repository: `cargo run -p relnotes-evidence --example facts -- DIR RANGE [PREFIX]`.
//!
//! For people who write detectors; documents are what everybody else reads.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a tool for developers"
)]

use std::time::Instant;

use relnotes_core::brief::NO_BRIEFS;
use relnotes_core::config::Config;
use relnotes_core::enrichment::NOTHING;
use relnotes_core::git::{Location, Repository};
use relnotes_core::mailmap::Mailmap;
use relnotes_core::message::Parser;
use relnotes_core::person::Time;
use relnotes_core::release::{self, Outcome, RangeSpec, Request, Scope, Sources};
use relnotes_core::tag::{self, TagRules};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let location = Location { start: arguments[0].clone().into(), git_dir: None };
    let repository = &Repository::open(&location).unwrap();
    let prefix = arguments.get(2).map_or("v", String::as_str);
    let config = &Config::parse(format!("[tags]\nprefix = \"{prefix}\""), "relnotes.toml").unwrap();
    let rules =
        TagRules { prefix: prefix.to_owned(), first_number: 1, stages: vec!["rc".to_owned()] };
    let tags = &tag::classify(repository.tags().unwrap().0, &rules)[..];
    let (mailmap, parser) = (&Mailmap::empty(), &Parser::default());
    let sources = Sources {
        repository,
        tags,
        config,
        mailmap,
        parser,
        briefs: &NO_BRIEFS,
        enrichment: &NOTHING,
    };
    let request = Request {
        range: RangeSpec::parse(&arguments[1]).unwrap(),
        as_version: None,
        date: None,
        now: Time { seconds: 1_800_000_000, offset: 0 },
        scope: Scope::Version,
    };
    let Outcome::Release(release) = release::cut(&sources, &request).unwrap() else {
        println!("contained");
        return;
    };
    let from = release.range.from.as_ref().map(|from| from.commit);
    let start = Instant::now();
    let evidence =
        relnotes_evidence::gather(repository, config, &release, &[from]).unwrap().remove(0);
    let took = start.elapsed();
    for fact in &evidence.facts {
        let line = fact.place.line.map(|line| format!(":{line}")).unwrap_or_default();
        let commits: Vec<String> = fact.commits.iter().map(|commit| commit.short(9)).collect();
        println!(
            "{} {:?} {} {:?} -> {:?} at {:?} {}{line} by {} ({:?})",
            fact.detector,
            fact.verb,
            fact.id,
            fact.before,
            fact.after,
            fact.place.side,
            fact.place.path,
            commits.join(" "),
            fact.kind,
        );
    }
    println!("{:?}\n{:?}\n{took:?}", evidence.reading, evidence.compatibility);
}
