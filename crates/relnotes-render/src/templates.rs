//! Templates of documents: built in, and replaced file by file from a folder of the user's.
//!
//! A file of that folder has the name of the built-in one: `<locale>/notes.md.hbs`, else
//! `notes.md.hbs`; `<locale>/partials/warnings.hbs`, else `partials/warnings.hbs`. Partials of new
//! names may be added. In a template `{{x}}` is escaped as Markdown, `{{{x}}}` is for Markdown that
//! relnotes made, `{{todo "id"}}` marks a blank, `{{region "id"}}` the heading that begins a region,
//! `{{item "id"}}` a line and `{{auto "id"}}` a box that relnotes ticks: later drafts find them again. Nothing in a template can run a command or read a file.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError,
};

use crate::check::{self, Problem};
use crate::documents::{self, Document};
use crate::escape;
use crate::finish;
use crate::locale::Locale;

/// Why templates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder or file cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is reached only by leaving the folder.
    #[error("template `{}` lies outside of the folder `{}`", path.display(), folder.display())]
    Outside {
        /// The file.
        path: PathBuf,
        /// The folder of templates.
        folder: PathBuf,
    },
    /// A file has the name of no document.
    #[error("no document has the template `{}`{}", path.display(), check::did_you_mean(nearest.as_deref()))]
    UnknownName {
        /// The file.
        path: PathBuf,
        /// The nearest name that exists.
        nearest: Option<String>,
    },
    /// A template is no Handlebars.
    #[error("template `{origin}` cannot be read{}", at_line(*line))]
    Syntax {
        /// The file, or `built-in` and its name.
        origin: String,
        /// The line.
        line: Option<usize>,
        /// What is wrong, with the lines around it.
        source: Box<handlebars::TemplateError>,
    },
    /// Templates name what does not exist.
    #[error("{}", check::list(problems))]
    Check {
        /// Everything that is wrong.
        problems: Vec<Problem>,
    },
    /// A template cannot be filled.
    #[error("template `{origin}` cannot be filled{}", at_line(*line))]
    Render {
        /// The file, or `built-in` and its name.
        origin: String,
        /// The line.
        line: Option<usize>,
        /// What is wrong.
        source: Box<RenderError>,
    },
}

fn at_line(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(" (line {line})"))
}

struct Partial {
    name: &'static str,
    text: fn(Locale) -> &'static str,
}

macro_rules! partials {
    ($($name:literal),* $(,)?) => {
        const PARTIALS: &[Partial] = &[$(Partial {
            name: $name,
            text: |locale| match locale {
                Locale::En => include_str!(concat!("../templates/en/partials/", $name, ".hbs")),
                Locale::Ru => include_str!(concat!("../templates/ru/partials/", $name, ".hbs")),
            },
        }),*];
    };
}

partials! { "warnings", "rollback-verdict", "rollback-steps" }

/// Returns the text of every built-in template of a language.
pub(crate) fn texts(locale: Locale) -> impl Iterator<Item = &'static str> {
    let of_documents = documents::ALL.iter().map(move |document| (document.template)(locale));
    of_documents.chain(PARTIALS.iter().map(move |partial| (partial.text)(locale)))
}

/// The templates of one language.
pub struct Templates {
    registry: Handlebars<'static>,
    origins: BTreeMap<String, String>,
}

impl Templates {
    /// Returns the templates that relnotes comes with.
    ///
    /// # Errors
    /// Fails where a built-in template is no Handlebars; tests read every one.
    pub fn builtin(locale: Locale) -> Result<Self, Error> {
        Self::of(locale, documents::ALL)
    }

    /// Returns the built-in templates of some documents: each costs a millisecond to read.
    ///
    /// # Errors
    /// As [`Templates::builtin`].
    pub fn of(locale: Locale, documents: &[&Document]) -> Result<Self, Error> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(escape::markdown);
        for (name, mark) in MARKS {
            registry.register_helper(name, Box::new(MarkHelper(mark)));
        }
        let mut templates = Self { registry, origins: BTreeMap::new() };
        for document in documents {
            let origin = format!("built-in {}/{}.md.hbs", locale.as_str(), document.name);
            templates.add(&name_of(document), (document.template)(locale), origin)?;
        }
        let uses = |name: &str| {
            let call = format!("{{{{> {name}");
            documents.iter().any(|document| (document.template)(locale).contains(&call))
        };
        for Partial { name, text } in PARTIALS.iter().filter(|partial| uses(partial.name)) {
            let origin = format!("built-in {}/partials/{name}.hbs", locale.as_str());
            templates.add(name, text(locale), origin)?;
        }
        Ok(templates)
    }

    /// Returns the built-in templates, with those of a folder in the place of their namesakes.
    ///
    /// # Errors
    /// Fails where a file cannot be read, has a name that no document has, is reached by a link out
    /// of the folder, or speaks of a field, helper or partial that does not exist.
    pub fn with_overrides(locale: Locale, folder: &Path) -> Result<Self, Error> {
        let mut templates = Self::builtin(locale)?;
        let root = folder.canonicalize().map_err(|source| read_error(folder, source))?;
        for below in ["", locale.as_str()] {
            templates.add_documents(&root, below)?;
            templates.add_partials(&root, below)?;
        }
        let problems: Vec<_> = documents::ALL.iter().flat_map(|doc| templates.check(doc)).collect();
        if problems.is_empty() { Ok(templates) } else { Err(Error::Check { problems }) }
    }

    /// Returns everything that a document's template and its partials name and that does not exist.
    pub fn check(&self, document: &Document) -> Vec<Problem> {
        check::check(&self.registry, &self.origins, document)
    }

    /// Fills the template of a document.
    pub(crate) fn fill(&self, document: &Document, context: &Context) -> Result<String, Error> {
        let name = name_of(document);
        self.registry.render_with_context(&name, context).map_err(|source| {
            let template = source.template_name.clone().unwrap_or(name);
            let origin = self.origins.get(&template).cloned().unwrap_or(template);
            Error::Render { origin, line: source.line_no, source: Box::new(source) }
        })
    }

    fn add(&mut self, name: &str, text: &str, origin: String) -> Result<(), Error> {
        if let Err(source) = self.registry.register_template_string(name, text) {
            let line = source.pos().map(|(line, _)| line);
            return Err(Error::Syntax { origin, line, source: Box::new(source) });
        }
        self.origins.insert(name.to_owned(), origin);
        Ok(())
    }

    fn add_documents(&mut self, root: &Path, below: &str) -> Result<(), Error> {
        for (path, file) in files(&root.join(below), ".md.hbs")? {
            if !documents::ALL.iter().any(|document| document.name == file) {
                let names = documents::ALL.iter().map(|document| document.name);
                return Err(Error::UnknownName { path, nearest: check::nearest(&file, names) });
            }
            self.add_file(root, &path, &format!("{file}.md"))?;
        }
        Ok(())
    }

    fn add_partials(&mut self, root: &Path, below: &str) -> Result<(), Error> {
        for (path, file) in files(&root.join(below).join("partials"), ".hbs")? {
            self.add_file(root, &path, &file)?;
        }
        Ok(())
    }

    fn add_file(&mut self, root: &Path, path: &Path, name: &str) -> Result<(), Error> {
        let real = path.canonicalize().map_err(|source| read_error(path, source))?;
        if !real.starts_with(root) {
            return Err(Error::Outside { path: path.to_owned(), folder: root.to_owned() });
        }
        let text = fs::read_to_string(&real).map_err(|source| read_error(path, source))?;
        self.add(name, &text, path.display().to_string())
    }
}

/// Documents and partials share one registry: a document's name there ends in `.md`.
pub(crate) fn name_of(document: &Document) -> String {
    format!("{}.md", document.name)
}

fn read_error(path: &Path, source: io::Error) -> Error {
    Error::Read { path: path.to_owned(), source }
}

/// The files of a folder whose names end so, with what stands before; none if it does not exist.
fn files(folder: &Path, suffix: &str) -> Result<Vec<(PathBuf, String)>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(read_error(folder, source)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| read_error(folder, source))?;
        let file = entry.file_name();
        if let Some(name) = file.to_str().and_then(|file| file.strip_suffix(suffix)) {
            found.push((entry.path(), name.to_owned()));
        }
    }
    found.sort();
    Ok(found)
}

/// Writes the mark of an id.
type Mark = fn(&str) -> String;

/// The helpers that write marks.
const MARKS: [(&str, Mark); 4] = [
    ("todo", finish::marker),
    ("item", finish::item),
    ("auto", finish::auto),
    ("region", finish::region),
];

/// `{{todo "plan.context"}}`, `{{todo "plan.migrations" id}}`: a mark, of a row where two ids are given.
struct MarkHelper(Mark);

impl HelperDef for MarkHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        call: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let param = |index| call.param(index).and_then(|param| param.value().as_str());
        let id = match (param(0), param(1)) {
            (Some(id), Some(row)) => format!("{id}/{row}"),
            (id, _) => id.unwrap_or_default().to_owned(),
        };
        out.write(&self.0(&id))?;
        Ok(())
    }
}
