//! `go.mod`. `go.sum` also lists versions that no build uses.

use super::lock::Lock;

/// Reads `go.mod`. `/v2` at the end of a path is a version and no name, so that a step to `/v3` is one of the module.
pub(super) fn read(text: &str, _: Option<&str>) -> Option<Lock> {
    let mut lock = Lock::default();
    let mut replaced = Vec::new();
    let mut block = "";
    for (at, line) in (1_u32..).zip(text.lines()) {
        let (line, comment) = line.split_once("//").unwrap_or((line, ""));
        let words: Vec<&str> = line.split_whitespace().collect();
        let (verb, rest) = match words.as_slice() {
            [")"] => {
                block = "";
                continue;
            }
            [verb, "("] => {
                block = verb;
                continue;
            }
            rest if !block.is_empty() => (block, rest),
            [verb, rest @ ..] => (*verb, rest),
            [] => continue,
        };
        match (verb, rest) {
            ("require", [path, version]) => {
                let name = name_of(path);
                lock.add(name, version, at);
                if let Some(package) = lock.packages.get_mut(name) {
                    package.direct = Some(comment.trim() != "indirect");
                }
            }
            ("replace", [path, "=>", to @ ..] | [path, _, "=>", to @ ..]) => {
                replaced.push((name_of(path), to.to_vec(), at));
            }
            _ => {}
        }
    }
    for (name, to, line) in replaced {
        let Some(package) = lock.packages.get_mut(name) else { continue };
        let version = match to.as_slice() {
            [path, version] if name_of(path) == name => (*version).to_owned(),
            _ => to.join(" "),
        };
        package.versions = [(version, line)].into();
    }
    Some(lock)
}

fn name_of(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
    };
    match path.rsplit_once('/') {
        Some((name, version)) if is_version(version) => name,
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn modules_are_direct_or_not() {
        let text = "module example.com/shop\n\ngo 1.24\n\nrequire (\n\tgithub.com/a/b/v4 v4.1.0\n\tgopkg.in/yaml.v3 v3.0.1 // indirect\n)\n\
                    require c.io/d v0.1.0\nexclude c.io/d v0.0.9\n";
        assert_eq!(
            shown(read(text, None)),
            [
                "c.io/d v0.1.0:9 direct",
                "github.com/a/b v4.1.0:6 direct",
                "gopkg.in/yaml.v3 v3.0.1:7 indirect",
            ]
        );
    }

    #[test]
    fn a_replaced_module_has_the_version_that_is_built() {
        let text = "require (\n\ta.io/b v1.0.0\n\tc.io/d v1.0.0\n\te.io/f v1.0.0\n)\nreplace (\n\ta.io/b => a.io/b v1.2.0\n\tc.io/d v1.0.0 => x.io/y v9.0.0\n)\n\
                    replace e.io/f => ../f\nreplace z.io/z => ../z\n";
        assert_eq!(
            shown(read(text, None)),
            ["a.io/b v1.2.0:7 direct", "c.io/d x.io/y v9.0.0:8 direct", "e.io/f ../f:10 direct"]
        );
    }

    #[test]
    fn nonsense_says_nothing() {
        assert!(shown(read("require\nrequire (\nx\n", None)).is_empty());
    }
}
