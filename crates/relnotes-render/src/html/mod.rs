//! A bundle of documents as one page: no script, no request, light and dark, fit for paper.
//!
//! The page is made of the Markdown that the documents are anyway, so that there is one place where text is told and
//! one where it is made inert. What Markdown lets through is looked at once more here: HTML of any kind is shown as text
//! but for our own marks of blanks, images are not loaded, and a link leads to the web or nowhere. A policy in the page
//! itself forbids everything else.

mod bars;
mod body;
mod timeline;

use relnotes_core::evidence::RiskLevel;
use relnotes_core::release::model::Kind;

use crate::context::Inputs;
use crate::documents::{Document, Error, Rendered, Settings, Subject};
use crate::facts;
use crate::locale::HtmlStrings;

use self::bars::{Bar, bars};
use self::body::{Body, Heading};
pub use self::timeline::Moment;

/// A document of the page.
pub struct Sheet<'a> {
    /// Which.
    pub document: &'a Document,
    /// As it was written.
    pub rendered: &'a Rendered,
}

/// Returns the page.
///
/// `moments` are the tags of the version, for the timeline.
///
/// # Errors
/// Fails where the configured format of dates is none.
pub fn page<'a>(
    subject: impl Into<Subject<'a>>,
    settings: &'a Settings,
    sheets: &[Sheet<'_>],
    moments: &[Moment],
) -> Result<String, Error> {
    let inputs = Inputs::new(subject.into(), settings)?;
    let strings = &inputs.strings.html;
    let bodies: Vec<(&Sheet<'_>, Body)> = sheets
        .iter()
        .map(|sheet| (sheet, body::body(&sheet.rendered.text, sheet.document.name, strings)))
        .collect();
    let title = escape(&title(&inputs));
    let mut out = String::new();
    out.push_str("<!doctype html>\n");
    out.push_str(&format!(
        "<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
        settings.locale.as_str()
    ));
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n");
    out.push_str(&format!(
        "<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        include_str!("page.css")
    ));
    out.push_str(&format!("<header>\n<h1>{title}</h1>\n{}</header>\n", figures(&inputs, sheets)));
    out.push_str(&contents(&bodies, strings));
    out.push_str("<main>\n");
    out.push_str(&charts(&inputs, moments));
    for (sheet, body) in &bodies {
        let name = sheet.document.name;
        out.push_str(&format!("<article id=\"{name}\">\n{}</article>\n", body.html));
    }
    out.push_str("</main>\n");
    if !settings.tool.is_empty() {
        let drafted = crate::locale::fill(
            &strings.drafted,
            &[("tool", &settings.tool), ("range", &facts::range(&inputs))],
        );
        out.push_str(&format!("<footer>{}</footer>\n", escape(&drafted)));
    }
    out.push_str("</body>\n</html>\n");
    Ok(out)
}

/// Makes text inert in HTML, in elements and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for char in crate::escape::clean(text).chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            char => out.push(char),
        }
    }
    out
}

fn title(inputs: &Inputs<'_>) -> String {
    let version = inputs.version();
    inputs
        .settings
        .product
        .as_ref()
        .map_or_else(|| version.clone(), |product| format!("{product} {version}"))
}

/// The numbers that one asks for first, each with its word.
fn figures(inputs: &Inputs<'_>, sheets: &[Sheet<'_>]) -> String {
    let strings = &inputs.strings.html;
    let evidence = inputs.subject.evidence;
    let high =
        evidence.map(|it| it.risks.iter().filter(|risk| risk.level == RiskLevel::High).count());
    let blanks: usize = sheets.iter().map(|sheet| sheet.rendered.blanks.len()).sum();
    let all = [
        (&strings.commits, Some(inputs.commits())),
        (&strings.changes, Some(inputs.changes().count())),
        (&strings.high_risks, high),
        (&strings.blanks, Some(blanks)),
    ];
    let date = inputs.release_date().map(|date| format!("<p>{}</p>\n", escape(&date)));
    let mut out = date.unwrap_or_default();
    out.push_str("<dl class=\"figures\">\n");
    for (word, number) in all {
        let number = number.map_or_else(|| "?".to_owned(), |number| number.to_string());
        out.push_str(&format!("<div><dt>{}</dt><dd>{number}</dd></div>\n", escape(word)));
    }
    out.push_str("</dl>\n");
    out
}

fn contents(bodies: &[(&Sheet<'_>, Body)], strings: &HtmlStrings) -> String {
    let mut out =
        format!("<nav aria-label=\"{0}\">\n<h2>{0}</h2>\n<ol>\n", escape(&strings.contents));
    for (sheet, body) in bodies {
        let is_title = |heading: &&Heading| heading.level == 1;
        let title = body.headings.iter().find(is_title).map_or(sheet.document.name, |it| &it.text);
        let blanks = sheet.rendered.blanks.len();
        let mark = if blanks == 0 {
            String::new()
        } else {
            format!(
                "\u{a0}<span class=\"count\" title=\"{}\">{blanks}</span>",
                escape(&strings.blanks)
            )
        };
        out.push_str(&format!(
            "<li><a href=\"#{}\">{}</a>{mark}\n<ol>\n",
            sheet.document.name,
            escape(title)
        ));
        for heading in body.headings.iter().filter(|heading| heading.level == 2) {
            out.push_str(&format!(
                "<li><a href=\"#{}\">{}</a></li>\n",
                heading.id,
                escape(&heading.text)
            ));
        }
        out.push_str("</ol></li>\n");
    }
    out.push_str("</ol>\n</nav>\n");
    out
}

fn charts(inputs: &Inputs<'_>, moments: &[Moment]) -> String {
    let strings = &inputs.strings.html;
    let figures = [
        ("", &strings.kinds_title, Some(kinds(inputs))),
        ("", &strings.risks_title, risks(inputs)),
        (" class=\"wide\"", &strings.timeline_title, timeline::timeline(inputs, moments)),
    ];
    let mut out = String::from("<section class=\"charts\">\n");
    for (class, title, chart) in figures {
        let Some(chart) = chart else { continue };
        out.push_str(&format!(
            "<figure{class}>\n<figcaption>{}</figcaption>\n{chart}</figure>\n",
            escape(title)
        ));
    }
    out.push_str("</section>\n");
    out
}

/// How many changes of each kind.
fn kinds(inputs: &Inputs<'_>) -> String {
    let strings = &inputs.strings.html;
    let all = [
        Kind::Feature,
        Kind::Improvement,
        Kind::Fix,
        Kind::Security,
        Kind::Technical,
        Kind::Unclassified,
    ];
    let rows = all.iter().map(|kind| {
        let of_kind = || inputs.changes().filter(|change| change.kind == *kind);
        let breaking = of_kind().filter(|change| change.breaking).count();
        Bar {
            label: strings
                .kinds
                .get(kind.as_str())
                .cloned()
                .unwrap_or_else(|| kind.as_str().to_owned()),
            parts: [breaking, of_kind().count() - breaking],
        }
    });
    let rows: Vec<Bar> = rows.filter(|row| row.parts.iter().sum::<usize>() > 0).collect();
    bars(&strings.kinds_title, &rows, [&strings.breaking, &strings.not_breaking])
}

/// How many risks in which part of the tree: the first two folders of the places that say so.
fn risks(inputs: &Inputs<'_>) -> Option<String> {
    let evidence = inputs.subject.evidence?;
    let strings = &inputs.strings.html;
    let mut areas: std::collections::BTreeMap<String, [usize; 2]> =
        std::collections::BTreeMap::new();
    for risk in &evidence.risks {
        let at = usize::from(risk.level == RiskLevel::Medium);
        let places: std::collections::BTreeSet<String> = risk
            .facts
            .iter()
            .filter_map(|id| evidence.find(id))
            .map(|fact| area(&fact.place.path))
            .collect();
        for place in places {
            areas.entry(place).or_default()[at] += 1;
        }
    }
    let mut rows: Vec<Bar> = areas.into_iter().map(|(label, parts)| Bar { label, parts }).collect();
    rows.sort_by(|a, b| (b.parts, &a.label).cmp(&(a.parts, &b.label)));
    rows.truncate(8);
    (!rows.is_empty()).then(|| bars(&strings.risks_title, &rows, [&strings.high, &strings.medium]))
}

fn area(path: &str) -> String {
    let folders: Vec<&str> = path.split('/').collect();
    match folders.as_slice() {
        [] | [_] => "/".to_owned(),
        [one, _] => format!("{one}/"),
        [one, two, ..] => format!("{one}/{two}/"),
    }
}
