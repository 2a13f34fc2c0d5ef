//! Checks templates against the JSON Schema of what they are filled with.
//!
//! Strict mode finds a wrong `{{name}}` only when it is filled, and never a wrong `{{#if name}}`,
//! which is silently false. So every path of a template and of the partials that it takes in is
//! looked up in the schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use handlebars::Handlebars;
use handlebars::template::{
    BlockParam, DecoratorTemplate, HelperTemplate, Parameter, Template, TemplateElement,
};
use serde_json::Value;

use crate::documents::Document;
use crate::schema::{Frame, Unknown, is_list, is_markdown, is_record, items_of, look_up};
use crate::templates::name_of;

/// Something that a template names and that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}:{line}: {kind}")]
pub struct Problem {
    /// The template's file, or `built-in` and its name.
    pub origin: String,
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// A path leads nowhere.
    #[error("`{path}` does not exist here{}", did_you_mean(nearest.as_deref()))]
    UnknownField {
        /// As the template has it.
        path: String,
        /// The nearest field of the same record.
        nearest: Option<String>,
    },
    /// There is no such helper.
    #[error("there is no helper `{name}`{}", did_you_mean(nearest.as_deref()))]
    UnknownHelper {
        /// As the template has it.
        name: String,
        /// The nearest name that exists.
        nearest: Option<String>,
    },
    /// There is no such partial.
    #[error("there is no partial `{name}`{}", did_you_mean(nearest.as_deref()))]
    UnknownPartial {
        /// As the template has it.
        name: String,
        /// The nearest name that exists.
        nearest: Option<String>,
    },
    /// The document has no such blank.
    #[error("there is no blank `{name}`{}", did_you_mean(nearest.as_deref()))]
    UnknownBlank {
        /// As the template has it.
        name: String,
        /// The nearest name that exists.
        nearest: Option<String>,
    },
    /// `{{#each}}` of something that is no list.
    #[error("`{path}` is no list")]
    NotAList {
        /// As the template has it.
        path: String,
    },
    /// A list or record where text is wanted.
    #[error("`{path}` is no text")]
    NotText {
        /// As the template has it.
        path: String,
    },
    /// Plain text in three braces would act as Markdown and HTML.
    #[error("`{path}` is plain text: write it with two braces")]
    Unescaped {
        /// As the template has it.
        path: String,
    },
    /// Markdown in two braces would be escaped a second time.
    #[error("`{path}` is Markdown: write it with three braces")]
    EscapedTwice {
        /// As the template has it.
        path: String,
    },
    /// Partials that take in each other without end.
    #[error("partial `{name}` takes in itself")]
    Endless {
        /// As the template has it.
        name: String,
    },
}

/// Returns `; did you mean …`, or nothing.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`"))
}

/// Returns the problems, one a line.
pub(crate) fn list(problems: &[Problem]) -> String {
    let mut out = String::from("templates name what does not exist:");
    for problem in problems {
        write!(out, "\n  {problem}").expect("writing to a string never fails");
    }
    out
}

/// Returns the most similar of the names, where one is similar at all.
pub(crate) fn nearest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .map(|name| (strsim::jaro_winkler(wanted, name), name))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.to_owned())
}

/// Helpers that templates may call; `log` and `lookup` are not among them.
const HELPERS: &[&str] = &[
    "if", "unless", "each", "with", "todo", "item", "auto", "region", "eq", "ne", "gt", "gte",
    "lt", "lte", "and", "or", "not", "len",
];
const MAX_DEPTH: usize = 16;

/// Returns every problem of a document's template and of the partials that it takes in.
pub(crate) fn check(
    registry: &Handlebars<'_>,
    origins: &BTreeMap<String, String>,
    document: &Document,
) -> Vec<Problem> {
    let schema = (document.schema)();
    let mut walk = Walk {
        registry,
        origins,
        document,
        schema: &schema,
        frames: vec![Frame::new(Some(&schema))],
        inline: BTreeSet::new(),
        open: Vec::new(),
        problems: Vec::new(),
    };
    walk.named(&name_of(document));
    walk.problems
}

struct Walk<'a> {
    registry: &'a Handlebars<'a>,
    origins: &'a BTreeMap<String, String>,
    document: &'a Document,
    schema: &'a Value,
    frames: Vec<Frame<'a>>,
    inline: BTreeSet<String>,
    /// Templates that are being walked, outermost first, with the line that is looked at.
    open: Vec<(String, usize)>,
    problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn report(&mut self, kind: ProblemKind) {
        let (name, line) = self.open.last().cloned().unwrap_or_default();
        let origin = self.origins.get(&name).cloned().unwrap_or(name);
        let problem = Problem { origin, line, kind };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn named(&mut self, name: &str) {
        let registry = self.registry;
        let Some(template) = registry.get_template(name) else { return };
        self.open.push((name.to_owned(), 0));
        self.template(template);
        self.open.pop();
    }

    fn template(&mut self, template: &Template) {
        for (element, place) in template.elements.iter().zip(&template.mapping) {
            if let Some(open) = self.open.last_mut() {
                open.1 = place.0;
            }
            self.element(element);
        }
    }

    fn element(&mut self, element: &TemplateElement) {
        match element {
            TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
            TemplateElement::Expression(call) => self.expression(call, Braces::Two),
            TemplateElement::HtmlExpression(call) => self.expression(call, Braces::Three),
            TemplateElement::HelperBlock(call) => self.block(call),
            TemplateElement::PartialExpression(call) | TemplateElement::PartialBlock(call) => {
                self.partial(call);
            }
            TemplateElement::DecoratorExpression(call) | TemplateElement::DecoratorBlock(call) => {
                self.decorator(call);
            }
            _ => {}
        }
    }

    fn expression(&mut self, call: &HelperTemplate, braces: Braces) {
        let name = written(&call.name);
        if call.params.is_empty() && call.hash.is_empty() && !HELPERS.contains(&name.as_str()) {
            let Some(node) = self.path(&call.name) else { return };
            if is_list(self.schema, node) || is_record(self.schema, node) {
                self.report(ProblemKind::NotText { path: name });
            } else if braces == Braces::Three && !is_markdown(self.schema, node) {
                self.report(ProblemKind::Unescaped { path: name });
            } else if braces == Braces::Two && is_markdown(self.schema, node) {
                self.report(ProblemKind::EscapedTwice { path: name });
            }
            return;
        }
        self.call(call, &name);
    }

    fn call(&mut self, call: &HelperTemplate, name: &str) {
        if !HELPERS.contains(&name) {
            let nearest = nearest(name, HELPERS.iter().copied());
            self.report(ProblemKind::UnknownHelper { name: name.to_owned(), nearest });
            return;
        }
        for param in call.params.iter().chain(call.hash.values()) {
            self.path(param);
        }
        if name == "todo" {
            self.todo(call.params.first());
        }
    }

    fn todo(&mut self, id: Option<&Parameter>) {
        let blanks = self.document.blanks;
        let name = id.map(written).unwrap_or_default();
        let is_known = matches!(id, Some(Parameter::Literal(Value::String(id))) if blanks.contains(&id.as_str()));
        if !is_known {
            let nearest = nearest(&name, blanks.iter().copied());
            self.report(ProblemKind::UnknownBlank { name, nearest });
        }
    }

    fn block(&mut self, call: &HelperTemplate) {
        let name = written(&call.name);
        self.call(call, &name);
        let frame = match (name.as_str(), call.params.first()) {
            ("each", Some(param)) => {
                let node = self.path(param);
                let items = node.and_then(|node| items_of(self.schema, node));
                if node.is_some() && items.is_none() {
                    self.report(ProblemKind::NotAList { path: written(param) });
                }
                Some(
                    Frame::new(items)
                        .with_params(call.block_param.as_ref().map(names).unwrap_or_default()),
                )
            }
            ("with", Some(param)) => {
                let node = self.path(param);
                Some(
                    Frame::new(node)
                        .with_params(call.block_param.as_ref().map(names).unwrap_or_default()),
                )
            }
            _ => None,
        };
        if let Some(template) = &call.template {
            let depth = self.frames.len();
            self.frames.extend(frame);
            self.template(template);
            self.frames.truncate(depth);
        }
        if let Some(template) = &call.inverse {
            self.template(template);
        }
    }

    fn partial(&mut self, call: &DecoratorTemplate) {
        let name = written(&call.name);
        if let Some(block) = &call.template {
            self.template(block);
        }
        if name == "@partial-block" || self.inline.contains(&name) {
            return;
        }
        let frame = call.params.first().map(|param| Frame::new(self.path(param)));
        for value in call.hash.values() {
            self.path(value);
        }
        if !self.registry.has_template(&name) {
            let names: Vec<&str> = self
                .origins
                .keys()
                .map(String::as_str)
                .filter(|name| !name.ends_with(".md"))
                .collect();
            let nearest = nearest(&name, names.into_iter());
            self.report(ProblemKind::UnknownPartial { name, nearest });
            return;
        }
        if self.open.len() > MAX_DEPTH || self.open.iter().any(|(open, _)| *open == name) {
            self.report(ProblemKind::Endless { name });
            return;
        }
        let depth = self.frames.len();
        let mut frame = frame.unwrap_or_else(|| self.frames[depth - 1].clone());
        frame.any.extend(call.hash.keys().cloned());
        self.frames.push(frame);
        self.named(&name);
        self.frames.truncate(depth);
    }

    fn decorator(&mut self, call: &DecoratorTemplate) {
        if let Some(Parameter::Literal(Value::String(name))) = call.params.first() {
            self.inline.insert(name.clone());
        }
        if let Some(template) = &call.template {
            self.template(template);
        }
    }

    /// The schema of what a parameter names; nothing where it is a value or cannot be known.
    fn path(&mut self, param: &Parameter) -> Option<&'a Value> {
        let path = match param {
            Parameter::Path(path) => path,
            Parameter::Name(_) | Parameter::Literal(_) => return None,
            Parameter::Subexpression(inner) => {
                if let TemplateElement::Expression(call) = inner.as_element() {
                    let name = written(&call.name);
                    self.call(call, &name);
                }
                return None;
            }
            _ => return None,
        };
        match look_up(self.schema, &self.frames, path) {
            Ok(node) => node,
            Err(Unknown { fields, last }) => {
                let nearest = nearest(&last, fields.iter().map(String::as_str));
                self.report(ProblemKind::UnknownField { path: written(param), nearest });
                None
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Braces {
    Two,
    Three,
}

fn names(param: &BlockParam) -> Vec<String> {
    match param {
        BlockParam::Single(one) => vec![written(one)],
        BlockParam::Pair((one, two)) => vec![written(one), written(two)],
        _ => Vec::new(),
    }
}

/// The parameter as the template has it.
fn written(param: &Parameter) -> String {
    match param {
        Parameter::Name(name) => name.clone(),
        Parameter::Path(
            handlebars::Path::Relative((_, raw)) | handlebars::Path::Local((_, _, raw)),
        ) => raw.clone(),
        Parameter::Literal(Value::String(text)) => text.clone(),
        Parameter::Literal(value) => value.to_string(),
        Parameter::Subexpression(inner) => format!("({})", inner.name()),
        _ => String::new(),
    }
}
