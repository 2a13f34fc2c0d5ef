//! Where results go, and that files are written whole or not at all.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use relnotes_testkit::TestRepo;
use snapbox::{assert_data_eq, str};
use tempfile::TempDir;

use super::{Call, Ran, fixture, run};

fn write(repo: &TestRepo, arguments: &str, to: &Path) -> Ran {
    let to = to.display().to_string();
    let mut all: Vec<&str> = arguments.split_whitespace().collect();
    all.extend(["-o", &to]);
    Call::new(repo.path()).run_with(&all)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_gets_the_bytes_that_standard_output_would_get() {
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    let path = folder.path().join("deep/er/notes.md");
    assert_eq!(write(&repo, "v1.3.0", &path).done(), "");
    let expected = run(repo.path(), "v1.3.0").done();
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    assert_eq!(names(path.parent().unwrap()), ["notes.md"]);
    assert_eq!(run(repo.path(), "v1.3.0 -o -").done(), expected);
    assert!(!repo.path().join("-").exists());
}

#[test]
fn a_file_that_is_there_is_replaced() {
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    let path = folder.path().join("notes.md");
    fs::write(&path, "old and long ".repeat(10_000)).unwrap();
    write(&repo, "v1.3.0", &path).done();
    assert_eq!(fs::read_to_string(&path).unwrap(), run(repo.path(), "v1.3.0").done());
}

#[test]
fn a_folder_gets_a_file_for_each_document() {
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    let new = folder.path().join("new");
    let ran = write(&repo, "v1.3.0 -d all", &new);
    let wrote = ran.stderr.lines().filter(|line| line.starts_with("note: wrote ")).count();
    assert_eq!((ran.code, wrote), (0, 7));
    let all = [
        "branching.md",
        "checklist.md",
        "internal-notes.md",
        "monitoring.md",
        "notes.md",
        "plan.md",
        "rollback.md",
    ];
    assert_eq!(names(&new), all);
    write(&repo, "v1.3.0 --format json", &new).done();
    assert!(new.join("release.json").is_file());
    write(&repo, "v1.3.0", &folder.path().join("slash/")).done();
    assert_eq!(names(&folder.path().join("slash")), ["notes.md"]);
}

#[test]
fn nothing_unreleased_leaves_a_file_alone_and_warns_that_it_is_old() {
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    let path = folder.path().join("notes.md");
    fs::write(&path, "old").unwrap();
    let ran = write(&repo, "main -q", &path);
    assert_eq!(ran.code, 0);
    assert!(ran.stderr.starts_with("warning: nothing unreleased: main is contained in v1.3.0"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
}

#[test]
fn paths_count_from_the_folder_of_c() {
    let repo = fixture("gitflow");
    run(repo.path(), "-C docs v1.3.0 -o notes.md").done();
    assert!(repo.path().join("docs/notes.md").is_file());
}

#[test]
fn a_file_in_the_place_of_a_folder_is_refused_and_kept() {
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    let file = folder.path().join("out");
    fs::write(&file, "mine").unwrap();
    for (arguments, to) in [
        ("v1.3.0 -d all", file.clone()),
        ("v1.3.0", file.join("notes.md")),
        ("v1.3.0 -d user,plan", file.join("deep")),
        ("changelog", file.join("notes.md")),
    ] {
        let said = write(&repo, arguments, &to).refused();
        assert!(said.starts_with("error: `") && said.contains("` is a file, "), "{said}");
    }
    assert_eq!(
        (fs::read_to_string(&file).unwrap().as_str(), names(folder.path()).len()),
        ("mine", 1)
    );
}

#[test]
fn a_folder_in_the_place_of_a_document_is_refused() {
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    fs::create_dir(folder.path().join("notes.md")).unwrap();
    let said = write(&repo, "v1.3.0 -d all", folder.path()).refused();
    assert!(said.contains("notes.md` is a folder\nhint: "), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_what_is_no_file_is_never_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    let (link, real) = (folder.path().join("link.md"), folder.path().join("real.md"));
    fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink("real.md", &link).unwrap();
    write(&repo, "v1.3.0", &link).done();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), run(repo.path(), "v1.3.0").done());
    // As `/dev/null` is: once upon a time it became a file.
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    write(&repo, "v1.3.0", &socket).refused();
    assert!(socket.metadata().unwrap().file_type().is_socket());
}

#[cfg(unix)]
#[test]
fn rights_are_kept_and_read_only_files_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    let path = folder.path().join("notes.md");
    let mode = || path.metadata().unwrap().permissions().mode() & 0o777;
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    write(&repo, "v1.3.0", &path).done();
    assert_eq!(mode(), 0o640);
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let said = write(&repo, "v1.3.0", &path).refused();
    assert!(said.contains("\ncaused by: it is read-only\n"), "{said}");
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), mode()), ("old", 0o444));
}

#[cfg(unix)]
#[test]
fn a_folder_without_rights_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (repo, folder) = (fixture("gitflow"), TempDir::new().unwrap());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.path().join("probe"), "").is_ok() {
        return; // root may write everywhere
    }
    let said = write(&repo, "v1.3.0", &folder.path().join("notes.md")).refused();
    assert!(said.contains("\ncaused by: Permission denied"), "{said}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let repo = fixture("gitflow");
    for arguments in [&["v1.3.0", "--format", "json"][..], &["tags"], &["init", "--print"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_relnotes"))
            .args(arguments)
            .env_clear()
            .current_dir(repo.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.contains("error")), (Some(0), false), "{said}");
    }
}

#[test]
fn messages_are_coloured_as_told_and_results_never() {
    let repo = fixture("gitflow");
    let coloured = |call: Call, arguments: &str| {
        let ran = call.run(arguments);
        assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
        ran.stderr.contains('\u{1b}')
    };
    let call = || Call::new(repo.path());
    assert!(!coloured(call(), "v1.3.0"));
    assert!(coloured(call(), "v1.3.0 --color always"));
    assert!(coloured(call(), "nope --color=always"));
    assert!(coloured(call().env("CLICOLOR_FORCE", "1"), "v1.3.0"));
    assert!(!coloured(call().env("CLICOLOR_FORCE", "1"), "v1.3.0 --color never"));
    assert!(coloured(call().env("NO_COLOR", "1"), "v1.3.0 --color always"));
    assert!(!coloured(call().env("NO_COLOR", "1"), "v1.3.0"));
}

#[test]
fn text_of_a_repository_cannot_steer_the_terminal() {
    let repo = fixture("hostile");
    for arguments in ["v1.0.0 -d all", "tags", "why v1.0.0", "v9\u{1b}[31m"] {
        let ran = run(repo.path(), arguments);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!all.chars().any(|c| c.is_control() && c != '\n'), "{arguments}: {all:?}");
    }
}

#[test]
fn help_is_short_or_long_and_every_command_has_both() {
    let folder = TempDir::new().unwrap();
    let (short, long) = (run(folder.path(), "-h").done(), run(folder.path(), "--help").done());
    assert!(short.lines().count() <= 60 && short.lines().all(|line| line.len() <= 100), "{short}");
    assert!(long.contains("Environment:") && long.contains("Exit codes:"), "{long}");
    assert_eq!(run(folder.path(), "help").done(), long);
    for command in ["why", "tags", "parse", "changelog", "init", "schema", "completions"] {
        let text = run(folder.path(), &format!("{command} -h")).done();
        assert!(text.contains(&format!("Usage: relnotes {command}")), "{text}");
    }
}

#[test]
fn completions_know_commands_and_options() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(folder.path(), &format!("completions {shell}")).done();
        for word in ["changelog", "document", "internal"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
}

#[test]
fn the_version_is_told() {
    let folder = TempDir::new().unwrap();
    assert_data_eq!(run(folder.path(), "--version").done(), str!["relnotes [..]\n"]);
}
