//! What a path says about a file: its name, and whether it belongs to the product or only stands beside it.

use relnotes_core::config::glob::Glob;

/// A path and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePath {
    /// From the top, with slashes.
    pub full: String,
    /// In lower case, for comparisons.
    pub lower: String,
    /// Tests, their data and examples of them.
    pub is_test: bool,
    /// Documentation.
    pub is_documentation: bool,
    /// Code of others: `vendor/`, `node_modules/`.
    pub is_vendored: bool,
    /// Made by a program: by its name or by `linguist-generated`.
    pub is_generated: bool,
}

const VENDORED: [&str; 6] =
    ["vendor", "third_party", "node_modules", "bower_components", "third-party", "vendored"];
const TESTS: [&str; 13] = [
    "test",
    "tests",
    "testdata",
    "__tests__",
    "spec",
    "specs",
    "e2e",
    "fixtures",
    "fixture",
    "testing",
    "mocks",
    "__mocks__",
    "testutil",
];
const DOCUMENTATION: [&str; 5] = ["docs", "doc", "documentation", "website", "changelogs"];
const GENERATED: [&str; 12] = [
    ".pb.go",
    ".pb.gw.go",
    "_generated.go",
    ".generated.ts",
    ".generated.go",
    "_pb2.py",
    "_pb2_grpc.py",
    ".min.js",
    ".min.css",
    ".g.dart",
    "_gen.go",
    ".deepcopy.go",
];
const CODE: [&str; 26] = [
    "rs", "go", "py", "rb", "js", "jsx", "ts", "tsx", "mjs", "cjs", "java", "kt", "kts", "scala",
    "cs", "php", "ex", "exs", "c", "cc", "cpp", "h", "hpp", "swift", "sh", "vue",
];
const TOOLS: [&str; 15] = [
    "hack",
    "scripts",
    "script",
    ".github",
    ".gitlab",
    ".ci",
    "ci",
    "bench",
    "benchmark",
    "benchmarks",
    "example",
    "examples",
    ".circleci",
    ".buildkite",
    "devenv",
];
const BINARY: [&str; 28] = [
    "png", "jpg", "jpeg", "gif", "ico", "webp", "bmp", "pdf", "zip", "gz", "tgz", "xz", "bz2",
    "7z", "jar", "war", "so", "dll", "exe", "bin", "woff", "woff2", "ttf", "otf", "eot", "mp4",
    "mp3", "wasm",
];

impl FilePath {
    /// Reads a path; `generated` are patterns of files that a program makes.
    pub fn new(full: &str, generated: &[Glob]) -> Self {
        let lower = full.to_lowercase();
        let (folder, name) = match memchr::memrchr(b'/', lower.as_bytes()) {
            Some(at) => (&lower[..at], &lower[at + 1..]),
            None => ("", lower.as_str()),
        };
        let is_test_folder = |part: &str| {
            // `api_tests`, `ui-test`, `integration-tests`, `test_resources`.
            let ends = ["_test", "-test", "_tests", "-tests"];
            TESTS.contains(&part)
                || part.starts_with("test-")
                || part.starts_with("test_")
                || ends.iter().any(|end| part.ends_with(end))
        };
        let (mut is_below_tests, mut is_below_documentation, mut is_vendored) = Default::default();
        for part in folder.split('/') {
            is_below_tests |= is_test_folder(part);
            is_below_documentation |= DOCUMENTATION.contains(&part);
            is_vendored |= VENDORED.contains(&part);
        }
        let is_test_name = {
            let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
            let middle = [".test.", ".spec.", "_test.", "_spec."];
            middle.iter().any(|it| name.contains(it))
                || stem.starts_with("test_")
                || stem.ends_with("_test")
                || stem == "conftest"
                || stem == "tests"
        };
        let is_text = [".md", ".rst", ".adoc", ".txt"].iter().any(|it| name.ends_with(it));
        Self {
            // Deeper down, integration may be what the product is about.
            is_test: is_below_tests || is_test_name || lower.starts_with("integration/"),
            is_documentation: is_below_documentation || is_text,
            is_vendored,
            is_generated: GENERATED.iter().any(|end| name.ends_with(end))
                || generated.iter().any(|glob| glob.matches(full)),
            full: full.to_owned(),
            lower,
        }
    }

    /// Returns whether a folder on the way to it holds documentation, whatever the file itself is called.
    pub fn is_below_documentation(&self) -> bool {
        DOCUMENTATION.iter().any(|folder| self.is_below(folder))
    }

    /// Returns the name of the file, in lower case.
    pub fn name(&self) -> &str {
        self.lower.rsplit('/').next().unwrap_or_default()
    }

    /// Returns what follows the last point of the name, in lower case; empty where there is none.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Returns whether a folder on the way to the file has this name, in lower case.
    pub fn is_below(&self, folder: &str) -> bool {
        let mut parts = self.lower.split('/').rev();
        parts.next();
        parts.any(|part| part == folder)
    }

    /// Returns whether it is a program's text by its extension.
    pub fn is_code(&self) -> bool {
        CODE.contains(&self.extension())
    }

    /// Returns whether it is no text by its extension.
    pub fn is_binary(&self) -> bool {
        BINARY.contains(&self.extension())
    }

    /// Returns whether it helps those who make the product, and no one who runs it: `hack/`, `scripts/`, examples.
    pub fn is_tool(&self) -> bool {
        let mut folders = self.lower.split('/').rev();
        folders.next();
        // Deeper down, tools may be what the product is about.
        folders.any(|folder| TOOLS.contains(&folder)) || self.lower.starts_with("tools/")
    }

    /// Returns whether it belongs to the product itself.
    pub fn is_product(&self) -> bool {
        !(self.is_test || self.is_documentation || self.is_vendored || self.is_generated)
    }
}

/// Reads the patterns of generated files from `.gitattributes`.
pub(super) fn generated(attributes: &str) -> Vec<Glob> {
    let is_generated = |word: &str| {
        matches!(word, "linguist-generated" | "linguist-generated=true" | "linguist-generated=1")
    };
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let pattern = words.next().filter(|pattern| !pattern.starts_with('#'))?;
        // A pattern without a slash is of names in any folder.
        let anywhere = if pattern.trim_end_matches('/').contains('/') { "" } else { "**/" };
        let pattern = format!("{anywhere}{}", pattern.trim_start_matches('/'));
        words.any(is_generated).then(|| Glob::of_paths(&pattern))
    };
    attributes.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_say_what_files_are() {
        let check = |path: &str| {
            let path = FilePath::new(path, &[]);
            (path.is_test, path.is_documentation, path.is_vendored, path.is_generated)
        };
        assert_eq!(check("crates/api/src/main.rs"), (false, false, false, false));
        assert_eq!(check("pkg/server_test.go"), (true, false, false, false));
        assert_eq!(check("cmd/thanos/testdata/rules.yaml"), (true, false, false, false));
        assert_eq!(check("integration/images/list.go"), (true, false, false, false));
        assert_eq!(check("src/integration/channel.java"), (false, false, false, false));
        assert_eq!(check("conf/test_resources/default.yml"), (true, false, false, false));
        assert_eq!(check("ui-test/src/configuration.ts"), (true, false, false, false));
        assert_eq!(check("ui/src/cart.spec.ts"), (true, false, false, false));
        assert_eq!(check("api_tests/src/user.ts"), (true, false, false, false));
        assert_eq!(check("docs/operator/upgrade.md"), (false, true, false, false));
        assert_eq!(check("vendor/k8s.io/api/types.go"), (false, false, true, false));
        assert_eq!(check("pkg/apiclient/app.pb.go"), (false, false, false, true));
        assert_eq!(check("src/latest.rs"), (false, false, false, false));
    }

    #[test]
    fn attributes_name_generated_files() {
        let globs = generated(
            "*.go text\n# no\n/assets/swagger.json linguist-generated=true\n*.lock -diff linguist-generated\n",
        );
        assert!(FilePath::new("assets/swagger.json", &globs).is_generated);
        assert!(FilePath::new("a/b.lock", &globs).is_generated);
        assert!(!FilePath::new("a/b.go", &globs).is_generated);
    }
}
