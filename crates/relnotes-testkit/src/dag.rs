//! Large random histories that look like a product's: a main line, develop, features, several release lines, merges
//! in all directions, release tags in plausible order.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{ObjectType, Oid};
use tempfile::TempDir;

use crate::clock::{START, Time};
use crate::object::{CommitObject, Signature, TagObject};
use crate::play::DEFAULT_PERSON;
use crate::random::Random;
use crate::repo::TestRepo;
use crate::store::{Layout, Store, init};

/// A recipe of a random history. The same recipe gives the same object ids everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RandomDag {
    /// What the history depends on.
    pub seed: u64,
    /// How many commits to make.
    pub commits: usize,
    /// How many parents an octopus merge may have; 2 means none of them.
    pub max_parents: usize,
    /// By how much a commit's time may be off, in either direction; 0 keeps children younger than parents.
    pub skew_seconds: u32,
    /// How many release tags at most.
    pub tags: usize,
}

impl Default for RandomDag {
    fn default() -> Self {
        Self { seed: 1, commits: 500, max_parents: 4, skew_seconds: 0, tags: 40 }
    }
}

impl RandomDag {
    /// Builds the history as a bare repository in a fresh temporary folder.
    pub fn build(&self) -> TestRepo {
        let folder = TempDir::new().expect("a temporary folder for the random history");
        let path = folder.path().join("dag.git");
        self.build_in(&path).unwrap_or_else(|error| panic!("random history {self:?}: {error}"));
        TestRepo::new(path, BTreeMap::new(), Some(folder))
    }

    fn build_in(&self, path: &Path) -> Result<(), git2::Error> {
        let repo = init(path, Layout::Bare)?;
        let store = Store::new(&repo)?;
        let mut grower = Grower::new(self, &store)?;
        while grower.made < self.commits {
            grower.step()?;
        }
        grower.store.finish(&grower.refs(), "refs/heads/main")
    }
}

/// A release branch.
#[derive(Debug)]
struct Line {
    version: (usize, usize),
    tip: Oid,
    candidates: usize,
    hotfixes: usize,
    finals: usize,
}

struct Grower<'a> {
    recipe: &'a RandomDag,
    store: &'a Store<'a>,
    random: Random,
    tree: Oid,
    made: usize,
    last_time: i64,
    main: Oid,
    develop: Oid,
    features: Vec<Oid>,
    lines: Vec<Line>,
    tags: BTreeMap<String, Oid>,
}

impl<'a> Grower<'a> {
    fn new(recipe: &'a RandomDag, store: &'a Store<'a>) -> Result<Self, git2::Error> {
        let readme = store.write(ObjectType::Blob, b"A random history.\n")?;
        let mut entry = b"100644 README.md\0".to_vec();
        entry.extend(readme.as_bytes());
        let tree = store.write(ObjectType::Tree, &entry)?;
        let mut grower = Self {
            recipe,
            store,
            random: Random::new(recipe.seed),
            tree,
            made: 0,
            last_time: START,
            main: tree,
            develop: tree,
            features: Vec::new(),
            lines: Vec::new(),
            tags: BTreeMap::new(),
        };
        let root = grower.commit(&[], "chore: initial import")?;
        grower.main = root;
        grower.develop = root;
        Ok(grower)
    }

    /// Makes one to three commits, or a tag.
    fn step(&mut self) -> Result<(), git2::Error> {
        match self.random.below(100) {
            0..36 => self.grow_feature(),
            36..52 => self.merge_features(),
            52..60 => {
                self.develop = self.commit(&[self.develop], "fix: on develop")?;
                Ok(())
            }
            60..66 => self.merge_back_into_feature(),
            66..72 => self.cross_develop_and_main(),
            72..86 => self.grow_line(),
            86..88 => self.open_line(),
            88..91 => self.cross_lines(),
            _ => self.release(),
        }
    }

    fn grow_feature(&mut self) -> Result<(), git2::Error> {
        if self.features.is_empty() || (self.features.len() < 12 && self.random.percent(30)) {
            let feature = self.commit(&[self.develop], "feat: begin a feature")?;
            self.features.push(feature);
            return Ok(());
        }
        let index = self.random.below(self.features.len());
        self.features[index] = self.commit(&[self.features[index]], "feat: work on a feature")?;
        Ok(())
    }

    fn merge_features(&mut self) -> Result<(), git2::Error> {
        let most = self.recipe.max_parents.saturating_sub(1).max(1);
        let wanted = if self.random.percent(20) { 1 + self.random.below(most) } else { 1 };
        let mut parents = vec![self.develop];
        while parents.len() <= wanted && !self.features.is_empty() {
            let index = self.random.below(self.features.len());
            let feature = self.features[index];
            // Some features live on after their merge: merged again later.
            if self.random.percent(80) {
                self.features.swap_remove(index);
            }
            push_new(&mut parents, feature);
            if self.random.percent(10) {
                break;
            }
        }
        if parents.len() > 1 {
            self.develop = self.commit(&parents, "Merge branch 'feature'")?;
        }
        Ok(())
    }

    fn merge_back_into_feature(&mut self) -> Result<(), git2::Error> {
        if self.features.is_empty() {
            return Ok(());
        }
        let index = self.random.below(self.features.len());
        let other = self.features[self.random.below(self.features.len())];
        let with = if self.random.percent(70) { self.develop } else { other };
        self.features[index] = self.merge(self.features[index], with)?;
        Ok(())
    }

    /// Two merges of the same two commits: the criss-cross.
    fn cross_develop_and_main(&mut self) -> Result<(), git2::Error> {
        let (main, develop) = (self.main, self.develop);
        self.develop = self.merge(develop, main)?;
        if self.random.percent(30) {
            self.main = self.merge(main, develop)?;
        }
        Ok(())
    }

    fn open_line(&mut self) -> Result<(), git2::Error> {
        let minor = self.lines.len();
        let version = (1 + minor / 5, minor % 5);
        let tip = self.commit(&[self.develop], "chore(release): open the line")?;
        self.lines.push(Line { version, tip, candidates: 0, hotfixes: 0, finals: 0 });
        Ok(())
    }

    fn grow_line(&mut self) -> Result<(), git2::Error> {
        let Some(index) = self.pick_line() else {
            return self.open_line();
        };
        self.lines[index].tip =
            self.commit(&[self.lines[index].tip], "fix: on a release branch")?;
        if self.random.percent(25) {
            self.develop = self.merge(self.develop, self.lines[index].tip)?;
        }
        Ok(())
    }

    fn cross_lines(&mut self) -> Result<(), git2::Error> {
        let (Some(one), Some(other)) = (self.pick_line(), self.pick_line()) else {
            return Ok(());
        };
        let (one_tip, other_tip) = (self.lines[one].tip, self.lines[other].tip);
        self.lines[other].tip = self.merge(other_tip, one_tip)?;
        if one != other && self.random.percent(50) {
            self.lines[one].tip = self.merge(one_tip, other_tip)?;
        }
        Ok(())
    }

    /// The next thing that happens to a line: a candidate, then another or the final, then hotfixes.
    fn release(&mut self) -> Result<(), git2::Error> {
        let Some(index) = self.pick_line() else {
            return Ok(());
        };
        // Spread over the whole history, so that many tags do not all stand at its beginning.
        if self.tags.len() > self.recipe.tags * self.made / self.recipe.commits
            || self.tags.len() == self.recipe.tags
        {
            return Ok(());
        }
        let final_is_due = self.lines[index].candidates > 0 && self.random.percent(45);
        let through_main = self.random.percent(60);
        let line = &mut self.lines[index];
        let (major, minor) = line.version;
        if line.finals == 0 && !final_is_due {
            line.candidates += 1;
            let (tip, name) = (line.tip, format!("v{major}.{minor}.0-rc.{}", line.candidates));
            return self.tag(&name, tip);
        }
        let name = if line.finals == 0 || final_is_due {
            line.finals += 1;
            line.hotfixes = 0;
            format!("v{major}.{minor}.{}", line.finals - 1)
        } else {
            line.hotfixes += 1;
            format!("v{major}.{minor}.{}-hotfix.{}", line.finals - 1, line.hotfixes)
        };
        let tip = self.lines[index].tip;
        if through_main {
            self.main = self.merge(self.main, tip)?;
            return self.tag(&name, self.main);
        }
        self.tag(&name, tip)
    }

    /// Prefers the newest lines; old ones still get their fixes.
    fn pick_line(&mut self) -> Option<usize> {
        let newest = self.lines.len().checked_sub(1)?;
        Some(newest - self.random.below(self.lines.len().min(4)))
    }

    fn merge(&mut self, into: Oid, from: Oid) -> Result<Oid, git2::Error> {
        if into == from { Ok(into) } else { self.commit(&[into, from], "Merge branch") }
    }

    fn commit(&mut self, parents: &[Oid], subject: &str) -> Result<Oid, git2::Error> {
        self.made += 1;
        self.last_time += 600;
        let skew = usize::try_from(self.recipe.skew_seconds).expect("a usize has 32 bits at least");
        let shift = i64::try_from(self.random.below(2 * skew + 1)).expect("the skew is small")
            - i64::from(self.recipe.skew_seconds);
        let signature = signature(self.last_time + shift);
        let message = format!("{subject} ({})\n", self.made);
        let object = CommitObject {
            tree: self.tree,
            parents,
            author: &signature,
            committer: &signature,
            encoding: None,
            message: message.as_bytes(),
        };
        self.store.write(ObjectType::Commit, &object.encode())
    }

    fn tag(&mut self, name: &str, target: Oid) -> Result<(), git2::Error> {
        let mut id = target;
        if self.random.percent(70) {
            let (kind, message) = (ObjectType::Commit, format!("Release {name}\n"));
            let tagger = signature(self.last_time + 60);
            let object = TagObject { target, kind, name, tagger: &tagger, message: &message };
            id = self.store.write(ObjectType::Tag, &object.encode())?;
        }
        self.tags.insert(format!("refs/tags/{name}"), id);
        Ok(())
    }

    fn refs(&self) -> BTreeMap<String, Oid> {
        let mut refs = self.tags.clone();
        refs.insert("refs/heads/main".to_owned(), self.main);
        refs.insert("refs/heads/develop".to_owned(), self.develop);
        for (index, &tip) in self.features.iter().enumerate() {
            refs.insert(format!("refs/heads/feature/{index}"), tip);
        }
        for Line { version: (major, minor), tip, .. } in &self.lines {
            refs.insert(format!("refs/heads/release/v{major}.{minor}.0"), *tip);
        }
        refs
    }
}

fn signature(seconds: i64) -> Signature {
    Signature { person: DEFAULT_PERSON.as_bytes().to_vec(), time: Time { seconds, offset: 0 } }
}

fn push_new(parents: &mut Vec<Oid>, parent: Oid) {
    if !parents.contains(&parent) {
        parents.push(parent);
    }
}
