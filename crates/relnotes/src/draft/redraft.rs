//! Every document of a bundle: made anew, then merged with what stands in its file.

use relnotes_core::bundle::Damage;
use relnotes_merge::{Memory, Options, Report, merge, recover};
use relnotes_render::blanks;
use relnotes_render::documents::{Document, Rendered};
use relnotes_render::locale::Locale;
use relnotes_render::states::State as ItemStateKind;

use super::folder::Folder;
use super::journal::Journal;
use super::state::{DocumentState, ItemState, State};
use crate::failure::Failure;

/// Where the texts lie that the last draft made.
pub(crate) const BASE: &str = ".relnotes/base/";

/// What a draft of one language is made with.
pub(crate) struct Language {
    /// Which.
    pub(crate) locale: Locale,
    /// Whether its files have no suffix.
    pub(crate) is_first: bool,
    /// The documents as they are made today.
    pub(crate) sheets: Vec<(&'static Document, Rendered)>,
}

/// How a draft is made.
pub(crate) struct Manner<'a> {
    /// The range, for items that have left it.
    pub(crate) range: &'a str,
    /// The candidate at which people tick boxes now.
    pub(crate) at: &'a str,
    /// What a killed draft left.
    pub(crate) journal: &'a Journal,
    /// Whether damaged files are mended line by line.
    pub(crate) recover: bool,
}

/// A document after its draft.
pub(crate) struct Redrafted {
    /// Its file in the folder: `plan.md`, `plan.ru.md`.
    pub(crate) file: String,
    /// What stands in the file from now on; none where it is left as it is.
    pub(crate) text: Option<String>,
    /// What stood in it.
    pub(crate) before: Option<String>,
    /// What the tool alone makes of it.
    pub(crate) base: String,
    /// The same before.
    pub(crate) base_before: Option<String>,
    /// What came, went and differs.
    pub(crate) report: Report,
    /// How many blanks it has.
    pub(crate) blanks: usize,
    /// Why it is left as it is.
    pub(crate) damage: Vec<Damage>,
}

impl Redrafted {
    /// Whether its file or the text behind it is to be written.
    pub(crate) fn is_changed(&self) -> bool {
        self.text.is_some() && self.text != self.before
    }
}

/// Returns the file of a document: `plan.md`, in a further language `plan.ru.md`.
pub(crate) fn file_name(document: &Document, locale: Locale, is_first: bool) -> String {
    match is_first {
        true => format!("{}.md", document.name),
        false => format!("{}.{}.md", document.name, locale.as_str()),
    }
}

/// Drafts every document of a language, and writes into the state what is to be remembered.
pub(crate) fn redraft(
    language: &Language,
    manner: &Manner<'_>,
    folder: &Folder,
    state: &mut State,
) -> Result<Vec<Redrafted>, Failure> {
    let mut all = Vec::new();
    for (document, rendered) in &language.sheets {
        let file = file_name(document, language.locale, language.is_first);
        let made = &rendered.text;
        let remembered = state.documents.entry(file.clone()).or_default();
        let redrafted = one(file, made, language.locale, manner, folder, &mut remembered.memory)?;
        if let Some(text) = &redrafted.text {
            remembered.items = items(text, made, language.locale);
        }
        all.push(redrafted);
    }
    Ok(all)
}

fn one(
    file: String,
    made: &str,
    locale: Locale,
    manner: &Manner<'_>,
    folder: &Folder,
    memory: &mut Memory,
) -> Result<Redrafted, Failure> {
    let before = folder.read(&file)?;
    let base_before = folder.read(&format!("{BASE}{file}"))?;
    let put_aside = match &before {
        Some(current) => manner.journal.base(&file, current, folder)?,
        None => None,
    };
    let mut redrafted = Redrafted {
        file,
        text: None,
        before,
        base: made.to_owned(),
        base_before,
        report: Report::default(),
        blanks: 0,
        damage: Vec::new(),
    };
    let base = put_aside.as_deref().or(redrafted.base_before.as_deref());
    match redrafted.before.as_deref() {
        None => {
            *memory = Memory::default();
            redrafted.text = Some(made.to_owned());
        }
        Some(current) if base.is_none() && !current.contains("<!-- rn:begin ") => {
            redrafted.damage.push(Damage {
                line: 1,
                message: "the file was not made by `relnotes draft`: move it away".to_owned(),
            });
        }
        Some(current) => {
            let options = Options {
                stale: locale.no_longer(manner.range),
                recheck: locale.recheck().to_owned(),
                at: manner.at.to_owned(),
            };
            match merge(base, current, made, memory, &options) {
                Ok(merged) => {
                    *memory = merged.memory;
                    redrafted.report = merged.report;
                    redrafted.text = Some(merged.text);
                }
                Err(_) if manner.recover => {
                    redrafted.text = Some(recover(base.unwrap_or_default(), current, made));
                }
                Err(damaged) => redrafted.damage = damage(damaged),
            }
        }
    }
    let text = redrafted.text.as_deref().or(redrafted.before.as_deref()).unwrap_or_default();
    redrafted.blanks = blanks::left(text).len();
    Ok(redrafted)
}

fn damage(damaged: relnotes_merge::Damaged) -> Vec<Damage> {
    let each = damaged.problems.into_iter();
    each.map(|it| Damage { line: it.line, message: it.message }).collect()
}

/// What stands behind every named item of a document: a person where it differs from what was made.
fn items(text: &str, made: &str, locale: Locale) -> Vec<ItemState> {
    let (Ok(here), Ok(made)) = (relnotes_merge::structure(text), relnotes_merge::structure(made))
    else {
        return Vec::new();
    };
    let found = here.regions.iter().flat_map(|region| {
        let same = made.regions.iter().find(|it| it.id == region.id);
        region.items.iter().filter_map(move |item| {
            let id = item.id.clone()?;
            let of_tool =
                same.and_then(|same| same.items.iter().find(|it| it.id.as_ref() == Some(&id)));
            let is_own = of_tool.is_some_and(|it| it.text == item.text);
            let state = match is_own {
                true => ItemStateKind::of_made(&item.source, locale),
                false if !blanks::left(&item.source).is_empty() => ItemStateKind::Placeholder,
                false => ItemStateKind::Human,
            };
            Some(ItemState { id, region: region.id.clone(), state })
        })
    });
    found.collect()
}

/// Returns the files that a draft writes, in the order in which they are: what people read, then what the next draft
/// compares with, then what it remembers.
pub(crate) fn files(all: &[Redrafted], state: &DocumentFiles) -> Vec<(String, String)> {
    let changed = all.iter().filter(|it| it.is_changed());
    let mut files: Vec<(String, String)> =
        changed.filter_map(|it| Some((it.file.clone(), it.text.clone()?))).collect();
    files.extend(state.brief.clone());
    let bases =
        all.iter().filter(|it| it.text.is_some() && it.base_before.as_ref() != Some(&it.base));
    files.extend(bases.map(|it| (format!("{BASE}{}", it.file), it.base.clone())));
    files.extend(state.state.clone());
    files
}

/// The files of a bundle beside its documents, as far as they are to be written.
#[derive(Default)]
pub(crate) struct DocumentFiles {
    /// `release.toml`, where there is none.
    pub(crate) brief: Option<(String, String)>,
    /// `state.json`, where it changes.
    pub(crate) state: Option<(String, String)>,
}

impl DocumentState {
    /// Returns how many items were changed on both sides and are not decided.
    pub(crate) fn drifts(&self) -> usize {
        self.memory.drifts.len()
    }
}
