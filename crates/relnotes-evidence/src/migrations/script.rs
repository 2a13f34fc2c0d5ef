//! A migration as its files say, and what a release has of them.

use relnotes_core::evidence::{Confidence, Fact, Framework, Kind, Migration, Place, Undo, Verb};

use super::dialect::Dialect;
use super::undo::{self, Operation};

/// A migration as its files say.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    /// What the id of its fact has: a path, also with a name in that file.
    pub(crate) key: String,
    /// Its name as people write it.
    pub(crate) name: String,
    /// What orders it.
    pub(crate) version: String,
    /// The folder in which it has its order.
    pub(crate) folder: String,
    pub(crate) framework: Framework,
    /// The file that does it.
    pub(crate) path: String,
    /// Where in the file, if there are others in it.
    pub(crate) line: Option<u32>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) undo_command: Option<String>,
    pub(crate) after_deploy: bool,
    /// The highest version of the older tree, where it is higher.
    pub(crate) out_of_order: Option<String>,
    pub(crate) replaces: Vec<String>,
    pub(crate) follows: Vec<String>,
    pub(crate) in_transaction: bool,
    /// The database, where its own files say which.
    pub(crate) dialect: Option<Dialect>,
    pub(crate) confidence: Confidence,
    /// Whether it was there and runs again, because it is made to.
    pub(crate) runs_again: bool,
}

/// A migration of the older tree that is another one now.
#[derive(Debug, Clone)]
pub(crate) struct Edit {
    /// As in [`Script`].
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) path: String,
    /// The first line that matters and differs.
    pub(crate) line: u32,
    pub(crate) confidence: Confidence,
}

/// What a release has of one framework.
#[derive(Debug, Clone, Default)]
pub(crate) struct Survey {
    /// Migrations that it brings.
    pub(crate) added: Vec<Script>,
    /// Migrations whose files are gone, as they were.
    pub(crate) removed: Vec<Script>,
    /// Migrations that it changes.
    pub(crate) edited: Vec<Edit>,
}

impl Survey {
    /// Makes facts of the migrations that came and went.
    pub(crate) fn facts(&self, detector: &'static str, facts: &mut Vec<Fact>) {
        for script in &self.added {
            let verb = if script.runs_again { Verb::Changed } else { Verb::Added };
            facts.push(script.fact(detector, verb, Place::after(&script.path, script.line)));
        }
        for script in &self.removed {
            facts.push(script.fact(
                detector,
                Verb::Removed,
                Place::before(&script.path, script.line),
            ));
        }
    }
}

impl Script {
    fn fact(&self, detector: &'static str, verb: Verb, place: Place) -> Fact {
        let (undo, undo_reason) = undo::class(&self.operations, &self.path);
        // What is gone from the newer tree can be undone by nothing in it.
        let is_gone = verb == Verb::Removed;
        let undo = if is_gone { Undo::Missing } else { undo };
        let has_command = !is_gone && !matches!(undo, Undo::Missing | Undo::ForwardOnly);
        let migration = Migration {
            framework: self.framework,
            version: self.version.clone(),
            undo,
            undo_reason: if is_gone { self.path.clone() } else { undo_reason },
            undo_command: self.undo_command.clone().filter(|_| has_command),
            after_deploy: self.after_deploy,
            out_of_order: self.out_of_order.clone(),
            tables: self.tables(),
            replaces: self.replaces.clone(),
            follows: self.follows.clone(),
        };
        let id = format!("mig:{}", self.key);
        Fact::new(detector, Kind::Migration(migration), verb, id, &self.name, place)
            .as_sure_as(self.confidence)
    }

    fn tables(&self) -> Vec<String> {
        let steps = self.operations.iter().flat_map(|operation| &operation.steps);
        let mut tables: Vec<String> = steps.filter_map(|step| step.table.clone()).collect();
        tables.sort();
        tables.dedup();
        tables
    }
}
