//! Standard output and error: results to the one, everything else to the other.
//!
//! Text from git is hostile to terminals; whatever goes to standard error passes [`plain`].

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::cli::GlobalArgs;
use crate::failure::{Exit, Failure, IoError};

/// Where messages go.
pub(crate) struct Shell {
    err: AutoStream<io::Stderr>,
    quiet: bool,
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Green.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

impl Shell {
    /// Returns a shell that colours as it was told to.
    pub(crate) fn new(args: &GlobalArgs) -> Self {
        let choice = args.colour();
        choice.write_global();
        Self { err: AutoStream::new(io::stderr(), choice), quiet: args.quiet }
    }

    /// Writes a result to standard output, as it is.
    pub(crate) fn print(&mut self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|source| {
            Failure::new(IoError::new("write to standard output", source))
                .hint("`-o FILE` writes to a file")
        })
    }

    /// Tells something that the result alone does not; silent under `--quiet`.
    pub(crate) fn note(&mut self, text: &str) {
        if !self.quiet {
            self.line(NOTE, "note: ", text);
        }
    }

    /// Warns; also under `--quiet`, since a warning is about the truth of the result.
    pub(crate) fn warn(&mut self, text: &str) {
        self.line(WARNING, "warning: ", text);
    }

    /// Reports a failure and returns how to end.
    pub(crate) fn fail(&mut self, failure: &Failure) -> Exit {
        if failure.is_broken_pipe() {
            return Exit::Done;
        }
        self.line(ERROR, "error: ", &failure.error.to_string());
        let mut cause = failure.error.source();
        while let Some(error) = cause {
            self.line(ERROR, "caused by: ", without_class(&error.to_string()));
            cause = error.source();
        }
        for hint in &failure.hints {
            self.line(HINT, "hint: ", hint);
        }
        Exit::Failed
    }

    fn line(&mut self, style: Style, label: &str, text: &str) {
        // Nowhere to report that standard error is gone.
        drop(writeln!(self.err, "{style}{label}{style:#}{}", plain(text)));
    }
}

/// Cuts what libgit2 appends for programmers: `; class=Config (7); code=NotFound (-3)`.
fn without_class(text: &str) -> &str {
    text.split_once("; class=").map_or(text, |(words, _)| words)
}

/// Makes text harmless for a terminal: control characters and those that turn text around become
/// visible; line feeds stay.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => plain.push(c),
            '\t' => plain.push(' '),
            c if is_hidden(c) => plain.extend(c.escape_unicode()),
            c => plain.push(c),
        }
    }
    plain
}

/// Returns whether a character steers a terminal, turns text around or cannot be seen. All are of the
/// basic plane.
pub(crate) fn is_hidden(c: char) -> bool {
    let is_invisible = matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    );
    c.is_control() || is_invisible
}

/// Says how colours are chosen: `--color`, then NO_COLOR and CLICOLOR, then the terminal.
pub(crate) fn choice(word: crate::cli::ColorWhen) -> ColorChoice {
    match word {
        crate::cli::ColorWhen::Auto => ColorChoice::Auto,
        crate::cli::ColorWhen::Always => ColorChoice::Always,
        crate::cli::ColorWhen::Never => ColorChoice::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn hostile_text_cannot_steer_a_terminal() {
        assert_eq!(plain("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(plain("x\u{202e}y\rz"), "x\\u{202e}y\\u{d}z");
        assert_eq!(plain("плюс\nдва"), "плюс\nдва");
    }
}
