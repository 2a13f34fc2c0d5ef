//! Feature flags that code asks a service for: `OpenFeature`, `LaunchDarkly`, Unleash, Flipper, GitLab, waffle.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Flag, Kind};

use super::{Detect, Detector, Ground};
use crate::names::{Known, NameRule, Sighting};
use crate::range::FilePath;
use crate::source::{Source, arguments, literal, value};

pub(super) static DETECTOR: Detector = Detector {
    code: "FLAG-CALL",
    about: "Feature flags that code asks OpenFeature, LaunchDarkly, Unleash, Flipper or the like for, with the default it gives.",
    ground: Ground::Product,
    picks: |path| path.is_code() && !path.is_tool(),
    detect: Detect::Names(NameRule {
        prefix: "flag-call",
        kind: |_| Kind::Flag(Flag::default()),
        known: Known::BySight,
        confidence: Confidence::Likely,
        sight,
    }),
};

/// What a file must have to be one that asks: the calls alone have common names.
const CLIENTS: [&str; 9] = [
    "openfeature",
    "launchdarkly",
    "ldclient",
    "unleash",
    "Flipper.",
    "Feature.enabled?",
    "Feature.disabled?",
    "waffle",
    "useFlag",
];
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?:(?:get)?(?:Bool(?:ean)?|String|Number|Int|Float|Object|Json|JSON)(?:Value|Variation|Details|VariationCtx)|(?:bool|string|int|json)?[vV]ariation|get_boolean_value|is_?[eE]nabled|IsEnabled|useFlag|Flipper\.enabled\?|Feature\.(?:en|dis)abled\?|flag_is_active|switch_is_active)\(")
        .expect("regex is a literal")
});
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+)+$|^[a-z]+[A-Z][A-Za-z0-9]+$")
        .expect("regex is a literal")
});

fn sight(_: &FilePath, text: &str, found: &mut Vec<Sighting>) {
    let lower = text.to_lowercase();
    if !CLIENTS.iter().any(|client| text.contains(client) || lower.contains(client)) {
        return;
    }
    let source = Source::new(text);
    for call in CALL.find_iter(text) {
        let Some(list) = source.block(call.end() - 1) else { continue };
        if source.is_comment(call.start()) {
            continue;
        }
        // A context or a request may stand first.
        let list = arguments(list);
        let named = list
            .iter()
            .take(2)
            .enumerate()
            .find_map(|(at, part)| Some((at, literal(part).filter(|it| NAME.is_match(it))?)));
        let Some((at, name)) = named else { continue };
        let default = list[at + 1..].iter().find_map(|part| value(part));
        let line = source.line(source.offset(list[at]));
        found.push(Sighting::new(name, line).with_value(default));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::name_facts;

    fn check(path: &str, text: &str, expected: &[(&str, Option<&str>)]) {
        let found = name_facts(&DETECTOR, &[(path, None, Some(text))]);
        let found: Vec<_> =
            found.iter().map(|it| (it.subject.as_str(), it.after.as_deref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn flags_of_services_are_told_with_the_default_of_the_code() {
        check(
            "a.go",
            "import \"github.com/open-feature/go-sdk/openfeature\"\nx, _ := client.BooleanValue(ctx, \"fast-search\", false, e)\n",
            &[("fast-search", Some("false"))],
        );
        check(
            "a.ts",
            "import x from 'unleash-client'\nif (x.isEnabled('shop.fast-search')) {}\n",
            &[("shop.fast-search", None)],
        );
        check("a.rb", "if Feature.enabled?(:fast_search, user)\n", &[("fast_search", None)]);
    }

    #[test]
    fn calls_that_only_sound_alike_are_left_out() {
        check("a.ts", "if (button.isEnabled('save-all')) {}\n", &[]);
        check(
            "a.ts",
            "import x from 'unleash-client'\nx.isEnabled(name)\nx.isEnabled('Save')\n",
            &[],
        );
    }
}
