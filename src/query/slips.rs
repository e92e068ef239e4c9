//! Slips: what can be read as it stands, but was probably meant otherwise. Where only one reading makes sense it is an error,
//! else a hint.

use super::lexer::is_quote;
use super::suggest;
use super::syntax::{Ast, Hint, Mark, Node};
use crate::error::{Error, Result};
use crate::fields::{self, Kind};

/// What to tell about a plain word that may have been meant as an operator.
pub fn of_word(text: &str) -> Option<String> {
    let low = text.to_ascii_lowercase();
    let word = |operator: &str| format!("`{text}` is searched for as a word; the operator is written {operator}");
    match low.as_str() {
        "or" | "and" | "not" => return Some(word(&low.to_uppercase())),
        "near" | "within" | "adj" | "before" | "same" if text != low => {
            let operator = match low.as_str() {
                "near" | "within" => "w/5 (positions differ by at most 5)",
                "same" => "/s (in one sentence)",
                _ => "pre/5 (in that order)",
            };
            return Some(word(operator));
        }
        _ => {}
    }
    if let Some(operator) = ["AND", "OR", "NOT"].into_iter().find(|o| slipped(o, text)) {
        return Some(format!("`{text}` is searched for as a word; did you mean {operator}?"));
    }
    let digits = low.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '/');
    let head = low[..low.len() - digits.len()].trim_end_matches('/');
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        let meant = match (head, low.contains('/')) {
            ("w" | "pre", false) => Some(head),
            (_, true) if head.len() > 3 => {
                match suggest::nearest(head, ["within", "near", "before", "adjacent"]).first() {
                    Some(&("before" | "adjacent")) => Some("pre"),
                    other => other.map(|_| "w"),
                }
            }
            _ => None,
        };
        return meant.map(|m| format!("`{text}` is searched for as words; did you mean {m}/{digits}?"));
    }
    text.contains([',', ';'])
        .then(|| text.split([',', ';']).filter(|p| p.chars().any(char::is_alphabetic)).count() > 1)
        .filter(|several| *several)
        .map(|_| {
            format!(
                "`{text}` finds its words one directly after the other; put spaces between them to find them anywhere"
            )
        })
}

/// Whether `text` is an operator with two neighbours swapped or a letter doubled.
fn slipped(operator: &str, text: &str) -> bool {
    let (o, t) = (operator.as_bytes(), text.as_bytes());
    let swapped = |i: usize| {
        let mut s = o.to_vec();
        s.swap(i, i + 1);
        s == t
    };
    let doubled = |i: usize| t.len() == o.len() + 1 && t[..=i] == o[..=i] && t[i + 1..] == o[i..];
    o.len() > 2 && (0..o.len() - 1).any(swapped) || (0..o.len()).any(doubled)
}

/// What is wrong with a run of characters that no word begins or ends with, and what to write; `before` is the query before it.
pub fn wrong_word(run: &str, before: &str) -> Option<(String, String)> {
    if let Some(rest) = run.strip_prefix(':').filter(|rest| !rest.is_empty()) {
        let name = before.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '_').next();
        let name = name.filter(|name| !name.is_empty()).unwrap_or("speaker");
        return Some(("a colon belongs directly behind the name of a field".into(), format!("write {name}:{rest}")));
    }
    if let Some(rest) = run.strip_prefix('~').filter(|rest| rest.contains(char::is_alphanumeric)) {
        return Some(("nothing stands before `~`".into(), format!("for words like {rest} write {rest}~1")));
    }
    if ["<", ">", "<=", ">=", "=<", "=>"].contains(&run)
        && let Some(name) =
            before.strip_suffix(':').and_then(|b| b.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next())
        && let Some(example) = fields::find(name).and_then(|f| comparable(f.kind))
    {
        let sign = match run {
            "=<" => "<=",
            "=>" => ">=",
            sign => sign,
        };
        return Some((
            format!("nothing stands behind `{run}`"),
            format!("write a value, as in {name}:{sign}{example}"),
        ));
    }
    let (word, weight) = run.rsplit_once('^')?;
    let number = !weight.is_empty() && weight.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    number.then(|| (format!("`^{weight}` is not an operator"), format!("words have no weights here; write {word}")))
}

/// A value for a field of this kind, if values of it can be greater and less.
fn comparable(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Number => Some("300"),
        Kind::Decimal => Some("0.8"),
        Kind::Date => Some("2026-01-31"),
        _ => None,
    }
}

/// A sign or NOT between the colon of field `name` and `rest`, what to look for: its length, what is wrong, and what to write.
pub fn sign(name: &str, rest: &str) -> Option<(usize, String, String)> {
    let taken = ["-", "!", "+", "–", "—", "−", "NOT"].into_iter().find(|sign| rest.starts_with(sign))?;
    let after = &rest[taken.len()..];
    let value = after.trim_start();
    let wrong = match taken {
        // Else it is the beginning of a word.
        "NOT" => after.starts_with(|c: char| c.is_whitespace() || c == '(' || is_quote(c)),
        // The value of another field is refused, or is a date before today.
        _ => value.len() == after.len() && matches!(fields::find(name)?.kind, Kind::Prose | Kind::Names),
    };
    if !wrong || value.is_empty() {
        return None;
    }
    let value = if value.starts_with('(') { "(…)" } else { first(value).trim_end_matches([')', '}']) };
    let hint = match taken {
        sign if matches!(name, "id" | "path" | "url") => {
            format!("quote a value that begins so: {name}:\"{sign}{value}\"")
        }
        "+" => format!("all that is asked for must be there anyway: {name}:{value}"),
        _ => format!("write NOT {name}:{value} or -{name}:{value}"),
    };
    Some((taken.len(), format!("`{taken}` cannot stand behind the colon of `{name}:`"), hint))
}

/// What is wrong with further colons behind that of field `name`, how many they are, and what to write.
pub fn colons(name: &str, rest: &str) -> Option<(usize, String, String)> {
    let after = rest.trim_start_matches(':');
    let value = match after.trim_start() {
        "" => "word",
        value if value.starts_with('(') => "(…)",
        value if value.starts_with('{') => "{…}",
        value => first(value).trim_end_matches([')', '}']),
    };
    let more = rest.len() - after.len();
    (more > 0).then(|| (more, format!("one colon stands behind `{name}`"), format!("write {name}:{value}")))
}

/// What to write instead of a dash directly before something, if `rest` begins so.
pub fn dash(rest: &str) -> Option<String> {
    let after = rest.strip_prefix(['‐', '‑', '–', '—', '−'])?;
    let begins = after.starts_with(|c: char| c.is_alphanumeric() || c == '(' || is_quote(c));
    let what = if after.starts_with('(') { "(…)" } else { first(after).trim_end_matches([')', '}']) };
    begins.then(|| format!("for what must not be there write -{what} or NOT {what}; else leave the dash out"))
}

/// What cannot begin a word, of whose beginning `skip` bytes are `=` or `==`: its length, what is wrong, and what to write.
pub fn opening(rest: &str, skip: usize) -> Option<(usize, String, String)> {
    let (sign, after) = rest.split_at(skip);
    let value = first(after).trim_end_matches([')', '}']);
    if let Some(inner) = after.strip_prefix('[') {
        let end = inner.find([']', '}'])?;
        let hint = match inner[..end].find(" TO ") {
            Some(_) => "days and numbers have ranges, written with two full stops: date:2026-01..2026-02".to_owned(),
            None => "group with parentheses: (a OR b)".to_owned(),
        };
        let parts = inner[..end].contains(char::is_whitespace);
        return parts.then(|| (skip + 1, "square brackets group nothing".to_owned(), hint));
    }
    if skip == 0 {
        return None;
    }
    let at = |what: &str, hint: String| Some((skip + 1, format!("`{sign}` cannot stand before {what}"), hint));
    match after.chars().next()? {
        '/' if value.len() > 1 && value[1..].contains('/') => {
            at("a regular expression", format!("it is compared with whole word forms anyway: write {value}"))
        }
        '-' => {
            let word = &value[1..];
            // A number can be less than nothing.
            let wrong = word.starts_with(char::is_alphabetic);
            at("a minus", format!("write NOT {sign}{word} or -{sign}{word}")).filter(|_| wrong)
        }
        _ => {
            let (name, word) = value.split_once(':')?;
            fields::find(name)?;
            at("the name of a field", format!("write {name}:{sign}{word}"))
        }
    }
}

/// A value of several words between single quotation marks, behind the colon of field `name`: its length, and what to write.
pub fn apostrophes(name: &str, rest: &str) -> Option<(usize, String)> {
    let inner = rest.strip_prefix(['\'', '‘', '’', '‚', '‛'])?;
    let closes = |(at, c): (usize, char)| {
        matches!(c, '\'' | '‘' | '’') && !inner[at + c.len_utf8()..].starts_with(char::is_alphanumeric)
    };
    let end = inner.char_indices().find(|place| closes(*place))?.0;
    let value = &inner[..end];
    let length = rest.len() - inner.len() + end + 1;
    value.contains(char::is_whitespace).then(|| (rest.ceil_char_boundary(length), format!("write {name}:\"{value}\"")))
}

/// What to write instead of a field that is unknown.
pub fn field(name: &str) -> Vec<String> {
    let known = suggest::known_as(&name.to_ascii_lowercase());
    if known == Some("") {
        return vec!["words of the text need no field".into()];
    }
    let near = || suggest::nearest(name, fields::FIELDS.iter().map(|f| f.name)).first().copied();
    let meant = known.or_else(near).map(|field| format!("did you mean `{field}:`?"));
    let listed = "`newsdex fields` lists them; to search for the text with its colon, quote it".to_owned();
    meant.into_iter().chain([listed]).collect()
}

/// What to write instead of field `name` beside an operator on positions.
pub fn operand(name: &str) -> String {
    match fields::find(name).map(|field| field.kind) {
        Some(Kind::Prose | Kind::Names) => {
            format!("put the operator inside, {name}:(a w/5 b), or put AND between the two")
        }
        Some(Kind::Braces) => format!("put the operator inside, {name}:{{a w/5 b}}, or put AND between the two"),
        _ => "put AND between the two".to_owned(),
    }
}

/// The first word of a text, or its first phrase whole.
pub fn first(text: &str) -> &str {
    let rest = text.trim_start();
    let close = rest.char_indices().skip(1).find(|(_, c)| rest.starts_with(is_quote) && is_quote(*c));
    let end = close.map(|(i, c)| i + c.len_utf8()).or_else(|| rest.find(char::is_whitespace));
    &rest[..end.unwrap_or(rest.len())]
}

/// What to write instead of a slash that opens no regular expression.
pub fn slash(rest: &str) -> String {
    let digits: String = rest[1..].chars().take_while(char::is_ascii_digit).collect();
    match digits.is_empty() {
        true => "it stands between two slashes: /sanction(s|ed)?/".into(),
        false => format!(
            "for words near each other write w/{digits} or pre/{digits}; a regular expression ends with a slash"
        ),
    }
}

/// `source=Reuters`, `date>2026`: what is wrong and what to write.
pub fn comparison(text: &str) -> Option<(String, String)> {
    let at = text.find(['=', '<', '>'])?;
    let field = fields::find(&text[..at])?;
    let rest = text[at..].trim_start_matches('=');
    let name = field.name;
    Some((
        format!("the name of a field is followed by a colon, not by `{}`", &text[at..=at]),
        format!("write {name}:{rest}"),
    ))
}

/// What to tell about operands that stand side by side.
///
/// # Errors
/// `date:2026-01 to 2026-02`, which is no range.
pub fn neighbours(query: &str, parts: &[Ast]) -> Result<Vec<Hint>> {
    let mut hints = Vec::new();
    for part in parts.iter().skip(1).take(parts.len().saturating_sub(2)) {
        if matches!(&part.node, Node::Word(text, Mark::Plain) if text == "near") {
            let text = "`near` is searched for as a word; for words near each other write a w/5 b".to_owned();
            hints.push(Hint { span: part.span.clone(), text });
        }
    }
    for (n, part) in parts.iter().enumerate() {
        let Node::Field(name, _, operand) = &part.node else { continue };
        let Some(field) = fields::find(name) else { continue };
        let plain = |ast: &Ast| match &ast.node {
            Node::Word(text, Mark::Plain) => Some(text.clone()),
            _ => None,
        };
        let (Some(value), next) = (plain(operand), parts.get(n + 1).and_then(plain)) else { continue };
        let third = parts.get(n + 2).and_then(plain).filter(|t| t.starts_with(|c: char| c.is_ascii_digit()));
        if let (Kind::Date | Kind::Number | Kind::Decimal, Some(next)) = (field.kind, &next)
            && torn(&value, next)
        {
            return Err(Error::usage("there is no space in a range")
                .at(query, part.span.end..parts[n + 1].span.start)
                .hint(format!("write {name}:{value}{next}"))
                .hint(format!("to search for the text behind it, quote it: {name}:{value} \"{next}\"")));
        }
        match (field.kind, next.as_deref(), third) {
            (Kind::Date | Kind::Number, Some("to" | "until" | "TO"), Some(end)) => {
                let span = part.span.start..parts[n + 2].span.end;
                return Err(Error::usage("a range is written with two full stops")
                    .at(query, span)
                    .hint(format!("write {name}:{value}..{end}")));
            }
            (Kind::Names, Some(next), _) if is_name(&value) && is_name(next) => {
                let text = format!(
                    "`{next}` is looked for in the text, not in {name}:; a name of several words is quoted: {name}:\"{value} {next}\""
                );
                hints.push(Hint { span: parts[n + 1].span.clone(), text });
            }
            _ => {}
        }
    }
    Ok(hints)
}

/// Whether a word after a value continues it as a range.
fn torn(value: &str, next: &str) -> bool {
    let number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(|b| b.is_ascii_digit() || b"-.".contains(&b))
    };
    match (value.contains(".."), next.strip_prefix("..")) {
        (true, None) => value.ends_with("..") && number(next),
        (false, Some(end)) => number(end),
        _ => false,
    }
}

/// Whether a word begins like a name and is no operator.
fn is_name(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && text.chars().skip(1).any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_may_be_operators_are_told() {
        let told = |text: &str| of_word(text).unwrap_or_default();
        for (text, meant) in [
            ("Or", "written OR"),
            ("NEAR", "written w/5"),
            ("ADJ", "written pre/5"),
            ("ADN", "mean AND?"),
            ("ORR", "mean OR?"),
            ("NTO", "mean NOT?"),
            ("w5", "mean w/5?"),
            ("pre3", "mean pre/3?"),
            ("wthin/5", "mean w/5?"),
            ("peace,war", "spaces between"),
        ] {
            assert!(told(text).contains(meant), "{text}: {}", told(text));
        }
        for text in ["near", "DNA", "NATO", "ON", "RO", "covid/19", "1,000", "peace", "24/7", "w", "a,1"] {
            assert_eq!(of_word(text), None);
        }
    }
}
