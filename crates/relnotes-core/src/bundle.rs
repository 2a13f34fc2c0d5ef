//! What the documents of a release say of themselves: plain data for the rules and the gate, read elsewhere.

use crate::id::CommitId;

/// The documents of one release in their folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The folder, from the top of the repository: `releases/v1.3.0`.
    pub folder: String,
    /// The release that they are of, as its tag is called: `v1.3.0`.
    pub version: String,
    /// What the last draft was made from; none where its state is not there or cannot be read.
    pub drafted: Option<Drafted>,
    /// Every document that the folder should have, in their order.
    pub documents: Vec<BundleDocument>,
}

/// What a draft was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The last commit of the range that is not one of the documents themselves.
    pub head: CommitId,
    /// The release that the range begins at; none for the first release.
    pub base: Option<String>,
}

/// One document of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BundleDocument {
    /// Its name: `plan`, `internal-notes`.
    pub name: String,
    /// Its file, from the top of the repository: `releases/v1.3.0/plan.md`.
    pub path: String,
    /// Whether the file is there.
    pub is_present: bool,
    /// What nobody has filled.
    pub blanks: Vec<OpenBlank>,
    /// What people wrote where blanks were.
    pub filled: Vec<FilledBlank>,
    /// Items that a person and the repository have both changed, in different ways.
    pub drifts: Vec<String>,
    /// Items that a person took away and that the repository still shows.
    pub removed: Vec<RemovedItem>,
    /// Markers that are not in pairs, or twice there.
    pub damage: Vec<Damage>,
    /// The boxes to tick.
    pub boxes: Vec<TickBox>,
}

/// A place that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBlank {
    /// Its line, from 1.
    pub line: usize,
    /// Its id: `plan.timeline.go_live`; none where its mark was taken away and the form's words were left.
    pub id: Option<String>,
    /// What the line says.
    pub text: String,
}

/// A place that somebody has filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledBlank {
    /// Its line, from 1.
    pub line: usize,
    /// Its id: `plan.roles.release_manager`.
    pub id: String,
    /// What the line says: `Release Manager: Rita`.
    pub text: String,
}

/// An item that a person took away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedItem {
    /// Its id: `risk:K1:payments`.
    pub id: String,
    /// What it said when it was last made.
    pub text: String,
    /// Whether a release may not go on without it: a breaking change, a high risk, a migration without a way back.
    pub is_gating: bool,
}

/// A marker that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong: ``the region `plan.size` does not end``.
    pub message: String,
}

/// A box to tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TickBox {
    /// Its line, from 1.
    pub line: usize,
    /// Its id: `cl.pre.03`; none of one that a person wrote.
    pub id: Option<String>,
    /// What it is about.
    pub text: String,
    /// Whether it is ticked.
    pub is_ticked: bool,
    /// Whether the tool ticks it, from evidence.
    pub is_owned: bool,
}
