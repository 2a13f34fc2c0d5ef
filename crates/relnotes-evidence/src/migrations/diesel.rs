//! diesel: a folder for each migration, with `up.sql` and `down.sql`.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::Framework;

use super::files::{Content, Format, Part, Role, Source};
use super::sql;
use super::undo::{Operation, Reverse};

pub(crate) static FORMAT: Format = Format { part, read, is_ordered: true };

/// `migrations/2024-05-05-162540_add_image_detail_table/up.sql`; older ones have no dashes, or a short number.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:.*/)?[^/]*migrations[^/]*(?:/[^/]+)?)/((\d{4}-\d\d-\d\d-\d{6}|\d{14}|\d+)[_-][^/]*)/(up|down)\.sql$")
        .expect("regex is a literal")
});

fn part(path: &str) -> Option<Part> {
    // Migrations that are there to be tested are none of the product: `migrations_testing/`.
    let found = PATH.captures(path).filter(|found| !found[1].contains("test"))?;
    Some(Part {
        key: format!("{}/{}", &found[1], &found[2]),
        name: found[2].to_owned(),
        version: found[3].to_owned(),
        folder: found[1].to_owned(),
        role: if &found[4] == "up" { Role::Up } else { Role::Down },
    })
}

fn read(source: &Source<'_>) -> Option<Content> {
    let command = Some("diesel migration revert".to_owned());
    let mut content = Content::new(Framework::Diesel, vec![pair(source)], command);
    // diesel runs each migration in a transaction, unless `metadata.toml` beside it says no.
    let folder = &source.part.key;
    let metadata = source.range.text(source.side, &format!("{folder}/metadata.toml"));
    content.in_transaction = !metadata.is_some_and(|text| {
        text.lines().any(|line| line.replace(' ', "").starts_with("run_in_transaction=false"))
    });
    Some(content)
}

/// The one operation of a script and the script that undoes it.
pub(super) fn pair(source: &Source<'_>) -> Operation {
    let Some(up) = &source.up.text else { return source.up.unread() };
    let reverse = match &source.down {
        None => Reverse::Missing(source.up.path.clone()),
        Some(down) => match &down.text {
            None => Reverse::Unknown(down.path.clone()),
            Some(text) => Reverse::Steps(sql::read(text, 1), down.path.clone()),
        },
    };
    Operation { steps: sql::read(up, 1), reverse }
}
