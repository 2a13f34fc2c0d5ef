//! Flags of command lines, with their defaults: cobra, pflag, kingpin, urfave, clap, argparse, click, commander.
//!
//! A flag has one name over all commands of the product: one that a command lost and another kept is no news.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::evidence::{Confidence, Contract, ContractForm, Kind, Verb};

use super::{Detect, Detector, Ground};
use crate::names::{Known, NameRule, Sighting};
use crate::range::FilePath;
use crate::source::{Source, arguments, composed, literal, value};

pub(super) static DETECTOR: Detector = Detector {
    code: "API-CLI",
    about: "Flags of command lines that came, went, were renamed or have another default.",
    ground: Ground::Product,
    picks: |path| {
        matches!(path.extension(), "go" | "rs" | "py" | "js" | "ts" | "mjs" | "rb")
            && !path.is_tool()
    },
    detect: Detect::Names(NameRule {
        prefix: "cli",
        kind,
        known: Known::BySight,
        confidence: Confidence::Likely,
        sight,
    }),
};

fn kind(verb: Verb) -> Kind {
    let (rule, breaking) = match verb {
        Verb::Added => ("FLAG_ADDED", false),
        Verb::Removed => ("FLAG_NO_DELETE", true),
        Verb::Renamed => ("FLAG_SAME_NAME", true),
        Verb::Changed | Verb::Present => ("FLAG_SAME_DEFAULT", false),
    };
    Kind::Contract(Contract { form: ContractForm::CommandLine, rule, breaking })
}

/// `Flags().StringVarP(&x, "name", "n", "default", "help")`: the variable first, then the name.
static VARIABLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\.(?:(?:Bool|Int|Uint|Float|String|Duration|Count|Enum|IP|Bytes|Time)\w*?)?Var(P)?F?\(",
    )
    .expect("regex is a literal")
});
/// `Flags().String("name", "default", "help")` of a set of flags.
static DIRECT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?-u:\b)(?:Persistent|Local)?Flags\(\)|(?-u:\b)(?:flags?|fs|flagSet|flagset|pflag|cmdFlags))\.(?:Bool|Int|Uint|Float|String|Duration|Count)\w*?(P)?\(")
        .expect("regex is a literal")
});
/// `cmd.Flag("name", "help").Default("x")` of kingpin.
static KINGPIN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\.Flag\(").expect("regex is a literal"));
static KINGPIN_DEFAULT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\s*\.\s*\w+\([^()]*\)){0,4}?\s*\.\s*Default\(([^()]*)\)")
        .expect("regex is a literal")
});
/// `&cli.StringFlag{Name: "name", Value: "x"}` of urfave.
static URFAVE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)\w*Flag\{").expect("regex is a literal"));
static FIELD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"^(Name|Value):\s*(.+)$"#).expect("regex is a literal"));
/// `#[arg(long, default_value = "x")]`, and the name of the field below.
static CLAP: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#\[(?:arg|clap|structopt)\(").expect("regex is a literal"));
static CLAP_FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\](?:\s*(?://[^\n]*|#\[[^\n]*\]))*\s*(?:pub(?:\([a-z]+\))?\s+)?(?:r#)?([a-z_][a-z0-9_]*)\s*:")
        .expect("regex is a literal")
});
static CLAP_BUILDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\.long\(\s*"([A-Za-z0-9][\w.-]*)""#).expect("regex is a literal")
});
/// `add_argument("-n", "--name", default=1)` and the like.
static OPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(?-u:\b)add_argument|@(?:\w+\.)?option|(?-u:\b)add_option|\.option|(?-u:\b)opts?\.on)\(")
        .expect("regex is a literal")
});
static DASHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"--(?:\[no-\])?([A-Za-z0-9][\w.-]*)").expect("regex is a literal")
});

fn sight(path: &FilePath, text: &str, found: &mut Vec<Sighting>) {
    let source = Source::new(text);
    match path.extension() {
        "go" => {
            let is_of_flags = ["Flag", "flag"].iter().any(|it| text.contains(it));
            if is_of_flags {
                variables(&source, found);
                kingpin(&source, found);
                urfave(&source, found);
            }
        }
        "rs" if text.contains("clap") || text.contains("structopt") => clap(&source, found),
        "rs" => {}
        _ => options(&source, found),
    }
}

/// Adds a flag; `name` and `default` are expressions of the program.
fn push(source: &Source<'_>, name: &str, default: Option<&str>, found: &mut Vec<Sighting>) {
    let line = source.line(source.offset(name));
    if let Some(text) = literal(name) {
        // urfave's first version writes its short names behind: `config, c`.
        let text = text.split(',').next().unwrap_or_default().trim();
        let is_char = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if text.len() > 1 && text.bytes().all(is_char) {
            found.push(Sighting::new(text, line).with_value(default.and_then(default_of)));
        }
    } else if let Some(name) = composed(name) {
        found.push(Sighting { name, line, value: None, is_composed: true });
    }
}

/// A default, also where a variable may stand before it: `env.StringFromEnv("NAME", "default")`.
fn default_of(expression: &str) -> Option<String> {
    let helper = expression.find("FromEnv(").map(|at| at + "FromEnv".len());
    let Some(open) = helper else { return value(expression) };
    let list = Source::new(expression).block(open)?;
    arguments(list).get(1).and_then(|default| value(default))
}

fn variables(source: &Source<'_>, found: &mut Vec<Sighting>) {
    for (call, name) in [(&VARIABLE, 1), (&DIRECT, 0)] {
        for parts in call.captures_iter(source.text) {
            let whole = parts.get(0).expect("group 0 is the match");
            let Some(list) = source.block(whole.end() - 1) else { continue };
            let list = arguments(list);
            let default = name + if parts.get(1).is_some() { 2 } else { 1 };
            // The help follows the default: fewer arguments are another call, or a flag that has none.
            let has_default = list.len() > default + 1;
            if list.len() > name + 1 && !source.is_comment(whole.start()) {
                push(source, list[name], has_default.then(|| list[default]), found);
            }
        }
    }
}

fn kingpin(source: &Source<'_>, found: &mut Vec<Sighting>) {
    for call in KINGPIN.find_iter(source.text) {
        let Some(list) = source.block(call.end() - 1) else { continue };
        let after = &source.text[call.end() + list.len() + 1..];
        let list = arguments(list);
        // `Flag("name")` of cobra looks one up.
        if list.len() > 1 && !source.is_comment(call.start()) {
            let mut near = after.len().min(300);
            while !after.is_char_boundary(near) {
                near -= 1;
            }
            let default = KINGPIN_DEFAULT.captures(&after[..near]);
            let default = default.and_then(|parts| parts.get(1)).map(|it| it.as_str());
            push(source, list[0], default, found);
        }
    }
}

fn urfave(source: &Source<'_>, found: &mut Vec<Sighting>) {
    for call in URFAVE.find_iter(source.text) {
        let Some(list) = source.block(call.end() - 1) else { continue };
        let field = |name: &str| {
            let fields = arguments(list).into_iter();
            let mut fields = fields.filter_map(|field| FIELD.captures(field));
            fields.find_map(|parts| {
                (&parts[1] == name).then(|| parts.get(2).map(|it| it.as_str())).flatten()
            })
        };
        if let Some(name) = field("Name") {
            push(source, name, field("Value"), found);
        }
    }
}

fn clap(source: &Source<'_>, found: &mut Vec<Sighting>) {
    for call in CLAP.find_iter(source.text) {
        let Some(list) = source.block(call.end() - 1) else { continue };
        let end = call.end() + list.len() + 1;
        let list = arguments(list);
        let setting = |names: &[&str]| {
            list.iter().find_map(|part| {
                let (name, value) =
                    part.split_once('=').map_or((*part, ""), |(a, b)| (a.trim(), b.trim()));
                names.contains(&name).then_some(value)
            })
        };
        let Some(long) = setting(&["long"]) else { continue };
        let default = setting(&["default_value", "default_value_t"]);
        if !long.is_empty() {
            push(source, long, default, found);
            continue;
        }
        let mut near = source.text.len().min(end + 600);
        while !source.text.is_char_boundary(near) {
            near -= 1;
        }
        if let Some(field) = CLAP_FIELD.captures(&source.text[end..near]) {
            let name = field[1].replace('_', "-");
            let line = source.line(call.start());
            found.push(Sighting::new(&name, line).with_value(default.and_then(default_of)));
        }
    }
    for parts in CLAP_BUILDER.captures_iter(source.text) {
        let name = parts.get(1).expect("the name is no option");
        if !source.is_comment(name.start()) {
            found.push(Sighting::new(name.as_str(), source.line(name.start())));
        }
    }
}

fn options(source: &Source<'_>, found: &mut Vec<Sighting>) {
    for call in OPTION.find_iter(source.text) {
        let Some(list) = source.block(call.end() - 1) else { continue };
        if source.is_comment(call.start()) {
            continue;
        }
        let list = arguments(list);
        let default = list.iter().find_map(|part| {
            let (name, default) = part.split_once('=')?;
            (name.trim() == "default").then(|| default.trim())
        });
        let names = list.iter().filter(|part| literal(part).is_some_and(|it| it.starts_with('-')));
        for name in names {
            for parts in DASHED.captures_iter(name) {
                let line = source.line(source.offset(name));
                found.push(Sighting::new(&parts[1], line).with_value(default.and_then(value)));
            }
        }
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
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn flags_of_go_are_told_with_their_defaults() {
        check(
            "a.go",
            "c.Flags().IntVar(&x, \"hydration-processors\", env.ParseNumFromEnv(\"A_B\", 5, 1, math.MaxInt32), \"Number\")\n",
            &[("hydration-processors", Some("5"))],
        );
        check(
            "a.go",
            "f.BoolVarP(&x, \"quiet\", \"q\", false, \"help, or not\")\n// flags\n",
            &[("quiet", Some("false"))],
        );
        check("a.go", "cmd.Flags().String(\"name\", \"x\", \"help\")\n", &[("name", Some("x"))]);
        check(
            "a.go",
            "cmd.Flag(\"log.format\", \"Help (a).\").\n\tShort('l').Default(\"logfmt\").Enum(&x)\n",
            &[("log.format", Some("logfmt"))],
        );
        check(
            "a.go",
            "cli.StringFlag{\n\tName: \"config, c\",\n\tValue: \"a\",\n}\n",
            &[("config", Some("a"))],
        );
    }

    #[test]
    fn flags_of_other_languages_are_told() {
        check(
            "a.rs",
            "use clap::Parser;\n#[arg(short, long, default_value = \"80\")]\n/// Port.\npub http_port: u16,\n#[arg(long = \"host\")]\nh: String,\n",
            &[("host", None), ("http-port", Some("80"))],
        );
        check(
            "a.py",
            "p.add_argument('-p', '--port', type=int, default=80, help='a, b')\n",
            &[("port", Some("80"))],
        );
        check("a.ts", "program.option('-p, --port <n>', 'port')\n", &[("port", None)]);
    }

    #[test]
    fn a_removed_flag_breaks_and_a_new_default_does_not() {
        let text = "f.BoolVar(&x, \"quiet\", false, \"help\")\n// flags\n";
        let rule = |after: &str| {
            let found = name_facts(&DETECTOR, &[("a.go", Some(text), Some(after))]);
            let Kind::Contract(contract) = &found[0].kind else { panic!("no contract") };
            (contract.rule, contract.breaking)
        };
        assert_eq!(rule("package a\n"), ("FLAG_NO_DELETE", true));
        assert_eq!(rule(&text.replace("false", "true")), ("FLAG_SAME_DEFAULT", false));
    }

    #[test]
    fn a_flag_that_is_looked_up_or_has_another_help_is_no_news() {
        check(
            "a.go",
            "x := cmd.Flag(\"output\")\ny, _ := cmd.Flags().GetString(\"name\")\nviper.SetVar(x)\n",
            &[],
        );
        let old = "f.BoolVar(&x, \"quiet\", false, \"help\")\n// flags\n";
        let new = old.replace("help", "another help");
        assert!(name_facts(&DETECTOR, &[("a.go", Some(old), Some(&new))]).is_empty());
    }
}
