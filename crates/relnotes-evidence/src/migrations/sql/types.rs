//! Whether every value of one type fits into another.

/// A type as far as it can be compared.
#[derive(Debug, PartialEq, Eq)]
enum Type {
    /// A whole number of so many bytes.
    Integer(u32),
    /// A number with a point, of so many bytes.
    Float(u32),
    /// A text of at most so many letters.
    Text(u32),
    /// A moment, with or without its time of day.
    Moment(u32),
}

/// Returns whether every value of a type fits into another; none where that cannot be told.
pub(crate) fn fits(from: &str, into: &str) -> Option<bool> {
    let (from, into) = (plain(from), plain(into));
    if from == into {
        return Some(true);
    }
    match (parse(&from), parse(&into)) {
        (Some(Type::Integer(a)), Some(Type::Integer(b)))
        | (Some(Type::Float(a)), Some(Type::Float(b)))
        | (Some(Type::Text(a)), Some(Type::Text(b)))
        | (Some(Type::Moment(a)), Some(Type::Moment(b))) => Some(a <= b),
        (_, Some(Type::Text(u32::MAX))) => Some(true),
        (Some(Type::Text(u32::MAX)), Some(_)) => Some(false),
        _ => None,
    }
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(&word.to_lowercase());
    }
    plain.replace(" (", "(").replace("character varying", "varchar")
}

/// Reads a type in lower case, with one space between its words.
fn parse(text: &str) -> Option<Type> {
    let (name, length) = match text.split_once('(') {
        Some((name, rest)) => (name, rest.strip_suffix(')').map(str::parse::<u32>)),
        None => (text, None),
    };
    let length = match length {
        Some(Ok(length)) => Some(length),
        // `numeric(10, 2)` and the like are not compared.
        Some(Err(_)) => return None,
        None => None,
    };
    Some(match name {
        "tinyint" => Type::Integer(1),
        "smallint" | "int2" => Type::Integer(2),
        "mediumint" => Type::Integer(3),
        "int" | "integer" | "int4" => Type::Integer(4),
        "bigint" | "int8" => Type::Integer(8),
        "real" | "float4" => Type::Float(4),
        "double" | "double precision" | "float8" => Type::Float(8),
        "varchar" | "nvarchar" => Type::Text(length.unwrap_or(u32::MAX)),
        "char" => Type::Text(length.unwrap_or(1)),
        "text" | "longtext" | "clob" => Type::Text(u32::MAX),
        "date" => Type::Moment(1),
        "timestamp"
        | "timestamp without time zone"
        | "datetime"
        | "timestamptz"
        | "timestamp with time zone" => Type::Moment(2),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_types_hold_narrower_ones() {
        assert_eq!(fits("varchar(512)", "varchar(2000)"), Some(true));
        assert_eq!(fits("varchar(2000)", "VARCHAR (512)"), Some(false));
        assert_eq!(fits("integer", "BIGINT"), Some(true));
        assert_eq!(fits("bigint", "integer"), Some(false));
        assert_eq!(fits("timestamptz", "date"), Some(false));
        assert_eq!(fits("character varying(20)", "text"), Some(true));
        assert_eq!(fits("jsonb", "text"), Some(true));
        assert_eq!(fits("text", "integer"), Some(false));
    }

    #[test]
    fn what_cannot_be_compared_is_unknown() {
        assert_eq!(fits("text", "jsonb"), None);
        assert_eq!(fits("numeric(10, 2)", "numeric(10, 4)"), None);
        assert_eq!(fits("mood", "mood2"), None);
    }
}
