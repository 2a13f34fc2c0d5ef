//! Dashboards of Grafana. "Dashboard" in a path is mostly code of the product: the content decides.

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::prometheus::dashboard::dashboard;
use crate::range::FileDiff;

pub(super) static DETECTOR: Detector = Detector {
    code: "DASHBOARD",
    about: "Dashboards of Grafana that came, went or show something else.",
    ground: Ground::Product,
    picks: |path| path.extension() == "json",
    detect: Detect::File(detect),
};

/// `before` and `after` are the titles.
fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    if !file.is_read() || file.moved_from.is_some() {
        return;
    }
    let (old, new) = (dashboard(file.before()), dashboard(file.after()));
    let path = &file.path.full;
    let (verb, place) = match (&old, &new) {
        (None, None) => return,
        (None, Some(_)) => (Verb::Added, Place::after(path, None)),
        // A file that is there and cannot be read as a dashboard says nothing.
        (Some(_), None) if file.new.is_some() => return,
        (Some(_), None) => (Verb::Removed, Place::before(path, None)),
        (Some(old), Some(new)) if old.content == new.content => return,
        (Some(_), Some(_)) => (Verb::Changed, Place::after(path, None)),
    };
    let Some(shown) = new.as_ref().or(old.as_ref()) else { return };
    let id = format!("dashboard:{}", shown.uid.as_deref().unwrap_or(path));
    let values = (old.as_ref().map(|it| it.title.clone()), new.as_ref().map(|it| it.title.clone()));
    let fact = Fact::new(DETECTOR.code, Kind::Dashboard, verb, id, &shown.title, place);
    facts.push(fact.with_values(values.0, values.1));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    const BOARD: &str =
        r#"{"schemaVersion": 36, "version": 4, "title": "Shop", "uid": "abc", "panels": []}"#;

    #[test]
    fn dashboards_come_and_change() {
        let found = facts(&DETECTOR, "deploy/shop.json", None, Some(BOARD));
        assert_eq!((found[0].id.as_str(), found[0].verb), ("dashboard:abc", Verb::Added));
        let new = BOARD.replace("\"panels\": []", "\"panels\": [{}]");
        assert_eq!(facts(&DETECTOR, "a.json", Some(BOARD), Some(&new))[0].verb, Verb::Changed);
        assert_eq!(facts(&DETECTOR, "a.json", Some(BOARD), None)[0].verb, Verb::Removed);
    }

    #[test]
    fn another_count_of_edits_or_another_file_is_no_news() {
        let new = BOARD.replace("\"version\": 4", "\"version\":  5");
        assert!(facts(&DETECTOR, "a.json", Some(BOARD), Some(&new)).is_empty());
        assert!(facts(&DETECTOR, "dashboards/a.json", None, Some("{\"panels\": []}")).is_empty());
        assert!(facts(&DETECTOR, "a.json", Some(BOARD), Some("{")).is_empty());
    }
}
