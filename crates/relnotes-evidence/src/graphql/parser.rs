//! From the text of a schema to its types.
//!
//! ```text
//! schema := (description? "extend"? kind name … | skipped)*
//! field  := description? name ("(" argument* ")")? ":" type default? directive*
//! ```

use std::collections::BTreeMap;

use super::token::{Token, tokens};
use super::{Argument, Field, Schema, Type, TypeKind};

/// Reads a schema; none where its brackets do not match. A file of queries has no types.
pub(crate) fn parse(text: &str) -> Option<Schema> {
    let tokens = tokens(text);
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let mut schema = Schema::new();
    let mut is_extension = false;
    while let Some(token) = parser.next() {
        let was_extend = std::mem::replace(&mut is_extension, token == Token::Name("extend"));
        let kind = match token {
            Token::Name("type") => TypeKind::Object,
            Token::Name("interface") => TypeKind::Interface,
            Token::Name("input") => TypeKind::Input,
            Token::Name("enum") => TypeKind::Enum,
            Token::Name("union") => TypeKind::Union,
            Token::Name("scalar") => TypeKind::Scalar,
            Token::Sign(b'{') => {
                parser.skip(b'{', b'}')?;
                continue;
            }
            Token::Sign(b'(') => {
                parser.skip(b'(', b')')?;
                continue;
            }
            Token::Name(_) | Token::Text | Token::Sign(_) => continue,
        };
        let line = parser.line();
        let Some(Token::Name(name)) = parser.next() else { continue };
        let mut declared = parser.declared(kind, line)?;
        declared.is_extension = was_extend;
        match schema.get_mut(name) {
            Some(known) => {
                known.is_extension &= was_extend;
                known.fields.extend(declared.fields);
                known.members.extend(declared.members);
            }
            None => drop(schema.insert(name.to_owned(), declared)),
        }
    }
    Some(schema)
}

struct Parser<'t> {
    tokens: &'t [(Token<'t>, u32)],
    at: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).map(|(token, _)| *token)
    }

    fn line(&self) -> u32 {
        self.tokens.get(self.at).map_or(0, |(_, line)| *line)
    }

    fn next(&mut self) -> Option<Token<'t>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn sign(&mut self, sign: u8) -> bool {
        let is_here = self.peek() == Some(Token::Sign(sign));
        self.at += usize::from(is_here);
        is_here
    }

    /// Passes what stands up to the bracket that closes the one before.
    fn skip(&mut self, open: u8, close: u8) -> Option<()> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next()? {
                Token::Sign(sign) if sign == open => depth += 1,
                Token::Sign(sign) if sign == close => depth -= 1,
                Token::Sign(_) | Token::Name(_) | Token::Text => {}
            }
        }
        Some(())
    }

    /// Passes `@deprecated(reason: "x")`.
    fn directives(&mut self) -> Option<()> {
        while self.sign(b'@') {
            self.next()?;
            if self.sign(b'(') {
                self.skip(b'(', b')')?;
            }
        }
        Some(())
    }

    /// What follows the name of a type.
    fn declared(&mut self, kind: TypeKind, line: u32) -> Option<Type> {
        let (fields, members) = (BTreeMap::new(), BTreeMap::new());
        let mut declared = Type { kind, line, is_extension: false, fields, members };
        if self.peek() == Some(Token::Name("implements")) {
            while matches!(self.peek(), Some(Token::Name(name)) if !is_keyword(name))
                || self.peek() == Some(Token::Sign(b'&'))
            {
                self.at += 1;
            }
        }
        self.directives()?;
        match kind {
            TypeKind::Scalar => {}
            TypeKind::Union => {
                if self.sign(b'=') {
                    self.sign(b'|');
                    loop {
                        let line = self.line();
                        let Some(Token::Name(name)) = self.peek() else { break };
                        self.at += 1;
                        declared.members.insert(name.to_owned(), line);
                        if !self.sign(b'|') {
                            break;
                        }
                    }
                }
            }
            TypeKind::Enum | TypeKind::Object | TypeKind::Interface | TypeKind::Input => {
                if self.sign(b'{') {
                    self.body(&mut declared)?;
                }
            }
        }
        Some(declared)
    }

    fn body(&mut self, declared: &mut Type) -> Option<()> {
        loop {
            let line = self.line();
            match self.next()? {
                Token::Sign(b'}') => return Some(()),
                Token::Name(name) if declared.kind == TypeKind::Enum => {
                    declared.members.insert(name.to_owned(), line);
                    self.directives()?;
                }
                Token::Name(name) => {
                    let mut arguments = BTreeMap::new();
                    if self.sign(b'(') {
                        arguments = self.arguments()?;
                    }
                    if self.sign(b':') {
                        let kind = self.kind()?;
                        let has_default = self.default()?;
                        let field = Field { kind, line, arguments, has_default };
                        declared.fields.insert(name.to_owned(), field);
                    }
                    self.directives()?;
                }
                Token::Text | Token::Sign(_) => {}
            }
        }
    }

    fn arguments(&mut self) -> Option<BTreeMap<String, Argument>> {
        let mut arguments = BTreeMap::new();
        loop {
            let line = self.line();
            match self.next()? {
                Token::Sign(b')') => return Some(arguments),
                Token::Name(name) if self.sign(b':') => {
                    let kind = self.kind()?;
                    let has_default = self.default()?;
                    self.directives()?;
                    arguments.insert(name.to_owned(), Argument { kind, line, has_default });
                }
                Token::Name(_) | Token::Text | Token::Sign(_) => {}
            }
        }
    }

    /// `[Order!]!`
    fn kind(&mut self) -> Option<String> {
        let mut kind = String::new();
        while self.sign(b'[') {
            kind.push('[');
        }
        let Token::Name(name) = self.next()? else { return None };
        kind.push_str(name);
        while let Some(Token::Sign(sign @ (b'!' | b']'))) = self.peek() {
            kind.push(char::from(sign));
            self.at += 1;
        }
        Some(kind)
    }

    /// Passes `= value`, and says whether it stood there.
    fn default(&mut self) -> Option<bool> {
        if !self.sign(b'=') {
            return Some(false);
        }
        match self.next()? {
            Token::Sign(b'{') => self.skip(b'{', b'}')?,
            Token::Sign(b'[') => self.skip(b'[', b']')?,
            Token::Sign(_) => drop(self.next()?),
            Token::Name(_) | Token::Text => {}
        }
        Some(true)
    }
}

fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "type"
            | "interface"
            | "input"
            | "enum"
            | "union"
            | "scalar"
            | "extend"
            | "directive"
            | "schema"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = r#"
schema { query: Query }
directive @auth(role: String = "type A {}") on FIELD_DEFINITION
"""
type Commented { a: Int }
"""
type Query implements Node & Other @key(fields: "id") {
  # comment: Int
  "A text." orders(first: Int = 10, filter: Filter! = {a: [1]}): [Order!]! @deprecated(reason: "x")
  type: String
}
extend type Query { more: Int }
interface Node { id: ID! }
union Found = | Order | Item
enum State { OPEN CLOSED @deprecated }
input Filter { a: [Int] = [1], b: Float! }
scalar Date
query Get($id: ID) { order(id: $id) { type } }
"#;

    #[test]
    fn types_are_read_with_their_lines() {
        let schema = parse(SHOP).unwrap();
        let names: Vec<&str> = schema.keys().map(String::as_str).collect();
        assert_eq!(names, ["Date", "Filter", "Found", "Node", "Query", "State"]);
        let query = &schema["Query"];
        assert!(!query.is_extension && parse("extend type A { b: C }").unwrap()["A"].is_extension);
        assert_eq!(query.fields.keys().collect::<Vec<_>>(), ["more", "orders", "type"]);
        let orders = &query.fields["orders"];
        assert_eq!((orders.kind.as_str(), orders.line), ("[Order!]!", 9));
        assert!(orders.arguments["first"].has_default && orders.arguments["filter"].has_default);
        assert_eq!(schema["Found"].members.keys().collect::<Vec<_>>(), ["Item", "Order"]);
        assert_eq!(schema["State"].members.keys().collect::<Vec<_>>(), ["CLOSED", "OPEN"]);
        assert!(
            schema["Filter"].fields["a"].has_default && !schema["Filter"].fields["b"].has_default
        );
    }

    #[test]
    fn what_cannot_be_read_is_nothing_at_all() {
        assert_eq!(parse("type A {"), None);
        assert_eq!(parse("type A { b(c: "), None);
        assert_eq!(parse("query A { b }"), Some(Schema::new()));
        for text in [
            "type A { b: ".repeat(100_000),
            "\"\"\"".repeat(300_001),
            "{".repeat(500_000),
            "[".repeat(500_000),
        ] {
            let begun = std::time::Instant::now();
            drop(parse(&text));
            assert!(begun.elapsed().as_secs() < 10);
        }
    }
}
