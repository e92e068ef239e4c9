//! `newsdex completions` and `newsdex man`.

use super::{Cli, Global, Outcome};
use crate::error::Result;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  newsdex completions bash > ~/.local/share/bash-completion/completions/newsdex")]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  newsdex man > ~/.local/share/man/man1/newsdex.1")]
pub struct ManArguments {
    /// The command whose page is wanted [default: the one that lists all commands]
    command: Option<String>,
}

pub(super) fn run(_: &Global, a: &Arguments) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(a.shell, &mut Cli::command(), "newsdex", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}

pub(super) fn man(_: &Global, a: &ManArguments) -> Result<Outcome> {
    let mut all = Cli::command();
    all.build();
    let command = match &a.command {
        None => all,
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| {
            crate::Error::usage(format!("there is no command `{name}`")).hint("newsdex --help lists the commands")
        })?,
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    std::io::stdout().write_all(&page)?;
    Ok(Outcome::Done)
}
