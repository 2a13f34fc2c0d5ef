//! Migrations written in the language of the program: recognised by what their text says, and not read.
//!
//! A folder's name alone would call a test or a helper a migration; so each form has words that only it has.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Framework};

use super::script::{Script, Survey};
use super::step::{Act, Step};
use super::undo::{Operation, Reverse, at};
use crate::range::{FileDiff, FilePath, Range, Status};

/// How migrations in one language look.
struct Form {
    /// The ends of names of its files.
    extensions: &'static [&'static str],
    /// What makes a file a migration.
    sign: Regex,
    /// What undoes it.
    down: Regex,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let form = |extensions, sign: &str, down: &str| {
        let regex = |text: &str| Regex::new(text).expect("regex is a literal");
        Form { extensions, sign: regex(sign), down: regex(down) }
    };
    vec![
        // Laravel, Doctrine.
        form(
            &["php"],
            r"(?-u:\b)extends\s+(?:Abstract)?Migration(?-u:\b)",
            r"(?-u:\b)function\s+down\s*\(",
        ),
        // TypeORM, Knex, Sequelize.
        form(
            &["ts", "js", "mjs", "cjs"],
            r"(?-u:\b)implements\s+MigrationInterface(?-u:\b)|(?-u:\b)(?:exports|module\.exports)\.up\s*=|(?-u:\b)export\s+(?:async\s+function|function|const)\s+up(?-u:\b)|(?-u:\b)async\s+up\s*\(|(?-u:\b)up\s*:\s*(?:async\s*)?(?:function)?\s*\(",
            r"(?-u:\b)down\s*(?:=|:|\()|(?-u:\b)(?:function|const)\s+down(?-u:\b)",
        ),
        // Entity Framework.
        form(
            &["cs"],
            r":\s*Migration(?-u:\b)[\s\S]*(?-u:\b)void\s+Up\s*\(",
            r"(?-u:\b)void\s+Down\s*\(",
        ),
        // SeaORM.
        form(&["rs"], r"(?-u:\b)impl\s+MigrationTrait(?-u:\b)", r"(?-u:\b)async\s+fn\s+down\s*\("),
        // goose, gormigrate.
        form(
            &["go"],
            r"(?-u:\b)goose\.AddMigration\w*\(|(?-u:\b)gormigrate\.Migration\s*\{",
            r"(?-u:\b)Rollback\s*:|(?-u:\b)goose\.AddMigration\w*\(\s*\w+\s*,\s*[a-zA-Z]",
        ),
        // Ecto.
        form(
            &["ex", "exs"],
            r"(?-u:\b)use\s+Ecto\.Migration(?-u:\b)",
            r"(?-u:\b)def\s+(?:down|change)(?-u:\b)",
        ),
        // Flyway.
        form(
            &["java", "kt"],
            r"(?-u:\b)(?:extends\s+|:\s*)BaseJavaMigration(?-u:\b)",
            r"(?-u:\b)Undo(?-u:\b)",
        ),
    ]
});

/// A migration that is a call among others in a file, as Grafana has them.
static CALL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\.AddMigration\(\s*"([^"]+)""#).expect("regex is a literal"));
/// The number that begins the name of a file.
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[a-zA-Z]?(\d{1,17}(?:_\d{6})?)").expect("regex is a literal"));

/// Returns whether a file may be a migration, by its path.
pub(crate) fn is_code(path: &FilePath) -> bool {
    let name = path.name();
    let folders = ["migrations", "migration", "migrate"];
    let is_ours = folders.iter().any(|folder| path.is_below(folder)) || name.contains("_mig.");
    // What a program draws from the migrations is none.
    let is_drawn = name.ends_with(".designer.cs") || name.ends_with("modelsnapshot.cs");
    let is_form = FORMS.iter().any(|form| form.extensions.contains(&path.extension()));
    let is_foreign = path.is_test || path.is_documentation || path.is_vendored;
    is_form && is_ours && !is_drawn && !is_foreign
}

/// Returns the migrations that came and went.
pub(crate) fn survey(range: &Range<'_>) -> Survey {
    let mut survey = Survey::default();
    for file in range.files().filter(|file| is_code(&file.path) && file.is_read()) {
        match file.status {
            Status::Added => survey.added.extend(whole(&file.path, file.after())),
            Status::Removed => survey.removed.extend(whole(&file.path, file.before())),
            Status::Modified | Status::Moved => {}
        }
        survey.added.extend(calls(file));
    }
    survey
}

fn whole(path: &FilePath, text: &str) -> Option<Script> {
    let forms = FORMS.iter().filter(|form| form.extensions.contains(&path.extension()));
    let form = forms.into_iter().find(|form| form.sign.is_match(text))?;
    let reverse = match form.down.find(text) {
        Some(down) => {
            let line = 1 + text[..down.start()].matches('\n').count();
            Reverse::Unknown(at(down.as_str(), &path.full, u32::try_from(line).unwrap_or(u32::MAX)))
        }
        None => Reverse::Missing(path.full.clone()),
    };
    let file = path.full.rsplit('/').next().unwrap_or_default();
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    Some(script(&path.full, path.full.clone(), name, None, reverse))
}

/// Calls that came with a name that did not stand in the file before.
fn calls(file: &FileDiff) -> Vec<Script> {
    let path = &file.path.full;
    if file.path.extension() != "go" || file.status == Status::Moved {
        return Vec::new();
    }
    let call = |(line, text): (u32, &str)| {
        let name = CALL.captures(text)?.get(1)?.as_str().to_owned();
        let is_new = !file.before().contains(&format!("\"{name}\""));
        let reverse = Reverse::Unknown(at("AddMigration", path, line));
        is_new.then(|| script(path, format!("{path}#{name}"), &name, Some(line), reverse))
    };
    file.added().filter_map(call).collect()
}

fn script(path: &str, key: String, name: &str, line: Option<u32>, reverse: Reverse) -> Script {
    let version = NUMBER.captures(name).map(|found| found[1].to_owned()).unwrap_or_default();
    let steps = vec![Step::new(line.unwrap_or(1), name, Act::Unread)];
    Script {
        key,
        name: name.to_owned(),
        version,
        folder: path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
        framework: Framework::Code,
        path: path.to_owned(),
        line,
        operations: vec![Operation { steps, reverse }],
        undo_command: None,
        after_deploy: false,
        out_of_order: None,
        replaces: Vec::new(),
        follows: Vec::new(),
        in_transaction: false,
        dialect: None,
        confidence: Confidence::Guess,
        runs_again: false,
    }
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::Undo;

    use super::super::undo;
    use super::*;

    /// The class of the undo of the migrations of a file that is new.
    fn check(path: &str, text: &str, expected: &[(&str, Undo)]) {
        let file = FileDiff::of(path, None, Some(text));
        assert!(is_code(&file.path), "{path}");
        let scripts = whole(&file.path, text).into_iter().chain(calls(&file));
        let found: Vec<_> =
            scripts.map(|it| (it.key.clone(), undo::class(&it.operations, path).0)).collect();
        let found: Vec<_> = found.iter().map(|(key, undo)| (key.as_str(), *undo)).collect();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn each_language_has_its_form() {
        let php = "return new class extends Migration {\n public function up() {}\n public function down() {}\n};";
        check(
            "database/migrations/2024_01_01_000000_a.php",
            php,
            &[("database/migrations/2024_01_01_000000_a.php", Undo::Unknown)],
        );
        let ts = "export class A1 implements MigrationInterface {\n async up(q) {}\n}";
        check("src/migrations/17-a.ts", ts, &[("src/migrations/17-a.ts", Undo::Missing)]);
        check(
            "migrations/1_a.js",
            "exports.up = (knex) => {};\nexports.down = () => {};",
            &[("migrations/1_a.js", Undo::Unknown)],
        );
        let rust = "impl MigrationTrait for Migration {\n async fn up() {}\n async fn down() {}\n}";
        check(
            "migration/src/m20220101_000001_a.rs",
            rust,
            &[("migration/src/m20220101_000001_a.rs", Undo::Unknown)],
        );
        check(
            "priv/repo/migrations/1_a.exs",
            "use Ecto.Migration\ndef change do\nend",
            &[("priv/repo/migrations/1_a.exs", Undo::Unknown)],
        );
    }

    #[test]
    fn calls_in_a_file_are_migrations_by_their_names() {
        let text = "func a(mg *Migrator) {\n\tmg.AddMigration(\"create user table\", x)\n}\n";
        let key = "pkg/services/sqlstore/migrations/user_mig.go#create user table";
        check("pkg/services/sqlstore/migrations/user_mig.go", text, &[(key, Undo::Unknown)]);
        let moved = FileDiff::of("a_mig.go", Some(text), Some(&text.replace("x)", "y)")));
        assert!(calls(&moved).is_empty());
    }

    #[test]
    fn a_file_that_only_stands_there_is_no_migration() {
        check("src/migrations/index.ts", "export * from './17-a';", &[]);
        check("pkg/migrations/runner.go", "package migrations", &[]);
        assert!(!is_code(&FilePath::new("pkg/migrations/user_mig_test.go", &[])));
        assert!(!is_code(&FilePath::new("Migrations/2024_A.Designer.cs", &[])));
    }
}
