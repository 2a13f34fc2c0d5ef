//! Names and words of a repository that attack whoever prints them, in every format.

use std::path::Path;

use relnotes_testkit::{Fixture, Oracle, TestRepo};

use super::formats::{Readers, tell_the_same};
use super::lint;

/// A terminal that is cleared, a line that is turned around, commands of CIs, ends of XML sections and attributes.
const EVIL: &str = "\u{1b}[2J\u{9b}31m \u{202e}txt %0A::error::x ]]> <b>\"'&amp; ##vso[task] \u{2028}\u{feff}\u{ffff}";

/// Branch and tag names that git allows.
const BRANCHES: [&str; 5] = [
    "]]>&%0A<b>-\u{202e}x",
    "$(id)-`id`;'\"",
    "release/v1.\u{9b}31m",
    "release/v1.1.0-hotfix\u{2028}",
    "%0A##vso-\u{feff}",
];
const TAGS: [&str; 3] = ["v1.2-\u{202e}]]>", "v1.2.3-$(id)'\"<b>&", "v1\u{9b}31m"];

/// A history in which subjects, authors, paths, trailers and a lock file are hostile, too.
fn build() -> TestRepo {
    let evil = EVIL.replace('\\', "\\\\").replace('"', "\\\"").replace('\u{1b}', "\\e");
    let text = format!(
        r#"
write tags.lock "{id} refs/tags/v1.0.0\n{id} refs/tags/v0.9.0-{evil}\n"
commit "chore: import shop"
tag v1.0.0 "Release v1.0.0"
branch develop
commit "feat(cart): keep the cart (SHOP-1)"
branch release/v1.1.0
tag v1.1.0-rc.1 "Candidate v1.1.0-rc.1"
commit "feat: {evil}" by "Eve{evil_name} <eve@shop.example>"
commit "fixup! {evil}"
  | Freeze-Exception: {evil}
write ::error::x,%0A]]><b>.txt "x"
commit "::error::{evil}"
switch main
merge release/v1.1.0 "Merge branch 'feature/{evil}'"
tag v1.1.0
"#,
        id = "0123456789abcdef0123456789abcdef01234567",
        evil_name = evil.replace(['<', '>'], ""),
    );
    let repo = Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).build();
    let git = Oracle::new(repo.path());
    for branch in BRANCHES {
        git.git(&["branch", "--no-track", branch, "main"]);
    }
    for tag in TAGS {
        git.git(&["tag", tag, "main"]);
    }
    pipeline(repo.path(), &git);
    repo
}

/// Commits a workflow whose names are hostile, and a file whose name has a line feed.
fn pipeline(folder: &Path, git: &Oracle) {
    let workflow = "on: [push]\njobs:\n  \"deploy-prod\\n::error::\\e]]><b>\\u202e\":\n    runs-on: x\n    \
                    steps: [{run: ./deploy.sh production}]\n";
    let file = folder.join(".github/workflows/]]><b>,%0A::error::x\u{202e}.yml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, workflow).unwrap();
    git.git(&["checkout", "--quiet", "-f", "main"]);
    git.git(&["add", "-A"]);
    git.git(&["commit", "--quiet", "-m", "ci: deploy"]);
}

#[test]
fn hostile_names_and_words_break_no_format() {
    let repo = build();
    let config = format!(
        "[[policy.waivers]]\nrule = \"RN302\"\nsubject = \"v1.1.0\"\nuntil = \"2030-01-01\"\n\
         by = {evil}\nreason = {evil}\n\
         [[policy.waivers]]\nrule = \"RN301\"\nsubject = {evil}\nuntil = \"2020-01-01\"\n\
         by = {evil}\nreason = {evil}\n",
        evil = serde_json::to_string(&format!("{EVIL}\n::error::y")).unwrap().replace('\u{9b}', ""),
    );
    std::fs::write(repo.path().join("relnotes.toml"), config).unwrap();
    assert_eq!(tell_the_same(repo.path(), "hostile", &Readers::new()), 1);

    let text = lint(repo.path(), "").stdout;
    for code in ["RN005", "RN101", "RN102", "RN104", "RN202", "RN301", "RN312", "RN401", "RN610"] {
        assert!(text.contains(code), "{code} is not in\n{text}");
    }
    assert!(text.contains("waived: RN302 lightweight-tag of v1.1.0 by \\u{1b}[2J"), "{text}");
    // No command of a CI begins a line, but for those of the format that is made of them.
    let commands = |text: &str| {
        let begins = |line: &str| line.starts_with("::") || line.starts_with("##");
        text.lines().filter(|line| begins(line.trim_start())).count()
    };
    for format in ["text", "json", "sarif", "gitlab", "junit"] {
        assert_eq!(
            commands(&lint(repo.path(), &format!("--format {format}")).stdout),
            0,
            "{format}"
        );
    }
    let github = lint(repo.path(), "--format github").stdout;
    assert_eq!(commands(&github), github.lines().count());
}

#[test]
fn no_way_out_runs_what_a_name_says() {
    let repo = build();
    let text = lint(repo.path(), "").stdout;
    let fixes = text.lines().filter_map(|line| line.trim().strip_prefix("fix: "));
    let fixes: Vec<&str> = fixes.filter(|fix| fix.contains("$(id)")).collect();
    assert!(fixes.len() > 1, "{text}");
    for fix in fixes.into_iter().filter(|fix| fix.starts_with("git ")) {
        // What stands between single quotes is not looked at by a shell.
        let outside: String = fix.split('\'').step_by(2).collect();
        assert!(!outside.contains("$("), "{fix}");
    }
}

/// Names of refs are bytes: some are no text at all.
#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_no_text_breaks_no_format() {
    use std::os::unix::ffi::OsStrExt;
    let repo = crate::cli::fixture("policy-direct-push");
    let heads = repo.path().join(".git/refs/heads");
    std::fs::create_dir_all(&heads).unwrap();
    let name = std::ffi::OsStr::from_bytes(b"\xff\xfe-]]>");
    std::fs::write(heads.join(name), format!("{}\n", repo.id("main"))).unwrap();
    tell_the_same(repo.path(), "bytes", &Readers::new());
}
