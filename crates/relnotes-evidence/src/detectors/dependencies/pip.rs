//! `requirements.txt`: what it pins.

use super::lock::Lock;
use super::manifest::{python_name, requirement_name};

/// Reads the pinned lines, `name==1.2.3`. Where a program wrote the file, it says for which (`# via -r requirements.in`);
/// else a person did, and names what the project needs.
pub(super) fn read(text: &str, _: Option<&str>) -> Option<Lock> {
    let mut lock = Lock::default();
    let is_made = text.contains("# via");
    let mut last = None;
    for (at, line) in (1_u32..).zip(text.lines()) {
        let (code, comment) = line.split_once('#').unwrap_or((line, ""));
        let code =
            code.split(';').next().unwrap_or_default().trim().trim_end_matches('\\').trim_end();
        let name = requirement_name(code);
        let version =
            code.split_once("==").map(|(_, version)| version.trim_start_matches('=').trim());
        if let Some(version) = version.filter(|version| !name.is_empty() && !version.contains('*'))
        {
            let version = version.split([' ', ',']).next().unwrap_or_default();
            let name = python_name(name);
            lock.add(&name, version, at);
            if let Some(package) = lock.packages.get_mut(&name) {
                package.direct = Some(!is_made);
            }
            last = Some(name);
        }
        if comment.contains("-r ")
            && let Some(package) = last.as_ref().and_then(|name| lock.packages.get_mut(name))
        {
            package.direct = Some(true);
        }
    }
    Some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::dependencies::lock::shown;

    #[test]
    fn pins_of_people() {
        let text = "# base\nDjango==5.0.1\npsycopg[c,pool]==3.1 ; python_version > '3'  # c\nfoo>=1\n-r other.txt\nbar==1.*\n";
        assert_eq!(shown(read(text, None)), ["django 5.0.1:2 direct", "psycopg 3.1:3 direct"]);
    }

    #[test]
    fn pins_of_programs_say_why() {
        let text = "django==5.0.1 \\\n    --hash=sha256:aa\n    # via -r requirements.in\nsqlparse==0.5\n    # via django\n";
        assert_eq!(shown(read(text, None)), ["django 5.0.1:1 direct", "sqlparse 0.5:4 indirect"]);
    }
}
