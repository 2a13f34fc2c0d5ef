//! Flyway: `V1_2__add_totals.sql`, undone by `U1_2__….sql`; `R__….sql` runs again whenever it changes.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::Framework;

use super::files::{Content, Format, Part, Role, Source};
use super::sql;
use super::undo::{Operation, Reverse};

pub(crate) static FORMAT: Format = Format { part, read, is_ordered: true };

static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:.*/)?)(?:([VU])(\d+(?:[._]\d+)*)__|(R)__)([^/]+)\.sql$")
        .expect("regex is a literal")
});

fn part(path: &str) -> Option<Part> {
    let found = PATH.captures(path)?;
    let folder = found[1].trim_end_matches('/');
    let words = ["migration", "flyway", "db", "sql"];
    if !folder.to_lowercase().split('/').any(|name| words.iter().any(|word| name.contains(word))) {
        return None;
    }
    let (role, version) = match (found.get(2).map(|it| it.as_str()), found.get(3)) {
        (Some("V"), Some(version)) => (Role::Up, version.as_str()),
        (Some(_), Some(version)) => (Role::Down, version.as_str()),
        _ => (Role::Repeated, ""),
    };
    let name = path.rsplit('/').next()?.strip_suffix(".sql")?;
    // An undo has the version of what it undoes, and a description of its own.
    let key = match role {
        Role::Repeated => path.to_owned(),
        Role::Up | Role::Down => format!("{}V{version}", &found[1]),
    };
    let (version, folder) = (version.to_owned(), folder.to_owned());
    Some(Part { key, name: name.to_owned(), version, folder, role })
}

fn read(source: &Source<'_>) -> Option<Content> {
    let steps = |text: &str| sql::read(text, 1);
    let operation = match (&source.up.text, &source.down) {
        (None, _) => source.up.unread(),
        (Some(text), None) => {
            Operation { steps: steps(text), reverse: Reverse::Missing(source.up.path.clone()) }
        }
        (Some(text), Some(down)) => {
            let reverse = match &down.text {
                None => Reverse::Unknown(down.path.clone()),
                Some(undo) => Reverse::Steps(steps(undo), down.path.clone()),
            };
            Operation { steps: steps(text), reverse }
        }
    };
    let command = Some("flyway undo".to_owned());
    let mut content = Content::new(Framework::Flyway, vec![operation], command);
    content.in_transaction = true;
    Some(content)
}
