//! `relnotes.toml`: what a team tells relnotes about its repository, over defaults that are themselves a file.
//!
//! A [`Config`] is resolved and checked: whoever reads it need not think of what is missing or wrong. How it is written
//! down stays in here; where the file lies is decided by the caller.

pub mod branches;
pub mod commits;
pub mod detectors;
pub mod documents;
pub mod forge;
pub mod gate;
pub mod glob;
pub mod network;
pub mod notes;
pub mod policy;
pub mod standing;
pub mod tags;
pub mod tickets;

pub mod address;
pub(crate) mod diagnose;
pub(crate) mod error;
mod file;
mod nearest;
mod patterns;
pub(crate) mod schema;
pub(crate) mod section;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

pub use error::{Error, Hint, Place, Problem};
pub use nearest::nearest;
pub use schema::schema;

use error::Source;
use file::ConfigFile;

use crate::declared::{At, Part};

/// Every default with its explanation, as a `relnotes.toml` that changes nothing.
pub const DEFAULT_TOML: &str = include_str!("default.toml");

/// What a team told about its repository, completed with the defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The language of the documents.
    pub lang: Lang,
    /// How releases are made.
    pub flow: Flow,
    /// The name of the product.
    pub name: Option<String>,
    /// The folder with the user's templates, relative to the configuration file.
    pub templates: Option<String>,
    /// Which tags are releases and how they are ordered.
    pub tags: tags::Tags,
    /// Which branch is what.
    pub branches: branches::Branches,
    /// How commits are understood.
    pub commits: commits::Commits,
    /// How tickets are recognised and where they can be opened.
    pub tickets: tickets::Tickets,
    /// Where the repository lives on the web.
    pub forge: forge::Forge,
    /// What the notes contain.
    pub notes: notes::Notes,
    /// How documents are written and where they live.
    pub documents: documents::Documents,
    /// What `relnotes lint` holds against the repository.
    pub policy: policy::Policy,
    /// What no repository knows and holds for every release.
    pub standing: standing::Standing,
    /// What is looked for in the files of a release.
    pub detectors: detectors::Detectors,
    /// What the gate holds against a release.
    pub gate: gate::Gate,
    /// What is asked over the network.
    pub network: network::Network,
    /// Where tickets live.
    pub tracker: network::Tracker,
    /// Where a release is announced.
    pub announce: network::Announce,
}

/// A language of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Russian.
    Ru,
}

/// A way to make releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Flow {
    /// main, develop, release/* and feature/*; finals are tagged on main.
    #[default]
    Gitflow,
    /// Release branches leave main and finals stay on them.
    Trunk,
}

impl Config {
    /// Reads a configuration file; `path` is what messages call it.
    ///
    /// ```
    /// use relnotes_core::config::Config;
    ///
    /// let config = Config::parse("[tags]\nprefix = \"\"", "relnotes.toml")?;
    /// assert_eq!(config.tags.prefix, "");
    /// assert_eq!(config.tags.stages, ["rc"]);
    /// # Ok::<(), relnotes_core::config::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with the file, with its place.
    pub fn parse(text: impl AsRef<[u8]>, path: &str) -> Result<Self, Error> {
        let text = decode(text.as_ref(), path)?;
        let source = Source { path, text };
        let written: ConfigFile = read(source)?;
        let defaults = read(Source { path: "default.toml", text: DEFAULT_TOML })?;
        Self::resolve(written.over(defaults), source)
    }

    fn resolve(mut file: ConfigFile, source: Source<'_>) -> Result<Self, Error> {
        let standing = standing::Standing::resolve(&mut file, source)?;
        let tags = tags::Tags::resolve(file.tags, source)?;
        Ok(Self {
            lang: picked(file.lang),
            flow: picked(file.flow),
            name: filled(file.name),
            templates: filled(file.templates),
            branches: branches::Branches::resolve(file.branches, &tags.prefix, source)?,
            tags,
            commits: commits::Commits::resolve(file.commits),
            tickets: tickets::Tickets::resolve(file.tickets, source)?,
            forge: forge::Forge::resolve(file.forge, source)?,
            notes: notes::Notes::resolve(&file.notes),
            documents: documents::Documents::resolve(file.documents, source)?,
            policy: policy::Policy::resolve(file.policy, source)?,
            standing,
            detectors: Part::resolve(file.detectors, &At::top(source).key("detectors"))?,
            gate: Part::resolve(file.gate, &At::top(source).key("gate"))?,
            network: Part::resolve(file.network, &At::top(source).key("network"))?,
            tracker: Part::resolve(file.tracker, &At::top(source).key("tracker"))?,
            announce: Part::resolve(file.announce, &At::top(source).key("announce"))?,
        })
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::parse("", "relnotes.toml").expect("the built-in defaults are tested")
    }
}

impl Lang {
    /// Returns the code of the language, as in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }
}

/// Reads a file; what is wrong with it is said with its place.
pub(crate) fn read<T: DeserializeOwned + JsonSchema>(source: Source<'_>) -> Result<T, Error> {
    toml::from_str(source.text).map_err(|error| {
        let keys = schema::keys_of(&schema::schema_of::<T>());
        diagnose::diagnose(source, &error, &keys)
    })
}

pub(crate) fn decode<'a>(bytes: &'a [u8], path: &str) -> Result<&'a str, Error> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    Err(Error::NotUtf8 {
        path: path.to_owned(),
        line: good.matches('\n').count() + 1,
        column: good.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
        help: if is_utf16 {
            "it is UTF-16, which PowerShell writes with `>`; save it as UTF-8"
        } else {
            "save it as UTF-8 in your editor"
        },
    })
}

/// The value of a key. `default.toml` has every key, so that the fallback is for the compiler only.
fn picked<T: Default>(value: Option<T>) -> T {
    value.unwrap_or_default()
}

fn picked_spanned<T: Default>(value: Option<Spanned<T>>) -> T {
    picked(value.map(Spanned::into_inner))
}

/// A text that may be left empty, which is the same as not given.
fn filled(value: Option<String>) -> Option<String> {
    value.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn given(value: Option<Spanned<String>>) -> Option<String> {
    filled(value.map(Spanned::into_inner))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    fn fixtures(folder: &str) -> Vec<PathBuf> {
        let folder = root().join("fixtures/configs").join(folder);
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
        files.sort();
        assert!(!files.is_empty());
        files
    }

    #[test]
    fn the_printed_defaults_are_the_defaults() {
        assert_eq!(Config::parse(DEFAULT_TOML, "relnotes.toml").unwrap(), Config::default());
    }

    #[test]
    fn every_key_is_printed_and_explained() {
        crate::declared::testing::check_form(DEFAULT_TOML, &schema::keys_of(&schema()));
    }

    #[test]
    fn valid_files_are_read() {
        for file in fixtures("valid") {
            let text = fs::read(&file).unwrap();
            if let Err(error) = Config::parse(text, "relnotes.toml") {
                panic!("{}:\n{error}", file.display());
            }
        }
    }

    #[test]
    fn invalid_files_are_explained() {
        let mut wrong = Vec::new();
        for file in fixtures("invalid") {
            let error = Config::parse(fs::read(&file).unwrap(), "relnotes.toml").unwrap_err();
            let expected = fs::read_to_string(file.with_extension("err")).unwrap_or_default();
            #[allow(
                clippy::disallowed_methods,
                reason = "a test that writes what it compares with"
            )]
            if std::env::var_os("UPDATE").is_some() {
                fs::write(file.with_extension("err"), format!("{error}\n")).unwrap();
            } else if expected.replace("\r\n", "\n").trim_end() != error.to_string() {
                wrong.push(format!("== {}\n{error}\n", file.display()));
            }
        }
        assert!(wrong.is_empty(), "other messages than the .err files have:\n{}", wrong.join("\n"));
    }

    #[test]
    fn the_published_schema_is_up_to_date() {
        let file = root().join("docs/schema/relnotes.toml.schema.json");
        let actual = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
        #[allow(clippy::disallowed_methods, reason = "a test that writes what it compares with")]
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &actual).unwrap();
        }
        let published = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            published == actual,
            "{} is stale; update it with `UPDATE=1 cargo test -p relnotes-core schema`",
            file.display()
        );
    }

    #[test]
    fn a_byte_order_mark_is_no_error() {
        let config =
            Config::parse("\u{feff}lang = \"ru\"\n[support]\ncontact = \"x\"", "relnotes.toml")
                .unwrap();
        assert_eq!(config.lang, Lang::Ru);
        assert_eq!(config.standing.support.contact.unwrap().reference, "relnotes.toml:3");
        let error = Config::parse("\u{feff}lnag = \"ru\"", "relnotes.toml").unwrap_err();
        let Error::UnknownKey { key, place, .. } = error else { panic!("{error}") };
        assert_eq!(
            (key.as_str(), place.column, place.width, place.text.as_str()),
            ("lnag", 1, 4, "lnag = \"ru\"")
        );
    }

    #[test]
    fn text_that_is_not_utf8_is_told_with_its_place() {
        let error =
            Config::parse(b"lang = \"en\"\nname = \"\xcf\xf0\"", "relnotes.toml").unwrap_err();
        assert_eq!(
            error.to_string(),
            "this file is not UTF-8 text\n --> relnotes.toml:2:9\n  = help: save it as UTF-8 in your editor"
        );
        let error = Config::parse(b"\xff\xfel\0", "relnotes.toml").unwrap_err();
        assert!(error.to_string().contains("UTF-16"), "{error}");
    }

    #[test]
    fn control_characters_of_the_file_do_not_reach_the_terminal() {
        let error = Config::parse("name = \"\u{1b}[31mred\"\n", "relnotes.toml").unwrap_err();
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }

    proptest::proptest! {
        #[test]
        fn a_damaged_file_is_an_error_and_no_panic(
            at in 0_usize..8000,
            length in 0_usize..20,
            typed in "[\\[\\]{}\"'=#.,\\r\\n\\t a-z0-9ё\u{1b}]{0,6}",
        ) {
            let mut text: Vec<char> = DEFAULT_TOML.chars().collect();
            let start = at.min(text.len());
            let end = (start + length).min(text.len());
            text.splice(start..end, typed.chars());
            if let Err(error) = Config::parse(String::from_iter(text), "relnotes.toml") {
                assert!(error.to_string().starts_with(|c: char| c.is_lowercase()));
            }
        }
    }
}
