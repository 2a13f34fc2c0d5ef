//! `fixture list` names the fixtures of this workspace; `fixture build NAME DIR` makes one to look at by hand.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use relnotes_testkit::Fixture;

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["list"] => list()?,
        ["build", name, folder] => return build(name, Path::new(folder)),
        _ => {
            writeln!(io::stderr(), "usage: fixture list\n       fixture build NAME DIR")?;
            return Ok(ExitCode::from(2));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> io::Result<()> {
    let mut output = io::stdout().lock();
    for name in Fixture::names() {
        writeln!(output, "{name:24} {}", Fixture::description(&name))?;
    }
    Ok(())
}

fn build(name: &str, folder: &Path) -> io::Result<ExitCode> {
    if !Fixture::names().iter().any(|known| known == name) {
        writeln!(io::stderr(), "there is no fixture `{name}`; see `fixture list`")?;
        return Ok(ExitCode::from(2));
    }
    if folder.exists() && folder.read_dir()?.next().is_some() {
        writeln!(io::stderr(), "`{}` is not empty", folder.display())?;
        return Ok(ExitCode::from(2));
    }
    let repo = Fixture::load(name).build_in(folder);
    writeln!(io::stdout(), "{} at {}", name, repo.path().display())?;
    Ok(ExitCode::SUCCESS)
}
