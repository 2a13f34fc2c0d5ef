//! Values of GitHub's expressions, of which some are not known before a job runs.

use relnotes_core::pipeline::Truth;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// It is decided elsewhere; the text says by what.
    Unknown(String),
    /// One of these texts.
    OneOf(Vec<String>),
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list, of `fromJSON`.
    List(Vec<Self>),
}

impl Value {
    /// Returns the value of a three-valued answer.
    pub(super) fn of(truth: Truth, why: &str) -> Self {
        match truth {
            Truth::Yes => Self::Bool(true),
            Truth::No => Self::Bool(false),
            Truth::Unknown => Self::Unknown(why.to_owned()),
        }
    }

    /// Returns whether a condition with this value holds.
    pub(super) fn truth(&self) -> Truth {
        match self {
            Self::Unknown(_) => Truth::Unknown,
            Self::Null => Truth::No,
            Self::Bool(value) => Truth::from(*value),
            Self::Number(number) => Truth::from(*number != 0.0 && !number.is_nan()),
            Self::Text(text) => Truth::from(!text.is_empty()),
            Self::OneOf(_) | Self::List(_) => Truth::Yes,
        }
    }

    /// Returns whether two values are equal: texts without regard to case, other kinds as numbers.
    pub(super) fn equals(&self, other: &Self) -> Truth {
        match (self, other) {
            (Self::Unknown(_), _) | (_, Self::Unknown(_)) => Truth::Unknown,
            (Self::OneOf(texts), other) | (other, Self::OneOf(texts)) => {
                let equal = |text: &String| Self::Text(text.clone()).equals(other);
                let mut answers = texts.iter().map(equal);
                let first = answers.next().unwrap_or(Truth::No);
                if answers.all(|answer| answer == first) { first } else { Truth::Unknown }
            }
            (Self::Text(a), Self::Text(b)) => Truth::from(a.to_lowercase() == b.to_lowercase()),
            (Self::List(_), _) | (_, Self::List(_)) => Truth::No,
            (a, b) => Truth::from(a.number() == b.number()),
        }
    }

    /// Returns the text of a value that has one.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Unknown(_) | Self::OneOf(_) | Self::List(_) => None,
            Self::Null => Some(String::new()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(number) => Some(number.to_string()),
            Self::Text(text) => Some(text.clone()),
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Null => 0.0,
            Self::Bool(value) => f64::from(u8::from(*value)),
            Self::Number(number) => *number,
            Self::Text(text) if text.trim().is_empty() => 0.0,
            Self::Text(text) => text.trim().parse().unwrap_or(f64::NAN),
            Self::Unknown(_) | Self::OneOf(_) | Self::List(_) => f64::NAN,
        }
    }
}
