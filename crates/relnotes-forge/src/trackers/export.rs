//! A file that any other tracker exported: CSV with a line of names, or JSON with a list of objects.
//!
//! | what | names of its column or key, however written |
//! |---|---|
//! | id | `id`, `key`, `issue key`, `ticket` |
//! | title | `title`, `summary`, `name`, `subject` |
//! | status | `status`, `state` |
//! | done | `done`, `resolved`, `closed`: true, yes, 1 or a date; without such a column nothing is known to be done |
//! | versions | `version`, `versions`, `fix version`, `fix versions`, `milestone`; several columns, or commas |
//! | labels | `label`, `labels`, `tags`; several columns, or commas |
//! | priority, kind, address | `priority`; `type`, `kind`, `issue type`; `url`, `link` |

use std::path::Path;

use relnotes_core::enrichment::{Progress, Ticket};
use serde_json::Value;

use super::{Desk, Tracker};
use crate::error::Error;
use crate::network::Network;

const NAME: &str = "export";

/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

struct Export {
    tickets: Vec<Ticket>,
}

pub(super) fn open<'n>(_: &'n Network<'n>, desk: &Desk) -> Result<Box<dyn Tracker + 'n>, Error> {
    let missing = || Error::Missing { what: "the exported file".to_owned(), key: "tracker.file" };
    let path = desk.file.as_ref().ok_or_else(missing)?;
    Ok(Box::new(Export { tickets: read(path)? }))
}

fn read(path: &Path) -> Result<Vec<Ticket>, Error> {
    let fail = |reason: String| Error::File { path: path.display().to_string(), reason };
    let size = std::fs::metadata(path).map_err(|error| fail(error.to_string()))?.len();
    if size > LONGEST {
        return Err(fail(format!("it is larger than {} MiB", LONGEST / 1024 / 1024)));
    }
    let bytes = std::fs::read(path).map_err(|error| fail(error.to_string()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| fail("it is not UTF-8 text".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let rows = if text.trim_start().starts_with(['[', '{']) { of_json(text) } else { of_csv(text) };
    let tickets: Vec<Ticket> = rows.map_err(fail)?.iter().filter_map(ticket).collect();
    if tickets.is_empty() && !text.trim().is_empty() {
        return Err(fail("no line of it has an id: name a column `id` or `key`".to_owned()));
    }
    Ok(tickets)
}

/// A row: names in small letters, and values.
type Row = Vec<(String, String)>;

fn of_csv(text: &str) -> Result<Vec<Row>, String> {
    let first = text.lines().next().unwrap_or_default();
    // Excel writes semicolons where a comma stands in numbers.
    let many = |char: char| first.matches(char).count();
    let delimiter = [',', ';', '\t'].into_iter().max_by_key(|char| many(*char)).unwrap_or(',');
    let delimiter = u8::try_from(delimiter).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map_err(|error| error.to_string())?.iter().map(plain).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        rows.push(names.iter().cloned().zip(record.iter().map(str::to_owned)).collect());
    }
    Ok(rows)
}

fn of_json(text: &str) -> Result<Vec<Row>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let lists = ["issues", "tickets", "items"].iter().find_map(|name| value.get(name));
    let all = lists.unwrap_or(&value).as_array().ok_or("it is no list of tickets")?;
    let row = |value: &Value| -> Row {
        let fields = value.as_object().into_iter().flatten();
        fields
            .flat_map(|(name, value)| texts(value).into_iter().map(|text| (plain(name), text)))
            .collect()
    };
    Ok(all.iter().map(row).collect())
}

/// Returns the texts of a value: of a list each one, of an object its name.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.get("name").map(texts).unwrap_or_default(),
        other => vec![other.to_string()],
    }
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['_', '-'], " ")
}

fn ticket(row: &Row) -> Option<Ticket> {
    let all = |names: &[&str]| -> Vec<String> {
        let of = row.iter().filter(|(name, _)| names.contains(&name.as_str()));
        let parts = of.flat_map(|(_, value)| value.split([',', ';'])).map(str::trim);
        parts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
    };
    let one = |names: &[&str]| {
        let mut of = row.iter().filter(|(name, _)| names.contains(&name.as_str()));
        of.find_map(|(_, value)| Some(value.trim().to_owned()).filter(|value| !value.is_empty()))
    };
    let done_names = ["done", "resolved", "closed"];
    let says_done = row.iter().any(|(name, _)| done_names.contains(&name.as_str()));
    let is_no =
        |text: &str| matches!(text.to_lowercase().as_str(), "false" | "no" | "0" | "unresolved");
    Some(Ticket {
        id: one(&["id", "key", "issue key", "ticket"])?,
        title: one(&["title", "summary", "name", "subject"]).unwrap_or_default(),
        url: one(&["url", "link"]),
        status: one(&["status", "state"]).unwrap_or_default(),
        progress: match one(&done_names) {
            Some(text) if !is_no(&text) => Progress::Done,
            Some(_) => Progress::Open,
            None if says_done => Progress::Open,
            None => Progress::Unknown,
        },
        kind: one(&["type", "kind", "issue type"]),
        labels: all(&["label", "labels", "tags"]),
        versions: all(&["version", "versions", "fix version", "fix versions", "milestone"]),
        priority: one(&["priority"]),
    })
}

impl Tracker for Export {
    fn name(&self) -> &'static str {
        NAME
    }

    fn knows(&self, _: &str) -> bool {
        true
    }

    fn tickets(&self, ids: &[String]) -> Result<Vec<Ticket>, Error> {
        Ok(self.tickets.iter().filter(|ticket| ids.contains(&ticket.id)).cloned().collect())
    }

    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error> {
        let is_of = |ticket: &&Ticket| ticket.versions.iter().any(|it| it == version);
        Ok(self.tickets.iter().filter(is_of).cloned().collect())
    }
}
