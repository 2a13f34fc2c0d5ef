//! The clean history as each CI checks it out, made with the commands that its agents run. What a checkout lacks makes
//! rules say that they cannot tell; it never makes a finding of its own, and never a silence.

use std::path::{Path, PathBuf};

use relnotes_testkit::{Oracle, TestRepo};
use tempfile::TempDir;

use super::told::{self, Finding};
use super::{clean, histories};
use crate::cli::{Call, Ran};

/// The repository at the forge, with a pull request of the open feature into develop: its head, and the merge that
/// the forge makes for builds.
pub(super) struct Forge {
    repo: TestRepo,
}

impl Forge {
    fn new() -> Self {
        let forge = Self { repo: clean::build() };
        let git = Oracle::new(forge.repo.path());
        git.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
        let (base, head) = (forge.id("develop"), forge.id("feature/SHOP-9001-wishes"));
        // Develop goes on, so that the merge is a real one.
        git.git(&["checkout", "--quiet", "--detach", &base]);
        git.git(&["commit", "--quiet", "--allow-empty", "-m", "fix(cart): rounding (SHOP-9002)"]);
        git.git(&["update-ref", "refs/heads/develop", "HEAD"]);
        let message = format!("Merge {head} into {}", forge.id("develop"));
        git.git(&["merge", "--quiet", "--no-ff", "-m", &message, &head]);
        git.git(&["update-ref", "refs/pull/7/merge", "HEAD"]);
        git.git(&["update-ref", "refs/pull/7/head", &head]);
        git.git(&["checkout", "--quiet", "main"]);
        forge
    }

    fn id(&self, name: &str) -> String {
        self.repo.id(name)
    }

    fn url(&self) -> String {
        format!("file://{}", self.repo.path().display())
    }

    /// Makes a checkout: `git init`, a remote, and the commands of an agent. `{NAME}` is the id of a revision.
    fn checkout(&self, commands: &[&str]) -> Checkout {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("work");
        std::fs::create_dir(&path).unwrap();
        let git = Oracle::new(&path);
        git.git(&["init", "--quiet"]);
        git.git(&["remote", "add", "origin", &self.url()]);
        for command in commands {
            let words: Vec<String> = command.split(' ').map(|word| self.fill(word)).collect();
            git.git(&words);
        }
        Checkout { path, _folder: folder }
    }

    fn fill(&self, word: &str) -> String {
        let Some((head, rest)) = word.split_once('{') else { return word.to_owned() };
        let (name, tail) = rest.split_once('}').unwrap();
        format!("{head}{}{tail}", self.id(name))
    }
}

struct Checkout {
    path: PathBuf,
    _folder: TempDir,
}

impl Checkout {
    fn lint(&self, variables: &[(&str, &str)], arguments: &str) -> Ran {
        lint(&self.path, variables, arguments)
    }

    /// Lints and compares: `violations` are `CODE LEVEL SUBJECT`, `codes` those of the end without and with `--strict`.
    #[track_caller]
    fn check(
        &self,
        variables: &[(&str, &str)],
        violations: &[&str],
        codes: (i32, i32),
    ) -> Vec<Finding> {
        let ran = self.lint(variables, "--format json");
        let findings = told::findings(&ran.stdout);
        let (open, found): (Vec<Finding>, Vec<Finding>) =
            findings.into_iter().partition(|it| it.kind == "cannot-tell");
        assert_eq!(histories::lines(&found), violations, "{}", ran.stdout);
        for finding in found.iter().chain(&open) {
            assert!(finding.hint.is_some(), "no way out: {finding:?}");
        }
        let strict = self.lint(variables, "--strict").code;
        assert_eq!((ran.code, strict), codes, "{}", ran.stdout);
        open
    }
}

fn lint(folder: &Path, variables: &[(&str, &str)], arguments: &str) -> Ran {
    let call =
        variables.iter().fold(Call::new(folder), |call, (name, value)| call.env(name, value));
    call.run(&format!("lint {} {arguments}", clean::DATE))
}

/// What a checkout of the last commits of one branch is told.
const SHALLOW: &[&str] = &["RN001 deny repository", "RN004 warn repository"];
/// The same of a tag: there is neither main nor develop.
const SHALLOW_TAG: &[&str] =
    &["RN001 deny repository", "RN004 warn repository", "RN004 warn repository"];
/// What a checkout of one branch is told.
const ONE_BRANCH: &[&str] = &["RN004 warn repository"];

const ALL: &str =
    "fetch --quiet --prune origin +refs/heads/*:refs/remotes/origin/* +refs/tags/*:refs/tags/*";

/// The hints of what cannot be told, each once.
fn hints(open: &[Finding]) -> Vec<&str> {
    let mut hints: Vec<&str> = open.iter().filter_map(|it| it.hint.as_deref()).collect();
    hints.sort_unstable();
    hints.dedup();
    hints
}

#[test]
fn github_with_its_default_depth() {
    let forge = Forge::new();
    let main = [("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/heads/main")];
    let checkout = forge.checkout(&[
        "fetch --quiet --no-tags --prune --depth=1 origin +{main}:refs/remotes/origin/main",
        "checkout --quiet --force -B main refs/remotes/origin/main",
    ]);
    let open = checkout.check(&main, SHALLOW, (1, 1));
    assert_eq!(hints(&open), ["actions/checkout with `fetch-depth: 0`"]);

    let tag = [("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/tags/v4.0.0")];
    let checkout = forge.checkout(&[
        "fetch --quiet --no-tags --prune --depth=1 origin +{v4.0.0}:refs/tags/v4.0.0",
        "checkout --quiet --force refs/tags/v4.0.0",
    ]);
    checkout.check(&tag, SHALLOW_TAG, (1, 1));
}

#[test]
fn github_with_the_whole_history() {
    let forge = Forge::new();
    let branch = |name: &'static str| [("GITHUB_ACTIONS", "true"), ("GITHUB_REF", name)];
    let checkout =
        forge.checkout(&[ALL, "checkout --quiet --force -B main refs/remotes/origin/main"]);
    assert_eq!(checkout.check(&branch("refs/heads/main"), &[], (0, 0)).len(), 0);

    let checkout = forge.checkout(&[
        "fetch --quiet --tags origin +refs/heads/main:refs/remotes/origin/main",
        "checkout --quiet --force -B main refs/remotes/origin/main",
    ]);
    checkout.check(&branch("refs/heads/main"), ONE_BRANCH, (0, 1));

    let checkout = forge.checkout(&[
        "fetch --quiet --no-tags origin +refs/heads/*:refs/remotes/origin/*",
        "checkout --quiet --force -B main refs/remotes/origin/main",
    ]);
    let open = checkout.check(&branch("refs/heads/main"), &[], (0, 3));
    assert_eq!(hints(&open), ["actions/checkout with `fetch-depth: 0`"]);
}

/// `actions/checkout` writes the commit over the tag that it has fetched: what was annotated no longer is.
#[test]
fn github_with_a_tag_that_was_pushed() {
    let forge = Forge::new();
    let tag = [("GITHUB_ACTIONS", "true"), ("GITHUB_REF", "refs/tags/v4.0.0")];
    let checkout = forge.checkout(&[
        ALL,
        "fetch --quiet --no-tags --prune origin +{v4.0.0}:refs/tags/v4.0.0",
        "checkout --quiet --force refs/tags/v4.0.0",
    ]);
    let open = checkout.check(&tag, &[], (0, 3));
    assert_eq!(histories::lines(&open), ["RN302 cannot-tell refs/tags/v4.0.0"]);
    assert_eq!(hints(&open), ["git fetch --force origin refs/tags/v4.0.0:refs/tags/v4.0.0"]);
    Oracle::new(&checkout.path).git(&[
        "fetch",
        "--quiet",
        "--force",
        "origin",
        "refs/tags/v4.0.0:refs/tags/v4.0.0",
    ]);
    assert_eq!(checkout.check(&tag, &[], (0, 0)).len(), 0);
}

const PULL: [(&str, &str); 4] = [
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_REF", "refs/pull/7/merge"),
    ("GITHUB_HEAD_REF", "feature/SHOP-9001-wishes"),
    ("GITHUB_BASE_REF", "develop"),
];

#[test]
fn github_with_the_merge_of_a_pull_request() {
    let forge = Forge::new();
    let merge = "fetch --quiet --no-tags origin +{refs/pull/7/merge}:refs/remotes/pull/7/merge";
    let switch = "checkout --quiet --force refs/remotes/pull/7/merge";
    assert_eq!(forge.checkout(&[ALL, merge, switch]).check(&PULL, &[], (0, 0)).len(), 0);

    let shallow = merge.replace("--no-tags", "--no-tags --depth=1");
    let checkout = forge.checkout(&[&shallow, switch]);
    let expected = [
        "RN001 deny repository",
        "RN004 warn repository",
        "RN004 warn repository",
        "RN006 deny repository",
    ];
    checkout.check(&PULL, &expected, (1, 1));
}

#[test]
fn gitlab() {
    let forge = Forge::new();
    let branch = [("GITLAB_CI", "true"), ("CI_COMMIT_BRANCH", "develop")];
    let shallow = forge.checkout(&[
        "fetch --quiet --depth 20 --prune origin +{develop}:refs/pipelines/1 \
         +refs/heads/develop:refs/remotes/origin/develop",
        "checkout --quiet --force --detach {develop}",
    ]);
    let open = shallow.check(&branch, SHALLOW, (1, 1));
    assert_eq!(hints(&open), ["variables: { GIT_DEPTH: 0 }"]);

    let detached = "checkout --quiet --force --detach {develop}";
    assert_eq!(forge.checkout(&[ALL, detached]).check(&branch, &[], (0, 0)).len(), 0);

    let tag = [("GITLAB_CI", "true"), ("CI_COMMIT_TAG", "v4.0.0")];
    let tagged = forge.checkout(&[
        "fetch --quiet --no-tags --depth 20 origin +{v4.0.0}:refs/pipelines/1 \
         +refs/tags/v4.0.0:refs/tags/v4.0.0",
        "checkout --quiet --force --detach {v4.0.0}",
    ]);
    tagged.check(&tag, SHALLOW_TAG, (1, 1));

    let merged = [
        ("GITLAB_CI", "true"),
        ("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature/SHOP-9001-wishes"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "develop"),
    ];
    let pull = forge.checkout(&[
        ALL,
        "fetch --quiet --no-tags origin +refs/pull/7/merge:refs/pipelines/1",
        "checkout --quiet --force --detach {refs/pull/7/merge}",
    ]);
    assert_eq!(pull.check(&merged, &[], (0, 0)).len(), 0);
}

/// A multibranch project fetches the branch that it builds, and of a pull request its head and its target.
#[test]
fn jenkins() {
    let forge = Forge::new();
    let branch = [("JENKINS_URL", "https://ci.example"), ("BRANCH_NAME", "develop")];
    let one = forge.checkout(&[
        "config remote.origin.fetch +refs/heads/develop:refs/remotes/origin/develop",
        "fetch --quiet --no-tags origin +refs/heads/develop:refs/remotes/origin/develop",
        "checkout --quiet --force --detach {develop}",
    ]);
    let open = one.check(&branch, ONE_BRANCH, (0, 1));
    assert_eq!(
        hints(&open),
        ["git fetch --tags", "git remote set-branches origin '*' && git fetch --tags origin"]
    );

    let tag =
        [("JENKINS_URL", "https://ci.example"), ("TAG_NAME", "v4.0.0"), ("BRANCH_NAME", "v4.0.0")];
    let tagged = forge.checkout(&[
        "config remote.origin.fetch +refs/tags/v4.0.0:refs/tags/v4.0.0",
        "fetch --quiet --no-tags origin +refs/tags/v4.0.0:refs/tags/v4.0.0",
        "checkout --quiet --force --detach {v4.0.0}",
    ]);
    tagged.check(&tag, &["RN004 warn repository", "RN004 warn repository"], (0, 1));

    let pull = [
        ("JENKINS_URL", "https://ci.example"),
        ("BRANCH_NAME", "PR-7"),
        ("CHANGE_ID", "7"),
        ("CHANGE_BRANCH", "feature/SHOP-9001-wishes"),
        ("CHANGE_TARGET", "develop"),
    ];
    let merged = forge.checkout(&[
        "config remote.origin.fetch +refs/pull/7/head:refs/remotes/origin/PR-7",
        "fetch --quiet --no-tags origin +refs/pull/7/head:refs/remotes/origin/PR-7 \
         +refs/heads/develop:refs/remotes/origin/develop",
        "checkout --quiet --force --detach {develop}",
        "merge --quiet --no-ff {refs/pull/7/head}",
    ]);
    merged.check(&pull, ONE_BRANCH, (0, 1));
}

#[test]
fn teamcity() {
    let forge = Forge::new();
    let branch = [("TEAMCITY_VERSION", "2025.03"), ("TEAMCITY_BUILD_BRANCH", "refs/heads/develop")];
    let one = forge.checkout(&[
        "fetch --quiet --no-tags origin +refs/heads/develop:refs/remotes/origin/develop",
        "checkout --quiet --force -B develop refs/remotes/origin/develop",
    ]);
    one.check(&branch, ONE_BRANCH, (0, 1));
    let all =
        forge.checkout(&[ALL, "checkout --quiet --force -B develop refs/remotes/origin/develop"]);
    assert_eq!(all.check(&branch, &[], (0, 0)).len(), 0);
    let tag = [("TEAMCITY_VERSION", "2025.03"), ("TEAMCITY_BUILD_BRANCH", "refs/tags/v4.0.0")];
    let tagged = forge.checkout(&[ALL, "checkout --quiet --force --detach refs/tags/v4.0.0"]);
    assert_eq!(tagged.check(&tag, &[], (0, 0)).len(), 0);
}

/// A pull request is built on its own branch, into which Bitbucket merges the target.
#[test]
fn bitbucket() {
    let forge = Forge::new();
    let branch = [("BITBUCKET_BUILD_NUMBER", "1"), ("BITBUCKET_BRANCH", "develop")];
    let shallow = forge.checkout(&[
        "config remote.origin.fetch +refs/heads/develop:refs/remotes/origin/develop",
        "fetch --quiet --depth 20 --no-tags origin +refs/heads/develop:refs/remotes/origin/develop",
        "checkout --quiet --force -B develop refs/remotes/origin/develop",
    ]);
    let open = shallow.check(&branch, SHALLOW, (1, 1));
    assert_eq!(hints(&open), ["clone: { depth: full }"]);
    let pull = [
        ("BITBUCKET_BUILD_NUMBER", "1"),
        ("BITBUCKET_BRANCH", "feature/SHOP-9001-wishes"),
        ("BITBUCKET_PR_DESTINATION_BRANCH", "develop"),
    ];
    let full = forge.checkout(&[
        ALL,
        "checkout --quiet --force -B feature/SHOP-9001-wishes {feature/SHOP-9001-wishes}",
        "merge --quiet --no-edit {develop}",
    ]);
    assert_eq!(full.check(&pull, &[], (0, 0)).len(), 0);
}

#[test]
fn azure() {
    let forge = Forge::new();
    let main = [("TF_BUILD", "True"), ("BUILD_SOURCEBRANCH", "refs/heads/main")];
    let shallow = forge.checkout(&[
        "fetch --quiet --force --no-tags --prune --depth=1 origin +{main}:refs/remotes/origin/main",
        "checkout --quiet --force --detach {main}",
    ]);
    let open = shallow.check(&main, SHALLOW, (1, 1));
    assert_eq!(hints(&open), ["checkout: self, with `fetchDepth: 0` and `fetchTags: true`"]);
    let pull = [
        ("TF_BUILD", "True"),
        ("BUILD_SOURCEBRANCH", "refs/pull/7/merge"),
        ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "refs/heads/feature/SHOP-9001-wishes"),
        ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/develop"),
    ];
    let full = forge.checkout(&[
        ALL,
        "fetch --quiet --force origin +refs/pull/7/merge:refs/remotes/pull/7/merge",
        "checkout --quiet --force --detach refs/remotes/pull/7/merge",
    ]);
    assert_eq!(full.check(&pull, &[], (0, 0)).len(), 0);
}
