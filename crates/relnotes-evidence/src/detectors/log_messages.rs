//! Messages that new code logs when something goes wrong: patterns to look for in the logs of a release.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::range::{FileDiff, Range};
use crate::source::{Source, without_tests};

pub(super) static DETECTOR: Detector = Detector {
    code: "LOG-ERR",
    about: "Texts of new calls that log an error or a warning, at most two hundred.",
    ground: Ground::Product,
    picks: |path| path.is_code() && !path.is_tool(),
    detect: Detect::Prepared(prepare, detect),
};

/// How many are told.
const MOST: usize = 200;

/// A call of a logger with a literal.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)(?:
            (?-u:\b)(?:tracing::|log::)?(?:error|warn)!\(\s*(?:[^"()]{0,80},\s*)? |
            (?-u:\b)(?:log|logger|slog|klog|glog|logrus|LOG|LOGGER|logging|console|Rails\.logger|Log|_logger|zap)
              (?:\([^()]{0,40}\)|\.\w+\([^()]{0,40}\)){0,4}
              \.(?:[Ee]rror|[Ww]arn(?:ing)?|ERROR|WARN|exception|[Ff]atal|[Cc]ritical)(?:f|w|ln|Context|S|Ctx)?\(\s*(?:(?:ctx|err|context\.\w+\(\)),\s*)? |
            level\.(?:Error|Warn)\([^()]{0,60}\)\.Log\(\s*"msg",\s*
        )
        ["'`]([^"'`\n]{8,160})"#,
    )
    .expect("regex is a literal")
});

fn prepare(file: &FileDiff) {
    both(file);
}

fn detect(range: &Range<'_>, detector: &Detector, _: &[Fact], facts: &mut Vec<Fact>) {
    let files: Vec<&FileDiff> = range.picked(detector).filter(|file| file.is_read()).collect();
    facts.extend(found(&files));
}

fn found(files: &[&FileDiff]) -> Vec<Fact> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for file in files {
        let [before, _] = both(file);
        known.extend(before.iter().map(|(message, _)| message.clone()));
    }
    let mut facts = Vec::new();
    for file in files {
        let [_, after] = both(file);
        for (message, line) in after {
            if facts.len() < MOST && known.insert(message.clone()) {
                let path = &file.path.full;
                let id = format!("log:{path}#{message}");
                let place = Place::after(path, *line);
                let fact =
                    Fact::new(DETECTOR.code, Kind::LogPattern, Verb::Added, id, message, place);
                facts.push(fact.as_sure_as(Confidence::Guess));
            }
        }
    }
    facts
}

/// The messages of both sides of a file.
fn both(file: &FileDiff) -> &[Vec<(String, u32)>; 2] {
    let read = |text| messages(without_tests(&file.path, text));
    file.seen().messages.get_or_init(|| [file.before(), file.after()].map(read))
}

/// Messages with their lines; some words make a message that can be looked for.
fn messages(text: &str) -> Vec<(String, u32)> {
    if !["rror", "arn", "ERROR", "WARN", "atal", "ritical", "xception"]
        .iter()
        .any(|it| text.contains(it))
    {
        return Vec::new();
    }
    let source = Source::new(text);
    let calls = CALL.captures_iter(text).filter_map(|parts| {
        let message = parts.get(1)?;
        let line = u32::try_from(source.line(message.start()) + 1).ok()?;
        let is_fine = message.as_str().contains(' ') && !source.is_comment(message.start());
        is_fine.then(|| (message.as_str().trim().to_owned(), line))
    });
    calls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, Option<&str>, Option<&str>)], expected: &[&str]) {
        let files: Vec<FileDiff> =
            files.iter().map(|(path, old, new)| FileDiff::of(path, *old, *new)).collect();
        let files: Vec<&FileDiff> = files.iter().collect();
        let found = found(&files);
        let shown: Vec<&str> = found.iter().map(|it| it.subject.as_str()).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn each_language_has_its_loggers() {
        check(
            &[(
                "a.rs",
                None,
                Some(
                    "error!(\"cannot read {path}\");\ntracing::warn!(error = %e, \"slow answer now\");\n",
                ),
            )],
            &["cannot read {path}", "slow answer now"],
        );
        check(
            &[(
                "a.go",
                None,
                Some(
                    "log.WithError(err).Warnf(\"cannot read %s\", x)\nlevel.Error(logger).Log(\"msg\", \"slow answer now\")\n",
                ),
            )],
            &["cannot read %s", "slow answer now"],
        );
        check(&[("a.py", None, Some("logger.exception('cannot read it')\n"))], &["cannot read it"]);
        check(&[("a.ts", None, Some("console.error('cannot read it', e)\n"))], &["cannot read it"]);
    }

    #[test]
    fn a_message_that_moved_is_no_news() {
        let text = "logger.error('cannot read it')\n";
        check(&[("a.py", Some(text), None), ("b.py", None, Some(text))], &[]);
    }

    #[test]
    fn comments_words_and_other_levels_are_left_out() {
        check(
            &[(
                "a.go",
                None,
                Some(
                    "// log.Error(\"cannot read it\")\nlog.Error(\"cannotread\")\nlog.Info(\"all is well\")\n",
                ),
            )],
            &[],
        );
    }
}
