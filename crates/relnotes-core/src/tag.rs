//! Tag names read as release versions: the model's three forms, and near-misses of them.

use std::collections::BTreeSet;

use crate::id::CommitId;
use crate::version::{ReleaseVersion, Stage, Version};

/// How tags are named: `[tags]` of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRules {
    /// What stands before the numbers, `v`.
    pub prefix: String,
    /// The first `N` of `-rc.N` and `-hotfix.N`.
    pub first_number: u64,
    /// Names of the pre-release stages in their order; the last is the release candidate.
    pub stages: Vec<String>,
}

impl Default for TagRules {
    fn default() -> Self {
        Self { prefix: "v".to_owned(), first_number: 1, stages: vec!["rc".to_owned()] }
    }
}

/// What a tag is in the release model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// `-rc.N`: the last of the configured stages.
    Candidate,
    /// `X.Y.Z`.
    Final,
    /// `-hotfix.N`.
    Hotfix,
    /// An earlier stage than the candidate, such as `-beta.1` where it is configured.
    Prerelease,
    /// It begins like a version, but the model has no place for it.
    Invalid,
}

impl TagKind {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Final => "final",
            Self::Hotfix => "hotfix",
            Self::Prerelease => "prerelease",
            Self::Invalid => "invalid",
        }
    }
}

/// A tag that begins like a version, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The name below `refs/tags/`.
    pub name: String,
    /// The commit that it leads to, through any number of tag objects.
    pub commit: CommitId,
    /// The tag object, of an annotated tag.
    pub object: Option<CommitId>,
    /// What it is in the model; none where nothing fits.
    pub release: Option<ReleaseVersion>,
    /// Whether the name is written as the model wants it.
    pub conforming: bool,
    /// What is wrong with the name.
    pub problem: Option<String>,
    /// The name that would be right.
    pub suggestion: Option<String>,
}

impl Tag {
    /// Returns what the tag is, for people and JSON.
    pub fn kind(&self, rules: &TagRules) -> TagKind {
        match self.release.map(|release| release.stage) {
            None => TagKind::Invalid,
            Some(Stage::Final) => TagKind::Final,
            Some(Stage::Hotfix(_)) => TagKind::Hotfix,
            Some(Stage::Candidate { stage, .. }) if usize::from(stage) + 1 < rules.stages.len() => {
                TagKind::Prerelease
            }
            Some(Stage::Candidate { .. }) => TagKind::Candidate,
        }
    }

    /// Returns the version where the tag stands for what runs in production.
    pub fn production(&self) -> Option<ReleaseVersion> {
        self.release.filter(ReleaseVersion::is_production)
    }
}

/// How a name was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The version, where the name can be read in one way only.
    pub release: Option<ReleaseVersion>,
    /// What keeps the name from being as the model wants it.
    pub problem: Option<String>,
    /// The prefix is missing: counts only where the repository never writes it.
    pub lacks_prefix: bool,
}

/// Reads a tag name; none where it doesn't begin like a version.
///
/// ```text
/// name   = prefix version [ "-" stage "." number | "-hotfix." number ]
/// ```
/// Near-misses that can be read one way only (`v3.5.0-rc1`, `v1.2.0-RC.1`) have a version and a
/// problem.
pub fn parse(name: &str, rules: &TagRules) -> Option<Reading> {
    let (rest, mut problems, lacks_prefix) = strip_prefix(name, rules)?;
    let digits_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (mut core, mut suffix) = rest.split_at(digits_end);
    if let Some(trimmed) = core.strip_suffix('.') {
        // `8.1.0.rc1`: the dot belongs to the suffix.
        core = trimmed;
        suffix = &rest[core.len()..];
    }
    let invalid =
        |problem: String| Some(Reading { release: None, problem: Some(problem), lacks_prefix });
    let numbers: Vec<&str> = core.split('.').collect();
    let [major, minor, patch] = numbers[..] else {
        return invalid(format!("`{core}` is not MAJOR.MINOR.PATCH"));
    };
    let (Ok(major), Ok(minor), Ok(patch)) = (major.parse(), minor.parse(), patch.parse()) else {
        return invalid(format!("`{core}` is not MAJOR.MINOR.PATCH"));
    };
    let version = Version { major, minor, patch };
    if let Err(error) = semver::Version::parse(core) {
        problems.push(error.to_string());
    }
    let stage = match read_suffix(suffix, rules) {
        Ok((stage, problem)) => {
            problems.extend(problem);
            stage
        }
        Err(problem) => return invalid(problem),
    };
    let problem = (!problems.is_empty()).then(|| problems.join("; "));
    Some(Reading { release: Some(ReleaseVersion { version, stage }), problem, lacks_prefix })
}

/// Takes the prefix off; what remains begins with a digit.
fn strip_prefix<'a>(name: &'a str, rules: &TagRules) -> Option<(&'a str, Vec<String>, bool)> {
    let digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let prefix = rules.prefix.as_str();
    if let Some(rest) = name.strip_prefix(prefix).filter(|rest| digit(rest)) {
        return Some((rest, Vec::new(), false));
    }
    let head = name.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix));
    if let Some(rest) = head.map(|head| &name[head.len()..]).filter(|rest| digit(rest)) {
        return Some((rest, vec![format!("the prefix is written `{prefix}`")], false));
    }
    let bare = name.strip_prefix(['v', 'V']).unwrap_or(name);
    if !digit(bare) || !bare.contains('.') {
        return None;
    }
    let problem = match prefix {
        "" => "the prefix is empty".to_owned(),
        prefix => format!("the prefix `{prefix}` is missing"),
    };
    Some((bare, vec![problem], true))
}

type Suffix = (Stage, Option<String>);

/// Reads what follows the numbers: nothing, `-rc.N`, `-hotfix.N`, or one way to misspell them.
fn read_suffix(suffix: &str, rules: &TagRules) -> Result<Suffix, String> {
    if suffix.is_empty() {
        return Ok((Stage::Final, None));
    }
    let body = suffix.strip_prefix(['-', '.', '_']).unwrap_or(suffix);
    let letters = body.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(body.len());
    let (word, tail) = body.split_at(letters);
    let number = tail.strip_prefix(['.', '-', '_']).unwrap_or(tail);
    let lower = word.to_ascii_lowercase();
    let stage = rules.stages.iter().position(|name| name.eq_ignore_ascii_case(word));
    if stage.is_none() && lower != "hotfix" {
        return Err(format!("`{suffix}` is no stage of the model"));
    }
    let Ok(n) = number.parse::<u64>() else {
        return Err(format!("`{suffix}` has no single number"));
    };
    let stage = match stage {
        Some(at) => Stage::Candidate { stage: u8::try_from(at).unwrap_or(u8::MAX), number: n },
        None => Stage::Hotfix(n),
    };
    let name = match stage {
        Stage::Candidate { stage, .. } => rules.stages[usize::from(stage)].as_str(),
        _ => "hotfix",
    };
    let problem = if suffix != format!("-{name}.{n}") {
        Some(format!("`{suffix}` is written `-{name}.{n}`"))
    } else if n < rules.first_number {
        Some(format!("numbers start at {}", rules.first_number))
    } else {
        None
    };
    Ok((stage, problem))
}

/// A tag as a repository has it: name, peeled commit, tag object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRef {
    /// The name below `refs/tags/`.
    pub name: String,
    /// The commit that it leads to.
    pub commit: CommitId,
    /// The tag object, of an annotated tag.
    pub object: Option<CommitId>,
}

/// Reads all tags of a repository that begin like a version, in the model's order.
///
/// Tags without the prefix count only where no tag has it; of two names for one version the
/// conforming one counts. What counts for nothing comes last.
pub fn classify(refs: Vec<TagRef>, rules: &TagRules) -> Vec<Tag> {
    let mut read: Vec<(TagRef, Reading)> = refs
        .into_iter()
        .filter_map(|tag| parse(&tag.name, rules).map(|reading| (tag, reading)))
        .collect();
    let writes_prefix =
        read.iter().any(|(_, reading)| reading.release.is_some() && !reading.lacks_prefix);
    let taken: BTreeSet<ReleaseVersion> = read
        .iter()
        .filter(|(_, reading)| reading.problem.is_none())
        .filter_map(|(_, reading)| reading.release)
        .collect();
    read.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    let mut near: BTreeSet<ReleaseVersion> = BTreeSet::new();
    let mut tags: Vec<Tag> = read
        .into_iter()
        .map(|(tag, reading)| {
            let suggestion = reading
                .release
                .filter(|_| reading.problem.is_some())
                .map(|release| release.tag_name(&rules.prefix, &rules.stages))
                .filter(|name| *name != tag.name);
            let conforming = reading.problem.is_none();
            let shadowed = reading.release.is_some_and(|release| {
                let is_taken = taken.contains(&release);
                !conforming && (is_taken || !near.insert(release))
            });
            let is_foreign = reading.lacks_prefix && writes_prefix;
            let release = reading.release.filter(|_| !shadowed && !is_foreign);
            let TagRef { name, commit, object } = tag;
            Tag { name, commit, object, release, conforming, problem: reading.problem, suggestion }
        })
        .collect();
    tags.sort_by(|a, b| {
        (a.release.is_none(), a.release)
            .cmp(&(b.release.is_none(), b.release))
            .then_with(|| a.name.cmp(&b.name))
    });
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Option<(String, bool)> {
        let rules = TagRules::default();
        let reading = parse(name, &rules)?;
        let text = reading
            .release
            .map_or("invalid".to_owned(), |release| release.tag_name("v", &rules.stages));
        Some((text, reading.problem.is_none()))
    }

    #[test]
    fn the_three_forms_conform() {
        for name in ["v1.2.3", "v1.2.3-rc.1", "v1.2.3-hotfix.12", "v0.0.0"] {
            assert_eq!(read(name), Some((name.to_owned(), true)), "{name}");
        }
    }

    #[test]
    fn near_misses_are_read_one_way() {
        for (name, meaning) in [
            ("v3.5.0-rc1", "v3.5.0-rc.1"),
            ("v1.2.0-RC.1", "v1.2.0-rc.1"),
            ("v1.2.0-rc.01", "v1.2.0-rc.1"),
            ("v8.1.0.rc1", "v8.1.0-rc.1"),
            ("v1.2.0-hotfix1", "v1.2.0-hotfix.1"),
            ("V1.2.0", "v1.2.0"),
            ("1.2.0", "v1.2.0"),
            ("v01.2.0", "v1.2.0"),
            ("v1.2.0-rc.0", "v1.2.0-rc.0"),
        ] {
            assert_eq!(read(name), Some((meaning.to_owned(), false)), "{name}");
        }
    }

    #[test]
    fn what_has_two_meanings_is_invalid() {
        for name in
            ["v1.2", "v1", "v1.2.0-rc", "v1.2.0-alpha.1", "v1.2.0-rc.1.2", "v1.2.3.4", "v1.2.0+x"]
        {
            assert_eq!(read(name), Some(("invalid".to_owned(), false)), "{name}");
        }
        for name in ["release-1.0", "latest", "api/v1.2.0", "vanilla", "7zip"] {
            assert_eq!(read(name), None, "{name}");
        }
    }

    #[test]
    fn huge_numbers_are_no_version() {
        assert_eq!(read("v99999999999999999999.0.0"), Some(("invalid".to_owned(), false)));
    }

    #[test]
    fn order_is_candidate_final_hotfix() {
        let id = CommitId([0; 20]);
        let names =
            ["v1.2.0-hotfix.1", "v1.2.0", "v1.2.0-rc.10", "v1.2.0-rc.9", "v1.2.1-rc.1", "v1.2"];
        let refs = names
            .iter()
            .map(|name| TagRef { name: (*name).to_owned(), commit: id, object: None })
            .collect();
        let order: Vec<_> =
            classify(refs, &TagRules::default()).into_iter().map(|tag| tag.name).collect();
        assert_eq!(
            order,
            ["v1.2.0-rc.9", "v1.2.0-rc.10", "v1.2.0", "v1.2.0-hotfix.1", "v1.2.1-rc.1", "v1.2"]
        );
    }

    #[test]
    fn names_without_the_prefix_count_only_where_no_tag_has_it() {
        let tags = |names: &[&str]| {
            let refs = names
                .iter()
                .map(|name| TagRef {
                    name: (*name).to_owned(),
                    commit: CommitId([0; 20]),
                    object: None,
                })
                .collect();
            let tags = classify(refs, &TagRules::default());
            tags.iter()
                .filter(|tag| tag.release.is_some())
                .map(|tag| tag.name.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(tags(&["1.0.0", "1.1.0"]), ["1.0.0", "1.1.0"]);
        assert_eq!(tags(&["1.0.0", "v1.1.0"]), ["v1.1.0"]);
        assert_eq!(tags(&["v1.1.0-rc1", "v1.1.0-rc.1"]), ["v1.1.0-rc.1"]);
    }
}
