//! golang-migrate, morph and sqlx: `000007_add_totals.up.sql` and `.down.sql` beside it.
//!
//! Programs that run their scripts themselves name them alike, `V0016.AddTotals.up.sql`: read the same way, but no
//! command undoes one.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::Framework;

use super::command::word;
use super::diesel::pair;
use super::files::{Content, Format, Part, Role, Source};

pub(crate) static FORMAT: Format = Format { part, read, is_ordered: true };

static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?:(?:.*)/)?)([vV]?(\d{1,14})(?:[_.-][^/]*)?)\.(up|down)\.(?:sql|cql|cypher)$")
        .expect("regex is a literal")
});

fn part(path: &str) -> Option<Part> {
    let found = PATH.captures(path)?;
    Some(Part {
        key: format!("{}{}", &found[1], &found[2]),
        name: found[2].to_owned(),
        version: found[3].to_owned(),
        folder: found[1].trim_end_matches('/').to_owned(),
        role: if &found[4] == "up" { Role::Up } else { Role::Down },
    })
}

/// Tools that use these names, by what the project needs: the word, the tool's kind.
const TOOLS: [(&str, &str, Framework); 3] = [
    ("go.mod", "mattermost/morph", Framework::GolangMigrate),
    ("go.mod", "golang-migrate/migrate", Framework::GolangMigrate),
    ("Cargo.toml", "sqlx", Framework::Sqlx),
];

fn read(source: &Source<'_>) -> Option<Content> {
    if !is_of_a_tool(&source.part.name) {
        return Some(Content::new(Framework::Scripts, vec![pair(source)], None));
    }
    let folder = word(&source.part.folder);
    let tool = TOOLS.iter().find(|(file, word, _)| needs(source, file, word));
    let (framework, command) = match tool {
        Some((_, "mattermost/morph", framework)) => {
            (*framework, Some(format!("morph apply down --path {folder} --number 1")))
        }
        Some((_, "sqlx", framework)) => {
            (*framework, Some(format!("sqlx migrate revert --source {folder}")))
        }
        Some((.., framework)) => (*framework, Some(golang_migrate(&folder))),
        None => (Framework::GolangMigrate, Some(golang_migrate(&folder))),
    };
    Some(Content::new(framework, vec![pair(source)], command))
}

/// Whether the tools would take a file of this name for theirs: digits, and nothing but `_` behind them.
fn is_of_a_tool(name: &str) -> bool {
    let rest = name.trim_start_matches(|char: char| char.is_ascii_digit());
    rest.len() < name.len() && (rest.is_empty() || rest.starts_with('_'))
}

fn golang_migrate(folder: &str) -> String {
    format!("migrate -path {folder} -database \"$DATABASE_URL\" down 1")
}

/// Whether a list of what the project needs, in a folder on the way to the migration, has a word.
fn needs(source: &Source<'_>, file: &str, word: &str) -> bool {
    let mut folder = Some(source.part.folder.as_str());
    while let Some(at) = folder {
        let path = if at.is_empty() { file.to_owned() } else { format!("{at}/{file}") };
        if source.range.text(source.side, &path).is_some_and(|text| text.contains(word)) {
            return true;
        }
        folder = at.rsplit_once('/').map(|(above, _)| above).or((!at.is_empty()).then_some(""));
    }
    false
}
