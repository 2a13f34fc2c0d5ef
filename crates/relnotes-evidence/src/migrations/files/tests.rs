//! What came, went and changed, with diesel's folders and Django's modules as examples.

use super::*;
use crate::migrations::testing::surveyed;
use crate::migrations::{diesel, django, flyway, prisma, updown};

fn keys(scripts: &[Script]) -> Vec<&str> {
    scripts.iter().map(|script| script.key.as_str()).collect()
}

const UP: &str = "CREATE TABLE a (b int);";
const DOWN: &str = "DROP TABLE a;";

#[test]
fn a_folder_is_one_migration() {
    let survey = surveyed(
        &diesel::FORMAT,
        &[
            ("migrations/2024-01-01-000000_a/up.sql", None, Some(UP)),
            ("migrations/2024-01-01-000000_a/down.sql", None, Some(DOWN)),
        ],
    );
    assert_eq!(keys(&survey.added), ["migrations/2024-01-01-000000_a"]);
    assert_eq!(survey.added[0].version, "2024-01-01-000000");
}

#[test]
fn one_with_a_lower_version_than_the_older_tree_has_is_out_of_order() {
    let survey = surveyed(
        &diesel::FORMAT,
        &[
            ("migrations/2024-06-17-160323_a/up.sql", Some(UP), Some(UP)),
            ("migrations/2024-05-05-162540_b/up.sql", None, Some(UP)),
            ("migrations/2024-07-01-000000_c/up.sql", None, Some(UP)),
            ("other/migrations/2024-01-01-000000_d/up.sql", None, Some(UP)),
        ],
    );
    let orders: Vec<_> = survey.added.iter().map(|it| it.out_of_order.as_deref()).collect();
    assert_eq!(orders, [Some("2024-06-17-160323"), None, None]);
}

#[test]
fn one_that_was_only_moved_is_no_news() {
    let survey = surveyed(
        &diesel::FORMAT,
        &[
            ("migrations/2024-01-01-000000_a/up.sql", Some(UP), None),
            ("db/migrations/2024-01-01-000000_a/up.sql", None, Some(UP)),
        ],
    );
    assert!(survey.added.is_empty() && survey.removed.is_empty(), "{survey:?}");
}

#[test]
fn one_whose_files_are_gone_is_removed() {
    let survey = surveyed(
        &updown::FORMAT,
        &[
            ("db/7_a.up.sql", Some(UP), None),
            ("db/7_a.down.sql", Some(DOWN), None),
            ("db/8_b.down.sql", Some(DOWN), None),
        ],
    );
    assert_eq!(keys(&survey.removed), ["db/7_a"]);
}

#[test]
fn scripts_that_a_program_runs_itself_are_migrations_without_a_command() {
    let survey = surveyed(
        &updown::FORMAT,
        &[
            ("db/migrations/sqlite/V0020.Regulation.up.sql", None, Some(UP)),
            ("db/migrations/sqlite/V0020.Regulation.down.sql", None, Some(DOWN)),
            ("db/migrations/sqlite/0021_totals.up.sql", None, Some(UP)),
        ],
    );
    let shown: Vec<_> =
        survey.added.iter().map(|it| (it.name.as_str(), it.version.as_str())).collect();
    assert_eq!(shown, [("0021_totals", "0021"), ("V0020.Regulation", "0020")]);
    let has_command: Vec<_> = survey.added.iter().map(|it| it.undo_command.is_some()).collect();
    assert_eq!(has_command, [true, false]);
}

#[test]
fn an_edit_counts_where_it_matters() {
    let commented = format!("-- why\n{UP}\n");
    let survey = surveyed(
        &diesel::FORMAT,
        &[
            ("migrations/2024-01-01-000000_a/up.sql", Some(UP), Some(&commented)),
            ("migrations/2024-01-02-000000_b/down.sql", Some(DOWN), Some("-- b\nDROP TABLE b;")),
            ("migrations/2024-01-02-000000_b/up.sql", Some(UP), Some(UP)),
        ],
    );
    assert!(survey.added.is_empty());
    let edited: Vec<_> = survey.edited.iter().map(|it| (it.path.as_str(), it.line)).collect();
    assert_eq!(edited, [("migrations/2024-01-02-000000_b/down.sql", 2)]);
}

#[test]
fn who_edits_nearly_all_has_written_them_down_anew() {
    let paths: Vec<String> = (1..=12).map(|at| format!("db/{at}_a.up.sql")).collect();
    let files: Vec<_> = paths.iter().map(|path| (path.as_str(), Some(UP), Some(DOWN))).collect();
    let is_sure = |edit: &Edit| edit.confidence == Confidence::Exact;
    assert!(!surveyed(&updown::FORMAT, &files).edited.iter().any(is_sure));
    assert!(surveyed(&updown::FORMAT, &files[..5]).edited.iter().all(is_sure));
}

#[test]
fn sorted_imports_are_no_edit() {
    let before = "from django.db import migrations\nimport a\n\nclass Migration(migrations.Migration):\n    operations = []\n";
    let after = "import a\nfrom django.db import migrations\n\nclass Migration(migrations.Migration):\n    operations = [\n    ]\n";
    let path = "shop/migrations/0001_a.py";
    assert!(surveyed(&django::FORMAT, &[(path, Some(before), Some(after))]).edited.is_empty());
    let changed = after.replace("[\n", "[f(),\n");
    assert_eq!(surveyed(&django::FORMAT, &[(path, Some(before), Some(&changed))]).edited.len(), 1);
}

#[test]
fn what_a_squash_stands_for_is_not_told_as_removed() {
    let module = |body: &str| format!("class Migration(m.Migration):\n    operations = []\n{body}");
    let squash = module("    replaces = [('shop', '0001_a'), ('shop', '0002_b')]\n");
    let survey = surveyed(
        &django::FORMAT,
        &[
            ("shop/migrations/0001_a.py", Some(&module("")), None),
            ("shop/migrations/0002_b.py", Some(&module("")), None),
            ("shop/migrations/0003_c.py", Some(&module("")), None),
            ("shop/migrations/0001_squashed_0002_b.py", None, Some(&squash)),
        ],
    );
    assert_eq!(keys(&survey.removed), ["shop/migrations/0003_c.py"]);
    assert_eq!(survey.added[0].replaces, ["0001_a", "0002_b"]);
}

#[test]
fn one_that_an_older_one_follows_now_is_out_of_order() {
    let module = |follows: &str| {
        format!(
            "class Migration(m.Migration):\n    dependencies = [('shop', '{follows}')]\n    operations = []\n"
        )
    };
    let survey = surveyed(
        &django::FORMAT,
        &[
            ("shop/migrations/0001_a.py", Some(&module("0000_x")), Some(&module("0000_x"))),
            ("shop/migrations/0002_b.py", Some(&module("0001_a")), Some(&module("0002_a"))),
            ("shop/migrations/0002_a.py", None, Some(&module("0001_a"))),
            ("shop/migrations/0001_z.py", None, Some(&module("0001_a"))),
        ],
    );
    let orders: Vec<_> =
        survey.added.iter().map(|it| (it.name.as_str(), it.out_of_order.as_deref())).collect();
    assert_eq!(orders, [("0001_z", None), ("0002_a", Some("0002"))]);
}

#[test]
fn tests_and_code_of_others_are_left_alone() {
    let survey = surveyed(
        &diesel::FORMAT,
        &[
            ("tests/migrations/2024-01-01-000000_a/up.sql", None, Some(UP)),
            ("vendor/x/migrations/2024-01-01-000000_a/up.sql", None, Some(UP)),
        ],
    );
    assert!(survey.added.is_empty());
}

#[test]
fn paths_say_which_framework_it_is() {
    let is = |format: &Format, path: &str| (format.part)(path).is_some();
    assert!(is(&diesel::FORMAT, "migrations/00000000000000_diesel_initial_setup/up.sql"));
    assert!(is(&diesel::FORMAT, "crates/db/migrations/postgresql/2024-01-01-000000_a/down.sql"));
    assert!(!is(&diesel::FORMAT, "replaceable_schema/up.sql"));
    assert!(!is(&diesel::FORMAT, "migrations_testing/2020-01-13-025151_a/up.sql"));
    assert!(is(
        &updown::FORMAT,
        "server/channels/db/migrations/postgres/000001_create_teams.up.sql"
    ));
    assert!(!is(&updown::FORMAT, "scripts/start.up.sql"));
    assert!(is(&django::FORMAT, "netbox/dcim/migrations/0226_add_mptt_tree_indexes.py"));
    assert!(!is(&django::FORMAT, "netbox/dcim/migrations/__init__.py"));
    assert!(is(&flyway::FORMAT, "src/main/resources/db/migration/V1_2__a.sql"));
    assert!(!is(&flyway::FORMAT, "src/assets/V1__a.sql"));
    assert!(is(&prisma::FORMAT, "packages/prisma/migrations/20230829165148_user/migration.sql"));
    assert!(!is(&prisma::FORMAT, "clickhouse/migration.sql"));
}

#[test]
fn the_tool_is_told_by_what_the_project_needs() {
    let command = |file: &str, text: &str| {
        let files = [(file, None, Some(text)), ("db/7_a.up.sql", None, Some(UP))];
        let script = surveyed(&updown::FORMAT, &files).added.remove(0);
        (script.framework, script.undo_command.unwrap())
    };
    let migrate = "migrate -path db -database \"$DATABASE_URL\" down 1".to_owned();
    assert_eq!(
        command("go.mod", "github.com/golang-migrate/migrate/v4 v4.1"),
        (Framework::GolangMigrate, migrate)
    );
    let morph = "morph apply down --path db --number 1".to_owned();
    assert_eq!(
        command("go.mod", "github.com/mattermost/morph v1"),
        (Framework::GolangMigrate, morph)
    );
    let sqlx = "sqlx migrate revert --source db".to_owned();
    assert_eq!(command("Cargo.toml", "sqlx = \"0.8\""), (Framework::Sqlx, sqlx));
}

#[test]
fn a_repeated_migration_runs_again_when_it_changes() {
    let path = "db/migration/R__views.sql";
    let survey = surveyed(&flyway::FORMAT, &[(path, Some("SELECT 1;"), Some("SELECT 2;"))]);
    assert!(survey.edited.is_empty());
    assert!(survey.added[0].runs_again);
    let survey = surveyed(&flyway::FORMAT, &[(path, Some("SELECT 1;"), Some("-- a\nSELECT 1;"))]);
    assert!(survey.added.is_empty());
}

#[test]
fn an_undo_of_flyway_belongs_to_its_version() {
    let survey = surveyed(
        &flyway::FORMAT,
        &[
            ("db/migration/V1.2__a.sql", None, Some("CREATE INDEX i ON a (b);")),
            ("db/migration/U1.2__undo_a.sql", None, Some("DROP INDEX i;")),
        ],
    );
    assert_eq!(keys(&survey.added), ["db/migration/V1.2"]);
    assert!(matches!(survey.added[0].operations[0].reverse, Reverse::Steps(..)));
}
