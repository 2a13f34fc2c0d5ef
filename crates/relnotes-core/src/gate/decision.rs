//! What people decided at the gate: `decision.toml`, one section a decision, the last one counts.

use serde::{Deserialize, Serialize};

/// All decisions on a release, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// The decisions.
    #[serde(default)]
    pub decision: Vec<Decision>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// `go` or `no-go`.
    pub decision: String,
    /// Who decided.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// The commit that was decided on, in full.
    pub sha: String,
    /// The number of the gate's result then.
    pub gate_hash: String,
    /// What the gate recommended: `go`, `no-go`, `cannot-tell`.
    pub verdict: String,
    /// Why.
    pub note: String,
    /// Criteria that could not be told then.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Criteria that were waived then.
    #[serde(default)]
    pub waived: Vec<String>,
}

/// Whether a decision still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It was made on this commit and this result.
    Holds,
    /// It was made on another commit.
    OtherCommit,
    /// The result is another one now.
    OtherResult,
}

impl Decisions {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is no TOML of this form.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Returns the one that counts.
    pub fn last(&self) -> Option<&Decision> {
        self.decision.last()
    }
}

impl Decision {
    /// Returns whether it still holds.
    pub fn standing(&self, sha: &str, gate_hash: &str) -> Standing {
        match (self.sha == sha, self.gate_hash == gate_hash) {
            (false, _) => Standing::OtherCommit,
            (true, false) => Standing::OtherResult,
            (true, true) => Standing::Holds,
        }
    }

    /// Returns it as a section of the file, to be put behind those that are there.
    pub fn section(&self) -> String {
        let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let list = |all: &[String]| {
            let all: Vec<String> = all.iter().map(|it| text(it)).collect();
            format!("[{}]", all.join(", "))
        };
        format!(
            "[[decision]]\ndecision = {}\nby = {}\nat = {}\nsha = {}\ngate_hash = {}\nverdict = {}\nnote = {}\nunknown = {}\nwaived = {}\n",
            text(&self.decision),
            text(&self.by),
            text(&self.at),
            text(&self.sha),
            text(&self.gate_hash),
            text(&self.verdict),
            text(&self.note),
            list(&self.unknown),
            list(&self.waived),
        )
    }
}
