//! A release on its way: a repository on its release branch, and what people write into the documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use relnotes_testkit::{Oracle, TestRepo};

use super::{Ran, fixture, run};

/// A repository on its release branch, and what people wrote into the documents.
pub(crate) struct Story {
    pub(crate) repo: TestRepo,
    pub(crate) git: Oracle,
    pub(crate) mine: BTreeSet<(String, String)>,
}

impl Story {
    pub(crate) fn cut() -> Self {
        let repo = fixture("story");
        let git = Oracle::new(repo.path());
        git.git(&["config", "user.name", "Rita"]);
        git.git(&["config", "user.email", "rita@shop.example"]);
        git.git(&["checkout", "-q", "-f", "-B", "release/v1.3.0", "develop"]);
        Self { repo, git, mine: BTreeSet::new() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.repo.path().join("releases/v1.3.0").join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A person changes a document; every line that is new with it must never be lost.
    #[track_caller]
    pub(crate) fn edit(&mut self, name: &str, from: &str, to: &str) {
        let before = self.read(name);
        assert!(before.contains(from), "{name} has no {from:?}:\n{before}");
        let after = before.replacen(from, to, 1);
        let written = |text: &str| text.lines().map(bare).collect::<BTreeSet<_>>();
        let new = written(&after).difference(&written(&before)).cloned().collect::<Vec<_>>();
        self.mine.extend(new.into_iter().map(|line| (name.to_owned(), line)));
        fs::write(self.path(name), after).unwrap();
    }

    /// Something lands on the branch.
    pub(crate) fn land(&self, file: &str, text: &str, message: &str) {
        let path = self.repo.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self.git.git(&["add", file]);
        self.git.git(&["commit", "-q", "-m", message, "--", file]);
    }

    /// Drafts, and checks what holds after every draft.
    #[track_caller]
    pub(crate) fn draft(&self, arguments: &str) -> Ran {
        let ran = run(self.repo.path(), &format!("draft {arguments}"));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        for (name, line) in &self.mine {
            let text = self.read(name);
            assert!(
                text.lines().any(|it| bare(it).starts_with(line.as_str())),
                "{name} lost {line:?}:\n{text}"
            );
        }
        let before = self.all();
        assert_eq!(run(self.repo.path(), "draft --check").code, 0);
        let again = run(self.repo.path(), "draft").done();
        assert!(again.contains("nothing has changed"), "{again}");
        assert_eq!(self.all(), before);
        ran
    }

    /// Every file of the bundle.
    pub(crate) fn all(&self) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        let mut open = vec![self.path("")];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => open.push(path),
                    false => found.push((path.clone(), fs::read_to_string(path).unwrap())),
                }
            }
        }
        found.sort();
        found
    }
}

/// A line without marks.
pub(crate) fn bare(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before.trim_end());
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    (out + rest).trim_end().to_owned()
}
