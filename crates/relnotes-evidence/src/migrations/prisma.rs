//! Prisma: a folder for each migration, with `migration.sql` alone. What ran is undone by a new migration.

use relnotes_core::evidence::Framework;

use super::files::{Content, Format, Part, Role, Source};
use super::sql;
use super::undo::{Operation, Reverse};

pub(crate) static FORMAT: Format = Format { part, read, is_ordered: true };

/// `prisma/migrations/20230829165148_user_sharing_link/migration.sql`.
fn part(path: &str) -> Option<Part> {
    let key = path.strip_suffix("/migration.sql")?;
    let (folder, name) = key.rsplit_once('/')?;
    let is_ours = folder.ends_with("migrations") || folder.contains("prisma");
    is_ours.then(|| Part {
        key: key.to_owned(),
        name: name.to_owned(),
        version: name.split('_').next().unwrap_or_default().to_owned(),
        folder: folder.to_owned(),
        role: Role::Up,
    })
}

fn read(source: &Source<'_>) -> Option<Content> {
    let operation = match &source.up.text {
        None => source.up.unread(),
        Some(text) => Operation {
            steps: sql::read(text, 1),
            reverse: Reverse::ForwardOnly(source.up.path.clone()),
        },
    };
    Some(Content::new(Framework::Prisma, vec![operation], None))
}
