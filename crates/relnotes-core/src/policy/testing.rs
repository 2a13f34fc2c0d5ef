//! One way to test rules: a history in a few lines, and what the rule says about it.

use relnotes_testkit::{Fixture, TestRepo};

use super::{Checkout, Facts, Finding, Level, OpenRelease, Outcome, Rule, Standing, ask, check};
use crate::bundle::{Bundle, BundleDocument};
use crate::config::Config;
use crate::evidence::{Confidence, Fact, Kind, Place, Side, Verb};
use crate::git::{Location, Repository};
use crate::id::CommitId;
use crate::mailmap::Mailmap;
use crate::message::Parser;
use crate::person::Time;
use crate::pipeline::testing::pipelines;
use crate::release::{self, RangeSpec, Request, Scope, Sources, cut};
use crate::tag::{self, TagRules};
use crate::version::Version;

/// What a rule is asked about.
pub(super) struct Case<'a> {
    history: &'a str,
    config: &'a str,
    checkout: Checkout,
    now: i64,
    after: fn(&TestRepo),
    pipelines: &'a str,
    open: Vec<OpenRelease>,
}

/// A history in the format of `.history` files. Ages are measured to 2024-03-01.
pub(super) fn history(history: &str) -> Case<'_> {
    let now = 1_709_251_200;
    Case {
        history,
        config: "",
        checkout: Checkout::default(),
        now,
        after: |_| (),
        pipelines: "",
        open: Vec::new(),
    }
}

impl<'a> Case<'a> {
    /// Sets the configuration.
    pub(super) fn config(self, config: &'a str) -> Self {
        Self { config, ..self }
    }

    /// Sets what the CI says.
    pub(super) fn checkout(self, checkout: Checkout) -> Self {
        Self { checkout, ..self }
    }

    /// Changes the repository once it is built.
    pub(super) fn after(self, after: fn(&TestRepo)) -> Self {
        Self { after, ..self }
    }

    /// Sets the pipelines, in the format of [`crate::pipeline::testing`].
    pub(super) fn pipelines(self, pipelines: &'a str) -> Self {
        Self { pipelines, ..self }
    }

    /// Sets what the files of a release that is being prepared show, and what they show since a candidate.
    pub(super) fn open(
        mut self,
        branch: &str,
        facts: Vec<Fact>,
        late: Option<(&str, Vec<Fact>)>,
    ) -> Self {
        let since_candidate = late.map(|(name, facts)| (name.to_owned(), facts));
        let version = Some(Version { major: 1, minor: 1, patch: 0 });
        let branch = branch.to_owned();
        self.open.push(OpenRelease {
            branch,
            version,
            facts,
            since_candidate,
            ..OpenRelease::default()
        });
        self
    }

    /// Sets the documents of a release that is being prepared; its head is the commit of zeros.
    pub(super) fn documents(
        mut self,
        branch: &str,
        bundle: Option<Bundle>,
        has_documents: bool,
    ) -> Self {
        let (branch, head) = (branch.to_owned(), Some(CommitId([0; 20])));
        self.open.push(OpenRelease {
            branch,
            bundle,
            has_documents,
            head,
            ..OpenRelease::default()
        });
        self
    }

    /// Makes the clone shallow: the commit at HEAD has no parents here.
    pub(super) fn shallow(self) -> Self {
        self.after(|repo| {
            let head = std::fs::read_to_string(repo.path().join(".git/HEAD")).unwrap();
            let name = head.trim().strip_prefix("ref: ").unwrap();
            let tip = tip_of(repo, name);
            std::fs::write(repo.path().join(".git/shallow"), format!("{tip}\n")).unwrap();
        })
    }

    /// Asks one rule, whatever its level, and returns a line a finding:
    /// `SUBJECT: MESSAGE [EVIDENCE; …] -> HINT`, with `?` in front where it cannot tell.
    #[track_caller]
    pub(super) fn says(self, rule: &'static Rule) -> String {
        let findings = self.findings(rule);
        findings.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Asks one rule and returns its findings in their order.
    #[track_caller]
    pub(super) fn findings(self, rule: &'static Rule) -> Vec<Finding> {
        self.with(|facts| {
            let mut findings = Vec::new();
            let level = facts.sources.config.policy.levels.of(rule).max(Level::Warn);
            ask(rule, level, facts, &mut findings);
            findings.sort_by(|a, b| (a.outcome, &a.subject).cmp(&(b.outcome, &b.subject)));
            findings
        })
    }

    /// Asks every rule, and tells how things stand for a release.
    #[track_caller]
    pub(super) fn standing(self, range: &str) -> Standing {
        self.with(|facts| {
            let request = Request {
                range: RangeSpec::parse(range).unwrap(),
                as_version: None,
                date: None,
                now: Time { seconds: facts.now, offset: 0 },
                scope: Scope::Version,
            };
            let release = match cut(&facts.sources, &request).unwrap() {
                release::Outcome::Release(release) => release,
                release::Outcome::Contained { .. } => panic!("nothing of {range} is unreleased"),
            };
            Standing::of(facts, check(facts), &release)
        })
    }

    /// Builds the repository and gathers its facts.
    #[track_caller]
    fn with<T>(self, ask: impl FnOnce(&Facts<'_>) -> T) -> T {
        let repo = Fixture::parse(self.history).unwrap().build();
        (self.after)(&repo);
        let location = Location { start: repo.path().to_path_buf(), git_dir: None };
        let repository = Repository::open(&location).unwrap();
        let config = Config::parse(self.config, "relnotes.toml").unwrap();
        let rules = TagRules {
            prefix: config.tags.prefix.clone(),
            first_number: config.tags.first_number,
            stages: config.tags.stages.clone(),
        };
        let tags = tag::classify(repository.tags().unwrap().0, &rules);
        let (mailmap, parser) = (Mailmap::empty(), Parser::default());
        let sources = Sources {
            repository: &repository,
            tags: &tags,
            config: &config,
            mailmap: &mailmap,
            parser: &parser,
            briefs: &crate::brief::NO_BRIEFS,
            enrichment: &crate::enrichment::NOTHING,
        };
        let mut facts = Facts::gather(sources, self.checkout, self.now).unwrap();
        facts.pipelines = pipelines(self.pipelines, &config);
        facts.open = Some(self.open);
        ask(&facts)
    }
}

fn tip_of(repo: &TestRepo, name: &str) -> String {
    let path = repo.path().join(".git").join(name);
    std::fs::read_to_string(path).unwrap().trim().to_owned()
}

fn line(finding: &Finding) -> String {
    let mark = match finding.outcome {
        Outcome::Violation => "",
        Outcome::CannotTell => "? ",
    };
    let subject = match &finding.subject {
        super::Subject::Commit(id) => id.short(10),
        subject => subject.to_string(),
    };
    let mut line = format!("{mark}{subject}: {}", finding.message);
    if !finding.evidence.is_empty() {
        line += &format!(" [{}]", finding.evidence.join("; "));
    }
    if let Some(hint) = &finding.hint {
        line += &format!(" -> {hint}");
    }
    line
}

/// A fact of a kind at a place.
pub(super) fn fact(kind: Kind, verb: Verb, path: &str, line: u32) -> Fact {
    Fact {
        id: format!("x:{path}"),
        detector: "X",
        kind,
        verb,
        subject: "subject".to_owned(),
        before: None,
        after: None,
        place: Place { path: path.to_owned(), line: Some(line), side: Side::After },
        commits: Vec::new(),
        confidence: Confidence::Exact,
    }
}

/// The documents of v1.1.0: a plan alone, with something changed.
pub(super) fn bundle(change: impl FnOnce(&mut Bundle)) -> Bundle {
    let plan = BundleDocument {
        name: "plan".to_owned(),
        path: "releases/v1.1.0/plan.md".to_owned(),
        is_present: true,
        ..BundleDocument::default()
    };
    let mut bundle = Bundle { documents: vec![plan], ..Bundle::default() };
    change(&mut bundle);
    bundle
}
