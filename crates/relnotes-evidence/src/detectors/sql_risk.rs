//! Steps of new migrations that can hurt. Those that only the undo has are told by what the undo is worth.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::migrations;
use crate::migrations::dialect::{self, Dialect};
use crate::migrations::risk::{self, Circumstances};
use crate::migrations::script::Script;
use crate::range::Range;

pub(super) static DETECTOR: Detector = Detector {
    code: "SQL-RISK",
    about: "Statements of new migrations that lose data, block a table or break the code of the release before.",
    ground: Ground::ProductAndGenerated,
    picks: migrations::is_any,
    detect: Detect::Range(detect),
};

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    for survey in migrations::surveys(range) {
        if survey.added.is_empty() {
            continue;
        }
        let dialects = dialects(&survey.added, range);
        let mut circumstances = Circumstances::of(&survey.added);
        // A squash stands for what ran already.
        for script in survey.added.iter().filter(|script| script.replaces.is_empty()) {
            circumstances.dialect = dialects[script.folder.as_str()];
            circumstances.in_transaction = script.in_transaction;
            of_script(script, &circumstances, detector.code, facts);
        }
    }
}

/// The database of each folder: what its migrations say, else what the project needs.
fn dialects<'s>(scripts: &'s [Script], range: &Range<'_>) -> BTreeMap<&'s str, Dialect> {
    let mut said: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
    for script in scripts {
        let folder = said.entry(&script.folder).or_default();
        folder.extend(script.dialect.map(|dialect| dialect == Dialect::Postgres));
    }
    let project = dialect::of_project(range);
    let decide = |said: &BTreeSet<bool>| match said.iter().collect::<Vec<_>>()[..] {
        [true] => Dialect::Postgres,
        [false] => Dialect::Other,
        _ => project,
    };
    said.iter().map(|(folder, said)| (*folder, decide(said))).collect()
}

fn of_script(
    script: &Script,
    circumstances: &Circumstances,
    code: &'static str,
    facts: &mut Vec<Fact>,
) {
    let steps: Vec<_> = script.operations.iter().flat_map(|operation| &operation.steps).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for risk in risk::risks(&steps, circumstances) {
        let subject = [&risk.kind.table, &risk.kind.column].into_iter().flatten();
        let subject = subject.map(String::as_str).collect::<Vec<_>>().join(".");
        let mut id = format!("sql:{}#{}:{subject}", script.key, risk.kind.rule);
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            id = format!("{id}~{count}");
        }
        let place = Place::after(&script.path, risk.step.line);
        let (before, after) = risk.names;
        let fact =
            Fact::new(code, Kind::SqlRisk(risk.kind), Verb::Added, id, &risk.step.text, place);
        facts.push(
            fact.with_values(before, after).as_sure_as(risk.confidence.max(script.confidence)),
        );
    }
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::{Confidence, SqlRisk};

    use super::*;
    use crate::testing::range_facts;

    /// The facts of migrations of diesel that are new: their names, what they do.
    fn found(migrations: &[(&str, &str)]) -> Vec<Fact> {
        let mut history = "commit \"feat: a\"\ntag v1.0.0\n".to_owned();
        for (name, text) in migrations {
            history.push_str(&format!("write migrations/{name}/up.sql {text:?}\n"));
        }
        history.push_str("commit \"feat: b\"\ntag v1.1.0");
        range_facts(&[&DETECTOR], &history, "v1.0.0..v1.1.0")
    }

    #[test]
    fn a_rename_has_both_names_table_and_column() {
        let found = found(&[("1_a", "-- why\nALTER TABLE post RENAME COLUMN url TO link;")]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].id, "sql:migrations/1_a#renaming-column:post.url");
        assert_eq!(found[0].subject, "ALTER TABLE post RENAME COLUMN url TO link");
        assert_eq!(found[0].place, Place::after("migrations/1_a/up.sql", 2));
        let names = (found[0].before.as_deref(), found[0].after.as_deref());
        assert_eq!(names, (Some("url"), Some("link")));
        let kind = SqlRisk {
            rule: "renaming-column",
            loss: false,
            lock: false,
            compat: true,
            table: Some("post".to_owned()),
            column: Some("url".to_owned()),
        };
        assert_eq!(found[0].kind, Kind::SqlRisk(kind));
        assert_eq!(found[0].commits.len(), 1);
    }

    #[test]
    fn equal_risks_are_told_apart() {
        let found = found(&[("1_a", "UPDATE a SET b = 1; UPDATE a SET c = 1;")]);
        let ids: Vec<_> = found.iter().map(|fact| fact.id.as_str()).collect();
        let id = "sql:migrations/1_a#backfilling-data:a";
        assert_eq!(ids, [id.to_owned(), format!("{id}~2")]);
    }

    #[test]
    fn a_table_that_another_migration_of_the_release_makes_is_new() {
        let index = ("2_b", "CREATE INDEX i ON A (b); ALTER TABLE a DROP COLUMN b;");
        assert!(found(&[("1_a", "CREATE TABLE a (b int);"), index]).is_empty());
        // It was there, went and came again: its data is gone.
        let again = ("1_a", "DROP TABLE a; CREATE TABLE a (b int);");
        let rules: Vec<_> = found(&[again]).into_iter().map(|fact| fact.id).collect();
        assert_eq!(rules, ["sql:migrations/1_a#ban-drop-table:a"]);
    }

    #[test]
    fn what_a_squash_makes_is_not_new() {
        let module = |body: &str| format!("class Migration(m.Migration):\n{body}\n");
        let squash =
            module("    replaces = [('a', '0001_a')]\n    operations = [m.CreateModel('T', [])]");
        let drop = module("    operations = [m.RemoveField('t', 'b')]");
        let history = format!(
            "commit \"feat: a\"\ntag v1.0.0\nwrite a/migrations/0001_squashed.py {squash:?}\n\
             write a/migrations/0002_b.py {drop:?}\ncommit \"feat: b\"\ntag v1.1.0"
        );
        let found = range_facts(&[&DETECTOR], &history, "v1.0.0..v1.1.0");
        let ids: Vec<_> = found.iter().map(|fact| fact.id.as_str()).collect();
        assert_eq!(ids, ["sql:a/migrations/0002_b.py#ban-drop-column:t.b"]);
    }

    #[test]
    fn one_migration_says_for_its_folder_which_database_it_is() {
        let index = ("2_b", "CREATE INDEX i ON a (b);");
        assert_eq!(found(&[index])[0].confidence, Confidence::Guess);
        let postgres = ("1_a", "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;");
        assert_eq!(found(&[postgres, index])[0].confidence, Confidence::Likely);
        assert!(found(&[("1_a", "CREATE TABLE `b` (c int);"), index]).is_empty());
    }

    #[test]
    fn diesel_runs_a_migration_in_a_transaction() {
        let found = found(&[("1_a", "CREATE INDEX CONCURRENTLY i ON a (b);")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].id.contains("ban-concurrent-index-creation-in-transaction"));
    }
}
