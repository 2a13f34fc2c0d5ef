//! The runtimes, compilers and databases that the product needs, where files say which version.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Fact, Kind};
use toml::de::{DeTable, DeValue};

use super::containers::{
    compose_images, is_compose, is_dockerfile, is_for_developers, parse_dockerfile,
};
use super::settings::{News, Settings, news};
use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, FilePath};
use crate::text::{Lines, key_lines};

pub(super) static DETECTOR: Detector = Detector {
    code: "DEP-SYSTEM",
    about: "Versions of runtimes, compilers and databases in toolchain files, manifests, container and compose files.",
    ground: Ground::Product,
    picks: |path| reader(path).is_some() && !is_for_developers(path),
    detect: Detect::File(detect),
};

/// Files that hold nothing but a version, and of what.
const PLAIN: [(&str, &str); 6] = [
    (".nvmrc", "node"),
    (".node-version", "node"),
    (".go-version", "go"),
    (".python-version", "python"),
    (".ruby-version", "ruby"),
    (".java-version", "java"),
];
/// Images of databases and brokers, and what they are.
const DATABASES: [(&str, &str); 24] = [
    ("postgres", "postgres"),
    ("postgresql", "postgres"),
    ("pgautoupgrade", "postgres"),
    ("postgis", "postgis"),
    ("timescaledb", "timescaledb"),
    ("mysql", "mysql"),
    ("mariadb", "mariadb"),
    ("percona", "percona"),
    ("redis", "redis"),
    ("valkey", "valkey"),
    ("memcached", "memcached"),
    ("mongo", "mongo"),
    ("mongodb", "mongo"),
    ("elasticsearch", "elasticsearch"),
    ("opensearch", "opensearch"),
    ("cassandra", "cassandra"),
    ("clickhouse-server", "clickhouse"),
    ("cockroach", "cockroach"),
    ("etcd", "etcd"),
    ("rabbitmq", "rabbitmq"),
    ("nats", "nats"),
    ("kafka", "kafka"),
    ("cp-kafka", "kafka"),
    ("zookeeper", "zookeeper"),
];

static PYTHON_REQUIRES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^\s*python_requires\s*=\s*["']?([^"',\n]+(?:,[^"'\n]+)?)"#)
        .expect("regex is a literal")
});

type Reader = fn(&FilePath, &str) -> Settings;

fn reader(path: &FilePath) -> Option<Reader> {
    Some(match path.name() {
        name if PLAIN.iter().any(|(known, _)| *known == name) => plain,
        "rust-toolchain" => |_, text| first_line("rust", text),
        "rust-toolchain.toml" => |_, text| of_toml(text, &[("rust", &["toolchain", "channel"])]),
        ".tool-versions" => tool_versions,
        "cargo.toml" => |_, text| {
            of_toml(
                text,
                &[
                    ("rust", &["package", "rust-version"]),
                    ("rust", &["workspace", "package", "rust-version"]),
                ],
            )
        },
        "pyproject.toml" => |_, text| {
            of_toml(
                text,
                &[
                    ("python", &["project", "requires-python"]),
                    ("python", &["tool", "poetry", "dependencies", "python"]),
                ],
            )
        },
        "setup.py" | "setup.cfg" => |_, text| python_requires(text),
        "go.mod" => |_, text| go_mod(text),
        "package.json" => |_, text| engines(text),
        _ if is_compose(path) => |_, text| databases(compose_images(text).into_values()),
        _ if is_dockerfile(path) => |_, text| {
            let stages = parse_dockerfile(text).stages;
            databases(stages.into_iter().map(|stage| (stage.image, stage.line)))
        },
        _ => return None,
    })
}

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let Some(read) = reader(&file.path).filter(|_| file.is_read()) else { return };
    let path = &file.path.full;
    let (before, after) = (read(&file.path, file.before()), read(&file.path, file.after()));
    for News { key, verb, place, before, after } in news(path, &before, &after) {
        let id = format!("runtime:{path}#{key}");
        let fact = Fact::new(DETECTOR.code, Kind::Runtime, verb, id, key, place);
        facts.push(fact.with_values(before.map(str::to_owned), after.map(str::to_owned)));
    }
}

fn plain(path: &FilePath, text: &str) -> Settings {
    let of = PLAIN.iter().find(|(known, _)| *known == path.name()).map_or("", |(_, of)| of);
    first_line(of, text)
}

fn first_line(of: &str, text: &str) -> Settings {
    let lines = (1..).zip(text.lines().map(str::trim));
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.next().map(|(at, line)| (of.to_owned(), (line.to_owned(), at))).into_iter().collect()
}

fn tool_versions(_: &FilePath, text: &str) -> Settings {
    let lines = (1..).zip(text.lines());
    let setting = |(at, line): (u32, &str)| {
        let (name, version) =
            line.split_once('#').map_or(line, |(line, _)| line).trim().split_once(' ')?;
        Some((name.to_owned(), (version.trim().to_owned(), at)))
    };
    lines.filter_map(setting).collect()
}

/// Texts of a TOML file, by their keys from the top; the first that is there counts.
fn of_toml(text: &str, wanted: &[(&str, &[&str])]) -> Settings {
    let Ok(document) = DeTable::parse(text) else { return Settings::new() };
    let lines = Lines::of(text);
    let mut found = Settings::new();
    for (of, keys) in wanted {
        let [above @ .., last] = *keys else { continue };
        let table = above.iter().try_fold(document.get_ref(), |table, key| {
            table.get(*key).and_then(|value| value.get_ref().as_table())
        });
        if let Some(value) = table.and_then(|table| table.get(*last))
            && let DeValue::String(version) = value.get_ref()
        {
            let setting = (version.to_string(), lines.at(value.span().start));
            found.entry((*of).to_owned()).or_insert(setting);
        }
    }
    found
}

fn python_requires(text: &str) -> Settings {
    let Some(version) = PYTHON_REQUIRES.captures(text).and_then(|found| found.get(1)) else {
        return Settings::new();
    };
    let line = Lines::of(text).at(version.start());
    [("python".to_owned(), (version.as_str().trim().to_owned(), line))].into()
}

fn go_mod(text: &str) -> Settings {
    let setting = |(at, line): (u32, &str)| {
        let (word, version) =
            line.split_once("//").map_or(line, |(line, _)| line).split_once(' ')?;
        let of = match word {
            "go" => "go",
            "toolchain" => "go toolchain",
            _ => return None,
        };
        Some((of.to_owned(), (version.trim().to_owned(), at)))
    };
    (1..).zip(text.lines()).filter_map(setting).collect()
}

fn engines(text: &str) -> Settings {
    let document: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let lines = key_lines(text);
    let engines = document.get("engines").and_then(|it| it.as_object());
    let setting = |(name, version): (&String, &serde_json::Value)| {
        let line = lines.get(name.as_str()).copied().unwrap_or(1);
        Some((name.clone(), (version.as_str()?.to_owned(), line)))
    };
    engines.into_iter().flatten().filter_map(setting).collect()
}

/// The images that are of databases; of several of one kind the first.
fn databases(images: impl Iterator<Item = (String, u32)>) -> Settings {
    let mut found = Settings::new();
    for (image, line) in images {
        let name = image.rsplit('/').next().unwrap_or_default();
        let name = name.split([':', '@']).next().unwrap_or_default();
        if let Some((_, of)) = DATABASES.iter().find(|(known, _)| *known == name) {
            found.entry((*of).to_owned()).or_insert((image, line));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[track_caller]
    fn check(path: &str, before: Option<&str>, after: Option<&str>, expected: &[&str]) {
        let shown: Vec<String> = facts(&DETECTOR, path, before, after)
            .iter()
            .map(|fact| {
                let text = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
                let line = fact.place.line.unwrap_or(0);
                format!("{} {} -> {} :{line}", fact.subject, text(&fact.before), text(&fact.after))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn files_of_one_version() {
        check(".nvmrc", Some("v20\n"), Some("v22\n"), &["node v20 -> v22 :1"]);
        check(".go-version", Some("1.24\n"), None, &["go 1.24 -> - :1"]);
        check("rust-toolchain", None, Some("# x\n1.80\n"), &["rust - -> 1.80 :2"]);
        check(
            ".tool-versions",
            Some("nodejs 20\n"),
            Some("nodejs 20\npython 3.13 # c\n"),
            &["python - -> 3.13 :2"],
        );
    }

    #[test]
    fn manifests() {
        let of = |version: &str| format!("[package]\nname = \"a\"\nrust-version = \"{version}\"\n");
        check(
            "crates/a/Cargo.toml",
            Some(&of("1.80")),
            Some(&of("1.88")),
            &["rust 1.80 -> 1.88 :3"],
        );
        check("Cargo.toml", None, Some("[package]\nrust-version.workspace = true\n"), &[]);
        let of = |version: &str| format!("[project]\nrequires-python = \">={version}\"\n");
        check(
            "pyproject.toml",
            Some(&of("3.10")),
            Some(&of("3.12")),
            &["python >=3.10 -> >=3.12 :2"],
        );
        check(
            "setup.py",
            None,
            Some("setup(\n  python_requires=\">=3.9,<4\",\n)\n"),
            &["python - -> >=3.9,<4 :2"],
        );
        check(
            "go.mod",
            Some("module a\ngo 1.23\n"),
            Some("module a\ngo 1.24.0\ntoolchain go1.24.1\n"),
            &["go 1.23 -> 1.24.0 :2", "go toolchain - -> go1.24.1 :3"],
        );
        let of = |version: &str| format!("{{\n\"engines\": {{\n\"node\": \"{version}\"}}}}");
        check("ui/package.json", Some(&of(">=18")), Some(&of(">=20")), &["node >=18 -> >=20 :3"]);
    }

    #[test]
    fn databases_of_compose_and_container_files() {
        let of = |image: &str| {
            format!("services:\n  db:\n    image: {image}\n  web:\n    image: nginx:1\n")
        };
        check(
            "docker/docker-compose.yml",
            Some(&of("postgres:16-alpine")),
            Some(&of("pgautoupgrade/pgautoupgrade:16-alpine")),
            &["postgres postgres:16-alpine -> pgautoupgrade/pgautoupgrade:16-alpine :3"],
        );
        check(
            "Dockerfile",
            Some("FROM postgres:15\n"),
            Some("FROM postgres:16\n"),
            &["postgres postgres:15 -> postgres:16 :1"],
        );
        check("Dockerfile", Some("FROM debian:11\n"), Some("FROM debian:12\n"), &[]);
    }

    #[test]
    fn tests_documentation_and_damage_say_nothing() {
        check("docs/.nvmrc", None, Some("1\n"), &[]);
        check("test/go.mod", None, Some("go 1.24\n"), &[]);
        check("package.json", None, Some("{"), &[]);
        check("Cargo.toml", None, Some("["), &[]);
        check("docker-compose.dev.yml", None, Some("services: {db: {image: postgres:1}}\n"), &[]);
    }
}
