//! The Markdown of a document as HTML: headings with ids, blanks marked, everything foreign shown as text.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::escape;
use crate::locale::HtmlStrings;

/// A document as HTML.
pub(super) struct Body {
    /// What stands in its article.
    pub(super) html: String,
    /// Its headings in order.
    pub(super) headings: Vec<Heading>,
}

/// A heading.
pub(super) struct Heading {
    /// 1 to 6, as in the Markdown.
    pub(super) level: usize,
    /// The id of its element.
    pub(super) id: String,
    /// Its words.
    pub(super) text: String,
}

/// Returns the HTML of a document; `name` begins its ids.
pub(super) fn body(markdown: &str, name: &str, strings: &HtmlStrings) -> Body {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut headings: Vec<Heading> = Vec::new();
    let mut open = false;
    let mut dead_links = 0_usize;
    let mut images = 0_usize;
    let mut events = Vec::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let id = format!("{name}-{}", headings.len() + 1);
                let level = level as usize;
                // The page has a title of its own.
                events.push(raw(format!("<h{} id=\"{id}\">", (level + 1).min(6))));
                headings.push(Heading { level, id, text: String::new() });
                open = true;
            }
            Event::End(TagEnd::Heading(level)) => {
                events.push(raw(format!("</h{}>\n", (level as usize + 1).min(6))));
                open = false;
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(ref language)))
                if &**language == "mermaid" =>
            {
                events.push(raw(format!("<p class=\"quiet\">{}</p>\n", escape(&strings.graph))));
                events.push(event);
            }
            Event::Html(text) | Event::InlineHtml(text) => events.push(mark(&text, strings)),
            Event::Start(Tag::Link { ref dest_url, .. }) if !is_of_web(dest_url) => dead_links += 1,
            Event::End(TagEnd::Link) if dead_links > 0 => dead_links -= 1,
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images = images.saturating_sub(1),
            event => {
                if open
                    && let Event::Text(text) | Event::Code(text) = &event
                    && let Some(heading) = headings.last_mut()
                {
                    heading.text.push_str(text);
                }
                events.push(event);
            }
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    Body { html: out, headings }
}

fn raw<'a>(html: String) -> Event<'a> {
    Event::Html(CowStr::from(html))
}

/// A blank is marked where it stands; all other HTML is text.
fn mark<'a>(text: &str, strings: &HtmlStrings) -> Event<'a> {
    let id = text.trim().strip_prefix("<!-- rn:todo ").and_then(|rest| rest.strip_suffix(" -->"));
    if let Some(id) = id {
        return raw(format!(
            "<span class=\"blank\" title=\"{}\">{}</span>",
            escape(id),
            escape(&strings.blank)
        ));
    }
    if text.trim().starts_with("<!-- rn:") && text.trim().ends_with("-->") {
        return raw(String::new());
    }
    raw(escape(text))
}

fn is_of_web(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://") || lower.starts_with('#')
}
