//! The course of a release as a graph in Mermaid, which forges draw.
//!
//! Every name stands in quotes, and what is neither a letter nor a digit becomes an entity of Mermaid, so that no name
//! can end its label, its node, or the fence around the graph.

use std::fmt::Write as _;

use relnotes_core::policy::{Course, Station, Way};

use crate::context::Inputs;
use crate::escape::clean;
use crate::links::DIGITS;

/// Returns the lines of the graph, without the fence.
pub(crate) fn flowchart(inputs: &Inputs<'_>, course: &Course) -> String {
    let (words, locale) = (&inputs.strings.course, inputs.settings.locale);
    let mut text = "flowchart LR\n".to_owned();
    for (at, station) in course.stations.iter().enumerate() {
        let label = label(station);
        let node = match station.tag {
            Some(_) => format!("([\"{label}\"])"),
            None => format!("[\"{label}\"]"),
        };
        writeln!(text, "    s{at}{node}").expect("writing to a string never fails");
    }
    for leg in &course.legs {
        let commits = |count| inputs.strings.count.commits.of(locale, count);
        let (arrow, label) = match leg.way {
            Way::Cut => ("-->", words.cut.clone()),
            Way::Commits(count) => ("-->", commits(count)),
            Way::Merge(0) => ("-->", words.merge.clone()),
            Way::Merge(count) => ("-->", format!("{}, {}", words.merge, commits(count))),
            Way::Back => ("-->", words.back.clone()),
            Way::Missing(count) => ("-.->", words.missing.of(locale, count)),
        };
        let (from, to, label) = (leg.from, leg.to, inert(&label));
        writeln!(text, "    s{from} {arrow}|\"{label}\"| s{to}")
            .expect("writing to a string never fails");
    }
    text
}

/// The branch, the tag and the commit, one a line.
fn label(station: &Station) -> String {
    let tag = station.tag.as_ref().map(|(name, _)| inert(name));
    let commit = station.commit.map(|id| id.short(DIGITS));
    let parts = [tag, station.branch.as_deref().map(inert), commit];
    parts.into_iter().flatten().collect::<Vec<_>>().join("<br/>")
}

/// The text with everything that may act in Mermaid as `#NN;`.
fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in clean(text).chars() {
        if char.is_alphanumeric() || " -_./,".contains(char) {
            out.push(char);
        } else {
            write!(out, "#{};", u32::from(char)).expect("writing to a string never fails");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn no_name_can_end_its_label() {
        assert_eq!(inert("release/v1.2.0-rc.1 ветка"), "release/v1.2.0-rc.1 ветка");
        assert_eq!(
            inert("a\"] --> b\n```\n#quot;"),
            "a#34;#93; --#62; b #96;#96;#96; #35;quot#59;"
        );
        assert_eq!(inert("<img src=x>\u{202e}"), "#60;img src#61;x#62;");
    }
}
