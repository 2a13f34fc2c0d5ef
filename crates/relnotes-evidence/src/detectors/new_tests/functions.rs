//! Tests in the text of a file, by the conventions of their languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::range::FilePath;

static GO: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?m)^func\s+((?:Test|Benchmark|Fuzz|Example)[A-Z_]\w*)\s*\("));
static PYTHON: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?m)^\s*(?:async\s+)?def\s+(test_\w+)\s*\("));
static RUST: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?m)^\s*#\[(?:\w+::)*(?:test|rstest)(?:\([^\]]*\))?\](?:\s*#\[[^\]]*\])*\s*(?:pub\s+)?(?:async\s+)?fn\s+(\w+)",
    )
});
static JAVASCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"(?m)^\s*(?:it|test)(?:\.(?:each\([^)]*\)|concurrent|only|skip))?\(\s*(["'`][^"'`\n]+["'`])"#,
    )
});
static JVM: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"@(?:Test|ParameterizedTest)(?-u:\b)(?:\([^)]*\))?(?:\s*@\w+(?:\([^)]*\))?)*\s*(?:(?:public|private|internal|suspend|final)\s+)*(?:void|fun)\s+(`[^`\n]+`|\w+)",
    )
});
static RUBY: LazyLock<Regex> = LazyLock::new(|| {
    regex(r#"(?m)^\s*(?:it|specify|test|scenario)\s+(["'][^"'\n]+["'])|^\s*def\s+(test_\w+)"#)
});
static PHP: LazyLock<Regex> = LazyLock::new(|| regex(r"function\s+(test\w+)\s*\("));
static CSHARP: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\[(?:Fact|Theory|Test|TestMethod|TestCase)(?:\([^\]]*\))?\](?:\s*\[[^\]]*\])*\s*public\s+(?:async\s+)?\w+\s+(\w+)\s*\(",
    )
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("regex is a literal")
}

/// Counts the tests of a text by their names. In Rust they stand in any file, elsewhere in those of tests.
pub(super) fn tests(path: &FilePath, text: &str) -> BTreeMap<String, usize> {
    let pattern = match path.extension() {
        "rs" => &RUST,
        _ if !path.is_test => return BTreeMap::new(),
        "go" => &GO,
        "py" => &PYTHON,
        "js" | "jsx" | "ts" | "tsx" | "mjs" | "cjs" | "vue" => &JAVASCRIPT,
        "java" | "kt" | "kts" | "scala" => &JVM,
        "rb" => &RUBY,
        "php" => &PHP,
        "cs" => &CSHARP,
        _ => return BTreeMap::new(),
    };
    let mut found = BTreeMap::new();
    for names in pattern.captures_iter(text) {
        if let Some(name) = names.iter().skip(1).flatten().next() {
            *found.entry(name.as_str().to_owned()).or_default() += 1;
        }
    }
    found
}

#[cfg(test)]
mod unit {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let found = tests(&FilePath::new(path, &[]), text);
        assert_eq!(found.into_keys().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tests_of_languages_are_found() {
        check(
            "src/a.rs",
            "#[test]\nfn a() {}\n#[tokio::test(flavor = \"x\")]\n#[allow(x)]\nasync fn b() {}\nfn c() {}\n",
            &["a", "b"],
        );
        check(
            "pkg/a_test.go",
            "func TestA(t *testing.T) {}\nfunc Testable() {}\nfunc BenchmarkB(b *testing.B) {}\n",
            &["BenchmarkB", "TestA"],
        );
        check(
            "tests/test_a.py",
            "class A:\n    async def test_x(self):\n    def helper(self):\n",
            &["test_x"],
        );
        check(
            "ui/a.test.ts",
            "it('does a', () => {});\ntest.each([1])(`b`, () => {});\nit(`c`)\n",
            &["'does a'", "`b`", "`c`"],
        );
        check(
            "src/test/java/ATest.java",
            "@Test\nvoid a() {}\n@Test(timeout = 1)\npublic void b() {}\n",
            &["a", "b"],
        );
        check("spec/a_spec.rb", "it \"does a\" do\n  def test_b\n", &["\"does a\"", "test_b"]);
    }

    #[test]
    fn calls_of_the_product_are_none() {
        check("src/a.ts", "test('x')\n", &[]);
        check("pkg/a.go", "func TestA(t) {}\n", &[]);
    }
}
