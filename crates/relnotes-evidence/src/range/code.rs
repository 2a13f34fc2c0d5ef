//! Whether the code of a file changed, and not only its comments, its imports or its blank lines.

use super::file::FileDiff;

/// What imports of the common languages begin with.
const IMPORTS: [&str; 6] = ["import ", "from ", "use ", "pub use ", "using ", "require "];

impl FileDiff {
    /// Returns whether code changed; of a file that was not read that is assumed.
    ///
    /// A tool that sorts imports goes over a whole repository and changes nothing that runs.
    pub fn changes_code(&self) -> bool {
        !self.is_read() || !code(self.before()).eq(code(self.after()))
    }
}

/// The lines of a text that are no comments and no imports, which may go over several lines.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let mut closing = None;
    text.lines().filter(move |line| {
        let start = line.trim();
        if let Some(close) = closing {
            if start.contains(close) {
                closing = None;
            }
            return false;
        }
        if IMPORTS.iter().any(|import| start.starts_with(import)) {
            closing = [('(', ')'), ('{', '}')]
                .into_iter()
                .find(|(open, close)| start.matches(*open).count() > start.matches(*close).count())
                .map(|(_, close)| close);
            return false;
        }
        let is_comment = ["//", "# ", "/*", "* ", "*/"].iter().any(|sign| start.starts_with(sign));
        !start.is_empty() && !is_comment && start != "#" && start != "*"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &str, after: &str, expected: bool) {
        let file = FileDiff::of("a.py", Some(before), Some(after));
        assert_eq!(file.changes_code(), expected, "{before:?} {after:?}");
    }

    #[test]
    fn comments_imports_and_blank_lines_are_no_code() {
        check("from a import b, c\nx\n", "from a import (\n    b,\n    c,\n)\n\n# why\nx\n", false);
        check("import (\n\t\"a\"\n)\nx\n", "import (\n\t\"b\"\n)\nx\n", false);
        check("use a::{\n  b,\n};\nx\n", "use a::b;\n// y\nx\n", false);
        check("x\n", "y\n", true);
        check("import a\nx\n", "import a\n    x\n", true);
        check("#[derive(A)]\nx\n", "#[derive(B)]\nx\n", true);
    }
}
