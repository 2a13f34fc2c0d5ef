//! The gate as one page: the verdict on the first screen, two sheets of paper, nothing from outside.

use pulldown_cmark::{Event, Options, Parser, html::push_html};
use relnotes_core::gate::{Status, Verdict};

use super::Page;
use crate::html::escape;
use crate::locale::fill;

/// How much evidence is shown of one criterion: two sheets of paper are all there is.
const SHOWN: usize = 6;

/// Returns the page.
pub fn html(page: &Page) -> String {
    let title = escape(&page.title());
    let class = match page.verdict {
        Verdict::Go => "go",
        Verdict::NoGo => "stop",
        Verdict::CannotTell => "open",
    };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <title>{title}: {}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        page.locale.as_str(),
        page.verdict_word(),
        include_str!("gate.css"),
    );
    let [decided, holds] = page.decided();
    out.push_str(&format!(
        "<header class=\"{class}\">\n<p class=\"verdict\">{}</p>\n<div>\n<h1>{title}</h1>\n<p>{} · {}</p>\n\
         <p><b>{}</b>: {} {}</p>\n</div>\n</header>\n<main>\n",
        page.verdict_word(),
        escape(&page.of()),
        escape(&page.summary()),
        page.word("decision"),
        escape(&decided),
        escape(&holds),
    ));
    out.push_str(&table(page));
    out.push_str(&format!("<h2>{}</h2>\n", page.word("risks")));
    match page.risks.as_slice() {
        [] => out.push_str(&format!("<p>{}</p>\n", page.word("none"))),
        risks => {
            let lines: String = risks.iter().map(|risk| format!("- {}\n", risk.0)).collect();
            out.push_str(&body(&lines));
        }
    }
    out.push_str(&format!("<h2>{}</h2>\n{}", page.word("rollback"), body(&page.rollback.0)));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What fails first, then what cannot be told, then the rest, each in the order of codes.
fn table(page: &Page) -> String {
    let rank = |status: Status| match status {
        Status::Fail => 0,
        Status::Unknown => 1,
        Status::Waived => 2,
        Status::Pass => 3,
        Status::NotApplicable => 4,
    };
    let mut rows: Vec<_> = page.rows.iter().collect();
    rows.sort_by_key(|row| rank(row.status));
    let mut out = format!(
        "<table>\n<thead><tr><th></th><th>{}</th><th>{}</th><th>{}</th></tr></thead>\n<tbody>\n",
        page.word("criterion"),
        page.word("status"),
        page.word("why"),
    );
    for row in rows {
        let mut why: Vec<String> = row.reasons.iter().map(|reason| escape(reason)).collect();
        let shown = row.evidence.iter().take(SHOWN);
        why.extend(shown.map(|line| format!("<code>{}</code>", escape(line))));
        if let Some(more) = row.evidence.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            why.push(fill(page.word("more"), &[("n", &more.to_string())]));
        }
        out.push_str(&format!(
            "<tr class=\"{}\"><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            row.status.as_str(),
            row.code,
            escape(&row.title),
            page.status(row.status),
            why.join("<br>"),
        ));
    }
    out + "</tbody>\n</table>\n"
}

/// Makes HTML of our own Markdown; HTML in it is text, and nothing is loaded or led anywhere but to the web.
fn body(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::empty()).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(pulldown_cmark::Tag::Image { .. })
        | Event::End(pulldown_cmark::TagEnd::Image) => None,
        Event::Start(pulldown_cmark::Tag::Link { ref dest_url, .. })
            if !dest_url.starts_with("https://") && !dest_url.starts_with("http://") =>
        {
            Some(Event::Start(pulldown_cmark::Tag::Link {
                link_type: pulldown_cmark::LinkType::Inline,
                dest_url: "#".into(),
                title: "".into(),
                id: "".into(),
            }))
        }
        event => Some(event),
    });
    let mut out = String::new();
    push_html(&mut out, events);
    out
}
