//! The methods and blocks of a migration of Rails: which statement runs when, and on which table.

use super::schema;
use super::step::{self, Effect};
use crate::migrations::ruby::{Call, Kind, Token, call, tokens};
use crate::migrations::step::{Act, Step, settle};
use crate::migrations::undo::{Operation, Reverse, at};

/// What a migration does.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Of `change`: each statement with what Rails makes of it the other way round.
    pub(super) change: Vec<Operation>,
    /// Of `up`, and of `dir.up` in `change`.
    pub(super) up: Vec<Step>,
    /// Of `down`, and of `dir.down`.
    pub(super) down: Vec<Step>,
    /// Where `up` begins.
    pub(super) up_line: Option<u32>,
    /// Where `down` begins.
    pub(super) down_line: Option<u32>,
    /// Whether `change` has blocks for one direction.
    pub(super) has_blocks: bool,
}

/// What an open block is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Frame {
    Plain,
    /// `if`, `unless`, `case`: whether what is in it runs is not known here.
    Condition,
    /// `def change`, `def up`, `def down`, another method.
    Method(Direction),
    /// `dir.up do`, `dir.down do`, `up_only do`.
    Only(Direction),
    /// `create_table :a do |t|` and `change_table`: the table, the name of the block's value, whether it is new.
    Table(Option<String>, String, bool),
}

/// Which way a statement runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Both,
    Up,
    Down,
    /// In a method of its own, which runs where it is called: the call is what counts.
    Nowhere,
}

/// How deep blocks may stand in one another; what is deeper is no migration of people.
const DEEPEST: usize = 100;

/// Reads a migration; `path` is for the reasons.
pub(super) fn read(text: &str, path: &str) -> Body {
    let mut reader = Reader { path, body: Body::default(), frames: Vec::new() };
    for statement in statements(&tokens(text)) {
        reader.statement(&statement);
        if reader.frames.len() > DEEPEST {
            let step = Step::new(statement[0].line, path, Act::Unread);
            let reverse = Reverse::Unknown(path.to_owned());
            reader.body.change.push(Operation { steps: vec![step], reverse });
            break;
        }
    }
    let mut body = reader.body;
    (body.up, body.down) = (settle(body.up), settle(body.down));
    body
}

/// Cuts tokens into statements; a block's head and its end stand alone: `a do |t|` ends with `do`.
fn statements(tokens: &[Token]) -> Vec<Vec<Token>> {
    let mut out = Vec::new();
    let mut statement: Vec<Token> = Vec::new();
    // Braces that hold a hash, and no block.
    let (mut braces, mut depth): (Vec<bool>, usize) = (Vec::new(), 0);
    for (at, token) in tokens.iter().enumerate() {
        let opens = token.is_sign('{');
        let is_block = opens && depth == 0 && follows_call(statement.last());
        if opens {
            braces.push(is_block);
            depth += usize::from(!is_block);
        }
        let closes = token.is_sign('}');
        let closes_block = closes && braces.pop() == Some(true);
        if closes && !closes_block {
            depth = depth.saturating_sub(1);
        }
        if is_block || token.is_word("do") {
            statement.push(Token { kind: Kind::Word, text: "do".to_owned(), line: token.line });
            // The name of the block's value goes along.
            let names = tokens[at + 1..].iter().take(3).collect::<Vec<_>>();
            if let [bar, name, ..] = names[..]
                && bar.is_sign('|')
            {
                statement.push(name.clone());
            }
            out.push(std::mem::take(&mut statement));
        } else if closes_block || (token.kind == Kind::End && depth == 0) {
            out.push(std::mem::take(&mut statement));
            if closes_block {
                out.push(vec![Token {
                    kind: Kind::Word,
                    text: "end".to_owned(),
                    line: token.line,
                }]);
            }
        } else if !(statement.is_empty() && (token.is_sign('|') || is_block_value(tokens, at))) {
            statement.push(token.clone());
        }
    }
    out.push(statement);
    out.retain(|statement| !statement.is_empty());
    out
}

/// Whether a brace after this is a block: it follows a name or the arguments of a call.
fn follows_call(last: Option<&Token>) -> bool {
    last.is_some_and(|token| token.kind == Kind::Word || token.is_sign(')'))
}

/// Whether a token stands between the bars of a block: `|t|`.
fn is_block_value(tokens: &[Token], at: usize) -> bool {
    at >= 2
        && tokens[at - 1].is_sign('|')
        && (tokens[at - 2].is_word("do") || tokens[at - 2].is_sign('{'))
}

struct Reader<'p> {
    path: &'p str,
    body: Body,
    frames: Vec<Frame>,
}

/// Words that open a block which `end` closes, at the beginning of a statement.
const OPENS: [&str; 9] =
    ["class", "module", "begin", "case", "while", "until", "for", "if", "unless"];
/// Words that go on with one.
const GOES_ON: [&str; 7] = ["else", "elsif", "when", "in", "rescue", "ensure", "then"];

impl Reader<'_> {
    fn statement(&mut self, statement: &[Token]) {
        let first = &statement[0];
        if first.is_word("end") {
            self.frames.pop();
            return;
        }
        if first.is_word("def") {
            self.method(statement);
            return;
        }
        if first.kind == Kind::Word && OPENS.contains(&first.text.as_str()) {
            let is_condition = ["if", "unless", "case"].contains(&first.text.as_str());
            self.frames.push(if is_condition { Frame::Condition } else { Frame::Plain });
            return;
        }
        let goes_on = first.kind == Kind::Word && GOES_ON.contains(&first.text.as_str());
        let block = statement.iter().position(|token| token.is_word("do"));
        let head = &statement[..block.unwrap_or(statement.len())];
        // What stands behind `if` at the end says only when.
        let end = head
            .iter()
            .skip(1)
            .position(|token| ["if", "unless", "rescue"].iter().any(|word| token.is_word(word)));
        let head = &head[..end.map_or(head.len(), |end| end + 1)];
        let call = if goes_on { None } else { self.call(head) };
        if let Some(block) = block {
            let value =
                statement.get(block + 1).map(|token| token.text.clone()).unwrap_or_default();
            let frame = self.frame(call.as_ref(), value);
            self.frames.push(frame);
        }
        // `a = if b` opens one in the middle.
        let opens_later = statement
            .windows(2)
            .any(|it| it[0].is_sign('=') && OPENS[2..].iter().any(|word| it[1].is_word(word)));
        if opens_later {
            self.frames.push(Frame::Plain);
        }
        if let Some(call) = call {
            self.run(&call, block.is_some());
        }
    }

    /// A statement as a call; of an assignment only one that runs SQL counts.
    fn call(&self, head: &[Token]) -> Option<Call> {
        let assigns =
            head.iter().position(|token| token.is_sign('=')).filter(|at| *at <= 2 && *at > 0);
        match assigns {
            Some(at) => call(head.get(at + 1..)?).filter(step::runs_sql),
            None => call(head),
        }
    }

    fn method(&mut self, statement: &[Token]) {
        let Some(name) = statement.get(1) else { return };
        let direction = match name.text.as_str() {
            "change" => Direction::Both,
            "up" => Direction::Up,
            "down" => Direction::Down,
            // `def self.up` of old.
            "self" => match statement.get(3).map(|it| it.text.as_str()) {
                Some("up") => Direction::Up,
                Some("down") => Direction::Down,
                _ => Direction::Nowhere,
            },
            _ => Direction::Nowhere,
        };
        match direction {
            Direction::Up => self.body.up_line = Some(name.line),
            Direction::Down => self.body.down_line = Some(name.line),
            Direction::Both | Direction::Nowhere => {}
        }
        // `def down = raise …` has no end.
        match statement.iter().position(|token| token.is_sign('=')) {
            Some(at) if at <= 4 => {
                self.frames.push(Frame::Method(direction));
                self.statement_of(&statement[at + 1..]);
                self.frames.pop();
            }
            _ => self.frames.push(Frame::Method(direction)),
        }
    }

    fn statement_of(&mut self, tokens: &[Token]) {
        if let Some(call) = self.call(tokens) {
            self.run(&call, false);
        }
    }

    fn frame(&mut self, call: Option<&Call>, value: String) -> Frame {
        let Some(call) = call else { return Frame::Plain };
        let last = call.last_name();
        match last {
            "create_table" | "create_join_table" | "drop_table" => {
                Frame::Table(call.name_at(0), value, true)
            }
            "change_table" => Frame::Table(call.name_at(0), value, false),
            "up_only" => Frame::Only(Direction::Up),
            // What is in it runs the other way, and is not read.
            "revert" => Frame::Only(Direction::Nowhere),
            "up" if call.name.contains('.') => Frame::Only(Direction::Up),
            "down" if call.name.contains('.') => Frame::Only(Direction::Down),
            _ => Frame::Plain,
        }
    }

    fn direction(&self) -> Direction {
        let mut direction = Direction::Nowhere;
        for frame in &self.frames {
            match frame {
                Frame::Method(of) | Frame::Only(of) => direction = *of,
                Frame::Plain | Frame::Condition | Frame::Table(..) => {}
            }
        }
        direction
    }

    fn run(&mut self, call: &Call, has_block: bool) {
        let direction = self.direction();
        if direction == Direction::Nowhere {
            return;
        }
        let table = self.frames.iter().rev().find_map(|frame| match frame {
            Frame::Table(table, value, is_new) => {
                let is_on =
                    call.name.strip_prefix(value.as_str()).is_some_and(|it| it.starts_with('.'));
                is_on.then(|| (table.clone(), *is_new))
            }
            Frame::Plain | Frame::Condition | Frame::Method(_) | Frame::Only(_) => None,
        });
        let effects = match table {
            // What a new table has belongs to it.
            Some((_, true)) => return,
            Some((table, false)) => schema::on_table(call, table.as_ref()),
            None => step::of(call, has_block),
        };
        let may_run = self.frames.contains(&Frame::Condition);
        let is_in_change = self.frames.contains(&Frame::Method(Direction::Both));
        for Effect { step, can_turn } in effects {
            match direction {
                Direction::Up => self.body.up.push(step),
                Direction::Down => self.body.down.push(step),
                Direction::Both => {
                    let reason = at(&step.text, self.path, step.line);
                    let reverse = match can_turn {
                        Some(true) => Reverse::Automatic,
                        Some(false) if !may_run => Reverse::Missing(reason),
                        Some(false) | None => Reverse::Unknown(reason),
                    };
                    self.body.change.push(Operation { steps: vec![step], reverse });
                }
                Direction::Nowhere => {}
            }
            self.body.has_blocks |= is_in_change && direction != Direction::Both;
        }
    }
}
