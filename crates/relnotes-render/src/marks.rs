//! What the lint says of a line of the model, in a phrase, and the names that the model has here.

use relnotes_core::config::tags::HotfixStyle;
use relnotes_core::pipeline::Stage;
use relnotes_core::policy::{Mark, Names, Need, NotChecked, Reason, Sign};
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::{Inputs, Markdown};
use crate::escape::{code, markdown};
use crate::locale::fill;

/// How many codes of rules are listed.
const MOST: usize = 6;

/// Names of branches and tags as the form writes them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NamesView {
    /// `main/master`.
    pub(crate) main: Markdown,
    /// `develop`.
    pub(crate) develop: Markdown,
    /// `release/v[version]`.
    pub(crate) release: Markdown,
    /// `feature/*`.
    pub(crate) feature: Markdown,
    /// The main branch itself.
    pub(crate) main_branch: Markdown,
    /// Where features come together.
    pub(crate) integration: Markdown,
    /// `release/vX.Y.Z`.
    pub(crate) release_of_version: Markdown,
    /// `release/vX.Y.Z-hotfix`.
    pub(crate) hotfix_of_version: Markdown,
    /// `release/*`.
    pub(crate) any_release: Markdown,
    /// `v[major].[minor].[patch]`.
    pub(crate) final_tag: Markdown,
    /// `v[major].[minor].[patch]-rc.[num]`.
    pub(crate) candidate_tag: Markdown,
    /// `v[major].[minor].[patch]-hotfix.[num]`.
    pub(crate) hotfix_tag: Markdown,
}

/// Returns the names; in square brackets and in `X.Y.Z` they have the form's own placeholders.
pub(crate) fn names(names: &Names) -> NamesView {
    let prefix = markdown(&names.prefix);
    let with = |patterns: &[String], between: &str, version: &str| {
        let patterns = patterns.iter().map(|pattern| pattern_of(pattern, version));
        Markdown(patterns.collect::<Vec<_>>().join(between))
    };
    let of_version = format!("{prefix}X.Y.Z");
    let tag = format!("{prefix}[major].[minor].[patch]");
    let hotfix = match names.hotfix_style {
        HotfixStyle::Suffix => format!("{tag}-hotfix.[num]"),
        HotfixStyle::Patch => tag.clone(),
    };
    NamesView {
        main: with(&names.main, "/", ""),
        develop: with(&names.develop, "/", ""),
        release: with(&names.release, ", ", &format!("{prefix}[version]")),
        feature: with(&names.feature, ", ", ""),
        main_branch: Markdown(pattern_of(&names.main_branch, "")),
        integration: Markdown(pattern_of(&names.integration, "")),
        release_of_version: with(&names.release, ", ", &of_version),
        hotfix_of_version: with(&names.hotfix, ", ", &of_version),
        any_release: with(&names.release, ", ", "*"),
        candidate_tag: Markdown(format!("{tag}-{}.[num]", markdown(&names.candidate))),
        hotfix_tag: Markdown(hotfix),
        final_tag: Markdown(tag),
    }
}

/// A pattern, with something in the place of the version. A single star emphasises nothing, and the
/// form has none before it.
fn pattern_of(pattern: &str, version: &str) -> String {
    let parts: Vec<String> = pattern.split("{tag}").map(markdown).collect();
    let text = parts.join(version);
    if text.matches("\\*").count() == 1 { text.replace("\\*", "*") } else { text }
}

impl Inputs<'_> {
    /// Returns a mark as a phrase; without one nothing was looked at.
    pub(crate) fn mark(&self, mark: Option<&Mark>) -> Markdown {
        let (strings, locale) = (&self.strings.mark, self.settings.locale);
        let Some(mark) = mark else { return Markdown(strings.not_checked.clone()) };
        let name = mark.about.as_deref().map(code);
        let rules = self.rules(&mark.rules);
        let stages = |stages: &[Stage]| {
            let names: Vec<&str> = stages.iter().map(|stage| stage.as_str()).collect();
            names.join(", ")
        };
        let text = match mark.sign {
            Sign::NotChecked(why) => {
                let phrase = match why {
                    NotChecked::Allowed => &strings.allowed,
                    NotChecked::OtherFlow => &strings.other_flow,
                    NotChecked::OtherStyle => &strings.other_style,
                    NotChecked::Nothing => &strings.nothing,
                    NotChecked::Settled => &strings.settled,
                };
                fill(phrase, &[("about", &name.unwrap_or_default()), ("rules", &rules)])
            }
            Sign::Holds => {
                let about = name.map(|name| format!("{name} ")).unwrap_or_default();
                fill(&strings.holds, &[("about", &about), ("rules", &rules)])
            }
            Sign::Broken if !mark.missing.is_empty() => {
                let missing = stages(&mark.missing);
                fill(&strings.no_job, &[("stages", &missing), ("rules", &rules)])
            }
            Sign::CannotTell if !mark.unsure.is_empty() => {
                let unsure = stages(&mark.unsure);
                return Markdown(fill(&strings.unsure, &[("stages", &unsure), ("rules", &rules)]));
            }
            Sign::Broken => {
                let about = name.map(|name| format!("{name} — ")).unwrap_or_default();
                let count = mark.broken.iter().map(|(_, count)| count).sum();
                let codes = mark.broken.iter().map(|(code, count)| match count {
                    1 => (*code).to_owned(),
                    count => format!("{code} ({count})"),
                });
                let codes = codes.collect::<Vec<_>>().join(", ");
                let phrase = strings.findings.of(locale, count);
                fill(&phrase, &[("about", &about), ("codes", &codes)])
            }
            Sign::CannotTell => return Markdown(self.unknown(mark)),
        };
        let unsure = match (&mark.unknown[..], &mark.unsure[..]) {
            ([], []) => return Markdown(text),
            ([], of_jobs) => {
                fill(&strings.unsure, &[("stages", &stages(of_jobs)), ("rules", &rules)])
            }
            (..) => self.unknown(&Mark { about: None, ..mark.clone() }),
        };
        Markdown(format!("{text}; {unsure}"))
    }

    /// `RN204, RN205`, or `RN301–RN316, 13 rules`.
    fn rules(&self, codes: &[&str]) -> String {
        match codes {
            [first, .., last] if codes.len() > MOST => {
                let count = self.strings.mark.rules.of(self.settings.locale, codes.len());
                format!("{first}–{last}, {count}")
            }
            codes => codes.join(", "),
        }
    }

    fn unknown(&self, mark: &Mark) -> String {
        let strings = &self.strings.mark;
        let about = mark.about.as_deref().map(|name| format!("{}: ", code(name)));
        let codes =
            mark.unknown.iter().map(|(code, reason)| format!("{code} — {}", self.reason(reason)));
        let codes = codes.collect::<Vec<_>>().join("; ");
        fill(&strings.cannot_tell, &[("about", &about.unwrap_or_default()), ("codes", &codes)])
    }

    fn reason(&self, reason: &Reason) -> String {
        let lacks = &self.strings.mark.lacks;
        match reason {
            Reason::Lacks(Need::History) => lacks.history.clone(),
            Reason::Lacks(Need::Tags) => lacks.tags.clone(),
            Reason::Lacks(Need::Main) => lacks.main.clone(),
            Reason::Lacks(Need::Integration) => lacks.integration.clone(),
            Reason::Lacks(Need::Branches) => lacks.branches.clone(),
            Reason::Said(text) => markdown(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use relnotes_core::config::Config;

    use super::*;

    #[test]
    fn names_are_those_of_the_form_or_of_the_team() {
        let of =
            |toml: &str| names(&Names::of_config(&Config::parse(toml, "relnotes.toml").unwrap()));
        let form = of("");
        for (name, expected) in [
            (form.main, "main/master"),
            (form.release, "release/v[version]"),
            (form.feature, "feature/*"),
            (form.hotfix_of_version, "release/vX.Y.Z-hotfix"),
            (form.any_release, "release/*"),
            (form.hotfix_tag, "v[major].[minor].[patch]-hotfix.[num]"),
        ] {
            assert_eq!(name.0, expected);
        }
        let own =
            of("flow = \"trunk\"\ntags.prefix = \"\"\nbranches.release = [\"release-*\", \"*_*\"]");
        assert_eq!(own.release.0, "release-*, \\*\\_\\*");
        assert_eq!(
            (own.integration.0.as_str(), own.final_tag.0.as_str()),
            ("main", "[major].[minor].[patch]")
        );
    }
}
