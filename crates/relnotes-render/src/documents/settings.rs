//! What documents need to know that no history tells: the caller maps its configuration to this.

use std::path::PathBuf;

use relnotes_core::brief::Brief;
use relnotes_core::config::standing::Standing;

use super::Audience;
use crate::locale::Locale;

/// How documents are written, and who stands in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The language.
    pub locale: Locale,
    /// A folder with templates that replace built-in ones.
    pub templates: Option<PathBuf>,
    /// Where commits, comparisons and pull requests can be opened.
    pub forge: Option<Forge>,
    /// Address of a ticket, with `{id}` in the place of its id.
    pub ticket_url: Option<String>,
    /// What people declare about every release.
    pub standing: Standing,
    /// What people declare about this one.
    pub brief: Brief,
    /// A `strftime` format of dates; none: the language's own.
    pub date_format: Option<String>,
    /// What the user notes do with changes that production has.
    pub shipped_before: ShippedBefore,
    /// Whether the user notes name contributors.
    pub contributors: bool,
    /// Whether the user notes link to the comparison on the forge.
    pub compare_link: bool,
    /// What happens to what nobody has filled.
    pub blanks: Blanks,
    /// Version of this program; empty: documents do not name it.
    pub tool: String,
    /// Name of the product, for the titles of plans.
    pub product: Option<String>,
    /// The version that `--as` gives to an untagged target.
    pub version: Option<String>,
    /// For whom the internal notes are; none: for all teams.
    pub audience: Option<Audience>,
    /// Where the release can be read on the forge.
    pub published_at: Option<String>,
    /// Whether a later draft finds its lines again, and the day on which it is made is no date of the release.
    pub is_draft: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            locale: Locale::default(),
            templates: None,
            forge: None,
            ticket_url: None,
            standing: Standing::default(),
            brief: Brief::default(),
            date_format: None,
            shipped_before: ShippedBefore::Omit,
            contributors: true,
            compare_link: true,
            blanks: Blanks::Show,
            tool: String::new(),
            product: None,
            version: None,
            audience: None,
            published_at: None,
            is_draft: false,
        }
    }
}

/// A repository on a forge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forge {
    /// Address of the repository, without a slash at its end.
    pub url: String,
    /// Which forge: they differ in their paths.
    pub kind: ForgeKind,
}

/// Forges whose addresses are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgeKind {
    /// GitHub and GitHub Enterprise.
    GitHub,
    /// GitLab.
    GitLab,
    /// Gitea and Forgejo.
    Gitea,
    /// Bitbucket Cloud.
    Bitbucket,
}

/// What the user notes do with changes that production has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShippedBefore {
    /// They are counted in one line.
    #[default]
    Omit,
    /// They are listed and marked.
    Mark,
}

/// What happens to what nobody has filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blanks {
    /// The specification's own bracket text stands there.
    #[default]
    Show,
    /// The line is left out, and a section with nothing else in it.
    Hide,
}
