//! Rows of risks by rules over facts: what is named, not what is weighed.
//!
//! A row is about one thing: a migration with its statements, a variable, an area such as rights or pipelines; all rules
//! that say something of it stand in its row. The rules and their levels are documented where they are declared, in the core's `RiskRule`.

use std::collections::{BTreeMap, BTreeSet};

use relnotes_core::evidence::{
    Compatibility, Confidence, Fact, InfrastructureClass, Kind, Leap, Risk, RiskLevel, RiskRule,
    Undo, Verb,
};
use relnotes_core::id::CommitId;
use relnotes_core::release::model::{Change, Release};

/// Less than this before its tag, in seconds, a commit is late.
const LATE: i64 = 24 * 60 * 60;

/// Returns the rows of a release, the worst first, in the order of the rules.
pub(crate) fn rows(facts: &[Fact], compatibility: &Compatibility, release: &Release) -> Vec<Risk> {
    let order: BTreeMap<CommitId, usize> =
        release.commits.iter().rev().enumerate().map(|(at, commit)| (commit.id, at)).collect();
    let mut rows = Rows { order, migrations: migrations(facts), rows: BTreeMap::new() };
    let conflicts: BTreeSet<&str> =
        compatibility.conflicts.iter().map(|conflict| conflict.fact.as_str()).collect();
    for fact in facts {
        if fact.confidence == Confidence::Guess {
            continue;
        }
        if conflicts.contains(fact.id.as_str()) {
            rows.alone(RiskRule::NoWayBack, fact);
        }
        rows.of_fact(fact, facts, release);
    }
    for change in release.changes.iter().filter(|change| !change.reverts.is_empty()) {
        rows.of_commits(RiskRule::ShippedTakenBack, &change.id, change.commits.clone());
    }
    let late = late(release);
    if !late.is_empty() {
        rows.of_commits(RiskRule::LateChange, "late", late);
    }
    rows.untested(facts);
    let mut rows: Vec<Risk> = rows.rows.into_values().collect();
    rows.sort_by(|a, b| (b.level, &a.rules, &a.id).cmp(&(a.level, &b.rules, &b.id)));
    rows
}

/// Rows by what they are about.
struct Rows<'f> {
    order: BTreeMap<CommitId, usize>,
    migrations: BTreeMap<&'f str, &'f str>,
    rows: BTreeMap<String, Risk>,
}

impl Rows<'_> {
    /// A row of this fact alone, or with its migration where it is a statement of one.
    fn alone(&mut self, rule: RiskRule, fact: &Fact) {
        let migration = match fact.kind {
            Kind::SqlRisk(_) => self.migrations.get(folder_or_file(&fact.place.path)).copied(),
            _ => None,
        };
        let key = migration.unwrap_or(&fact.id).to_owned();
        self.join(rule, &key, fact);
    }

    /// Whether a statement's migration has a row for another reason.
    fn has_migration(&self, fact: &Fact) -> bool {
        let migration = self.migrations.get(folder_or_file(&fact.place.path));
        migration.is_some_and(|id| self.rows.contains_key(*id))
    }

    /// Rows of parts of the product that changed without a test and have a high risk.
    fn untested(&mut self, facts: &[Fact]) {
        let high: BTreeSet<&String> = self
            .rows
            .values()
            .filter(|row| row.level == RiskLevel::High)
            .flat_map(|row| &row.facts)
            .collect();
        let risky: Vec<String> = facts
            .iter()
            .filter(|fact| high.contains(&fact.id))
            .map(|fact| fact.place.path.clone())
            .collect();
        let untested = || facts.iter().filter(|fact| fact.kind == Kind::Untested);
        // A path belongs to the innermost part around it.
        let part_of = |path: &String| {
            let around = untested().filter(|fact| {
                path.strip_prefix(&fact.subject).is_some_and(|rest| rest.starts_with('/'))
            });
            around.max_by_key(|fact| fact.subject.len()).map(|fact| fact.id.as_str())
        };
        let parts: BTreeSet<&str> = risky.iter().filter_map(part_of).collect();
        for fact in untested().filter(|fact| parts.contains(fact.id.as_str())) {
            self.alone(RiskRule::UntestedRisk, fact);
        }
    }

    /// A row of all facts with this key.
    fn join(&mut self, rule: RiskRule, key: &str, fact: &Fact) {
        let row = self.of_commits(rule, key, fact.commits.clone());
        if !row.facts.contains(&fact.id) {
            row.facts.push(fact.id.clone());
        }
    }

    fn of_commits(&mut self, rule: RiskRule, key: &str, commits: Vec<CommitId>) -> &mut Risk {
        let row = self.rows.entry(key.to_owned()).or_insert_with(|| Risk {
            id: format!("risk:{key}"),
            rules: Vec::new(),
            level: rule.level(),
            facts: Vec::new(),
            commits: Vec::new(),
        });
        if let Err(at) = row.rules.binary_search(&rule) {
            row.rules.insert(at, rule);
        }
        row.level = row.level.max(rule.level());
        row.commits.extend(commits);
        row.commits.sort_by_key(|commit| self.order.get(commit).copied());
        row.commits.dedup();
        row
    }

    fn of_fact(&mut self, fact: &Fact, facts: &[Fact], release: &Release) {
        let went = matches!(fact.verb, Verb::Removed | Verb::Renamed);
        match &fact.kind {
            Kind::Migration(migration) => {
                let came = fact.verb == Verb::Added;
                if came && !matches!(migration.undo, Undo::Reversible | Undo::ForwardOnly) {
                    self.alone(RiskRule::DataLoss, fact);
                }
                if came && migration.out_of_order.is_some() {
                    self.alone(RiskRule::MigrationHazard, fact);
                }
            }
            Kind::EditedMigration => self.alone(RiskRule::MigrationHazard, fact),
            Kind::SqlRisk(risk) => {
                if risk.loss {
                    self.alone(RiskRule::DataLoss, fact);
                }
                if risk.lock && (risk.loss || self.has_migration(fact)) {
                    self.alone(RiskRule::MigrationHazard, fact);
                } else if risk.lock {
                    // A release may build twenty indexes: one plan is made for all of them.
                    self.join(RiskRule::MigrationHazard, "locks", fact);
                }
            }
            Kind::Contract(contract) if contract.breaking && !is_told(fact, facts, release) => {
                self.alone(RiskRule::SilentBreak, fact);
            }
            Kind::DanglingMetric => self.alone(RiskRule::BlindAlert, fact),
            Kind::Variable | Kind::ConfigKey if went => {
                self.alone(RiskRule::ConfigurationGone, fact);
            }
            Kind::Dependency(dependency)
                if dependency.leap == Some(Leap::Major) && dependency.direct != Some(false) =>
            {
                self.join(RiskRule::MajorDependency, dependency.ecosystem, fact);
            }
            Kind::Runtime if fact.verb == Verb::Changed && fact.is_major_step() => {
                self.join(RiskRule::MajorDependency, "runtime", fact);
            }
            Kind::Infrastructure(infrastructure) => match infrastructure.class {
                InfrastructureClass::Rights => {
                    self.join(RiskRule::SecurityBoundary, "rights", fact);
                }
                InfrastructureClass::Network => {
                    self.join(RiskRule::SecurityBoundary, "network", fact);
                }
                InfrastructureClass::Definition => {
                    self.join(RiskRule::SecurityBoundary, "definitions", fact);
                }
                _ => {}
            },
            Kind::SecurityArea => self.join(RiskRule::SecurityBoundary, "code", fact),
            Kind::Pipeline => self.join(RiskRule::PipelineChanged, "pipelines", fact),
            _ => {}
        }
    }
}

/// Ids of migrations by their folder, or by their file where a folder holds many.
fn migrations(facts: &[Fact]) -> BTreeMap<&str, &str> {
    let migrations = facts.iter().filter(|fact| matches!(fact.kind, Kind::Migration(_)));
    migrations.map(|fact| (folder_or_file(&fact.place.path), fact.id.as_str())).collect()
}

/// The folder of a migration that has one for itself, as diesel and prisma make them, else its file.
fn folder_or_file(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((folder, "up.sql" | "down.sql" | "migration.sql")) => folder,
        _ => path,
    }
}

/// Whether the break is told: by a change that says so, or in an upgrade guide that names it.
fn is_told(fact: &Fact, facts: &[Fact], release: &Release) -> bool {
    let tells = |change: &Change| {
        change.breaking && change.commits.iter().any(|commit| fact.commits.contains(commit))
    };
    let named = |guide: &Fact| {
        matches!(guide.kind, Kind::UpgradeGuide | Kind::ChangelogEntry)
            && [&guide.after, &guide.before]
                .into_iter()
                .flatten()
                .any(|text| text.contains(&fact.subject))
    };
    release.changes.iter().any(tells) || facts.iter().any(named)
}

/// Commits made less than a day before the tag, without merges and the release's own documents; none where the target
/// has no tag, or its date is not later than its commits'.
fn late(release: &Release) -> Vec<CommitId> {
    let to = &release.range.to;
    if to.tag.is_none() {
        return Vec::new();
    }
    let is_own = |commit: &CommitId| {
        let mut changes = release.changes.iter();
        changes.any(|change| {
            change.hidden_by.as_deref() == Some("documents") && change.commits.contains(commit)
        })
    };
    let late = release.commits.iter().rev().filter(|commit| {
        let age = to.date.seconds - commit.committer.time.seconds;
        commit.parents.len() < 2 && (0..LATE).contains(&age) && !is_own(&commit.id)
    });
    late.map(|commit| commit.id).collect()
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::{
        Contract, ContractForm, Dependency, Framework, Infrastructure, Migration, Place, Verdict,
    };

    use super::*;
    use crate::testing::with_release;

    const SAFE: Compatibility =
        Compatibility { verdict: Verdict::Safe, conflicts: Vec::new(), doubts: Vec::new() };

    const HISTORY: &str =
        "commit \"feat: a\"\ntag v1.0.0\ncommit \"feat: b\"\nclock +3d\ntag v1.1.0 \"Release\"";

    #[track_caller]
    fn check(history: &str, facts: &[Fact], expected: &[&str]) {
        let rows =
            with_release(history, "v1.0.0..v1.1.0", |_, _, release| rows(facts, &SAFE, release));
        let shown: Vec<String> =
            rows.iter().map(|row| format!("{} {:?}", row.id, row.level)).collect();
        assert_eq!(shown, expected);
    }

    fn fact(id: &str, kind: Kind, verb: Verb) -> Fact {
        Fact::new("TEST", kind, verb, id.to_owned(), id, Place::after("a", 1))
    }

    fn migration(undo: Undo, out_of_order: Option<&str>) -> Fact {
        let migration = Migration {
            framework: Framework::Diesel,
            version: "1".to_owned(),
            undo,
            undo_reason: String::new(),
            undo_command: None,
            after_deploy: false,
            out_of_order: out_of_order.map(str::to_owned),
            tables: Vec::new(),
            follows: Vec::new(),
            replaces: Vec::new(),
        };
        fact("mig:1", Kind::Migration(migration), Verb::Added)
    }

    #[test]
    fn migrations_without_a_way_back_are_high() {
        check(HISTORY, &[migration(Undo::Reversible, None)], &[]);
        check(HISTORY, &[migration(Undo::Lossy, None)], &["risk:mig:1 High"]);
        check(HISTORY, &[migration(Undo::Unknown, None)], &["risk:mig:1 High"]);
        check(HISTORY, &[migration(Undo::Reversible, Some("2"))], &["risk:mig:1 High"]);
    }

    #[test]
    fn a_break_that_a_commit_tells_is_no_silent_one() {
        let contract =
            Contract { form: ContractForm::Proto, rule: "RPC_NO_DELETE", breaking: true };
        let broken = fact("api:x", Kind::Contract(contract.clone()), Verb::Removed);
        check(HISTORY, std::slice::from_ref(&broken), &["risk:api:x High"]);
        let mut guide = fact("guide", Kind::UpgradeGuide, Verb::Added);
        guide.after = Some("api:x is gone".to_owned());
        check(HISTORY, &[broken, guide], &[]);
        let additive = Contract { breaking: false, ..contract };
        check(HISTORY, &[fact("api:y", Kind::Contract(additive), Verb::Added)], &[]);
    }

    #[test]
    fn areas_make_one_row_of_all_their_facts() {
        let dependency = |id, leap, direct| {
            let dependency = Dependency { ecosystem: "cargo", leap: Some(leap), direct };
            fact(id, Kind::Dependency(dependency), Verb::Changed)
        };
        let facts = [
            dependency("dep:cargo/a", Leap::Major, Some(true)),
            dependency("dep:cargo/b", Leap::Major, None),
            dependency("dep:cargo/c", Leap::Minor, Some(true)),
            dependency("dep:cargo/d", Leap::Major, Some(false)),
        ];
        check(HISTORY, &facts, &["risk:cargo Medium"]);
        let rights =
            Infrastructure { class: InfrastructureClass::Rights, object: "ClusterRole".to_owned() };
        let image = Infrastructure {
            class: InfrastructureClass::ImageTag,
            object: "Deployment".to_owned(),
        };
        let facts = [
            fact("infra:a", Kind::Infrastructure(rights), Verb::Changed),
            fact("infra:b", Kind::Infrastructure(image), Verb::Changed),
        ];
        check(HISTORY, &facts, &["risk:rights Medium"]);
    }

    #[test]
    fn a_runtime_is_a_risk_where_its_major_version_is_another_one() {
        let of = |before: &str, after: &str| {
            let fact = fact("runtime:go.mod#go", Kind::Runtime, Verb::Changed);
            fact.with_values(Some(before.to_owned()), Some(after.to_owned()))
        };
        check(HISTORY, &[of("1.24.0", "1.25.0")], &[]);
        check(HISTORY, &[of("22.9.0", "24.14.1")], &["risk:runtime Medium"]);
    }

    fn statement(path: &str, loss: bool) -> Fact {
        let risk = relnotes_core::evidence::SqlRisk {
            rule: "require-concurrent-index-creation",
            loss,
            lock: true,
            compat: false,
            table: None,
            column: None,
        };
        let place = Place::after(path, 1);
        Fact::new("SQL-RISK", Kind::SqlRisk(risk), Verb::Added, format!("sql:{path}"), "i", place)
    }

    #[test]
    fn statements_that_only_lock_are_one_row() {
        let locks = [statement("a.sql", false), statement("b.sql", false)];
        check(HISTORY, &locks, &["risk:locks High"]);
        let lost = [statement("a.sql", true), statement("b.sql", false)];
        check(HISTORY, &lost, &["risk:sql:a.sql High", "risk:locks High"]);
    }

    #[test]
    fn a_high_risk_in_a_part_without_a_test_is_a_row_more() {
        let place = Place::after("shop/pay", 1);
        let untested = Fact::new(
            "TEST",
            Kind::Untested,
            Verb::Changed,
            "untested:shop".to_owned(),
            "shop",
            place,
        );
        let high = statement("shop/a.sql", true);
        check(
            HISTORY,
            &[high, untested.clone()],
            &["risk:sql:shop/a.sql High", "risk:untested:shop Medium"],
        );
        let elsewhere = statement("shop2/a.sql", true);
        check(HISTORY, &[elsewhere, untested], &["risk:sql:shop2/a.sql High"]);
    }

    #[test]
    fn a_guess_makes_no_row() {
        let guess = fact("dangling", Kind::DanglingMetric, Verb::Present);
        check(HISTORY, std::slice::from_ref(&guess), &["risk:dangling High"]);
        check(HISTORY, &[guess.as_sure_as(Confidence::Guess)], &[]);
    }

    #[test]
    fn what_was_committed_within_a_day_of_the_tag_is_late() {
        let late = "commit \"feat: a\"\ntag v1.0.0\ncommit \"feat: b\"\ntag v1.1.0 \"Release\"";
        check(late, &[], &["risk:late Medium"]);
        check(HISTORY, &[], &[]);
    }
}
