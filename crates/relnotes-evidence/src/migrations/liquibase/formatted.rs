//! Changelogs of SQL: `--changeset author:id` begins a set, `--rollback` says how it is undone.

use super::Set;
use crate::migrations::sql;
use crate::migrations::undo::{Operation, Reverse, at};

/// Returns the sets of a changelog; none of any other SQL.
pub(super) fn sets(path: &str, text: &str) -> Vec<(String, Set)> {
    let is_log = text
        .lines()
        .next()
        .is_some_and(|line| plain(line).starts_with("--liquibase formatted sql"));
    if !is_log {
        return Vec::new();
    }
    let mut sets = Vec::new();
    let mut open: Option<Open> = None;
    for (at, line) in (1_u32..).zip(text.lines()) {
        if let Some(head) = directive(line, "changeset") {
            sets.extend(open.take().map(|open| open.close(path)));
            let name = head.split_whitespace().next().unwrap_or_default().to_owned();
            let runs_again =
                ["runOnChange:true", "runAlways:true"].iter().any(|it| head.contains(it));
            open = Some(Open { name, line: at, runs_again, body: String::new(), rollback: None });
        } else if let Some(open) = &mut open {
            open.line(line);
        }
    }
    sets.extend(open.map(|open| open.close(path)));
    sets
}

/// A line without the space that may stand after the dashes, in lower case.
fn plain(line: &str) -> String {
    line.trim().to_lowercase().replacen("-- ", "--", 1)
}

/// What follows a word of Liquibase in a comment.
fn directive<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let rest = line.trim().strip_prefix("--")?.trim_start();
    let head = rest.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| rest[word.len()..].trim_start_matches(':').trim())
}

/// A set that is being read.
struct Open {
    name: String,
    line: u32,
    runs_again: bool,
    /// As many lines as the set, so that those of its statements are right.
    body: String,
    rollback: Option<String>,
}

impl Open {
    fn line(&mut self, line: &str) {
        match directive(line, "rollback") {
            Some(sql) => {
                let rollback = self.rollback.get_or_insert_default();
                rollback.push_str(sql);
                rollback.push('\n');
            }
            None => self.body.push_str(line),
        }
        self.body.push('\n');
    }

    fn close(self, path: &str) -> (String, Set) {
        let steps = sql::read(&self.body, self.line.saturating_add(1));
        let head = at(&format!("changeset {}", self.name), path, self.line);
        let reverse = match &self.rollback {
            None => Reverse::Missing(head),
            // `--rollback not required` and `--rollback empty` say that on purpose.
            Some(text)
                if ["not required", "empty", ""].contains(&text.trim().to_lowercase().as_str()) =>
            {
                Reverse::Nothing(head)
            }
            Some(text) => Reverse::Steps(sql::read(text, self.line), path.to_owned()),
        };
        let substance: Vec<&str> = self.body.split_whitespace().collect();
        let set = Set {
            id: self.name.split_once(':').map_or(self.name.as_str(), |(_, id)| id).to_owned(),
            line: self.line,
            operations: vec![Operation { steps, reverse }],
            substance: substance.join(" "),
            runs_again: self.runs_again,
        };
        (self.name, set)
    }
}
