//! `relnotes rollback`: the steps of the rollback plan alone.

use relnotes_render::documents::ROLLBACK_STEPS;

use crate::bundle;
use crate::cli::GlobalArgs;
use crate::env::Env;
use crate::failure::{Exit, Failure};
use crate::request;
use crate::shell::Shell;

/// Arguments of `rollback`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  relnotes rollback v1.3.0            from v1.3.0 to what ran before it
  relnotes rollback --as v1.4.0       the same for what HEAD would be")]
pub(crate) struct Args {
    /// A tag or a branch [default: HEAD]
    #[arg(value_name = "REV")]
    target: Option<String>,
    /// Take an untagged target for this version
    #[arg(long = "as", value_name = "VERSION")]
    as_version: Option<String>,
    /// en or ru [default: RELNOTES_LANG, relnotes.toml, en]
    #[arg(long, value_name = "LANG")]
    lang: Option<String>,
}

/// Prints whether the code alone can go back, and the steps with their commands. None of them is run.
pub(crate) fn run(
    args: &Args,
    global: &GlobalArgs,
    env: &Env,
    shell: &mut Shell,
) -> Result<Exit, Failure> {
    let typed = request::Typed {
        range: args.target.as_deref(),
        as_version: args.as_version.as_deref(),
        date: None,
    };
    let lang = args.lang.as_deref();
    let bundle = bundle::make(&[&ROLLBACK_STEPS], typed, lang, global, env, shell)?;
    for (_, rendered) in &bundle.sheets {
        shell.print(&rendered.text)?;
    }
    Ok(Exit::Done)
}
