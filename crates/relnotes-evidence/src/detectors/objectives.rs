//! Service level objectives of `OpenSLO`, sloth and pyrra. `before` and `after` are targets in per cent: a smaller one
//! is looser.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground, alerts};
use crate::range::FileDiff;
use crate::yaml::{self, Node};

pub(super) static DETECTOR: Detector = Detector {
    code: "SLO",
    about: "Service level objectives that came, went, were loosened or tightened.",
    ground: Ground::Product,
    picks: alerts::is_yaml,
    detect: Detect::File(detect),
};

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let sides = [(file.old.is_some(), file.before()), (file.new.is_some(), file.after())];
    let [old, new] = sides
        .map(|(is_there, text)| if is_there { objectives(text) } else { Some(BTreeMap::new()) });
    let (Some(old), Some(new), true) = (old, new, file.is_read()) else { return };
    let path = &file.path.full;
    let mut push = |verb, name: &str, place, values: (Option<&String>, Option<&String>)| {
        let fact =
            Fact::new(DETECTOR.code, Kind::Objective, verb, format!("slo:{name}"), name, place);
        facts.push(fact.with_values(values.0.cloned(), values.1.cloned()));
    };
    for (name, (was, line)) in &old {
        match new.get(name) {
            None => push(Verb::Removed, name, Place::before(path, *line), (Some(was), None)),
            Some((is, line)) if is != was => {
                push(Verb::Changed, name, Place::after(path, *line), (Some(was), Some(is)));
            }
            Some(_) => {}
        }
    }
    for (name, (is, line)) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        push(Verb::Added, name, Place::after(path, *line), (None, Some(is)));
    }
}

/// The targets of a file by name, with their lines; none where it cannot be understood.
fn objectives(text: &str) -> Option<BTreeMap<String, (String, u32)>> {
    let is_likely =
        ["openslo", "slos:", "ServiceLevelObjective"].iter().any(|it| text.contains(it));
    let mut found = BTreeMap::new();
    if !is_likely {
        return Some(found);
    }
    for document in yaml::parse(text.as_bytes()).ok()? {
        let version = document
            .text_of("apiVersion")
            .or_else(|| document.text_of("version"))
            .unwrap_or_default();
        let name = document.get("metadata").and_then(|it| it.text_of("name")).unwrap_or_default();
        let spec = document.get("spec").unwrap_or(&document);
        match document.text_of("kind") {
            Some("SLO") if version.starts_with("openslo/") => {
                for objective in spec.get("objectives").map(Node::items).unwrap_or_default() {
                    let parts = [Some(name), objective.text_of("displayName")];
                    let parts: Vec<&str> = parts.into_iter().flatten().collect();
                    let share = objective.entry("target").map(|it| (it, 100.0));
                    let target =
                        share.or_else(|| objective.entry("targetPercent").map(|it| (it, 1.0)));
                    if let Some((entry, factor)) = target {
                        push(&parts.join("/"), &entry.value, factor, &mut found);
                    }
                }
            }
            Some("ServiceLevelObjective") => {
                if let Some(target) = spec.get("target") {
                    push(name, target, 1.0, &mut found);
                }
            }
            _ => {
                let service = spec.text_of("service").unwrap_or(name);
                for slo in spec.get("slos").map(Node::items).unwrap_or_default() {
                    if let (Some(name), Some(target)) = (slo.text_of("name"), slo.get("objective"))
                    {
                        push(&format!("{service}/{name}"), target, 1.0, &mut found);
                    }
                }
            }
        }
    }
    Some(found)
}

fn push(name: &str, target: &Node, factor: f64, found: &mut BTreeMap<String, (String, u32)>) {
    let Some(number) = target.text().and_then(|text| text.parse::<f64>().ok()) else { return };
    // Six digits are more than anybody promises, and hide what a product of floats adds.
    let text = format!("{:.6}", number * factor);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let line = u32::try_from(target.line()).unwrap_or(u32::MAX);
    found.insert(name.to_owned(), (text.to_owned(), line));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    const SLOTH: &str = "version: \"prometheus/v1\"\nservice: shop\nslos:\n  - name: requests\n    objective: 99.9\n";

    fn shown(before: Option<&str>, after: Option<&str>) -> Vec<String> {
        let found = facts(&DETECTOR, "slo/shop.yaml", before, after);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        found
            .iter()
            .map(|it| format!("{:?} {} {}>{}", it.verb, it.id, text(&it.before), text(&it.after)))
            .collect()
    }

    #[test]
    fn objectives_are_loosened_and_come() {
        assert_eq!(
            shown(Some(SLOTH), Some(&SLOTH.replace("99.9", "99.5"))),
            ["Changed slo:shop/requests 99.9>99.5"]
        );
        assert_eq!(shown(None, Some(SLOTH)), ["Added slo:shop/requests >99.9"]);
        assert_eq!(shown(Some(SLOTH), None), ["Removed slo:shop/requests 99.9>"]);
    }

    #[test]
    fn openslo_writes_shares() {
        let text = "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: shop}\nspec:\n  objectives:\n    - target: 0.999\n";
        assert_eq!(shown(None, Some(text)), ["Added slo:shop >99.9"]);
    }

    #[test]
    fn damaged_files_and_others_say_nothing() {
        assert!(shown(Some(SLOTH), Some("slos: [")).is_empty());
        assert!(shown(None, Some("a: b\nslos: x\n")).is_empty());
    }
}
