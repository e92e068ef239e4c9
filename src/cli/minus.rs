//! Queries that begin with a minus, `-war`, told from options.
//!
//! clap looks at the first letters of such an argument only: it would answer `-hope` with help, and take `-nuclear` for `-n uclear`. Here an
//! argument is made of options only where it is so from its first letter to its last: `-q`, `-q0`, `-n5`. Anything else is a word.

use super::Cli;
use clap::error::ErrorKind;
use clap::{ArgAction, Command, CommandFactory, Parser};
use std::ffi::{OsStr, OsString};

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One option or several; `open` where the value of the last one is the next argument.
    Options { open: bool },
    /// A query or a part of one, a name.
    Word,
}

/// The arguments of this process as clap is to read them: where a query begins with a minus, its words stand behind `--`.
pub fn told_apart(all: Vec<OsString>) -> Vec<OsString> {
    let mut cli = Cli::command();
    cli.build();
    let mut at = 1;
    while let Some(Kind::Options { open }) = all.get(at).map(|argument| kind(&cli, argument)) {
        at += 1 + usize::from(open);
    }
    let asks = |command: &&Command| command.get_positionals().any(|argument| argument.get_id() == "query");
    let Some(command) = all.get(at).and_then(|name| cli.find_subcommand(name)).filter(asks) else { return all };
    let arguments = &all[at + 1..];
    if !arguments.iter().any(|argument| is_negated(command, argument)) {
        return all;
    }
    let (options, words) = parted(command, arguments);
    [&all[..=at], &options, &["--".into()], &words].concat()
}

/// The options with their values, and the words.
fn parted(command: &Command, arguments: &[OsString]) -> (Vec<OsString>, Vec<OsString>) {
    let (mut options, mut words) = (Vec::new(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--" {
            words.extend(rest.cloned());
            break;
        }
        match kind(command, argument) {
            Kind::Word => words.push(argument.clone()),
            Kind::Options { open: false } => options.push(argument.clone()),
            Kind::Options { open: true } => match rest.next() {
                // An option may take a query, too.
                Some(value) if is_long(argument) && is_negated(command, value) => {
                    options.push([argument.as_os_str(), OsStr::new("="), value].into_iter().collect());
                }
                value => options.extend([argument].into_iter().chain(value).cloned()),
            },
        }
    }
    (options, words)
}

/// Whether an argument is a word that begins with a minus.
fn is_negated(command: &Command, argument: &OsStr) -> bool {
    argument.as_encoded_bytes().starts_with(b"-") && kind(command, argument) == Kind::Word
}

fn is_long(argument: &OsStr) -> bool {
    argument.as_encoded_bytes().starts_with(b"--")
}

fn kind(command: &Command, argument: &OsStr) -> Kind {
    let text = argument.to_string_lossy();
    if let Some(long) = text.strip_prefix("--") {
        let takes = |name| {
            let mut named = command.get_arguments().filter(|a| a.get_long() == Some(name));
            named.any(|a| a.get_action().takes_values())
        };
        return Kind::Options { open: takes(long) };
    }
    match text.strip_prefix('-') {
        None | Some("") => Kind::Word,
        Some("h" | "V") => Kind::Options { open: false },
        Some(letters) => short(command, letters),
    }
}

/// What the letters behind one minus are; those for help and the version stand alone.
fn short(command: &Command, letters: &str) -> Kind {
    for (at, letter) in letters.char_indices() {
        let Some(option) = command.get_arguments().find(|a| a.get_short() == Some(letter)) else { return Kind::Word };
        let value = &letters[at + letter.len_utf8()..];
        match option.get_action() {
            ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version => return Kind::Word,
            action if !action.takes_values() => {}
            _ if value.is_empty() => return Kind::Options { open: true },
            _ if takes(command, letters) => return Kind::Options { open: false },
            _ => return Kind::Word,
        }
    }
    Kind::Options { open: false }
}

/// Whether the value that ends `letters` is one that its option takes.
fn takes(command: &Command, letters: &str) -> bool {
    let wrong = |e: clap::Error| matches!(e.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation);
    !Cli::try_parse_from(["newsdex", command.get_name(), &format!("-{letters}")]).is_err_and(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> String {
        let all = ["newsdex"].iter().chain(arguments).map(OsString::from).collect();
        let read: Vec<String> = told_apart(all).iter().map(|a| a.to_string_lossy().into_owned()).collect();
        read[1..].join("|")
    }

    #[test]
    fn a_word_behind_a_minus_is_a_query_whatever_its_letters() {
        for word in [
            "-hope war",
            "-Vienna",
            "-nuclear ban",
            "-Cuba",
            "-quote:war",
            "-alpha",
            "-hq",
            "-\"cease fire\"",
            "-(a b)",
            "-2026",
            "-ungarn",
            "-é",
        ] {
            assert_eq!(read(&["count", word]), format!("count|--|{word}"));
            assert_eq!(read(&["search", word, "-n", "5", "--ids", "-q0"]), format!("search|-n|5|--ids|-q0|--|{word}"));
        }
        assert_eq!(read(&["facets", "speaker", "-hope", "-n5"]), "facets|-n5|--|speaker|-hope");
        assert_eq!(read(&["kwic", "-west", "zebra", "-w5", "-wsentence"]), "kwic|-w5|-wsentence|--|-west|zebra");
        assert_eq!(read(&["--index", "x", "-q", "count", "a OR", "-b", "c"]), "--index|x|-q|count|--|a OR|-b|c");
        assert_eq!(read(&["keyness", "war", "--against", "-hope", "-v"]), "keyness|--against=-hope|-v|--|war");
        assert_eq!(read(&["keyness", "-war", "--against", "-hope"]), "keyness|--against=-hope|--|-war");
        assert_eq!(read(&["count", "-hope", "--", "-q"]), "count|--|-hope|-q");
    }

    #[test]
    fn options_stay_what_they_are() {
        for arguments in [
            &["-h"][..],
            &["search", "-h"],
            &["search", "-V"],
            &["search", "war", "-qn", "5"],
            &["search", "war", "-n5", "-C2", "-uarticle", "-q0", "--ids"],
            &["verify", "-x"],
            &["search", "--wrong", "war"],
            &["search", "--limit=5", "war"],
            &["index", "-j2"],
            &[],
        ] {
            assert_eq!(read(arguments), arguments.join("|"));
        }
        assert_eq!(read(&["search", "war", "-n", "-1"]), "search|-n|-1|--|war");
    }
}
