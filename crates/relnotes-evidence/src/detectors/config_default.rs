//! Keys of default and sample configurations: what came, what went, and which default is another one now.

use std::collections::BTreeMap;

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::containers::is_compose;
use super::{Detect, Detector, Ground};
use crate::keys::{Form, Keys, is_secret};
use crate::range::{FileDiff, FilePath};

pub(super) static DETECTOR: Detector = Detector {
    code: "CONFIG-DEFAULT",
    about: "Keys of files that are named as defaults or samples of a configuration, with the old and the new default.",
    ground: Ground::Product,
    picks: is_default,
    detect: Detect::File(detect),
};

/// Only files that say that they are: a folder of configurations holds private ones as well.
fn is_default(path: &FilePath) -> bool {
    let name = path.name();
    let words = ["default", "defaults", "sample", "example", "dist", "default-config"];
    let is_named = name.split(['.', '_', '-']).any(|word| words.contains(&word));
    // What a compose file starts is told by its images; it configures no product.
    let is_other = name.contains(".env") || path.is_below(".github") || is_compose(path);
    is_named && !is_other && Form::of(name).is_some()
}

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let Some(form) = Form::of(file.path.name()).filter(|_| file.is_read()) else { return };
    let path = &file.path.full;
    let sides = [(file.old.is_some(), file.before()), (file.new.is_some(), file.after())];
    let [old, new] =
        sides.map(|(is_there, text)| if is_there { form.read(text) } else { Some(Keys::new()) });
    let (Some(old), Some(new)) = (old, new) else { return };
    let renamed = renamed(&old, &new);
    for (key, was) in &old {
        if let Some(now) = renamed.get(key.as_str()) {
            let place = Place::after(path, new[*now].line);
            let values = (Some(key.clone()), Some((*now).to_owned()));
            push(Verb::Renamed, path, now, place, values, facts);
            continue;
        }
        match new.get(key) {
            None => push(
                Verb::Removed,
                path,
                key,
                Place::before(path, was.line),
                (shown(key, &was.text), None),
                facts,
            ),
            Some(is) if is.text != was.text => {
                let values = (shown(key, &was.text), shown(key, &is.text));
                push(Verb::Changed, path, key, Place::after(path, is.line), values, facts);
            }
            Some(_) => {}
        }
    }
    for (key, is) in &new {
        if !old.contains_key(key) && !renamed.values().any(|now| now == key) {
            push(
                Verb::Added,
                path,
                key,
                Place::after(path, is.line),
                (None, shown(key, &is.text)),
                facts,
            );
        }
    }
}

/// The value for documents; none of a secret, or of an address with a password in it.
fn shown(key: &str, value: &str) -> Option<String> {
    let has_login = value.contains("://") && value.contains('@');
    (!is_secret(key) && !has_login).then(|| value.to_owned())
}

/// A key that went and one that came with the same last word and the same value, each the only such one: it moved to
/// another section.
fn renamed<'k>(old: &'k Keys, new: &'k Keys) -> BTreeMap<&'k str, &'k str> {
    type Ends<'k> = BTreeMap<(&'k str, &'k str), Vec<&'k str>>;
    fn ends<'k>(keys: &'k Keys, other: &Keys) -> Ends<'k> {
        let mut ends = Ends::new();
        for (key, value) in keys.iter().filter(|(key, _)| !other.contains_key(*key)) {
            let last = key.rsplit('.').next().unwrap_or(key);
            ends.entry((last, &value.text)).or_default().push(key);
        }
        ends
    }
    let (gone, came) = (ends(old, new), ends(new, old));
    let pair =
        |(end, gone): (&_, &Vec<&'k str>)| match (&gone[..], came.get(end).map(Vec::as_slice)) {
            ([was], Some([is])) => Some((*was, *is)),
            _ => None,
        };
    gone.iter().filter_map(pair).collect()
}

fn push(
    verb: Verb,
    path: &str,
    key: &str,
    place: Place,
    (before, after): (Option<String>, Option<String>),
    facts: &mut Vec<Fact>,
) {
    let id = format!("cfg:{path}#{key}");
    let fact = Fact::new(DETECTOR.code, Kind::ConfigKey, verb, id, key, place);
    facts.push(fact.with_values(before, after));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[track_caller]
    fn check(path: &str, before: Option<&str>, after: Option<&str>, expected: &[&str]) {
        let found = facts(&DETECTOR, path, before, after);
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let shown: Vec<String> = found
            .iter()
            .map(|it| {
                format!("{:?} {} {} > {}", it.verb, it.subject, text(&it.before), text(&it.after))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn keys_come_go_and_get_another_default() {
        let (old, new) = ("[a]\nx = 1\ny = 2\n", "[a]\nx = 3\nz = 4\n");
        let expected = ["Changed a.x 1 > 3", "Removed a.y 2 > -", "Added a.z - > 4"];
        check("conf/defaults.ini", Some(old), Some(new), &expected);
        check("config.toml.example", Some(old), Some(new), &expected);
        check("docs/defaults.ini", Some(old), Some(new), &[]);
    }

    #[test]
    fn only_files_that_are_named_so_are_looked_at() {
        check("conf/demo.ini", Some("x = 1\n"), Some("x = 2\n"), &[]);
        check("docker-compose.dist.yml", Some("x: 1\n"), Some("x: 2\n"), &[]);
        check("conf/test_resources/defaults.yml", Some("x: 1\n"), Some("x: 2\n"), &[]);
        check("conf/default_avatar.ini", Some("x = 1\n"), Some("x = 2\n"), &["Changed x 1 > 2"]);
    }

    #[test]
    fn order_and_comments_are_no_news() {
        check("defaults.yaml", Some("a: 1\nb: 2\n"), Some("# New.\nb: 2\na: 1\n"), &[]);
    }

    #[test]
    fn a_key_that_moved_is_renamed() {
        check(
            "defaults.yaml",
            Some("a: {port: 80}\n"),
            Some("b: {port: 80}\n"),
            &["Renamed b.port a.port > b.port"],
        );
    }

    #[test]
    fn values_of_secrets_are_not_shown() {
        check(
            "defaults.yaml",
            Some("db_password: a\n"),
            Some("db_password: b\n"),
            &["Changed db_password - > -"],
        );
    }

    #[test]
    fn damaged_files_and_objects_of_kubernetes_say_nothing() {
        check("defaults.yaml", Some("a: 1\n"), Some("a: [\n"), &[]);
        check("defaults.yaml", Some("a: 1\n"), Some("apiVersion: v1\nkind: ConfigMap\n"), &[]);
    }
}
