//! Rails: a class for each migration, with `change`, or with `up` and `down`. What stands in `post_migrate` runs after
//! the new code is out.

mod block;
mod schema;
mod step;

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::Framework;

use self::block::Body;
use super::files::{Content, Format, Part, Role, Source};
use super::undo::{Operation, Reverse, at};

pub(crate) static FORMAT: Format = Format { part, read, is_ordered: true };

/// `db/migrate/20240717053710_drop_groups.rb`, `db/post_migrate/…`, `db/queue_migrate/…`.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:.*/)?db)/((?:\w+_)?migrate)/((\d{3,14})_[^/]*)\.rb$")
        .expect("regex is a literal")
});

fn part(path: &str) -> Option<Part> {
    let found = PATH.captures(path)?;
    let kind = &found[2];
    let is_main = kind == "migrate" || kind == "post_migrate";
    Some(Part {
        key: path.to_owned(),
        name: found[3].to_owned(),
        version: found[4].to_owned(),
        folder: if is_main { found[1].to_owned() } else { format!("{}/{kind}", &found[1]) },
        role: Role::Up,
    })
}

fn read(source: &Source<'_>) -> Option<Content> {
    let path = &source.up.path;
    let command = format!("bin/rails db:migrate:down VERSION={}", source.part.version);
    let operations = match &source.up.text {
        None => vec![source.up.unread()],
        Some(text) => operations(&block::read(text, path), path),
    };
    let mut content = Content::new(Framework::Rails, operations, Some(command));
    content.after_deploy = path.contains("post_migrate/");
    let is_free = source.up.text.as_ref().is_some_and(|it| it.contains("disable_ddl_transaction!"));
    content.in_transaction = !is_free;
    Some(content)
}

fn operations(body: &Body, path: &str) -> Vec<Operation> {
    let mut operations = body.change.clone();
    if body.has_blocks {
        let reverse = Reverse::Steps(body.down.clone(), path.to_owned());
        operations.push(Operation { steps: body.up.clone(), reverse });
    }
    let Some(line) = body.up_line else { return operations };
    let reverse = match (body.down_line, body.down.first()) {
        // Without one Rails forgets that the migration ran, and changes nothing.
        (None, _) => Reverse::Missing(at("def up", path, line)),
        (Some(_), Some(step)) if step.text.starts_with("raise") => {
            Reverse::Missing(at(&step.text, path, step.line))
        }
        (Some(line), None) => Reverse::Nothing(at("def down", path, line)),
        (Some(_), Some(_)) => Reverse::Steps(body.down.clone(), path.to_owned()),
    };
    operations.push(Operation { steps: body.up.clone(), reverse });
    operations
}

#[cfg(test)]
mod tests;
