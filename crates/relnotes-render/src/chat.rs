//! Markdown as chats have it: each escapes and marks up in its own way.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A chat, as far as its texts differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chat {
    /// Slack's `mrkdwn`: `*bold*`, `&amp;`, `&lt;`, `&gt;`.
    Slack,
    /// Text without any markup.
    Plain,
}

/// Writes Markdown for a chat. Links keep their addresses, code its words; a line of a list begins with a bullet.
pub fn chat(markdown: &str, chat: Chat) -> String {
    let mut out = String::new();
    let mut address: Option<String> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&escaped(&text, chat)),
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::Start(Tag::Item) => out.push_str("• "),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) if chat == Chat::Slack => {
                out.push('*');
            }
            Event::Start(Tag::Link { dest_url, .. }) => address = Some(dest_url.into_string()),
            Event::End(TagEnd::Link) => {
                if let Some(address) = address.take() {
                    out.push_str(&format!(" ({})", escaped(&address, chat)));
                }
            }
            Event::End(TagEnd::Item) => out.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Heading(_)) => out.push('\n'),
            _ => {}
        }
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// <https://docs.slack.dev/messaging/formatting-message-text/>: three characters are escaped, and a word between angle
/// brackets would call people.
fn escaped(text: &str, chat: Chat) -> String {
    match chat {
        Chat::Plain => text.to_owned(),
        Chat::Slack => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "**Shop v1.3.0** is out\n\nNew:\n- a \\<!channel> & `b`\n- [c](https://x.com/?a=1&b=2)\n\nhttps://y.com\n";

    #[test]
    fn slack_gets_its_own_markup_and_nobody_is_called() {
        let expected = "*Shop v1.3.0* is out\nNew:\n• a &lt;!channel&gt; &amp; b\n• c (https://x.com/?a=1&amp;b=2)\n\nhttps://y.com";
        assert_eq!(chat(TEXT, Chat::Slack), expected);
    }

    #[test]
    fn others_get_plain_text() {
        let expected = "Shop v1.3.0 is out\nNew:\n• a <!channel> & b\n• c (https://x.com/?a=1&b=2)\n\nhttps://y.com";
        assert_eq!(chat(TEXT, Chat::Plain), expected);
    }
}
