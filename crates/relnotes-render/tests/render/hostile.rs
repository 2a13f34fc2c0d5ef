//! Hostile text in every field of a release changes nothing but the text that readers see.

use pulldown_cmark::{Event, Options, Parser, Tag};
use relnotes_core::brief::Brief;
use relnotes_core::config::standing::Monitoring;
use relnotes_core::declared::Declared;
use relnotes_core::evidence::{Confidence, Evidence, Kind};
use relnotes_core::message::Trailer;
use relnotes_core::message::declaration::Key;
use relnotes_core::pipeline::Pipelines;
use relnotes_core::policy::{Freeze, Reason, Standing, Subject};
use relnotes_core::release::model::Release;
use relnotes_render::documents::{self, Settings, render};
use relnotes_render::locale::Locale;

use crate::documents::workspace;
use crate::sample;

const HOSTILE: &[&str] = &[
    "# heading",
    "x\n\n# heading\n\n---\n",
    "- [ ] item\n- item",
    "<script>alert(1)</script>",
    "<!-- rn:todo plan.context -->",
    "--> <b>",
    "[click](https://evil.example)",
    "![shot](https://evil.example/x.png)",
    "](https://evil.example) [",
    "<https://evil.example>",
    "*a* **b** _c_ ~~d~~",
    "`open",
    "``` fence",
    "~~~ fence",
    "| a | b |\n|---|---|",
    "{{version}} {{{version}}} {{> warnings}}",
    "\u{202e}txt\u{0}\u{1b}[31m",
    "\\",
    "&lt;b&gt;",
    "1. one",
    "> quote",
    "    code",
];

/// The release with one text in the place of everything that people wrote.
fn written_by(text: &str) -> Release {
    let mut release = sample::release();
    let own = || text.to_owned();
    for change in &mut release.changes {
        (change.description, change.title) = (own(), own());
        change.scope = change.scope.as_ref().map(|_| own());
        change.category = change.scope.clone();
        change.breaking_notes = change.breaking_notes.iter().map(|_| own()).collect();
        change.tickets = change.tickets.iter().map(|_| own()).collect();
        change.first_shipped_in = change.first_shipped_in.as_ref().map(|_| own());
        for author in &mut change.authors {
            author.person.name = own();
        }
    }
    for commit in &mut release.commits {
        commit.message.subject = own();
        commit.message.trailers = Key::ALL.map(|(name, key)| declaration(name, key, text)).into();
    }
    for lack in &mut release.lacks {
        (lack.subject, lack.tag, lack.tickets) = (own(), own(), vec![own()]);
    }
    for warning in &mut release.warnings {
        warning.message = own();
    }
    (release.range.to.name, release.range.to.tag) = (own(), Some(own()));
    if let Some(from) = &mut release.range.from {
        (from.name, from.tag) = (own(), Some(own()));
    }
    release.replaces = Some(own());
    release
}

/// A trailer of the form that its key wants.
fn declaration(name: &str, key: Key, text: &str) -> Trailer {
    let value = match key {
        Key::WatchMetric => format!("m > {text}"),
        Key::Risk => format!("high: {text}"),
        _ => text.to_owned(),
    };
    Trailer { key: name.to_owned(), value }
}

/// The fullest brief with one text in the place of everything that takes any.
fn brief_by(text: &str) -> Brief {
    let full =
        std::fs::read_to_string(workspace().join("fixtures/briefs/valid/full.toml")).unwrap();
    let kept = ["feature", "user", "RN402", "abc1234", "p:44", "lack:v1.2.0-hotfix.1"];
    let own = serde_json::to_string(text).unwrap();
    let mut brief = String::new();
    for (at, part) in full.split('"').enumerate() {
        match at % 2 {
            0 => brief.push_str(part),
            _ if kept.contains(&part) || part.starts_with("2026-") => {
                brief.push_str(&format!("\"{part}\""));
            }
            _ => brief.push_str(&own),
        }
    }
    Brief::parse(brief, text).unwrap_or_else(|error| panic!("{error}"))
}

/// Facts with one text in the place of everything that files say.
fn shown_by(text: &str) -> Evidence {
    let mut evidence = sample::evidence();
    let own = || text.to_owned();
    for fact in &mut evidence.facts {
        (fact.id, fact.subject, fact.place.path) = (own(), own(), own());
        (fact.before, fact.after) =
            (fact.before.as_ref().map(|_| own()), fact.after.as_ref().map(|_| own()));
        fact.confidence = Confidence::Guess;
        match &mut fact.kind {
            Kind::Migration(migration) => {
                migration.out_of_order = Some(own());
                migration.tables = migration.tables.iter().map(|_| own()).collect();
            }
            Kind::Flag(flag) => (flag.default, flag.owner) = (Some(own()), Some(own())),
            Kind::Alert(alert) => {
                (alert.holds_for, alert.severity, alert.runbook) =
                    (Some(own()), Some(own()), Some(own()));
            }
            Kind::Workload(workload) => {
                (workload.object, workload.health) = (own(), vec![own(), own()]);
            }
            _ => {}
        }
    }
    evidence
}

/// A standing with one text in the place of every name of branch, tag and file, and of every reason.
fn stood_by(text: &str) -> Standing {
    let mut standing = sample::standing();
    let own = || text.to_owned();
    let names = &mut standing.names;
    for list in [
        &mut names.main,
        &mut names.develop,
        &mut names.release,
        &mut names.hotfix,
        &mut names.feature,
    ] {
        *list = vec![own()];
    }
    (names.main_branch, names.integration) = (own(), own());
    (names.prefix, names.candidate) = (own(), own());
    for (_, mark) in &mut standing.marks {
        mark.about = mark.about.as_ref().map(|_| own());
        for (_, reason) in &mut mark.unknown {
            *reason = Reason::Said(own());
        }
    }
    standing.releases = vec![own()];
    standing.branches.iter_mut().for_each(|row| row.name = own());
    standing.tags.iter_mut().for_each(|row| row.name = own());
    let waived = standing.waived.iter_mut().map(|waived| {
        (waived.waiver.by, waived.waiver.reason) = (own(), own());
        &mut waived.finding
    });
    for finding in standing.findings.iter_mut().chain(waived) {
        finding.hint = Some(own());
        match &mut finding.subject {
            Subject::Branch { name, .. } | Subject::Tag { name, .. } => *name = own(),
            Subject::File { path, .. } => *path = own(),
            Subject::Repository | Subject::Commit(_) => {}
        }
    }
    run_by(text, &mut standing.pipelines);
    if let Some(course) = &mut standing.course {
        for station in &mut course.stations {
            station.branch = Some(own());
            station.tag = station.tag.as_ref().map(|(_, kind)| (own(), *kind));
        }
    }
    if let Freeze::Known { line, late, agreed, untold, .. } = &mut standing.freeze {
        *line = own();
        for late in late.iter_mut().chain(agreed).chain(untold) {
            (late.subject, late.because) = (own(), own());
        }
    }
    standing
}

/// Puts one text in the place of every name and reason of pipelines.
fn run_by(text: &str, pipelines: &mut Pipelines) {
    let own = || text.to_owned();
    for file in &mut pipelines.files {
        for showing in file.jobs.iter_mut().flat_map(|job| &mut job.stages) {
            showing.place.path = own();
            showing.runs.iter_mut().for_each(|run| run.reason = run.reason.as_ref().map(|_| own()));
        }
    }
    for sample in &mut pipelines.samples {
        (sample.name, sample.others) = (own(), vec![own()]);
    }
    for problem in &mut pipelines.problems {
        (problem.message, problem.place.path) = (own(), own());
    }
}

fn declared_by(text: &str, locale: Locale) -> Settings {
    let declared = || Declared { value: text.to_owned(), reference: text.to_owned() };
    let mut settings = sample::settings(locale);
    let standing = &mut settings.standing;
    standing.support.contact = Some(declared());
    (standing.roles.tech_lead, standing.contacts.tech) = (Some(declared()), Some(declared()));
    let own = || Some(declared());
    standing.communications.go_no_go = own();
    standing.monitoring = Monitoring {
        http_success: own(),
        error_rate: own(),
        p95: own(),
        cpu: own(),
        memory: own(),
        disk: own(),
        ..Monitoring::default()
    };
    settings.brief = brief_by(text);
    (settings.product, settings.tool) = (Some(text.to_owned()), text.to_owned());
    settings
}

/// Everything of a document but its words: what is a heading, an item, a link and to where.
fn shape(markdown: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    let mut shape = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                assert!(html.trim_end().starts_with("<!-- rn:"), "{html} in\n{markdown}");
                assert!(html.trim_end().ends_with(" -->"), "{html} in\n{markdown}");
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let host = dest_url.split('/').nth(2).unwrap_or_default();
                assert!(
                    ["github.com", "jira.acme.example"].contains(&host),
                    "{dest_url} in\n{markdown}"
                );
            }
            Event::Start(Tag::Image { .. } | Tag::Strikethrough) => {
                panic!("{event:?} in\n{markdown}");
            }
            Event::Start(
                tag @ (Tag::Heading { .. }
                | Tag::Item
                | Tag::BlockQuote(_)
                | Tag::Strong
                | Tag::Table(_)
                | Tag::TableCell
                | Tag::CodeBlock(_)),
            ) => {
                shape.push(format!("{tag:?}"));
            }
            Event::Start(Tag::Emphasis) | Event::Rule => shape.push(format!("{event:?}")),
            _ => {}
        }
    }
    shape
}

#[test]
fn hostile_text_changes_only_words() {
    for locale in Locale::ALL {
        for document in documents::ALL {
            let write = |text: &str| {
                let whole = sample::Whole {
                    release: written_by(text),
                    evidence: shown_by(text),
                    standing: stood_by(text),
                    ..sample::Whole::new()
                };
                render(document, whole.subject(), &declared_by(text, locale)).unwrap()
            };
            // No command takes a word with a space in it, so that the forms of commands are alike.
            let harmless = write("a word");
            let wanted = shape(&harmless.text);
            for text in HOSTILE {
                let rendered = write(text);
                assert_eq!(shape(&rendered.text), wanted, "{text:?} in\n{}", rendered.text);
                assert_eq!(rendered.blanks.len(), harmless.blanks.len(), "{text:?}");
            }
        }
    }
}
