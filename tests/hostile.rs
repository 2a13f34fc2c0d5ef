//! Histories and messages that nobody would write, and that somebody will: nothing panics, and every commit is in
//! exactly one place.

use proptest::prelude::*;
use proptest::test_runner::Config as Runs;
use relnotes_core::git::{Location, Repository};
use relnotes_core::release::Outcome;
use relnotes_testkit::{Fixture, RandomDag, TestRepo};

use crate::support::{Session, check_accounting};

/// Messages that name other commits, pull requests and tags, rightly or not. `A` and `B` stand for ids of the history,
/// `N` for a small number.
const MESSAGES: &[&str] = &[
    "",
    "\n",
    "   \n\t\n",
    "\n\nA body under no subject",
    "feat: x (#N)",
    "fix(api): x (#N)\n\n* feat: y (#N)\n* fix!: z\n\nBREAKING CHANGE: all",
    "fix: the same\n\n(cherry picked from commit A)",
    "fix: the same\n\n(cherry picked from commit B)\n(cherry picked from commit A)",
    "fix: the same (cherry-pick #N for 3.4) (#N)",
    "fix: backport #N,x (#N)",
    "Revert \"fix: the same\"\n\nThis reverts commit A.",
    "Revert \"fix: the same\"",
    "Revert \"Revert \"fix: the same\"\"\n\nThis reverts commit B.",
    "Reapply \"fix: the same\"\n\nThis reverts commit A.\nThis reverts commit B.",
    "Revert \"x (#N)\" (#N)\n\nReverts shop/app#N",
    "revert: x\n\nRefs: A, B",
    "revert everything\n\nThis reverts commits A, B and 0000000.\n",
    "This reverts commit 0123456789012345678901234567890123456789.",
    "fix: picked and taken back\n\nThis reverts commit A.\n(cherry picked from commit A)",
    "Merge pull request #N from shop/feature/x\n\nfeat: x (SHOP-N)",
    "Merge pull request #N from shop/release/v1.3.0",
    "Merge pull request #N from shop/cherry-pick-N-to-release-1.7",
    "Merge branch 'main' into develop",
    "Merge branches 'a', 'b' and 'c'",
    "Merge commit 'A'",
    "Merge tag 'v1.0.0' into develop",
    "Release-Note: NONE",
    "feat: told\n\n```release-note\nnone\n```",
    "feat: told\n\nRelease-Note:\n\nCo-authored-by: <>\nCo-authored-by: Ann\nSigned-off-by: A <a@b",
    "x\r\n\r\nRefs: SHOP-N\r\n",
    "(#N) (#N) (#N)",
    "(#99999999999999999999999)",
    "Revert \"Revert \"Revert \"Revert \"Revert \"",
    "\u{202e}feat: \u{0}\u{feff}x (#N)",
    "feat(a)(b)!: : :\n\nBREAKING CHANGE\nBREAKING-CHANGE: \n",
];

/// Builds a repository whose commits have these messages: on `main`, on a side branch, merged, tagged.
fn build(picks: &[(usize, u8, u8, u8)]) -> TestRepo {
    let mut text = String::from("commit \"chore: begin\" as c0\ntag v1.0.0\n");
    text.push_str("branch side\nswitch main\n");
    let mut branch = "main";
    let mut releases = 0;
    for (at, (message, action, one, other)) in picks.iter().enumerate() {
        let of = |other: &u8| usize::from(*other) % (at + 1);
        let message = quote(MESSAGES[message % MESSAGES.len()], of(one), of(other), one % 4);
        let at = at + 1;
        let stamp = if action % 7 == 0 { " at 2023-12-01T00:00:00Z" } else { "" };
        branch = match action % 8 {
            0 => "side",
            1 => "main",
            _ => branch,
        };
        text.push_str(&format!("switch {branch}\n"));
        if action % 5 == 0 {
            let from = of(other);
            text.push_str(&format!("branch b{at} from c{from}\ncommit \"fix: the same\"{stamp}\n"));
            text.push_str(&format!(
                "switch {branch}\nmerge b{at} {message} ours{stamp} as c{at}\n"
            ));
        } else {
            text.push_str(&format!("commit {message}{stamp} as c{at}\n"));
        }
        if action % 6 == 5 {
            releases += 1;
            let kind = ["", "-rc.1", "-hotfix.1"][usize::from(*other) % 3];
            text.push_str(&format!("tag v1.{releases}.0{kind}\n"));
        }
    }
    text.push_str("switch main\ntag v9.0.0 \"The end\"\n");
    Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).build()
}

/// Writes a message as a fixture wants it.
fn quote(message: &str, one: usize, other: usize, number: u8) -> String {
    let mut text = String::from("\"");
    for c in message.chars() {
        match c {
            'A' => text.push_str(&format!("{{c{one}}}")),
            'B' => text.push_str(&format!("{{c{other}}}")),
            'N' => text.push_str(&number.to_string()),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '"' | '\\' => text.extend(['\\', c]),
            '\0' => text.push(' '),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

fn check_all(session: &Session) {
    let tags: Vec<&str> = session.tags.iter().map(|tag| tag.name.as_str()).collect();
    let single = tags.iter().map(|tag| (*tag).to_owned());
    let pairs = tags.windows(2).map(|pair| format!("{}..{}", pair[0], pair[1]));
    let whole = tags.first().zip(tags.last()).map(|(first, last)| format!("{first}..{last}"));
    for range in single.chain(pairs).chain(whole).chain([String::new()]) {
        match session.cut(&range) {
            Ok(Outcome::Release(release)) => check_accounting(&release, &range),
            Ok(Outcome::Contained { .. }) => {}
            Err(error) => panic!("{range}: {error}"),
        }
    }
}

fn runs(cases: u32) -> Runs {
    // Failures are printed, and no file remembers them.
    Runs { failure_persistence: None, max_shrink_iters: 200, ..Runs::with_cases(cases) }
}

proptest! {
    #![proptest_config(runs(60))]

    #[test]
    fn any_messages_in_any_shape(
        picks in prop::collection::vec((0..MESSAGES.len(), any::<u8>(), any::<u8>(), any::<u8>()), 1..28),
    ) {
        let repo = build(&picks);
        check_all(&Session::open(repo.path()));
    }
}

proptest! {
    #![proptest_config(runs(12))]

    #[test]
    fn any_shape_with_any_clock(seed: u64, commits in 20..160_usize, max_parents in 2..9_usize, skew in 0..40_000_u32) {
        let recipe = RandomDag { seed, commits, max_parents, skew_seconds: skew, tags: 10 };
        let repo = recipe.build();
        check_all(&Session::open(repo.path()));
    }
}

/// Bytes of any kind: a message in hexadecimal digits.
fn bytes(message: &[u8]) -> String {
    message.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check_text(text: &str, commits: usize) {
    let repo = Fixture::parse(text).unwrap_or_else(|error| panic!("{error}")).build();
    let session = Session::open(repo.path());
    check_all(&session);
    assert_eq!(session.release("v1.0.0..v9.0.0").commits.len(), commits);
}

proptest! {
    #![proptest_config(runs(40))]

    #[test]
    fn any_bytes(messages in prop::collection::vec(prop::collection::vec(1..=255_u8, 1..200), 1..8)) {
        let mut text = "commit \"chore: begin\"\ntag v1.0.0\n".to_owned();
        for (at, message) in messages.iter().enumerate() {
            text.push_str(&format!("write f{at} \"x\"\ncommit-bytes {}\n", bytes(message)));
        }
        text.push_str("tag v9.0.0\n");
        check_text(&text, messages.len());
    }
}

#[test]
fn a_message_of_ten_megabytes() {
    let line = "* fix: a line of a very long squash (#12) SHOP-34 Refs: #56 (cherry picked from commit 01234567)\\n";
    let body = line.repeat(10_000_000 / line.len());
    let subject = "x".repeat(1_000_000);
    let text = format!(
        "commit \"chore: begin\"\ntag v1.0.0\ncommit \"feat: long\\n\\n{body}\"\ncommit \"{subject}\"\ntag v9.0.0\n"
    );
    check_text(&text, 2);
}

/// A commit that says that it was picked from its own child, and a ring of such: ids of the future are no ids.
#[test]
fn rings_of_copies_and_of_reverts() {
    let text = "
commit \"chore: begin\"
tag v1.0.0
branch side
commit \"fix: a\" as a
commit \"fix: a\\n\\n(cherry picked from commit {a})\" as b
switch main
commit \"fix: a\\n\\n(cherry picked from commit {b})\" as c
commit \"fix: a\\n\\n(cherry picked from commit {a})\\n(cherry picked from commit {c})\" as d
commit \"Revert \\\"fix: a\\\"\\n\\nThis reverts commit {d}.\\nThis reverts commit {a}.\" as e
commit \"Revert \\\"Revert \\\"fix: a\\\"\\\"\\n\\nThis reverts commit {e}.\\n(cherry picked from commit {e})\" as f
commit \"fix: a\\n\\nThis reverts commit {f:4}.\\n(cherry picked from commit {f:4})\"
merge side \"Merge branch 'side'\"
tag v9.0.0
";
    check_text(text, 8);
}

#[test]
fn one_number_for_every_pull_request() {
    let mut text = "commit \"chore: begin\"\ntag v1.0.0\n".to_owned();
    for at in 0..60 {
        text.push_str(&format!("commit \"fix: {} (#7)\"\n", at % 5));
        if at % 3 == 0 {
            text.push_str(&format!(
                "branch b{at} from v1.0.0\ncommit \"fix: {at} (#7)\"\nswitch main\n"
            ));
            text.push_str(&format!(
                "merge b{at} \"Merge pull request #7 from shop/cherry-pick-7-to-b{at}\"\n"
            ));
        }
    }
    text.push_str("tag v9.0.0\n");
    check_text(&text, 100);
}

/// Two roots, a history that begins again, and a release that shares nothing with the one before.
#[test]
fn histories_without_a_common_beginning() {
    let text = "
commit \"chore: begin\"
tag v1.0.0
orphan second
commit \"chore: begin again\"
commit \"feat: a (#1)\"
tag v9.0.0
";
    check_text(text, 2);
    let repo = Fixture::parse(text).unwrap().build();
    let release = Session::open(repo.path()).release("v1.0.0..v9.0.0");
    assert_eq!((release.range.merge_base, release.range.only_in_from), (None, 1));
}

#[test]
fn a_git_file_that_leads_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".git"), "gitdir: .git\n").unwrap();
    assert!(
        Repository::open(&Location { start: folder.path().to_owned(), git_dir: None }).is_err()
    );
}
