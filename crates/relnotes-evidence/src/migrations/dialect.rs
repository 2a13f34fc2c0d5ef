//! Which database a migration is for: what blocks a table in one does not in another.

use std::sync::{Arc, LazyLock};

use regex::Regex;
use relnotes_core::evidence::Side;

use crate::range::Range;

/// A database, as far as rules about locks care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `PostgreSQL` and what is like it: the rules are made for it.
    Postgres,
    /// Another one.
    Other,
    /// Nothing says which.
    Unknown,
}

static POSTGRES_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[/._-])(?:postgres|postgresql|pgsql|pg|cockroach|timescale)(?:[/._-]|$)")
        .expect("regex is a literal")
});
static OTHER_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[/._-])(?:mysql|mariadb|sqlite3?|mssql|sqlserver|oracle|h2|hsqldb|clickhouse)(?:[/._-]|$)")
        .expect("regex is a literal")
});
static POSTGRES_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\$\$|(?-u:\b)(?:small|big)?serial(?-u:\b)|::\w|(?-u:\b)timestamptz(?-u:\b)|(?-u:\b)jsonb(?-u:\b)|(?-u:\b)plpgsql(?-u:\b)|(?-u:\b)CONCURRENTLY(?-u:\b)|(?-u:\b)USING (?:gin|gist|btree)(?-u:\b)|(?-u:\b)timestamp with(?:out)? time zone(?-u:\b)|(?-u:\b)TIMESTAMP\(3\)")
        .expect("regex is a literal")
});
static OTHER_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)`|(?-u:\b)ENGINE\s*=|(?-u:\b)AUTO_?INCREMENT(?-u:\b)|(?-u:\b)PRAGMA(?-u:\b)|(?-u:\b)NVARCHAR(?-u:\b)|(?m)^GO$|(?-u:\b)MergeTree(?-u:\b)",
    )
    .expect("regex is a literal")
});
/// Names of what a project needs for a database.
static POSTGRES_NEED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?-u:\b)(?:psycopg2?|asyncpg|pgx|lib/pq|tokio-postgres|postgres(?:ql)?)(?-u:\b)|gem ['"]pg['"]|"pg":"#)
        .expect("regex is a literal")
});
static OTHER_NEED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?-u:\b)(?:mysqlclient|pymysql|mysql2?|mariadb|trilogy|cx_oracle|mssql|go-sql-driver)(?-u:\b)",
    )
    .expect("regex is a literal")
});
/// Files at the top of a tree that say what a project needs.
const NEEDS: [&str; 10] = [
    "Gemfile",
    "pyproject.toml",
    "Pipfile",
    "setup.py",
    "setup.cfg",
    "Cargo.toml",
    "go.mod",
    "package.json",
    "pom.xml",
    "build.gradle",
];

fn decide(is_postgres: bool, is_other: bool) -> Option<Dialect> {
    match (is_postgres, is_other) {
        (true, false) => Some(Dialect::Postgres),
        (false, true) => Some(Dialect::Other),
        _ => None,
    }
}

/// Returns what a path says, else what a text says.
pub(crate) fn of_file(path: &str, text: &str) -> Option<Dialect> {
    decide(POSTGRES_PATH.is_match(path), OTHER_PATH.is_match(path))
        .or_else(|| decide(POSTGRES_TEXT.is_match(text), OTHER_TEXT.is_match(text)))
}

/// Returns what the project needs, as files at the top of its newer tree say.
pub(crate) fn of_project(range: &Range<'_>) -> Dialect {
    let is_list = |path: &str| {
        !path.contains('/') && (NEEDS.contains(&path) || path.contains("requirements"))
    };
    let paths = range.tree(Side::After).iter().map(|(path, _)| path.as_str());
    let texts: Vec<Arc<str>> = paths
        .filter(|path| is_list(path))
        .filter_map(|path| range.text(Side::After, path))
        .collect();
    let any = |regex: &Regex| texts.iter().any(|text| regex.is_match(text));
    decide(any(&POSTGRES_NEED), any(&OTHER_NEED)).unwrap_or(Dialect::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_texts_say_which_database_it_is() {
        let postgres = Some(Dialect::Postgres);
        assert_eq!(of_file("migrations/postgres/1_a.up.sql", "`a`"), postgres);
        assert_eq!(of_file("migrations/mysql/1_a.up.sql", "jsonb"), Some(Dialect::Other));
        assert_eq!(of_file("migrations/1/up.sql", "ALTER TABLE a ADD b timestamptz"), postgres);
        assert_eq!(
            of_file("migrations/1/up.sql", "CREATE TABLE `a` (b int)"),
            Some(Dialect::Other)
        );
        assert_eq!(of_file("migrations/1/up.sql", "CREATE TABLE a (b int)"), None);
    }
}
