//! What an event tells the conditions of a workflow.

use std::collections::BTreeMap;

use super::value::Value;

/// An event, as far as it is known beforehand.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    /// `push`, `pull_request`, …
    pub(super) event: String,
    /// The full ref.
    pub(super) reference: String,
    /// Where a pull request goes.
    pub(super) base: String,
    /// Where a pull request comes from.
    pub(super) head: String,
    /// What the default branch may be.
    pub(super) default_branches: Vec<String>,
    /// What a called workflow is given.
    pub(super) inputs: BTreeMap<String, Value>,
}

impl Context {
    /// Returns the value of `github.ref` and the like; `path` is in lower case.
    pub(super) fn look_up(&self, path: &[String]) -> Value {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let text = |text: &str| Value::Text(text.to_owned());
        let unknown = || Value::Unknown(path.join("."));
        match names.as_slice() {
            ["github", "ref"] => text(&self.reference),
            ["github", "event", "ref"] if self.event == "push" => text(&self.reference),
            ["github", "ref_name"] => text(self.ref_name()),
            ["github", "ref_type"] => {
                text(if self.reference.starts_with("refs/tags/") { "tag" } else { "branch" })
            }
            ["github", "event_name"] => text(&self.event),
            ["github", "base_ref"] => text(&self.base),
            ["github", "head_ref"] => text(&self.head),
            ["github", "event", "repository", "default_branch"] => {
                match self.default_branches.as_slice() {
                    [name] => text(name),
                    names => Value::OneOf(names.to_vec()),
                }
            }
            ["github", "event", "pull_request", rest @ ..] => match rest {
                _ if !self.event.starts_with("pull_request") => Value::Null,
                ["base", "ref"] => text(&self.base),
                ["head", "ref"] => text(&self.head),
                _ => unknown(),
            },
            ["inputs", name] | ["github", "event", "inputs", name] => {
                self.inputs.get(*name).cloned().unwrap_or_else(unknown)
            }
            _ => unknown(),
        }
    }

    fn ref_name(&self) -> &str {
        let reference = &self.reference;
        let parts = ["refs/heads/", "refs/tags/", "refs/pull/"];
        parts.iter().find_map(|part| reference.strip_prefix(part)).unwrap_or(reference)
    }
}
