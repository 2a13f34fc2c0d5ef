//! Environment variables that the product reads.
//!
//! A name counts where a call of the language or of a usual helper reads it, where a command line says that a flag has
//! it, where a constant called `…Env…` holds it, and in samples such as `.env.example`. The default is its value.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Kind};

use super::{Detect, Detector, Ground};
use crate::names::{Known, NameRule, Sighting};
use crate::range::FilePath;
use crate::source::{Source, arguments, composed, literal, value};

pub(super) static DETECTOR: Detector = Detector {
    code: "ENV",
    about: "Environment variables that code of the product reads, or that a sample of them names, with their defaults.",
    ground: Ground::Product,
    picks: |path| (path.is_code() && !path.is_tool()) || is_sample(path),
    detect: Detect::Names(NameRule {
        prefix: "env",
        kind: |_| Kind::Variable,
        known: Known::ByWord,
        confidence: Confidence::Likely,
        sight,
    }),
};

/// A call whose first argument is the name. Helpers of projects end in `FromEnv` or begin with `GetEnv`.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)(?-u:\b)(?:
            env::var(?:_os)? | dotenvy?::var | option_env! |
            os\.(?:Getenv|LookupEnv|getenv) | syscall\.Getenv | viper\.BindEnv |
            os\.environ\.(?:get|setdefault) | environ\.get | (?:Deno|Bun)\.env\.get |
            ENV\.fetch | System\.(?:getenv|get_env|fetch_env!?) | Environment\.GetEnvironmentVariable |
            (?:env\.|envutil\.)?(?:[A-Z]\w*|parse_?\w*|get_?\w*)_?[Ff]rom_?[Ee]nv |
            [Gg]et_?[Ee]nv(?:[A-Z]\w*|_[a-z]\w*)?
        )\(",
    )
    .expect("regex is a literal")
});
/// A name in brackets or after a point, and what stands in its place without one.
static INDEX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:(?:process\.env|import\.meta\.env)(?:\.|\[["'])|(?:(?-u:\b)ENV|os\.environ|\$_ENV)\[["'])([A-Za-z_][A-Za-z0-9_]*)(?:["']\])?(?:\s*(?:\|\||\?\?)\s*([^\s;,)]+))?"#,
    )
    .expect("regex is a literal")
});
/// A constant that is called after the environment, or a flag that says which variable it has.
static CONSTANT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:(?-u:\b)(?:\w*(?:Env|ENV|_env)|env)(?:[A-Z_]\w*)?(?:\s*:\s*&(?:'static )?str)?(?:\s+string)?\s*:?=\s*|(?-u:\b)EnvVars?:\s*(?:\[\]string\{)?|(?-u:\b)Envars?\(|(?-u:\b)Sources:\s*cli\.EnvVars\()\s*"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)""#,
    )
    .expect("regex is a literal")
});
/// A line of a sample: `NAME=value`, also behind a comment sign.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:#\s?)?(?:export\s+)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)=(\S.*)?$")
        .expect("regex is a literal")
});

/// Variables of every system: that code reads one more of them is no news for those who run it.
const EVERYWHERE: [&str; 14] = [
    "HOME", "PATH", "PWD", "USER", "USERNAME", "SHELL", "TERM", "LANG", "TMPDIR", "TEMP", "TMP",
    "HOSTNAME", "CI", "NODE_ENV",
];

fn is_sample(path: &FilePath) -> bool {
    let name = path.name();
    let is_example =
        ["example", "sample", "dist", "template", "defaults"].iter().any(|it| name.contains(it));
    (name.contains(".env") && is_example) || name == "env.example"
}

fn sight(path: &FilePath, text: &str, found: &mut Vec<Sighting>) {
    if is_sample(path) {
        let lines = text.lines().enumerate();
        found.extend(lines.filter_map(|(at, line)| {
            let parts = LINE.captures(line)?;
            let value = parts.get(2).map(|value| value.as_str().trim().to_owned());
            Some(Sighting::new(&parts[1], at).with_value(value.filter(|value| value.len() < 200)))
        }));
        return;
    }
    if !["env", "Env", "ENV"].iter().any(|it| text.contains(it)) {
        return;
    }
    let source = Source::new(text);
    calls(&source, found);
    for parts in INDEX.captures_iter(text).chain(CONSTANT.captures_iter(text)) {
        let name = parts.get(1).expect("each has a name");
        if !source.is_comment(name.start()) {
            let default = parts.get(2).and_then(|default| value(default.as_str()));
            push(name.as_str(), source.line(name.start()), default, found);
        }
    }
}

fn calls(source: &Source<'_>, found: &mut Vec<Sighting>) {
    for call in CALL.find_iter(source.text) {
        let Some(list) = source.block(call.end() - 1) else { continue };
        let list = arguments(list);
        let Some(first) = list.first() else { continue };
        if source.is_comment(call.start()) {
            continue;
        }
        let line = source.line(source.offset(first));
        // `os.Getenv` has one argument; what follows of others is the default.
        let default = list.get(1).and_then(|default| value(default));
        if let Some(name) = literal(first) {
            push(name, line, default, found);
        } else if let Some(name) = composed(first) {
            let is_composed = true;
            found.push(Sighting { name, line, value: None, is_composed });
        }
    }
}

fn push(name: &str, line: usize, default: Option<String>, found: &mut Vec<Sighting>) {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_name = name.len() > 2
        && name.bytes().all(is_word)
        && name.bytes().any(|byte| byte.is_ascii_uppercase() || byte == b'_')
        && !name.starts_with(|char: char| char.is_ascii_digit());
    if is_name && !EVERYWHERE.contains(&name) {
        found.push(Sighting::new(name, line).with_value(default));
    }
}

#[cfg(test)]
mod tests {
    use relnotes_core::evidence::{Fact, Verb};

    use super::*;
    use crate::testing::name_facts;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let found = name_facts(&DETECTOR, &[(path, None, Some(text))]);
        let found: Vec<String> = found.iter().map(shown).collect();
        assert_eq!(found, expected, "{path}");
    }

    fn shown(fact: &Fact) -> String {
        let after = fact.after.as_ref().map(|it| format!("={it}")).unwrap_or_default();
        format!("{:?} {}{after}", fact.verb, fact.subject)
    }

    #[test]
    fn each_language_has_its_calls() {
        check("a.rs", "let x = std::env::var(\"SHOP_PORT\")?;\n", &["Added SHOP_PORT"]);
        check("a.rs", "#[arg(long, env = \"SHOP_PORT\")]\nport: u16,\n", &["Added SHOP_PORT"]);
        check("a.go", "x, ok := os.LookupEnv(\"SHOP_PORT\")\n", &["Added SHOP_PORT"]);
        check("a.go", "x := env.ParseNumFromEnv(\"SHOP_PORT\", 5, 1, 9)\n", &["Added SHOP_PORT=5"]);
        check(
            "a.go",
            "&cli.StringFlag{Name: \"x\", EnvVars: []string{\"SHOP_PORT\"}}\n",
            &["Added SHOP_PORT"],
        );
        check("a.ts", "const x = process.env.SHOP_PORT ?? '80'\n", &["Added SHOP_PORT=80"]);
        check(
            "a.py",
            "x = os.environ.get('SHOP_PORT', 80)\ny = os.environ[\"SHOP_HOST\"]\n",
            &["Added SHOP_HOST", "Added SHOP_PORT=80"],
        );
        check(
            "a.rb",
            "x = ENV.fetch('SHOP_PORT', 'a')\ny = ENV['SHOP_HOST']\n",
            &["Added SHOP_HOST", "Added SHOP_PORT=a"],
        );
        check("A.java", "var x = System.getenv(\"SHOP_PORT\");\n", &["Added SHOP_PORT"]);
        check(
            ".env.example",
            "# Port.\nSHOP_PORT=80\n#SHOP_HOST=\n",
            &["Added SHOP_HOST", "Added SHOP_PORT=80"],
        );
    }

    #[test]
    fn constants_of_the_environment_count() {
        check(
            "a.go",
            "const (\n\tEnvGitAttempts = \"ARGOCD_GIT_ATTEMPTS_COUNT\"\n\tGreeting = \"HELLO_WORLD\"\n)\n",
            &["Added ARGOCD_GIT_ATTEMPTS_COUNT"],
        );
        check("a.rs", "const PORT_ENV: &str = \"SHOP_PORT\";\n", &["Added SHOP_PORT"]);
        check("a.go", "environment = \"HELLO_WORLD\"\nEnvName = \"PRODUCTION\"\n", &[]);
        check("a.ts", "const x = getEnvironment(\"EU_WEST\")\n", &[]);
    }

    #[test]
    fn a_variable_with_another_name_in_the_same_place_is_renamed() {
        let line = |name: &str| {
            format!(
                "cmd.Flags().StringToStringVar(&h, \"otlp-headers\", env.ParseStringToStringFromEnv(\"{name}\", map[string]string{{}}, \",\"), \"help\")\n"
            )
        };
        let (old, new) =
            (line("ARGOCD_REPO_OTLP_HEADERS"), line("ARGOCD_REPO_SERVER_OTLP_HEADERS"));
        let found = name_facts(&DETECTOR, &[("a.go", Some(&old), Some(&new))]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].id.as_str(), found[0].verb),
            ("env:ARGOCD_REPO_SERVER_OTLP_HEADERS", Verb::Renamed)
        );
        assert_eq!(found[0].before.as_deref(), Some("ARGOCD_REPO_OTLP_HEADERS"));
    }

    #[test]
    fn a_name_that_code_puts_together_is_neither_gone_nor_new() {
        let old = "x := env.StringFromEnv(\"ARGOCD_TLS_MIN_VERSION\", d)\n";
        let new = "x := env.StringFromEnv(\"ARGOCD_\"+envPrefix+\"TLS_MIN_VERSION\", d)\ny := env.StringFromEnv(\"ARGOCD_\"+envPrefix+\"CA\", d)\n";
        assert!(name_facts(&DETECTOR, &[("a.go", Some(old), Some(new))]).is_empty());
    }

    #[test]
    fn another_default_is_told() {
        let text =
            |default: &str| format!("x := env.ParseNumFromEnv(\"SHOP_PORT\", {default}, 1, 9)\n");
        let found = name_facts(&DETECTOR, &[("a.go", Some(&text("5")), Some(&text("6")))]);
        assert_eq!(found[0].verb, Verb::Changed);
        assert_eq!((found[0].before.as_deref(), found[0].after.as_deref()), (Some("5"), Some("6")));
        let name = [("a.go", Some(text("5")), Some(text("other")))];
        let name: Vec<_> = name.iter().map(|(p, a, b)| (*p, a.as_deref(), b.as_deref())).collect();
        assert!(name_facts(&DETECTOR, &name).is_empty());
    }

    #[test]
    fn tests_tools_comments_and_the_system_are_left_out() {
        let text = "x := os.Getenv(\"SHOP_PORT\")\n";
        check("a_test.go", text, &[]);
        check("hack/a.go", text, &[]);
        check("a.go", "// os.Getenv(\"SHOP_PORT\")\nx := os.Getenv(\"HOME\")\n", &[]);
    }
}
