//! Random documents, and what people do to them.

/// A source of choices that proptest can make smaller.
pub(super) struct Choices<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Numbers that make texts different.
    fresh: usize,
}

impl<'a> Choices<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, fresh: 0 }
    }

    /// Returns a number below `n`; 0 once nothing is left.
    fn below(&mut self, n: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or_default();
        self.at += 1;
        usize::from(byte) % n.max(1)
    }

    fn fresh(&mut self) -> usize {
        self.fresh += 1;
        self.fresh * 256 + self.below(256)
    }

    /// Gives a text other line ends, a byte order mark, no end of its last line.
    pub(super) fn dressed(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        if self.below(4) == 3 {
            text = text.replace('\n', "\r\n");
        }
        if self.below(4) == 3 {
            text.insert(0, '\u{feff}');
        }
        if self.below(4) == 3 {
            text.truncate(text.trim_end().len());
        }
        text
    }

    pub(super) fn dressed_doc(&mut self, doc: &Doc) -> String {
        self.dressed(&doc.text())
    }
}

/// A document: regions with lines between them.
#[derive(Debug, Clone)]
pub(super) struct Doc {
    regions: Vec<Region>,
}

#[derive(Debug, Clone)]
struct Region {
    id: String,
    items: Vec<Item>,
    /// Whether its marks are there.
    is_marked: bool,
    gap: String,
}

#[derive(Debug, Clone)]
enum Item {
    Named { id: usize, text: String, tick: Option<bool>, is_auto: bool, below: Vec<String> },
    Plain(String),
    Code(String),
    Table(String),
    Mine(String),
}

impl Item {
    fn generated(id: usize, choices: &mut Choices<'_>) -> Self {
        let version = choices.below(3);
        match choices.below(8) {
            0 => Self::Plain(format!("paragraph {id} {version}\n")),
            1 => Self::Code(format!(
                "```\n# code {id} {version}\n- [ ] not a box <!-- rn:i x -->\n```\n"
            )),
            2 => Self::Table(format!("| a | b |\n|---|---|\n| {id} | {version} |\n")),
            kind => Self::Named {
                id,
                text: format!("item {id} {version}{}", if kind == 3 { "\n  wrapped" } else { "" }),
                tick: (kind == 4 || kind == 5).then_some(false),
                is_auto: kind == 5,
                below: (0..choices.below(3))
                    .map(|at| format!("  - below {at} {}\n", choices.below(2)))
                    .collect(),
            },
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Named { id, text, tick, is_auto, below } => {
                let sign = match tick {
                    Some(true) => "[x] ",
                    Some(false) => "[ ] ",
                    None => "",
                };
                let mark = if *is_auto { "auto" } else { "i" };
                let mut lines = text.lines();
                let first = lines.next().unwrap_or_default();
                out.push_str(&format!("- {sign}{first} <!-- rn:{mark} i{id} -->\n"));
                lines.for_each(|line| out.push_str(&format!("{line}\n")));
                below.iter().for_each(|line| out.push_str(line));
            }
            Self::Plain(text) => out.push_str(&format!("\n{text}\n")),
            Self::Code(text) | Self::Table(text) => out.push_str(text),
            Self::Mine(text) => out.push_str(text),
        }
    }
}

impl Doc {
    /// What a tool makes.
    pub(super) fn generated(choices: &mut Choices<'_>) -> Self {
        let count = choices.below(4);
        let regions = (0..count).map(|number| {
            let id = format!("r{number}");
            let items = (0..choices.below(6)).map(|at| Item::generated(at, choices)).collect();
            Region { id, items, is_marked: true, gap: "\n".to_owned() }
        });
        Self { regions: regions.collect() }
    }

    /// What a tool makes later: other texts, other items, another order, other regions.
    pub(super) fn regenerated(&self, choices: &mut Choices<'_>) -> Self {
        let mut later = self.clone();
        for _ in 0..choices.below(5) {
            let count = later.regions.len();
            let at = choices.below(count);
            let Some(region) = later.regions.get_mut(at) else { break };
            let items = region.items.len();
            let item = choices.below(items);
            match choices.below(6) {
                0 if items > 0 => {
                    region.items.remove(item);
                }
                1 if items > 1 => region.items.swap(item, (item + 1) % items),
                2 => region.items.insert(item, Item::generated(10 + choices.fresh(), choices)),
                3 => later.regions.swap(at, (at + 1) % count),
                4 => {
                    later.regions.remove(at);
                }
                _ => match region.items.get_mut(item) {
                    Some(Item::Named { text, tick, is_auto, below, .. }) => {
                        *text = format!("again {}", choices.fresh());
                        if *is_auto {
                            *tick = Some(choices.below(2) == 1);
                        }
                        below.push(format!("  - below more {}\n", choices.fresh()));
                    }
                    Some(Item::Code(text)) => *text = format!("```\n{}\n```\n", choices.fresh()),
                    _ => {}
                },
            }
        }
        later
    }

    /// What people make of it.
    pub(super) fn edited(&self, choices: &mut Choices<'_>, ticks_auto: bool) -> Self {
        let mut edited = self.clone();
        for _ in 0..choices.below(7) {
            let count = edited.regions.len();
            let at = choices.below(count);
            let mine = format!("mine {}\n", choices.fresh());
            let Some(region) = edited.regions.get_mut(at) else { break };
            let items = region.items.len();
            let item = choices.below(items + 1);
            match choices.below(9) {
                0 if item < items => {
                    region.items.remove(item);
                }
                1 if items > 1 => region.items.swap(item % items, (item + 1) % items),
                2 => region.items.insert(item, Item::Mine(format!("\n{mine}"))),
                3 => region.items.insert(item, Item::Mine(format!("- {mine}  - {mine}"))),
                4 => region.gap.push_str(&mine),
                5 => region.is_marked = false,
                6 => edited.regions.swap(at, (at + 1) % count),
                _ => match region.items.get_mut(item) {
                    Some(Item::Named { text, tick, is_auto, below, .. }) => {
                        match choices.below(4) {
                            0 => text.push_str(&format!(" mine {}", choices.fresh())),
                            1 => below.push(format!("  - {mine}")),
                            2 => {
                                below.pop();
                            }
                            _ if !*is_auto || ticks_auto => *tick = tick.map(|it| !it),
                            _ => {}
                        }
                    }
                    Some(Item::Code(text)) => {
                        *text = text.replacen("# code", &format!("# mine {}", choices.fresh()), 1);
                    }
                    Some(Item::Plain(text)) => *text = format!("{} {mine}", text.trim_end()),
                    _ => {}
                },
            }
        }
        edited
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::from("# Title\n\n");
        for Region { id, items, is_marked, gap } in &self.regions {
            if *is_marked {
                out.push_str(&format!("<!-- rn:begin {id} -->\n"));
            }
            out.push_str(&format!("## Region {id}\n"));
            items.iter().for_each(|item| item.write(&mut out));
            if *is_marked {
                out.push_str(&format!("<!-- rn:end {id} -->\n"));
            }
            out.push_str(gap);
        }
        out
    }
}
