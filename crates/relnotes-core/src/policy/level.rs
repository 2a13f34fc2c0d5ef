//! How loud a rule is: `allow`, `warn` or `deny`; by default, by group, by rule.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// How loud a rule is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not looked at.
    Allow,
    /// Reported.
    Warn,
    /// Reported, and the run fails.
    Deny,
}

impl Level {
    /// Returns the word of the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// The levels that a configuration sets, by code, name or group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels(pub BTreeMap<String, Level>);

impl Levels {
    /// Returns the level of a rule: its own, else its group's, else the default.
    pub fn of(&self, rule: &Rule) -> Level {
        let keys = [rule.code, rule.name, rule.group.as_str()];
        let set = keys.iter().find_map(|key| self.0.get(*key).copied());
        set.unwrap_or(rule.level)
    }
}
