//! Container files, instruction by instruction.

use std::collections::BTreeMap;

/// What a container file says of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::detectors) struct Dockerfile {
    /// The stages in their order.
    pub(in crate::detectors) stages: Vec<Stage>,
}

/// A stage.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::detectors) struct Stage {
    /// Its name, or its number.
    pub(in crate::detectors) name: String,
    /// The image that it begins with, with defaults of arguments filled in.
    pub(in crate::detectors) image: String,
    /// The line of its beginning.
    pub(in crate::detectors) line: u32,
    /// `EXPOSE`, `USER`, `ENTRYPOINT` with their values and lines.
    pub(in crate::detectors) settings: BTreeMap<&'static str, (String, u32)>,
}

const SETTINGS: [&str; 3] = ["EXPOSE", "USER", "ENTRYPOINT"];

/// Reads a container file; never fails, as lines that say nothing are passed over.
pub(in crate::detectors) fn parse(text: &str) -> Dockerfile {
    let mut file = Dockerfile::default();
    let mut defaults: BTreeMap<String, String> = BTreeMap::new();
    for (line, instruction) in instructions(text) {
        let (word, rest) =
            instruction.split_once(char::is_whitespace).unwrap_or((&instruction, ""));
        let (word, rest) = (word.to_uppercase(), rest.trim());
        match word.as_str() {
            "ARG" if file.stages.is_empty() => {
                if let Some((name, value)) = rest.split_once('=') {
                    let value = value.trim().trim_matches(['"', '\'']);
                    defaults.insert(name.trim().to_owned(), filled(value, &defaults));
                }
            }
            "FROM" => {
                let words: Vec<&str> =
                    rest.split_whitespace().filter(|word| !word.starts_with("--")).collect();
                let Some(image) = words.first() else { continue };
                let is_named = words.get(1).is_some_and(|word| word.eq_ignore_ascii_case("as"));
                let number = file.stages.len().to_string();
                let name = words.get(2).filter(|_| is_named).map_or(number, |it| (*it).to_owned());
                let image = filled(image, &defaults);
                file.stages.push(Stage { name, image, line, settings: BTreeMap::new() });
            }
            _ => {
                let setting = SETTINGS.iter().find(|setting| **setting == word);
                if let (Some(setting), Some(stage)) = (setting, file.stages.last_mut()) {
                    let value = match (*setting, stage.settings.get(setting)) {
                        ("EXPOSE", Some((ports, _))) => format!("{ports} {rest}"),
                        _ => rest.to_owned(),
                    };
                    stage.settings.insert(setting, (value, line));
                }
            }
        }
    }
    file
}

/// Instructions with the line of their beginning: comments left out, continued lines joined.
fn instructions(text: &str) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut is_open = false;
    for (at, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (line, continues) = match line.strip_suffix('\\') {
            Some(line) => (line.trim_end(), true),
            None => (line, false),
        };
        match found.last_mut().filter(|_| is_open) {
            Some((_, instruction)) => {
                instruction.push(' ');
                instruction.push_str(line);
            }
            None => found.push((at, line.to_owned())),
        }
        is_open = continues;
    }
    found
}

/// Fills in `$NAME`, `${NAME}` and `${NAME:-default}`; what has no default stays as it is written.
fn filled(text: &str, defaults: &BTreeMap<String, String>) -> String {
    /// Arguments that name each other grow with each line; an image's name does not.
    const LONGEST: usize = 1000;
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$').filter(|_| out.len() < LONGEST) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let is_word = |char: char| char.is_ascii_alphanumeric() || char == '_';
        let (inner, length) = match after.strip_prefix('{').and_then(|it| Some((it, it.find('}')?)))
        {
            Some((inner, end)) => (&inner[..end], end + 2),
            None => {
                let end = after.find(|char| !is_word(char)).unwrap_or(after.len());
                (&after[..end], end)
            }
        };
        let (name, other) = match inner.split_once(":-") {
            Some((name, other)) => (name, Some(other)),
            None => (inner, None),
        };
        match defaults.get(name).map(String::as_str).or(other) {
            Some(value) => out.push_str(value),
            None => out.push_str(&rest[at..=at + length]),
        }
        rest = &after[length..];
    }
    out.push_str(rest);
    out.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let shown: Vec<String> = parse(text)
            .stages
            .iter()
            .map(|stage| {
                let settings: Vec<String> = stage
                    .settings
                    .iter()
                    .map(|(key, (value, _))| format!(" {key}={value}"))
                    .collect();
                format!("{}: {}@{}{}", stage.line, stage.name, stage.image, settings.concat())
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn stages_have_images_and_settings() {
        check(
            "# syntax=docker/dockerfile:1\nFROM --platform=$BUILDPLATFORM rust:1.80 AS build\nRUN a \\\n  # why\n  b\nfrom debian:12\n\
             EXPOSE 80\nEXPOSE 443/tcp\nUSER 1000\nUSER 999\nENTRYPOINT [\"/a\"]\n",
            &[
                "2: build@rust:1.80",
                "6: 1@debian:12 ENTRYPOINT=[\"/a\"] EXPOSE=80 443/tcp USER=999",
            ],
        );
    }

    #[test]
    fn arguments_have_defaults() {
        check(
            "ARG BASE=ubuntu:24.04\nARG V=\"1\"\nFROM $BASE AS a\nFROM x:${V} AS b\nFROM ${NONE:-y}:1\nFROM ${NONE}z$\n",
            &["3: a@ubuntu:24.04", "4: b@x:1", "5: 2@y:1", "6: 3@${NONE}z$"],
        );
    }

    #[test]
    fn nonsense_says_nothing() {
        check("FROM\n\\\n\\\nFROM   \n=\nUSER x\n${\n", &[]);
    }

    #[test]
    fn arguments_that_name_each_other_stay_short() {
        let mut text = String::from("ARG A0=xxxxxxxxxx\n");
        for at in 1..200 {
            text.push_str(&format!("ARG A{at}=$A{}$A{}\n", at - 1, at - 1));
        }
        assert!(parse(&format!("{text}FROM $A199\n")).stages[0].image.len() <= 1000);
    }
}
