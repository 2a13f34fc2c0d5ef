//! Files of keys and values, flat: `database.pool_size` is one key, however the file nests it.

mod hjson;
mod lines;
mod toml;
mod yaml;

use std::collections::BTreeMap;

/// How many keys of a file are kept.
const MOST: usize = 20_000;

/// Keys with their values and lines, from 1; a key that stands twice has its last value.
pub(crate) type Keys = BTreeMap<String, Value>;

/// A value, as written without quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) text: String,
    pub(crate) line: u32,
}

/// How a file writes its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `[section]`, `key = value`, comments with `;` and `#`; `.properties` and `.conf` as well.
    Ini,
    Toml,
    /// And JSON, which is YAML.
    Yaml,
    Hjson,
    /// Assignments to names in capitals.
    Python,
}

impl Form {
    /// Returns the form that the extension of a file says, without the last one of `config.toml.example`.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let name = [".example", ".sample", ".dist", ".default", ".template"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(name);
        Some(match name.rsplit_once('.')?.1 {
            "ini" | "properties" | "conf" | "cfg" | "cnf" => Self::Ini,
            "toml" => Self::Toml,
            "yaml" | "yml" | "json" => Self::Yaml,
            "hjson" => Self::Hjson,
            "py" => Self::Python,
            _ => return None,
        })
    }

    /// Reads a text; none where it is not of the form: nothing is known of such a file.
    pub(crate) fn read(self, text: &str) -> Option<Keys> {
        match self {
            Self::Ini => Some(lines::ini(text)),
            Self::Python => Some(lines::python(text)),
            Self::Toml => toml::read(text),
            Self::Yaml => yaml::read(text),
            Self::Hjson => hjson::read(text),
        }
    }
}

/// Returns whether a key's value is better not shown: the name says password, secret, token or key.
pub(crate) fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    let words = [
        "passw",
        "pwd",
        "secret",
        "token",
        "apikey",
        "api_key",
        "access_key",
        "private",
        "credential",
        "salt",
    ];
    words.iter().any(|word| key.contains(word)) || key.ends_with("_key") || key.ends_with(".key")
}

fn put(keys: &mut Keys, key: &str, text: &str, line: usize) {
    if keys.len() < MOST && !key.is_empty() {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        keys.insert(key.to_owned(), Value { text: text.to_owned(), line });
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A value without its quotes.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let quoted = |quote| text.strip_prefix(quote).and_then(|it: &str| it.strip_suffix(quote));
    quoted('"').or_else(|| quoted('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(form: Form, text: &str, expected: &[&str]) {
        let keys = form.read(text).unwrap();
        let shown: Vec<String> =
            keys.iter().map(|(key, it)| format!("{key}={} @{}", it.text, it.line)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn every_form_has_flat_keys_with_lines() {
        check(
            Form::Ini,
            "; comment\n# port = 1\nmode = a\n[server]\nport = 80 ; the port\nempty =\n[a.b]\nx: \"y z\"\n",
            &["a.b.x=y z @8", "mode=a @3", "server.empty= @6", "server.port=80 @5"],
        );
        check(
            Form::Toml,
            "a = 1\n[server]\nport = 80\nhosts = [\n  \"x\",\n  \"y\",\n]\n[[plugin]]\nname = \"p\"\n",
            &[
                "a=1 @1",
                "plugin.0.name=p @9",
                "server.hosts=[\"x\", \"y\"] @4",
                "server.port=80 @3",
            ],
        );
        check(
            Form::Yaml,
            "a: 1\nserver:\n  port: 80\n  hosts: [x, y]\n  empty: {}\nlist:\n  - name: p\n",
            &[
                "a=1 @1",
                "list.0.name=p @7",
                "server.empty={} @5",
                "server.hosts=[x, y] @4",
                "server.port=80 @3",
            ],
        );
        check(Form::Yaml, "{\"a\": {\"b\": true}}", &["a.b=true @1"]);
        check(
            Form::Hjson,
            "{\n  # comment\n  database: {\n    // other\n    uri: \"postgres://x\"\n    pool: 30\n  }\n  list: [\n    \"a\"\n    {\n      b: 1\n    }\n  ]\n  last: yes it is\n}\n",
            &[
                "database.pool=30 @6",
                "database.uri=postgres://x @5",
                "last=yes it is @14",
                "list=[\"a\" {b: 1}] @8",
            ],
        );
        check(
            Form::Python,
            "import os\nPORT = 80\nHOSTS = [\n    'a',\n]\nif X:\n    NOT = 1\nlower = 1\n",
            &["HOSTS=['a',] @3", "PORT=80 @2"],
        );
    }

    #[test]
    fn what_is_not_of_the_form_is_nothing_at_all() {
        assert_eq!(Form::Toml.read("a = \n"), None);
        assert_eq!(Form::Yaml.read("a: [\n"), None);
        assert_eq!(Form::Yaml.read("apiVersion: v1\nkind: ConfigMap\n"), None);
        assert_eq!(Form::Hjson.read("{\n a: {\n"), None);
        assert_eq!(Form::of("defaults.ini"), Some(Form::Ini));
        assert_eq!(Form::of("config.toml.example"), Some(Form::Toml));
        assert_eq!(Form::of("a.png"), None);
    }

    #[test]
    fn hostile_files_take_no_time() {
        for text in [
            "{\n".repeat(300_000),
            "a: [\n".repeat(200_000),
            "[a]\n".repeat(200_000),
            "A = [\n".repeat(150_000),
            "'".repeat(1 << 20),
        ] {
            let begun = std::time::Instant::now();
            for form in [Form::Ini, Form::Toml, Form::Yaml, Form::Hjson, Form::Python] {
                drop(form.read(&text));
            }
            assert!(begun.elapsed().as_secs() < 20, "{:.10} {:?}", text, begun.elapsed());
        }
    }
}
