//! The command line: one file per command, with its arguments, its help and its function.

mod ahead;
mod annotate;
mod ask;
mod bars;
mod batch;
mod check;
mod collocates;
mod completions;
mod correct;
mod count;
mod dispersion;
mod facets;
mod fields;
mod figure;
mod frequency;
mod hits;
mod index;
mod keyness;
mod kwic;
mod lists;
mod minus;
mod output;
mod progress;
mod queries;
mod quotes;
mod reading;
mod report;
mod rows;
mod search;
mod show;
mod since;
mod stats;
mod verify;

pub use output::{Format, Out};

use crate::error::{Error, ErrorKind, Result, printable};
use crate::parse::guard;
use clap::error::{ContextKind, ContextValue};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Who said what, in your own news: index a directory of articles, then ask it
#[derive(Debug, Parser)]
#[command(name = "newsdex", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 done or something matched, 1 nothing matched, 2 wrong command line or query,\n\
                        3 the index cannot be used, 4 finished, but some inputs failed.\n\n\
                        Try: newsdex index ARTICLES && newsdex search 'speaker:Xi \"peace and stability\"'")]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Where help lists the options of every command.
const EVERY: &str = "Options of every command";

/// Where the index is unless an option says so. An empty variable is as good as none.
fn default_index() -> PathBuf {
    let named = std::env::var_os("NEWSDEX_INDEX").filter(|name| !name.is_empty());
    named.map_or_else(|| "index".into(), PathBuf::from)
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The directory of the index, if the variable NEWSDEX_INDEX names no other
    #[arg(long, global = true, help_heading = EVERY, value_name = "DIR", default_value_os_t = default_index())]
    pub index: PathBuf,
    /// How to print [default: text]
    #[arg(long, global = true, help_heading = EVERY, value_enum)]
    pub format: Option<Format>,
    /// When to use colours
    #[arg(long, global = true, help_heading = EVERY, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// No progress and no notes on standard error, errors only
    #[arg(short, long, global = true, help_heading = EVERY)]
    pub quiet: bool,
    /// More on standard error
    #[arg(short, long, global = true, help_heading = EVERY)]
    pub verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Index(index::Arguments),
    Search(search::Arguments),
    Count(count::Arguments),
    Facets(facets::Arguments),
    Kwic(kwic::Arguments),
    Batch(batch::Arguments),
    Verify(verify::Arguments),
    Frequency(frequency::Arguments),
    Collocates(collocates::Arguments),
    Keyness(keyness::Arguments),
    Dispersion(dispersion::Arguments),
    Annotate(annotate::Arguments),
    Show(show::Arguments),
    Queries(queries::Arguments),
    Fields(fields::Arguments),
    Stats(stats::Arguments),
    Check(check::Arguments),
    Correct(correct::Arguments),
    Completions(completions::Arguments),
    Man(completions::ManArguments),
}

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done, or something matched (exit 0).
    Done,
    /// Nothing matched (exit 1).
    Nothing,
    /// The index is damaged (exit 3).
    Damaged,
    /// Done, but some inputs failed (exit 4).
    SomeFailed,
}

/// Runs the command line of this process and returns its exit code.
pub fn main() -> ExitCode {
    let arguments = minus::told_apart(std::env::args_os().collect());
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(e) => return not_read(e, &arguments),
    };
    let color = cli.global.color;
    // Damaged columns lead their readers anywhere, some of them into a panic.
    let outcome = guard::caught(|| run(cli)).unwrap_or_else(|said| {
        let what = format!("newsdex cannot go on: {}", said.lines().next().unwrap_or_default());
        Err(Error::index(what).hint(
            "`newsdex check` says whether the index is damaged; if it is whole, please report this with the command",
        ))
    });
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Damaged) => ExitCode::from(3),
        Ok(Outcome::SomeFailed) => ExitCode::from(4),
        Err(e) if e.kind == ErrorKind::ClosedPipe => ExitCode::SUCCESS,
        Err(e) => failed(&e, color),
    }
}

/// Prints help, the version, or what is wrong with the command line.
fn not_read(e: clap::Error, arguments: &[OsString]) -> ExitCode {
    let code = ExitCode::from(e.exit_code().clamp(0, 255) as u8);
    if !e.use_stderr() {
        let printed = e.print().and_then(|()| std::io::stdout().flush()).map_err(Error::from);
        return match printed {
            Err(e) if e.kind != ErrorKind::ClosedPipe => failed(&e, Color::Auto),
            _ => code,
        };
    }
    // What is wrong is named as it was given, and may hold anything.
    let shown = arguments.iter().map(|argument| printable(&argument.to_string_lossy()).into_owned());
    let e = Cli::try_parse_from(shown).err().filter(clap::Error::use_stderr).unwrap_or(e);
    // Where standard error is closed there is nobody left to tell.
    let _ = e.print();
    if let Some(hint) = below_nothing(&e) {
        output::say("");
        output::say(&format!("hint: {hint}"));
    }
    code
}

/// Says what went wrong.
fn failed(e: &Error, color: Color) -> ExitCode {
    output::report(e, color);
    ExitCode::from(e.exit_code())
}

/// What to tell where an option that takes a number was given one below 0.
fn below_nothing(e: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(value)) = e.get(ContextKind::InvalidValue) else { return None };
    let below = value.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    below.then(|| "write a whole number that is not below 0".to_owned())
}

fn run(cli: Cli) -> Result<Outcome> {
    let global = &cli.global;
    match cli.command {
        Command::Index(a) => index::run(global, &a),
        Command::Annotate(a) => annotate::run(global, &a),
        Command::Search(a) => search::run(global, &a),
        Command::Count(a) => count::run(global, &a),
        Command::Batch(a) => batch::run(global, &a),
        Command::Verify(a) => verify::run(global, &a),
        Command::Frequency(a) => frequency::run(global, &a),
        Command::Collocates(a) => collocates::run(global, &a),
        Command::Keyness(a) => keyness::run(global, &a),
        Command::Dispersion(a) => dispersion::run(global, &a),
        Command::Kwic(a) => kwic::run(global, &a),
        Command::Facets(a) => facets::run(global, &a),
        Command::Show(a) => show::run(global, &a),
        Command::Queries(a) => queries::run(global, &a),
        Command::Fields(a) => fields::run(global, &a),
        Command::Stats(a) => stats::run(global, &a),
        Command::Check(a) => check::run(global, &a),
        Command::Correct(a) => correct::run(global, &a),
        Command::Completions(a) => completions::run(global, &a),
        Command::Man(a) => completions::man(global, &a),
    }
}

/// The error for a format that a command does not have.
fn no_such_format(command: &str, format: Format) -> Error {
    Error::usage(format!("`{command}` has no {} form", format.name())).hint("use --format text, json or jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_below_nothing_is_no_query() {
        let hint = |arguments: &[&str]| {
            let e = Cli::try_parse_from([&["newsdex"], arguments].concat()).unwrap_err();
            below_nothing(&e)
        };
        for arguments in
            [["search", "ferry", "-n", "-1"], ["facets", "source", "-n", "-2"], ["search", "ferry", "-C", "-1"]]
        {
            assert!(hint(&arguments).is_some(), "{arguments:?}");
        }
        assert_eq!(hint(&["search", "-ferry"]), None);
    }
}
