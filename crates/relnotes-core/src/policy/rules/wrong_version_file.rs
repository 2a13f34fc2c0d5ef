use crate::git::Error;
use crate::history::NodeId;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::{ReleaseVersion, Stage};

declare_rule! {
    /// ## What it does
    /// Compares the version that a file at the top of the tree names with that of the tag: `VERSION`,
    /// `Cargo.toml`, `package.json`, `pyproject.toml`, `Chart.yaml`. Only of the highest release and of
    /// versions without a final, and only files that named the right version at the final before: a
    /// repository that does not keep them in step is left alone. A candidate may be named as itself or
    /// as the version that it is to become.
    ///
    /// ## Why is this bad?
    /// The program says that it is another one than the tag says, in its help, in its logs and where it
    /// is published.
    ///
    /// ## Example
    /// `v1.3.0`, and `Cargo.toml` says `version = "1.2.9"`.
    ///
    /// ## How to fix
    /// Raise the version in the file before the next candidate: it is part of what is tested.
    "RN502" "wrong-version-file" Versions Deny
    needs [Tags] check Tag(check)
}

/// Files at the top of the tree that name the version of the whole.
const FILES: [&str; 5] = ["VERSION", "Cargo.toml", "package.json", "pyproject.toml", "Chart.yaml"];

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|release| matters(*release, facts)) else { return };
    let Some(below) = tags::final_below(tag, facts) else { return };
    let Some(before) = below.tag.release else { return };
    let mut wrong = Vec::new();
    for file in FILES {
        let versions =
            named(tag.node, file, facts).and_then(|now| Ok((now, named(below.node, file, facts)?)));
        match versions {
            Ok((Some((version, line)), Some((kept, _)))) => {
                if fits(&kept, before, facts) && !fits(&version, release, facts) {
                    wrong.push(format!("{file}:{line} says {version}"));
                }
            }
            Ok(_) => {}
            Err(error) => {
                findings.unreadable(tag, &error);
                return;
            }
        }
    }
    if !wrong.is_empty() {
        let name = &tag.tag.name;
        findings
            .violation(tag, format!("{name} is not what its files say: {}", wrong.join(", ")))
            .hint("raise the version in the file, and tag the commit with it");
    }
}

/// Whether somebody can still do something about it: the highest release, and what has no final.
fn matters(release: ReleaseVersion, facts: &Facts<'_>) -> bool {
    let tags = || facts.sources.tags.iter().filter_map(|tag| tag.release);
    let highest = tags().filter(ReleaseVersion::is_production).max();
    let has_final = tags().any(|it| it.version == release.version && it.is_production());
    highest == Some(release) || (release.is_candidate() && !has_final)
}

/// Whether a file may say so at a tag.
fn fits(said: &str, release: ReleaseVersion, facts: &Facts<'_>) -> bool {
    let own = release.version.to_string();
    let said = said.trim().trim_start_matches('v');
    let name = release.tag_name("", &facts.sources.config.tags.stages);
    match release.stage {
        Stage::Final => said == own,
        // `1.3.0-rc.1`, `1.3.0rc1`, `1.3.0-SNAPSHOT`: of the version at least.
        Stage::Candidate { .. } => said == own || said == name || said.starts_with(&own),
        Stage::Hotfix(_) => said == own || said == name,
    }
}

/// Returns the version that a file names, and its line.
fn named(node: NodeId, file: &str, facts: &Facts<'_>) -> Result<Option<(String, usize)>, Error> {
    let commit = facts.history.graph().id(node);
    let Some(bytes) = facts.sources.repository.read_file(commit, file)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let found = match file {
        "VERSION" => text.lines().next().map(str::to_owned),
        "package.json" => {
            let json: Option<serde_json::Value> = serde_json::from_str(&text).ok();
            json.and_then(|json| Some(json.get("version")?.as_str()?.to_owned()))
        }
        "Chart.yaml" => text.lines().find_map(|line| {
            Some(line.strip_prefix("version:")?.trim().trim_matches(['"', '\'']).to_owned())
        }),
        _ => of_toml(&text),
    };
    let line = |version: &String| {
        1 + text.lines().position(|line| line.contains(version.as_str())).unwrap_or_default()
    };
    let found = found.filter(|version| !version.trim().is_empty());
    Ok(found.map(|version| (version.clone(), line(&version))))
}

fn of_toml(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    let at = |path: &[&str]| {
        let mut value = table.get(path[0])?;
        for key in &path[1..] {
            value = value.get(key)?;
        }
        value.as_str().map(str::to_owned)
    };
    at(&["package", "version"])
        .or_else(|| at(&["workspace", "package", "version"]))
        .or_else(|| at(&["project", "version"]))
        .or_else(|| at(&["tool", "poetry", "version"]))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    fn said(first: &str, second: &str, tag: &str) -> String {
        let text = format!(
            "write Cargo.toml \"[package]\\nname = \\\"a\\\"\\nversion = \\\"{first}\\\"\\n\"\ncommit \"feat: a\"\ntag v1.0.0\n\
             write Cargo.toml \"[package]\\nname = \\\"a\\\"\\nversion = \\\"{second}\\\"\\n\"\ncommit \"feat: b\"\ntag {tag}"
        );
        history(&text).says(&RULE)
    }

    #[test]
    fn a_file_that_was_forgotten_is_reported() {
        assert_eq!(
            said("1.0.0", "1.0.0", "v1.1.0"),
            "refs/tags/v1.1.0: v1.1.0 is not what its files say: Cargo.toml:3 says 1.0.0 \
             -> raise the version in the file, and tag the commit with it"
        );
        assert_eq!(said("1.0.0", "1.1.0", "v1.1.0"), "");
    }

    #[test]
    fn a_candidate_may_be_called_what_it_is_to_become() {
        assert_eq!(said("1.0.0", "1.1.0", "v1.1.0-rc.1"), "");
        assert_eq!(said("1.0.0", "1.1.0-rc.1", "v1.1.0-rc.1"), "");
        assert!(said("1.0.0", "1.1.0-rc.1", "v1.1.0").contains("says 1.1.0-rc.1"));
        assert!(said("1.0.0", "1.0.0", "v1.1.0-rc.1").contains("says 1.0.0"));
    }

    #[test]
    fn a_file_that_was_never_in_step_is_left_alone() {
        assert_eq!(said("0.0.0", "0.0.0", "v1.1.0"), "");
    }
}
