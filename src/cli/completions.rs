//! `newsdex completions` and `newsdex man`.

use super::{Cli, Global, Outcome};
use crate::error::Result;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
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
    std::io::stdout().write_all(&page(command)?)?;
    Ok(Outcome::Done)
}

/// The manual page of a command. What `--help` says below the options is laid out there already, and the usage has the values of options.
fn page(mut command: Command) -> Result<Vec<u8>> {
    let below = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    let usage = command.render_usage().to_string();
    let has_commands = command.has_subcommands();
    let man = Man::new(command);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    as_it_is("SYNOPSIS", usage.trim_start_matches("Usage: "), &mut page);
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if has_commands {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(below) = below {
        as_it_is("NOTES", &below, &mut page);
    }
    man.render_version_section(&mut page)?;
    Ok(page)
}

/// A section of lines that are not filled.
fn as_it_is(name: &str, text: &str, page: &mut Vec<u8>) {
    page.extend(format!(".SH {name}\n.nf\n").bytes());
    for line in text.lines() {
        // Nothing in it is an instruction, and quotation marks and minuses can be copied into a shell.
        let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
        page.extend(format!("\\&{line}\n").bytes());
    }
    page.extend(b".fi\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_in_a_manual_stand_as_they_are() {
        let mut all = Cli::command();
        all.build();
        let search = all.find_subcommand("search").unwrap().clone();
        let page = String::from_utf8(page(search).unwrap()).unwrap();
        let notes = &page[page.find(".SH NOTES\n.nf\n").unwrap()..];
        assert!(notes.contains("\n\\&  newsdex search \\(aqspeaker:Xi \"peace and stability\"\\(aq\n"), "{notes}");
        assert!(page.contains(".SH SYNOPSIS\n.nf\n\\&newsdex search [OPTIONS] <QUERY>...\n.fi\n"), "{page}");
    }
}
