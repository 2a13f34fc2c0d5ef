//! Fenced blocks that are named for what is in them: ```` ```release-note ````.

use super::scan;

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// The word behind the opening fence, as written.
    pub(super) name: &'a str,
    /// The lines of it, without white space around them all.
    pub(super) text: String,
}

/// Reads the fenced blocks of a body that have a name; one that is not closed ends with the body.
///
/// ```text
/// block = *white "```" name *white EOL *(line EOL) *white "```"
/// ```
pub(super) fn parse(body: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    if !body.contains("```") {
        return blocks;
    }
    let mut is_open = false;
    for (_, line) in scan::lines(body) {
        let trimmed = line.trim();
        if is_open && trimmed == "```" {
            is_open = false;
        } else if let Some(block) = blocks.last_mut().filter(|_| is_open) {
            block.text.push_str(line);
            block.text.push('\n');
        } else if let Some(name) = trimmed.strip_prefix("```") {
            blocks.push(Block { name: name.trim(), text: String::new() });
            is_open = true;
        }
    }
    for block in &mut blocks {
        block.text = block.text.trim().to_owned();
    }
    blocks.retain(|block| !block.name.is_empty());
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_blocks_are_read() {
        let body = "a\n```migration\n run it\n```\n```\nrelease-note\n```\n  ```risk\r\nhigh\r\n  ```\n```open\nx";
        let blocks = parse(body);
        let found: Vec<_> = blocks.iter().map(|it| (it.name, it.text.as_str())).collect();
        assert_eq!(found, [("migration", "run it"), ("risk", "high"), ("open", "x")]);
    }
}
