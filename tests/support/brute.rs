//! The rules of the model by brute force: whole histories in memory, sets of ancestors as bits, tags
//! read by a few lines of their own. Shares no code with what it judges; `parity` compares it with git.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use relnotes_testkit::Oracle;

/// A whole history.
pub(crate) struct Brute {
    pub(crate) ids: Vec<String>,
    at: HashMap<String, usize>,
    pub(crate) parents: Vec<Vec<usize>>,
    reach: Vec<Bits>,
    /// Release tags in the model's order.
    pub(crate) tags: Vec<BruteTag>,
}

/// Commits by their place in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

/// A release tag that conforms: version, stage, number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BruteTag {
    pub(crate) name: String,
    pub(crate) version: (u64, u64, u64),
    /// 0 candidate, 1 final, 2 hotfix; then its number.
    pub(crate) stage: (u8, u64),
    pub(crate) commit: usize,
    pub(crate) date: i64,
    tree: String,
}

/// What the rule of bases says of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BruteBase {
    pub(crate) tag: Option<String>,
    pub(crate) rule: &'static str,
    pub(crate) commits: usize,
}

impl BruteTag {
    pub(crate) fn is_production(&self) -> bool {
        self.stage.0 > 0
    }

    fn line(&self) -> (u64, u64) {
        (self.version.0, self.version.1)
    }

    fn key(&self) -> ((u64, u64, u64), (u8, u64)) {
        (self.version, self.stage)
    }
}

impl Bits {
    pub(crate) fn has(&self, commit: usize) -> bool {
        self.0[commit / 64] >> (commit % 64) & 1 == 1
    }

    fn set(&mut self, commit: usize) {
        self.0[commit / 64] |= 1 << (commit % 64);
    }

    fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, two)| *one |= two);
    }

    pub(crate) fn without(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, two)| one & !two).collect())
    }

    fn with(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, two)| one & two).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|commit| self.has(*commit))
    }
}

impl Brute {
    /// Reads all that tags and branches reach.
    pub(crate) fn read(git: &Oracle) -> Self {
        let text = git.git(&["rev-list", "--all", "--topo-order", "--reverse", "--parents"]);
        let mut brute = Self {
            ids: Vec::new(),
            at: HashMap::new(),
            parents: Vec::new(),
            reach: Vec::new(),
            tags: Vec::new(),
        };
        let words = text.lines().count().div_ceil(64);
        for (at, line) in text.lines().enumerate() {
            let mut names = line.split(' ');
            let id = names.next().expect("a line has an id").to_owned();
            let parents: Vec<usize> = names.map(|name| brute.at[name]).collect();
            let mut reach = Bits(vec![0; words]);
            reach.set(at);
            parents.iter().for_each(|parent| reach.add(&brute.reach[*parent]));
            brute.at.insert(id.clone(), at);
            brute.ids.push(id);
            brute.parents.push(parents);
            brute.reach.push(reach);
        }
        brute.read_tags(git);
        brute
    }

    fn read_tags(&mut self, git: &Oracle) {
        let format = "%(refname:strip=2)%00%(taggerdate:unix)%00%(objecttype)%00%(*objecttype)";
        let refs = git.git(&["for-each-ref", "refs/tags", &format!("--format={format}")]);
        let mut tags: BTreeMap<_, BruteTag> = BTreeMap::new();
        for line in refs.lines() {
            let parts: Vec<&str> = line.split('\0').collect();
            let Some((version, stage)) = read_name(parts[0]) else { continue };
            let commit = format!("refs/tags/{}^{{commit}}", parts[0]);
            let shown = git.git(&["log", "-1", "--format=%H %T %ct", &commit]);
            let shown: Vec<&str> = shown.split_whitespace().collect();
            let date = if parts[1].is_empty() { shown[2] } else { parts[1] };
            let tag = BruteTag {
                name: parts[0].to_owned(),
                version,
                stage,
                commit: self.at[shown[0]],
                date: date.parse().expect("git prints seconds"),
                tree: shown[1].to_owned(),
            };
            tags.insert(tag.key(), tag);
        }
        self.tags = tags.into_values().collect();
    }

    pub(crate) fn tag(&self, name: &str) -> &BruteTag {
        self.tags.iter().find(|tag| tag.name == name).expect("a release tag")
    }

    pub(crate) fn find(&self, id: &str) -> usize {
        self.at[id]
    }

    /// What a commit reaches, itself included.
    pub(crate) fn reach(&self, commit: usize) -> &Bits {
        &self.reach[commit]
    }

    pub(crate) fn ids_of(&self, commits: &Bits) -> BTreeSet<String> {
        commits.all().map(|commit| self.ids[commit].clone()).collect()
    }

    /// The best common ancestors: `git merge-base --all`.
    pub(crate) fn merge_bases(&self, one: usize, other: usize) -> BTreeSet<String> {
        let common = self.reach[one].with(&self.reach[other]);
        let mut below = Bits(vec![0; common.0.len()]);
        for commit in common.all() {
            self.parents[commit].iter().for_each(|parent| below.add(&self.reach[*parent]));
        }
        self.ids_of(&common.without(&below))
    }

    /// What a tag stands for: also its last candidate, where a final is the squash of it.
    pub(crate) fn stands_for(&self, tag: &BruteTag) -> Bits {
        let mut reach = self.reach[tag.commit].clone();
        if tag.stage.0 == 1
            && let Some(candidate) = self.candidate_before(tag)
            && candidate.tree == tag.tree
        {
            reach.add(&self.reach[candidate.commit]);
        }
        reach
    }

    /// The highest lower candidate of the same version.
    fn candidate_before(&self, tag: &BruteTag) -> Option<&BruteTag> {
        let mut lower = self.tags.iter().filter(|other| other.key() < tag.key());
        lower.rfind(|other| other.version == tag.version && other.stage.0 == 0)
    }

    /// The base of a tag.
    pub(crate) fn base(&self, target: &BruteTag) -> BruteBase {
        let reach = self.stands_for(target);
        let count = |tag: &BruteTag| reach.without(&self.stands_for(tag)).len();
        let named = |tag: &BruteTag, rule| BruteBase {
            tag: Some(tag.name.clone()),
            rule,
            commits: count(tag),
        };
        if let Some(candidate) = self.candidate_before(target).filter(|_| target.stage.0 == 0) {
            return named(candidate, "candidate");
        }
        let contains = |tag: &BruteTag| self.stands_for(tag).has(target.commit);
        let eligible = |tag: &&BruteTag| {
            let same = tag.commit == target.commit;
            tag.is_production() && tag.key() < target.key() && (same || !contains(tag))
        };
        let all: Vec<&BruteTag> = self.tags.iter().filter(eligible).collect();
        let in_time = |tag: &&BruteTag| tag.line() == target.line() || tag.date <= target.date;
        let timely: Vec<&BruteTag> = all.iter().copied().filter(in_time).collect();
        let pool = if timely.is_empty() { all } else { timely };
        let Some(least) = pool.iter().map(|tag| count(tag)).min() else {
            return BruteBase { tag: None, rule: "first", commits: reach.len() };
        };
        let tied: Vec<&BruteTag> = pool.into_iter().filter(|tag| count(tag) == least).collect();
        let base = self.break_tie(target, &reach, &tied);
        named(base, if reach.has(base.commit) { "ancestor" } else { "sibling" })
    }

    fn break_tie<'a>(
        &self,
        target: &BruteTag,
        reach: &Bits,
        tied: &[&'a BruteTag],
    ) -> &'a BruteTag {
        if let Some(own) = tied.iter().rfind(|tag| tag.line() == target.line()) {
            return own;
        }
        let dated: Vec<&BruteTag> =
            tied.iter().copied().filter(|tag| tag.date <= target.date).collect();
        let pool = if dated.is_empty() { tied.to_vec() } else { dated };
        let highest = pool.iter().map(|tag| tag.line()).max().expect("somebody is tied");
        let pool: Vec<&BruteTag> = pool.into_iter().filter(|tag| tag.line() == highest).collect();
        pool.iter().rfind(|tag| reach.has(tag.commit)).unwrap_or(&pool[0])
    }

    /// What runs in production when a tag arrives.
    pub(crate) fn replaced(&self, target: &BruteTag) -> Option<&BruteTag> {
        self.shipped_before(target).last()
    }

    /// The lowest tag, lower than the target and not later, that reaches a commit.
    pub(crate) fn first_shipped_in(&self, target: &BruteTag, commit: usize) -> Option<&BruteTag> {
        self.shipped_before(target).find(|tag| self.stands_for(tag).has(commit))
    }

    fn shipped_before(&self, target: &BruteTag) -> impl Iterator<Item = &BruteTag> {
        let (key, date) = (target.key(), target.date);
        let lower = self.tags.iter().filter(move |tag| tag.is_production() && tag.key() < key);
        lower.filter(move |tag| tag.date <= date)
    }
}

/// Major, minor, patch.
type Numbers = (u64, u64, u64);

/// Reads `vX.Y.Z`, `vX.Y.Z-rc.N`, `vX.Y.Z-hotfix.N`, and nothing else.
fn read_name(name: &str) -> Option<(Numbers, (u8, u64))> {
    let number = |text: &str| {
        let number: u64 = text.parse().ok()?;
        (number.to_string() == text).then_some(number)
    };
    let rest = name.strip_prefix('v')?;
    let (core, stage) = match rest.split_once('-') {
        None => (rest, (1, 0)),
        Some((core, suffix)) => {
            let (word, tail) = suffix.split_once('.')?;
            let n = number(tail).filter(|n| *n > 0)?;
            (core, (if word == "rc" { 0 } else { 2 }, n))
        }
    };
    let mut parts = core.split('.').map(number);
    let version = (parts.next()??, parts.next()??, parts.next()??);
    let known = name
        .split_once('-')
        .is_none_or(|(_, suffix)| suffix.starts_with("rc.") || suffix.starts_with("hotfix."));
    (parts.next().is_none() && known).then_some((version, stage))
}
