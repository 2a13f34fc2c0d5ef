//! What a name says about a job: `Run unit tests for Go packages`, `deploy-preprod`, `e2e`.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::pipeline::Stage;

/// What a name says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reading {
    /// The stages that it names.
    pub(crate) stages: Vec<Stage>,
    /// It speaks of tests without saying which: units are among them, and more may be.
    pub(crate) tests: bool,
    /// It puts the product somewhere.
    pub(crate) deploys: bool,
    /// Where to.
    pub(crate) target: Option<Target>,
    /// It names a task that is none of the stages.
    pub(crate) is_other: bool,
    /// It is about what stands beside the product, such as its documentation: what it builds is not the product.
    pub(crate) is_beside: bool,
}

/// Where something is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// An environment of the model.
    Model(Stage),
    /// One that the model does not know, such as a preview.
    Elsewhere,
}

impl Reading {
    /// Returns whether nothing is known of it.
    pub(crate) fn is_empty(&self) -> bool {
        self.stages.is_empty() && !self.tests && !self.deploys && !self.is_other
    }

    /// Leaves out that something is built.
    pub(crate) fn drop_build(&mut self) {
        self.stages.retain(|stage| *stage != Stage::Build);
    }

    /// Returns whether something is tested.
    pub(crate) fn is_test(&self) -> bool {
        let is_test = |stage: &Stage| {
            matches!(
                stage,
                Stage::Unit | Stage::Integration | Stage::EndToEnd | Stage::Smoke | Stage::Load
            )
        };
        self.tests || self.stages.iter().any(is_test)
    }
}

/// The stages in the order in which they are looked for. Words stand between single spaces.
static STAGES: LazyLock<Vec<(Stage, Regex)>> = LazyLock::new(|| {
    [
        (Stage::EndToEnd, r"\be ?2 ?e|end ?(to|2) ?end|acceptance|playwright|cypress|selenium|system tests?\b"),
        (Stage::Integration, r"\bintegration|\binteg tests?\b|\bit tests?\b|functional tests?\b"),
        (Stage::Smoke, r"\bsmoke|\bsanity\b|health ?checks?\b"),
        (Stage::Load, r"\b(load|stress|performance|perf|soak) ?tests?\b|\bk6\b|\bgatling\b|\blocust\b|\bjmeter\b|benchmark"),
        (Stage::Unit, r"\bunit|модульн"),
        (Stage::Build, r"build|\b(re|cross)?compil(e[sd]?|ing|ation)\b|\bassemble\b|\bpackage\b|\bbinaries\b|сборка"),
        (Stage::Lint, r"lint|\bfmt\b|\bformat|clippy|prettier|\bvet\b|static analysis|type ?check|shellcheck|spell|checkstyle|code ?ql"),
    ]
    .into_iter()
    .map(|(stage, words)| (stage, regex(words)))
    .collect()
});
static TESTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\btests?\b|\btesting\b|\btestsuite\b|\b(py|go|u)test\b|\bjest\b|\bvitest\b|\bnextest\b|\brspec\b|\bspecs?\b|тест",
    )
});
/// Tests as a part of something else: no test is run.
static NO_TESTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b((unit|integration|e2e|smoke) )?(tests? (images?|(\w+ )?results?|artifacts?|reports?|data|deps|dependencies|tools?|fixtures?|headers?|source|binaries)|coverage)\b|\bfor (building|testing)\b.*",
    )
});
/// Builds that are not of the product: what describes it, what a CI runs, what analyses it.
static NO_BUILD: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(build(s|ing)?|compil\w*) (the )?((and )?\w+ )?(docs?|documentation|manual|storybook|workflows?|reports?|changelog)\b|\b(docs?|documentation|storybook) builds?\b|\bcode ?ql\b",
    )
});
static DOCS: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(docs?|documentation|storybook)\b"));
/// Jobs that look at how others ended.
static JUDGE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(composite|combined|overall|aggregated?) (results?|status)\b|\b(tests?|checks?|ci) passed\b|\ball green\b|\bstatus check\b",
    )
});
static DEPLOY: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\bdeploy(s|ed|ing|ment)?\b|\brollout\b|\broll out\b|\bpromote\b|\bgo live\b|деплой")
});
/// Deployments that are not of the product.
static NO_DEPLOY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\b(docs?|documentation|pages|storybook|website|site|manifests?)\b"));
static TARGETS: LazyLock<Vec<(Target, Regex)>> = LazyLock::new(|| {
    [
        (Target::Elsewhere, r"\b(preview|review|sandbox|demo|ephemeral|pages|storybook|docs?)\b"),
        (Target::Model(Stage::DeployPreProd), r"\bpre ?(prod|production|live)\b|\buat\b"),
        (Target::Model(Stage::DeployStaging), r"\b(staging|stage|stg)\b"),
        (Target::Model(Stage::DeployProd), r"\b(prod|production|live)\b"),
        (Target::Elsewhere, r"\b(dev|development|qa|test|testing|integration|int)\b"),
    ]
    .into_iter()
    .map(|(target, words)| (target, regex(words)))
    .collect()
});
/// A step that prepares or tidies up, whatever it is for.
static SETUP: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^ (install|set|setup|restore|cache|upload|download|fetch|checkout|check out|create|add|configure|prepare|log ?in|save|clean|free|get|generate|pull|harden|report|process|detect|determine|wait|show|print|collect|archive|notify|switch|cancel|label|comment|compute|init|initiali[sz]e|import|export|enable|start|stop) ",
    )
});
/// Tasks that are none of the stages.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"codegen|generat|\b(docs?|documentation|label\w*|stale|notes?|changelog|tidy|tidiness|modul\w*|licen[cs]e\w*|headers?|clean\w*|set ?up|init|install\w*|sync\w*|bump|version\w*|publish\w*|releases?|sign\w*|provenance|attest\w*|sbom|scan\w*|audit|security|depend\w*|renovate|snyk|zizmor|scorecards?|triage|issues?|cherry ?pick|backport|notify|greet\w*|lock|titles?|links?|fuzz\w*|\w*vuln\w*|man|manpages|vendor|proto\w*|coverage|report|artifacts?|download|upload|fetch|checkout|cache|changes|changed|detect|policy|relnotes|tool\w*|dco|commit ?lint|autofix|size|pages|storybook|environment|vars|variables|mirror\w*|push|login|approve|schema|translat\w*)\b",
    )
});

fn regex(words: &str) -> Regex {
    Regex::new(words).expect("the pattern is a literal")
}

/// Reads the name of a job, a stage or a script.
pub(crate) fn of_name(name: &str) -> Reading {
    let words = words(name);
    let target = target_of_words(&words);
    if SETUP.is_match(&words) || JUDGE.is_match(&words) {
        return Reading { is_other: true, ..Reading::default() };
    }
    // Whoever tests the build builds.
    let spoken = NO_TESTS.replace_all(&words, " ").replace(" test build ", " build ");
    let mut reading = Reading { target, is_other: OTHER.is_match(&words), ..Reading::default() };
    let names = STAGES.iter().filter(|(_, words)| words.is_match(&spoken));
    reading.stages = names.map(|(stage, _)| *stage).collect();
    let builds_other = NO_BUILD.is_match(&words);
    if builds_other {
        reading.drop_build();
        reading.is_other = true;
    }
    let is_specific = reading.is_test();
    reading.tests = TESTS.is_match(&spoken) && !is_specific;
    reading.deploys = DEPLOY.is_match(&words) && !reading.is_test();
    if reading.deploys && NO_DEPLOY.is_match(&words) {
        reading.deploys = false;
        reading.is_other = true;
    }
    let is_task = !reading.stages.is_empty() || reading.tests || reading.deploys;
    reading.is_beside = !is_task && (builds_other || DOCS.is_match(&words));
    reading
}

/// Reads the name of an environment.
pub(crate) fn target_of(name: &str) -> Option<Target> {
    target_of_words(&words(name))
}

fn target_of_words(words: &str) -> Option<Target> {
    TARGETS.iter().find(|(_, names)| names.is_match(words)).map(|(target, _)| *target)
}

/// Writes a name as lower-case words between single spaces: ` build go code `. `buildGo` is two words.
fn words(name: &str) -> String {
    let mut words = String::from(" ");
    let mut was_lower = false;
    for c in name.chars().take(500) {
        if c.is_alphanumeric() {
            if c.is_uppercase() && was_lower {
                words.push(' ');
            }
            was_lower = c.is_lowercase();
            words.extend(c.to_lowercase());
        } else {
            was_lower = false;
            if !words.ends_with(' ') {
                words.push(' ');
            }
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(reading: &Reading) -> String {
        let mut shown: Vec<String> =
            reading.stages.iter().map(|stage| stage.as_str().to_owned()).collect();
        if reading.tests {
            shown.push("tests".to_owned());
        }
        if reading.deploys {
            shown.push(match reading.target {
                Some(Target::Model(stage)) => stage.as_str().to_owned(),
                Some(Target::Elsewhere) => "deploy-elsewhere".to_owned(),
                None => "deploy".to_owned(),
            });
        }
        if shown.is_empty() && reading.is_other {
            shown.push("other".to_owned());
        }
        shown.join(" ")
    }

    #[test]
    fn names_say_what_jobs_do() {
        for (name, expected) in [
            ("Run unit tests for Go packages", "unit"),
            ("test-go-race", "tests"),
            ("Run unit tests with -race for Go packages", "unit"),
            ("Run end-to-end tests", "e2e"),
            ("test-e2e", "e2e"),
            ("Build & cache Go code", "build"),
            ("build-ui", "build"),
            ("Build, test & lint UI code", "build lint tests"),
            ("Install all tools required for building & testing", "other"),
            ("Set build variables", "other"),
            ("Upload e2e test coverage to codecov.io", "other"),
            ("Check changes to generated code", "other"),
            ("deploy-staging", "deploy-staging"),
            ("Deploy to pre-production", "deploy-preprod"),
            ("deploy_preprod", "deploy-preprod"),
            ("deployProd", "deploy-prod"),
            ("deploy", "deploy"),
            ("Deploy docs to GitHub Pages", "other"),
            ("deploy preview", "deploy-elsewhere"),
            ("smoke-prod", "smoke"),
            ("integration", "integration"),
            ("load test", "load"),
            ("golangci-lint", "lint"),
            ("crossbuild", "build"),
            ("build-and-test", "build tests"),
            ("Test build", "build"),
            ("Build documentation", "other"),
            ("docs-build", "other"),
            ("Build reports", "other"),
            ("Build app, image and docs", "build"),
            ("Compile agentic workflows", "other"),
            ("Compile all packages", "build"),
            ("Run compiler unit tests", "unit"),
            ("CodeQL-Build", "lint"),
            ("E2E Tests - Composite result", "other"),
            ("test-e2e-composite-result", "other"),
            ("Run tests and report results", "tests"),
            ("govulncheck", "other"),
            ("ci", ""),
            ("all", ""),
            ("check", ""),
            ("stale", "other"),
            ("", ""),
        ] {
            assert_eq!(shown(&of_name(name)), expected, "{name}");
        }
    }

    #[test]
    fn environments_have_their_place() {
        for (name, expected) in [
            ("production", Some(Target::Model(Stage::DeployProd))),
            ("pre-prod", Some(Target::Model(Stage::DeployPreProd))),
            ("preproduction", Some(Target::Model(Stage::DeployPreProd))),
            ("staging/eu", Some(Target::Model(Stage::DeployStaging))),
            ("github-pages", Some(Target::Elsewhere)),
            ("review/$CI_COMMIT_REF_SLUG", Some(Target::Elsewhere)),
            ("Release", None),
            ("product", None),
        ] {
            assert_eq!(target_of(name), expected, "{name}");
        }
    }
}
