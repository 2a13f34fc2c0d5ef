//! Thirty releases of a team that keeps the model: nothing to report, by no rule.

use std::fmt::Write;
use std::path::Path;

use relnotes_testkit::{Fixture, Oracle, TestRepo};

use super::told;
use crate::cli::run;

/// A day after the last commit: nothing is stale yet.
pub(super) const DATE: &str = "--date 2025-12-02";

const RELEASES: u32 = 30;

/// What a signed tag has below its message.
const SIGNATURE: &str =
    "  | -----BEGIN PGP SIGNATURE-----\n  |\n  | iQEz\n  | -----END PGP SIGNATURE-----\n";

/// Builds the repository; its pipeline is the one to begin with.
pub(super) fn build() -> TestRepo {
    let (path, text) = starter("github");
    build_with(&path, &text)
}

fn build_with(path: &str, pipeline: &str) -> TestRepo {
    let text = Team::default().play(path, pipeline);
    Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).build()
}

/// The path and the text of the pipeline that `init ci` writes.
fn starter(forge: &str) -> (String, String) {
    let repo =
        Fixture::parse("commit \"chore: begin\"\nbranch develop\nswitch main").unwrap().build();
    run(repo.path(), &format!("init ci --forge {forge}")).done();
    let path = match forge {
        "github" => ".github/workflows/pipeline.yml",
        _ => ".gitlab-ci.yml",
    };
    (path.to_owned(), std::fs::read_to_string(repo.path().join(path)).unwrap())
}

/// The state of the team between two releases.
#[derive(Default)]
struct Team {
    text: String,
    /// The last number of a ticket or pull request.
    number: u32,
    version: [u32; 3],
    hotfixes: u32,
    changelog: String,
}

impl Team {
    fn play(mut self, path: &str, pipeline: &str) -> String {
        self.version = [1, 0, 0];
        self.add("clock 2024-01-08T10:00:00+03:00");
        let lines: String = pipeline.lines().map(|line| format!("  | {line}\n")).collect();
        self.add(&format!("write {path}\n{lines}"));
        self.write_down("1.0.0");
        self.add("commit \"chore: import shop (SHOP-0)\"");
        self.tag("Release", "v1.0.0");
        self.add("branch develop");
        for release in 1..=RELEASES {
            self.release(release);
        }
        // The next one is on its way: a feature that is written, a release that is cut.
        self.add("clock 2025-12-01T10:00:00+03:00");
        self.feature("feat(search): next");
        self.add("branch release/v4.1.0");
        self.write_down("4.1.0");
        self.add("commit \"chore(release): version 4.1.0 (SHOP-9000)\"");
        self.tag("Candidate", "v4.1.0-rc.1");
        self.add(
            "switch develop\nbranch feature/SHOP-9001-wishes\ncommit \"feat: wishes (SHOP-9001)\"",
        );
        self.add("switch main");
        self.text
    }

    /// Develops, cuts, tests, mends production meanwhile, releases, merges back.
    fn release(&mut self, release: u32) {
        let [major, minor, patch] = self.version;
        self.add("clock +12d");
        let next = if release.is_multiple_of(10) {
            self.feature("feat(api)!: new orders\\n\\nBREAKING CHANGE: `/v1/orders` is gone");
            [major + 1, 0, 0]
        } else if release.is_multiple_of(4) {
            self.feature("fix(cart): rounding");
            [major, minor, patch + 1]
        } else {
            self.feature("feat(search): synonyms");
            self.feature("perf(search): faster");
            [major, minor + 1, 0]
        };
        let name = shown(next);
        self.add(&format!("branch release/v{name}"));
        self.write_down(&name);
        let ticket = self.next();
        self.add(&format!("commit \"chore(release): version {name} (SHOP-{ticket})\""));
        self.tag("Candidate", &format!("v{name}-rc.1"));
        let mut candidate = 2;
        if release.is_multiple_of(3) {
            self.fix("fix(cart): sold out products", "");
            self.tag("Candidate", &format!("v{name}-rc.{candidate}"));
            candidate += 1;
        }
        if release.is_multiple_of(5) {
            self.hotfix(&name);
            self.tag("Candidate", &format!("v{name}-rc.{candidate}"));
            candidate += 1;
        }
        if release.is_multiple_of(7) {
            self.picked(&name);
            self.tag("Candidate", &format!("v{name}-rc.{candidate}"));
        }
        self.add(&format!(
            "clock +2d\nswitch main\nmerge release/v{name} \"Merge branch 'release/v{name}'\""
        ));
        self.tag("Release", &format!("v{name}"));
        self.add("switch develop\nmerge main \"Merge branch 'main' into develop\"");
        self.add(&format!("delete-branch release/v{name}"));
        (self.version, self.hotfixes) = (next, 0);
    }

    /// A feature branch with one commit, merged to develop as forges do.
    fn feature(&mut self, subject: &str) {
        let (ticket, pull) = (self.next(), self.next());
        let (subject, body) = subject.split_once("\\n").unwrap_or((subject, ""));
        let branch = format!("feature/SHOP-{ticket}-work");
        self.add(&format!("branch {branch}"));
        let body = if body.is_empty() { String::new() } else { format!("\\n{body}") };
        self.add(&format!("commit \"{subject} (SHOP-{ticket}){body}\""));
        self.add(&format!(
            "switch develop\nmerge {branch} \"Merge pull request #{pull} from shop/{branch}\"\n\
             delete-branch {branch}"
        ));
    }

    /// A fix by a pull request into the branch that is checked out.
    fn fix(&mut self, subject: &str, name: &str) {
        let (ticket, pull) = (self.next(), self.next());
        self.add(&format!("commit \"{subject} (SHOP-{ticket}) (#{pull})\" {name}"));
    }

    /// A hotfix of what runs in production, merged to main, to develop and to the release that is open.
    fn hotfix(&mut self, open: &str) {
        self.hotfixes += 1;
        let mended = shown(self.version);
        let (branch, hotfix) =
            (format!("release/v{mended}-hotfix"), format!("{mended}-hotfix.{}", self.hotfixes));
        self.add(&format!("switch main\nbranch {branch}"));
        self.fix("fix(payment): charge once", "");
        let before = self.changelog.clone();
        self.write_down(&hotfix);
        let ticket = self.next();
        self.add(&format!("commit \"chore(release): version {hotfix} (SHOP-{ticket})\""));
        self.add(&format!("switch main\nmerge {branch} \"Merge branch '{branch}'\""));
        self.tag("Hotfix", &format!("v{hotfix}"));
        self.add(&format!(
            "switch develop\nmerge {branch} \"Merge branch '{branch}' into develop\""
        ));
        self.add(&format!("switch release/v{open}"));
        self.changelog = before;
        self.write_down(open);
        self.add(&format!("merge {branch} \"Merge branch '{branch}' into release/v{open}\""));
        self.add(&format!("delete-branch {branch}"));
    }

    /// A fix of develop that the open release needs, too, picked with its trace; and an idea that was taken back.
    fn picked(&mut self, open: &str) {
        let name = format!("pick{}", self.number);
        self.add("switch develop");
        self.fix("fix(letters): tell the price", &format!("as {name}"));
        self.fix("feat(letters): tell a joke", &format!("as joke{}", self.number));
        let joke = self.number - 2;
        self.add(&format!("revert joke{joke}"));
        self.add(&format!("switch release/v{open}\ncherry-pick {name} x"));
    }

    /// Writes the version and its heading down, for the next commit.
    fn write_down(&mut self, version: &str) {
        let heading = format!("  | ## v{version}\n");
        if !self.changelog.starts_with(&heading) {
            self.changelog.insert_str(0, &heading);
        }
        let changelog = self.changelog.clone();
        self.add(&format!("write VERSION \"{version}\\n\"\nwrite CHANGELOG.md\n{changelog}"));
    }

    fn tag(&mut self, what: &str, name: &str) {
        self.add(&format!("tag {name} \"{what} {name}\"\n{SIGNATURE}"));
    }

    fn next(&mut self) -> u32 {
        self.number += 1;
        self.number
    }

    fn add(&mut self, lines: &str) {
        writeln!(self.text, "{}", lines.trim_end()).unwrap();
    }
}

fn shown([major, minor, patch]: [u32; 3]) -> String {
    format!("{major}.{minor}.{patch}")
}

/// Every rule is asked, also those that are allowed by default.
const ALL: &str = "[policy.rules]\nclone = \"warn\"\nbranches = \"warn\"\nflow = \"warn\"\ntags = \"warn\"\n\
                   commits = \"warn\"\nversions = \"warn\"\npipelines = \"warn\"\n";

#[track_caller]
fn check(folder: &Path, rules: usize) {
    let ran = run(folder, &format!("lint {DATE} --strict --format json"));
    let found: Vec<String> = told::findings(&ran.stdout)
        .iter()
        .map(|it| format!("{} {} {}: {}", it.code, it.kind, it.subject, it.message))
        .collect();
    assert_eq!(found, Vec::<String>::new());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(json["checked"].as_array().unwrap().len() >= rules, "{}", json["checked"]);
}

#[test]
fn thirty_releases_by_the_model_have_no_finding() {
    let repo = build();
    let tags = Oracle::new(repo.path()).tags_in_model_order("v");
    let count = |part: &str| tags.iter().filter(|tag| tag.contains(part)).count();
    assert_eq!((count("-rc."), count("-hotfix."), tags.len()), (51, 6, 88));
    check(repo.path(), 40);
    std::fs::write(repo.path().join("relnotes.toml"), ALL).unwrap();
    check(repo.path(), relnotes_core::policy::ALL.len());
}

#[test]
fn neither_have_they_with_the_pipeline_of_gitlab() {
    let (path, text) = starter("gitlab");
    let repo = build_with(&path, &text);
    std::fs::write(repo.path().join("relnotes.toml"), ALL).unwrap();
    check(repo.path(), relnotes_core::policy::ALL.len());
}
