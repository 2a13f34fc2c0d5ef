//! `relnotes changelog`.

use snapbox::{assert_data_eq, str};

use super::{fixture, run};

#[test]
fn releases_stand_newest_first_and_what_is_unreleased_above_them() {
    let repo = fixture("gitflow");
    let titles = |arguments: &str| -> Vec<String> {
        let text = run(repo.path(), arguments).done();
        text.lines().filter(|line| line.starts_with("## ")).map(str::to_owned).collect()
    };
    assert_data_eq!(
        titles("changelog develop").join("\n"),
        str![[r#"
## Unreleased
## v1.3.0 - 2026-11-22
## v1.2.0-hotfix.1 - 2026-09-24
## v1.2.0 - 2026-08-24
## v1.1.0 - 2026-06-01
"#]]
    );
    assert_eq!(titles("changelog"), titles("changelog develop")[1..]);
}

#[test]
fn json_is_one_release_a_line() {
    let repo = fixture("gitflow");
    let text = run(repo.path(), "changelog --format json").done();
    let names: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|release| release["range"]["to"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["v1.3.0", "v1.2.0-hotfix.1", "v1.2.0", "v1.1.0"]);
}

#[test]
fn a_range_is_refused_with_both_things_it_may_mean() {
    let repo = fixture("gitflow");
    assert_data_eq!(
        run(repo.path(), "changelog v1.2.0..v1.3.0").refused(),
        str![[r#"
error: a changelog tells all releases up to one end, and a range has two
hint: the notes of the range: relnotes v1.2.0..v1.3.0
hint: all releases and what is unreleased at the end: relnotes changelog v1.3.0

"#]]
    );
}

#[test]
fn a_folder_gets_a_file() {
    let repo = fixture("gitflow");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let ran = super::Call::new(repo.path()).run_with(&["changelog", "-o", &path]);
    assert_eq!(ran.done(), "");
    let written = std::fs::read_to_string(folder.path().join("changelog.md")).unwrap();
    assert_eq!(written, run(repo.path(), "changelog").done());
}
