//! Translations: one line, so that nobody takes their churn for risk.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::range::{FilePath, Range};

pub(super) static DETECTOR: Detector = Detector {
    code: "I18N",
    about: "Files of translations that changed, by the folder that holds them.",
    ground: Ground::Everything,
    picks: |_| false,
    detect: Detect::Range(detect),
};

const FOLDERS: [&str; 8] =
    ["locale", "locales", "translations", "translation", "i18n", "l10n", "lang", "langs"];
/// Formats that hold nothing but translations.
const OWN: [&str; 6] = ["po", "pot", "mo", "xlf", "xliff", "ftl"];
const SHARED: [&str; 7] = ["json", "yml", "yaml", "properties", "strings", "arb", "resx"];

fn detect(range: &Range<'_>, _: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let mut folders: BTreeMap<&str, (Place, usize)> = BTreeMap::new();
    for file in range.files().filter(|it| !it.path.is_test && !it.path.is_vendored) {
        let Some(folder) = folder_of(&file.path) else { continue };
        let path = &file.path.full;
        let place =
            if file.new.is_some() { Place::after(path, None) } else { Place::before(path, None) };
        folders.entry(folder).or_insert((place, 0)).1 += 1;
    }
    for (folder, (place, count)) in folders {
        let id = format!("i18n:{folder}");
        let fact = Fact::new(DETECTOR.code, Kind::Translation, Verb::Changed, id, folder, place);
        facts.push(fact.with_values(None, Some(count.to_string())));
    }
}

/// The folder of translations that a file stands below; code and pages in it are none.
fn folder_of(path: &FilePath) -> Option<&str> {
    let extension = path.extension();
    let mut end = 0;
    for part in path.lower.split('/') {
        let is_last = end + part.len() == path.lower.len();
        if is_last {
            break;
        }
        end += part.len();
        let is_ours =
            FOLDERS.contains(&part) && (SHARED.contains(&extension) || OWN.contains(&extension));
        if is_ours {
            return path.full.get(..end);
        }
        end += 1;
    }
    let folder = path.full.rsplit_once('/').map_or(".", |(folder, _)| folder);
    OWN.contains(&extension).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file_facts;

    #[test]
    fn translations_are_told_by_their_folder() {
        let files = [
            "netbox/translations/de/LC_MESSAGES/django.po",
            "netbox/translations/fr/LC_MESSAGES/django.mo",
            "src/locales/ru.json",
            "po/a.po",
        ]
        .map(|path| (path, None, Some(path)));
        let found = file_facts(&DETECTOR, &files);
        let shown: Vec<_> = found
            .iter()
            .map(|fact| (fact.subject.as_str(), fact.after.as_deref().unwrap()))
            .collect();
        assert_eq!(shown, [("netbox/translations", "2"), ("po", "1"), ("src/locales", "1")]);
    }

    #[test]
    fn code_about_languages_is_none() {
        let files = ["src/i18n/index.ts", "src/lang/parser.go", "tests/locales/a.json", "locales"]
            .map(|path| (path, None, Some(path)));
        assert!(file_facts(&DETECTOR, &files).is_empty());
    }
}
