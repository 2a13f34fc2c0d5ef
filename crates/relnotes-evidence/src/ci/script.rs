//! What the lines of a script show: known tools by what they are told to do, runners of scripts by the name of what they
//! run. Nothing is run, and nothing is looked up: a script in a file of its own is told by its name or not at all.

use std::sync::LazyLock;

use regex::Regex;
use relnotes_core::pipeline::Stage;

use super::words::{self, Reading};

/// What one command shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// What a name says.
    Reading(Reading),
    /// Something is started that may do anything.
    Opaque(String),
    /// relnotes is started.
    Relnotes,
    /// The whole history is fetched.
    Unshallow,
}

/// Tools that say themselves what they do, the first that fits.
static TOOLS: LazyLock<Vec<(Tool, Regex)>> = LazyLock::new(|| {
    [
        (Tool::Stage(Stage::EndToEnd), r"^(playwright test|cypress run)\b"),
        (Tool::Stage(Stage::Load), r"^(k6 run|artillery run|locust|ab|wrk|hey)\b"),
        (Tool::Stage(Stage::Lint), r"^(cargo( \+\S+)? (clippy|fmt)|go vet|gofmt|golangci-lint|eslint|prettier|ruff|flake8|mypy|black|isort|pylint|shellcheck|rubocop|hadolint|yamllint|actionlint|tsc .*--noEmit)\b"),
        (Tool::BuildAndTest, r"^(\./)?mvnw?( \S+)* (verify|install|package|deploy)\b|^(\./)?gradlew?( \S+)* build\b"),
        (Tool::Tests, r"^(cargo( \+\S+)? (test|nextest)|go test|gotestsum|pytest|py\.test|phpunit|rspec|jest|vitest|mocha|ctest|tox|nox|dotnet test|swift test|flutter test|mix test|rails test|python3? -m (pytest|unittest)|bundle exec rspec)\b|^(\./)?mvnw?( \S+)* test\b|^(\./)?gradlew?( \S+)* (test|check)\b|^(npm|yarn|pnpm|bun|deno|bazel|bazelisk) (t|test)\b"),
        (Tool::Stage(Stage::Build), r"^(cargo|go|docker|podman|buildah|nerdctl|dotnet|swift|zig|bazel|bazelisk|nix|flutter|poetry|uv|hatch|ko|vite|packer|hugo)( \+?\S+)? (build|bake|publish)\b|^docker buildx (build|bake)\b|^docker[ -]compose build\b|^(tsc|webpack|rollup|ninja|msbuild|xcodebuild|goreleaser|javac|gcc|g\+\+|rustc)\b|^cmake --build\b|^python3? -m build\b|^(\./)?mvnw?( \S+)* compile\b|^(\./)?gradlew?( \S+)* assemble\b"),
        (Tool::Deploy, r"^(kubectl( \S+)* (apply|set image|rollout)|helm( \S+)* (upgrade|install)|helmfile( \S+)* (apply|sync)|terraform( \S+)* apply|tofu( \S+)* apply|argocd app sync|ansible-playbook|serverless deploy|sls deploy|fly(ctl)? deploy|wrangler (deploy|publish)|vercel( \S+)* --prod|firebase deploy|aws (ecs update-service|lambda update-function-code|cloudformation deploy)|gcloud( \S+)* deploy|netlify deploy|pulumi up|cdk deploy|sam deploy|eb deploy|cap \S+ deploy|nomad job run|docker stack deploy)\b"),
        (Tool::Nothing, r"^(npm|pnpm|yarn|bun) (ci|i|install|add|config|set|cache|version|publish|audit|login|prune|link|-)|^yarn$|^(make|just|task|rake|mage|ninja) (-v|--version|--help)$"),
    ]
    .into_iter()
    .map(|(tool, words)| (tool, Regex::new(words).expect("the pattern is a literal")))
    .collect()
});

#[derive(Debug, Clone, Copy)]
enum Tool {
    Stage(Stage),
    Tests,
    BuildAndTest,
    Deploy,
    Nothing,
}

/// Programs that run what a file of the repository says, and their words in front of its name.
const RUNNERS: [&str; 34] = [
    "make", "gmake", "just", "task", "mage", "rake", "npm", "pnpm", "yarn", "bun", "composer",
    "nx", "turbo", "lerna", "invoke", "inv", "fab", "hatch", "pdm", "ant", "sbt", "lein", "gradle",
    "gradlew", "mvn", "mvnw", "bazel", "earthly", "dagger", "scons", "doit", "poe", "grunt",
    "gulp",
];
/// Words in front of a command that do not change what it does.
const PREFIXES: [&str; 20] = [
    "sudo", "time", "exec", "if", "then", "else", "do", "!", "npx", "pnpx", "bunx", "env",
    "command", "xvfb-run", "uv", "poetry", "pipenv", "bundle", "nohup", "nice",
];
const SHELLS: [&str; 11] =
    ["bash", "sh", "zsh", "pwsh", "python", "python3", "node", "ruby", "perl", "php", "source"];
const SCRIPTS: [&str; 10] = ["sh", "bash", "py", "rb", "js", "mjs", "ts", "ps1", "pl", "php"];

/// Reads one line of a script: its commands in their order.
pub(crate) fn of_line(line: &str) -> Vec<Shown> {
    let line: String = line.chars().take(2000).collect();
    let line = line.trim();
    if line.starts_with('#') {
        return Vec::new();
    }
    let commands = line.split(['|', ';', '&']).map(str::trim).filter(|command| !command.is_empty());
    commands.filter_map(of_command).collect()
}

fn of_command(command: &str) -> Option<Shown> {
    let mut tokens = command.split_whitespace().peekable();
    while let Some(token) = tokens.peek() {
        let is_runner = matches!(*token, "uv" | "poetry" | "pipenv" | "bundle");
        if PREFIXES.contains(token) || (is_assignment(token)) {
            tokens.next();
            if is_runner {
                tokens.next_if(|next| matches!(*next, "run" | "exec"));
            }
        } else {
            break;
        }
    }
    let tokens: Vec<&str> = tokens.map(|token| token.trim_matches(['"', '\'', '(', ')'])).collect();
    let (first, rest) = tokens.split_first()?;
    let command = tokens.join(" ");
    if command.starts_with("git fetch") && command.contains("--unshallow") {
        return Some(Shown::Unshallow);
    }
    let program = first.rsplit('/').next().unwrap_or(first);
    if program == "relnotes" {
        return Some(Shown::Relnotes);
    }
    if let Some((tool, _)) = TOOLS.iter().find(|(_, words)| words.is_match(&command)) {
        return reading_of(*tool).map(Shown::Reading);
    }
    let target = script_of(first, program, rest)?;
    let reading = words::of_name(&target);
    if !reading.is_empty() {
        return Some(Shown::Reading(reading));
    }
    let short: String = command.chars().take(60).collect();
    Some(Shown::Opaque(short))
}

fn reading_of(tool: Tool) -> Option<Reading> {
    let reading = Reading::default();
    Some(match tool {
        Tool::Stage(stage) => Reading { stages: vec![stage], ..reading },
        Tool::Tests => Reading { tests: true, ..reading },
        Tool::BuildAndTest => Reading { stages: vec![Stage::Build], tests: true, ..reading },
        Tool::Deploy => Reading { deploys: true, ..reading },
        Tool::Nothing => return None,
    })
}

/// Returns the words that name a script; none where the command is none.
fn script_of(first: &str, program: &str, rest: &[&str]) -> Option<String> {
    let is_word = |token: &&&str| !token.starts_with('-') && !is_assignment(token);
    if RUNNERS.contains(&program) {
        let words = rest.iter().filter(is_word).filter(|word| !matches!(**word, "run" | "exec"));
        return Some(words.copied().collect::<Vec<_>>().join(" "));
    }
    if SHELLS.contains(&program) || first == "." {
        let path = rest.iter().find(is_word)?;
        let flags = rest.iter().take_while(|token| token.starts_with('-'));
        let is_inline = flags.clone().any(|flag| matches!(*flag, "-c" | "-e" | "-m" | "-r" | "-"));
        let is_activation = path.contains("activate") || path.ends_with(".env");
        return (!is_inline && !is_activation).then(|| stem(path));
    }
    let ending = first.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_script = SCRIPTS.contains(&ending) && !first.starts_with("http");
    let is_own = first.starts_with("./") || (first.contains("/") && is_script);
    (is_own || is_script).then(|| stem(first))
}

/// Returns the name of a script without folders and ending.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    name.to_owned()
}

/// Returns whether a token sets a variable: `CGO_ENABLED=0`.
fn is_assignment(token: &str) -> bool {
    token.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let shown: Vec<String> = of_line(line)
            .into_iter()
            .map(|shown| match shown {
                Shown::Opaque(text) => format!("?{text}"),
                Shown::Relnotes => "relnotes".to_owned(),
                Shown::Unshallow => "unshallow".to_owned(),
                Shown::Reading(reading) => {
                    let mut words: Vec<&str> =
                        reading.stages.iter().map(|it| it.as_str()).collect();
                    let flags = [(reading.tests, "tests"), (reading.deploys, "deploys")];
                    words.extend(flags.iter().filter(|(flag, _)| *flag).map(|(_, word)| word));
                    if words.is_empty() { "other".to_owned() } else { words.join("+") }
                }
            })
            .collect();
        assert_eq!(shown.join(" "), expected, "{line}");
    }

    #[test]
    fn tools_say_what_they_do() {
        check("cargo build --release --locked", "build");
        check("CGO_ENABLED=0 go build ./... && go test ./...", "build tests");
        check("sudo docker buildx build -t x . | tee log", "build");
        check("cargo +nightly clippy -- -D warnings", "lint");
        check("mvn -B verify", "build+tests");
        check("uv run pytest -q", "tests");
        check("helm --kube-context x upgrade app chart/", "deploys");
        check("kubectl get pods", "");
        check("npm ci", "");
        check("npm run build --if-present", "build");
        check("pnpm run test-e2e", "e2e");
        check("pnpm build --withTypes", "build");
    }

    #[test]
    fn scripts_are_told_by_their_names() {
        check("make test-e2e", "e2e");
        check("make -C src V=1 build-local", "build");
        check("./scripts/unit_tests.sh --fast", "unit");
        check("bash ci/deploy.sh production", "deploys");
        check("make codegen-local", "other");
        check("make ci", "?make ci");
        check("make", "?make");
        check("./ci.sh", "?./ci.sh");
        check("python3 tools/all.py", "?python3 tools/all.py");
        check("bash -c 'echo build'", "");
    }

    #[test]
    fn plain_commands_say_nothing() {
        check("echo \"TODO build\" && exit 1", "");
        check("# make ci", "");
        check("mkdir build; cd build", "");
        check("relnotes lint --format github", "relnotes");
        check("./target/release/relnotes v1.2.0", "relnotes");
        check("git fetch --prune --unshallow --tags", "unshallow");
        check("", "");
    }
}
