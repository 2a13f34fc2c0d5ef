//! A migration of a database, and what undoing it is worth.

/// A migration of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The tool that runs it.
    pub framework: Framework,
    /// The number or moment that orders it, as written: `20240505162540`, `0007`.
    pub version: String,
    /// What its undo is worth.
    pub undo: Undo,
    /// Why the undo is of that class: the statement or file that decided, with its line, in no language of people:
    /// `DROP TABLE image_details (migrations/7/down.sql:6)`.
    pub undo_reason: String,
    /// The command that undoes it, with real names; none where the framework has none.
    pub undo_command: Option<String>,
    /// Whether it runs after the new code is out: `post_migrate` of Rails.
    pub after_deploy: bool,
    /// Whether its version is lower than one that the older tree has: the highest such.
    pub out_of_order: Option<String>,
    /// Tables that it touches, where they could be read.
    pub tables: Vec<String>,
    /// The migrations that it stands for: a squash, of which nothing runs where they ran.
    pub replaces: Vec<String>,
    /// The migrations of its folder that must have run before it, where the framework says so: their names or versions.
    pub follows: Vec<String>,
}

/// A tool that runs migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Framework {
    /// diesel.
    Diesel,
    /// golang-migrate, and tools with its names.
    GolangMigrate,
    /// sqlx with reversible migrations.
    Sqlx,
    /// Rails.
    Rails,
    /// Django.
    Django,
    /// Alembic.
    Alembic,
    /// Flyway.
    Flyway,
    /// Liquibase.
    Liquibase,
    /// Prisma.
    Prisma,
    /// Pairs of scripts that the program runs itself: no tool is known that would undo one.
    Scripts,
    /// Migrations written in the language of the program.
    Code,
}

impl Framework {
    /// Returns its name as it is known.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Diesel => "diesel",
            Self::GolangMigrate => "golang-migrate",
            Self::Sqlx => "sqlx",
            Self::Rails => "Rails",
            Self::Django => "Django",
            Self::Alembic => "Alembic",
            Self::Flyway => "Flyway",
            Self::Liquibase => "Liquibase",
            Self::Prisma => "Prisma",
            Self::Scripts => "SQL",
            Self::Code => "code",
        }
    }
}

/// What the undo of a migration is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Undo {
    /// It brings the schema back, and no statement of it drops data.
    Reversible,
    /// It brings the schema back and loses data.
    Lossy,
    /// It exists and does nothing.
    NoOp,
    /// There is none.
    Missing,
    /// The framework knows none: one goes forward with a new migration.
    ForwardOnly,
    /// It could not be read.
    Unknown,
}

impl Undo {
    /// Returns its word, for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reversible => "reversible",
            Self::Lossy => "lossy",
            Self::NoOp => "no-op",
            Self::Missing => "none",
            Self::ForwardOnly => "forward-only",
            Self::Unknown => "unknown",
        }
    }

    /// Returns whether a rollback needs a plan that only people can make.
    pub fn needs_plan(self) -> bool {
        self != Self::Reversible
    }
}
