//! The gate as JUnit XML: a test case for each criterion; what is unknown or waived is skipped, which nobody takes for
//! passed.

use relnotes_core::gate::Status;
use relnotes_render::gate::Page;

use super::junit::escape;
use super::one_line;

pub(crate) fn write(page: &Page) -> String {
    let lines = page.lines();
    let failures = lines.iter().filter(|(_, status, ..)| *status == Status::Fail).count();
    let is_skipped =
        |status: Status| matches!(status, Status::Unknown | Status::Waived | Status::NotApplicable);
    let skipped = lines.iter().filter(|(_, status, ..)| is_skipped(*status)).count();
    let tests = lines.len();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"relnotes gate\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n  \
         <testsuite name=\"gate\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n"
    );
    for (code, status, title, why) in lines {
        let name = escape(&one_line(&format!("{code} {title}")));
        let head = format!("    <testcase name=\"{name}\" classname=\"relnotes.gate\" time=\"0\"");
        let why: Vec<String> = why.lines().map(one_line).collect();
        let (message, whole) =
            (escape(why.first().map_or("", String::as_str)), escape(&why.join("\n")));
        let inner = match status {
            Status::Pass => {
                out += &format!("{head}/>\n");
                continue;
            }
            Status::Fail => {
                format!("<failure message=\"{message}\" type=\"fail\">{whole}</failure>")
            }
            _ => format!("<skipped message=\"{}: {message}\">{whole}</skipped>", status.as_str()),
        };
        out += &format!("{head}>\n      {inner}\n    </testcase>\n");
    }
    out + "  </testsuite>\n</testsuites>\n"
}
