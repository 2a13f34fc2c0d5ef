//! Migrations of databases: what came with a release, what it does and what undoing it is worth.
//!
//! | module | is |
//! |---|---|
//! | `step` | one thing that a migration does, whatever it is written in |
//! | `sql`, `python`, `ruby` | readers of what migrations are written in |
//! | `files` | what a range has of frameworks with files for each migration |
//! | `diesel`, `updown`, `rails`, … | one file or folder a framework: its paths, how it is read, its command |
//! | `liquibase`, `code` | what has several migrations in a file, and what is not read |
//! | `undo` | what the undo is worth |
//! | `risk` | which steps can hurt, and in which `dialect` |
//! | `order` | versions, and the way back |
//! | `substance` | whether a change of a migration matters |

pub(crate) mod alembic;
pub(crate) mod code;
mod command;
pub(crate) mod dialect;
pub(crate) mod diesel;
pub(crate) mod django;
pub(crate) mod files;
pub(crate) mod flyway;
pub(crate) mod liquibase;
mod order;
pub(crate) mod prisma;
mod python;
pub(crate) mod rails;
pub(crate) mod risk;
mod ruby;
pub(crate) mod script;
mod sql;
mod step;
mod substance;
#[cfg(test)]
mod testing;
mod undo;
pub(crate) mod updown;

pub use self::order::{Rollback, rollback_order};
pub(crate) use self::substance::first_change;

use self::script::Survey;
use crate::range::{FilePath, Range};

/// Frameworks with files for each migration.
const FORMATS: [&files::Format; 7] = [
    &diesel::FORMAT,
    &updown::FORMAT,
    &rails::FORMAT,
    &django::FORMAT,
    &alembic::FORMAT,
    &flyway::FORMAT,
    &prisma::FORMAT,
];

/// Returns whether a file is of a migration of any framework.
pub(crate) fn is_any(path: &FilePath) -> bool {
    let is_part = FORMATS.iter().any(|format| files::is_part(format, path));
    is_part || liquibase::is_changelog(path) || code::is_code(path)
}

/// Returns what a range has of every framework.
pub(crate) fn surveys(range: &Range<'_>) -> Vec<Survey> {
    let files = FORMATS.iter().map(|format| files::survey(format, range));
    files.chain([liquibase::survey(range), code::survey(range)]).collect()
}
