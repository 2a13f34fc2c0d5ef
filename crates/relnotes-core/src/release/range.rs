//! What somebody asked for: `A..B`, `A..`, `..B`, a tag, a branch, or nothing.

/// Both ends as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RangeSpec {
    /// The older end; none means the base that the model finds.
    pub from: Option<String>,
    /// The newer end; none means HEAD.
    pub to: Option<String>,
}

/// The text is no range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseRangeError {
    /// `A...B` is a symmetric difference in git, and no release.
    #[error("`{text}` asks for what either side has and the other has not; a release has one side")]
    Symmetric {
        /// As it was typed.
        text: String,
        /// What was meant, most likely.
        suggestion: String,
    },
}

impl RangeSpec {
    /// Reads a range:
    ///
    /// ```text
    /// range = [ rev ] ".." [ rev ] | [ rev ]
    /// ```
    /// An end left out is the default one: the base that the model finds, and HEAD.
    ///
    /// ```
    /// use relnotes_core::release::RangeSpec;
    ///
    /// let range = RangeSpec::parse("v1.2.0..v1.3.0").unwrap();
    /// assert_eq!(range.from.as_deref(), Some("v1.2.0"));
    /// assert_eq!(RangeSpec::parse("v1.3.0").unwrap().from, None);
    /// ```
    ///
    /// # Errors
    /// Refuses `A...B`.
    pub fn parse(text: &str) -> Result<Self, ParseRangeError> {
        let end = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        if let Some((from, to)) = text.split_once("...") {
            let suggestion = format!("{from}..{to}");
            return Err(ParseRangeError::Symmetric { text: text.to_owned(), suggestion });
        }
        Ok(match text.split_once("..") {
            Some((from, to)) => Self { from: end(from), to: end(to) },
            None => Self { from: None, to: end(text) },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        for (text, from, to) in [
            ("a..b", Some("a"), Some("b")),
            ("a..", Some("a"), None),
            ("..b", None, Some("b")),
            ("b", None, Some("b")),
            ("..", None, None),
            ("", None, None),
            ("v1.2.0..release/v1.3.0", Some("v1.2.0"), Some("release/v1.3.0")),
        ] {
            let range = RangeSpec::parse(text).unwrap();
            assert_eq!((range.from.as_deref(), range.to.as_deref()), (from, to), "{text}");
        }
        assert!(RangeSpec::parse("a...b").is_err());
    }
}
