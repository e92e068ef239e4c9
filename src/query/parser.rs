//! Text → [`Ast`], by recursive descent over the bytes of the query. The grammar is in `grammar.md`.

use super::lexer::{Lexeme, Lexer, Token};
use super::slips;
use super::syntax::{Ast, Hint, Mark, Near, Node};
use crate::error::{Error, Result};
use std::ops::Range;

/// Longest query, in bytes; a saved query counts for itself.
pub const MAX_BYTES: usize = 64 * 1024;
/// Deepest nesting of parentheses, braces and NOTs.
pub const MAX_DEPTH: usize = 100;

/// Reads a query.
///
/// # Errors
/// [`crate::ErrorKind::Usage`], with the place and a hint.
pub fn parse(text: &str) -> Result<(Ast, Vec<Hint>)> {
    if text.len() > MAX_BYTES {
        return Err(Error::usage(format!("the query is longer than {MAX_BYTES} bytes"))
            .hint("ask it in several queries; `newsdex batch` takes a file of them"));
    }
    let mut parser = Parser { text, lexer: Lexer::new(text), depth: 0, hints: Vec::new() };
    let ast = parser.or()?;
    let rest = parser.peek()?;
    match rest.token {
        Token::End => Ok((ast, parser.hints)),
        Token::Close(c) => Err(parser
            .error(format!("`{c}` closes nothing"), rest.span)
            .hint(format!("delete it, or open a `{}` before it", if c == ')' { '(' } else { '{' }))),
        _ => Err(parser.error("this cannot stand here", rest.span)),
    }
}

struct Parser<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    depth: usize,
    hints: Vec<Hint>,
}

impl<'a> Parser<'a> {
    fn error(&self, what: impl Into<String>, span: Range<usize>) -> Error {
        Error::usage(what).at(self.text, span)
    }

    fn peek(&mut self) -> Result<Lexeme> {
        self.lexer.peek()
    }

    fn next(&mut self) -> Result<Lexeme> {
        self.lexer.next()
    }

    fn or(&mut self) -> Result<Ast> {
        let mut parts = vec![self.and()?];
        while matches!(self.peek()?.token, Token::Or) {
            self.next()?;
            parts.push(self.and()?);
        }
        Ok(group(parts, Node::Or))
    }

    fn and(&mut self) -> Result<Ast> {
        let mut parts = vec![self.near()?];
        loop {
            let next = self.peek()?;
            match next.token {
                Token::End | Token::Or | Token::Close(_) => break,
                Token::And => {
                    self.next()?;
                }
                Token::Near(op) => {
                    // The operand on its left has been read as the last of `parts`: this is a second operator in a chain.
                    return Err(self
                        .error(format!("`{}` after another operator of its kind", op.written()), next.span)
                        .hint("say which belongs together: (a w/5 b) w/10 c"));
                }
                _ => {}
            }
            parts.push(self.near()?);
        }
        Ok(group(parts, Node::And))
    }

    fn near(&mut self) -> Result<Ast> {
        let left = self.unary()?;
        match self.operator()? {
            None => Ok(left),
            Some((negated, op, span)) => self.right(left, negated, op, span),
        }
    }

    /// `w/5` or `NOT w/5`, where that comes next. What does not call itself is not inlined, because every level of nesting would
    /// pay for its room on the stack.
    #[inline(never)]
    fn operator(&mut self) -> Result<Option<(bool, Near, Range<usize>)>> {
        Ok(match self.peek()?.token {
            Token::Near(op) => Some((false, op, self.next()?.span)),
            Token::Not => match self.lexer.peek_second()?.token {
                Token::Near(op) => {
                    let start = self.next()?.span.start;
                    Some((true, op, start..self.next()?.span.end))
                }
                _ => None,
            },
            _ => None,
        })
    }

    #[inline(never)]
    fn right(&mut self, left: Ast, negated: bool, op: Near, span: Range<usize>) -> Result<Ast> {
        let right = self.unary()?;
        let whole = left.span.start..right.span.end;
        Ok(Ast { span: whole, node: Node::Near(Box::new(left), op, negated, span, Box::new(right)) })
    }

    fn unary(&mut self) -> Result<Ast> {
        let next = self.peek()?;
        if !matches!(next.token, Token::Not | Token::Minus) {
            return self.primary();
        }
        self.next()?;
        self.deeper(&next.span)?;
        let inner = self.unary()?;
        self.depth -= 1;
        Ok(Ast { span: next.span.start..inner.span.end, node: Node::Not(Box::new(inner)) })
    }

    fn deeper(&mut self, span: &Range<usize>) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH} levels"), span.clone()));
        }
        Ok(())
    }

    fn primary(&mut self) -> Result<Ast> {
        let next = self.next()?;
        let span = next.span.clone();
        match next.token {
            Token::Word(text, mark) => Ok(self.word(text, mark, span)),
            Token::Phrase(text, cased) => Ok(Ast { span, node: Node::Phrase(text, cased) }),
            Token::Regex(pattern) => Ok(Ast { span, node: Node::Regex(pattern) }),
            Token::Field(name) => self.field(name, span),
            Token::AtLeast(n) => {
                let inner = self.group('(', &span)?;
                Ok(Ast { span: span.start..inner.span.end, node: Node::AtLeast(n, Box::new(bare(inner))) })
            }
            Token::Open('(') => {
                self.lexer.back_to(span.start);
                let inner = self.group('(', &span)?;
                Ok(bare(inner))
            }
            Token::Open(_) => Err(self
                .error("braces belong to `said:` and `article:`", span)
                .hint("use parentheses to group: ( a OR b )")
                .hint("said:{speaker:Xi \"peace and stability\"}")),
            _ => Err(self.missing(&next)),
        }
    }

    #[inline(never)]
    fn word(&mut self, text: String, mark: Mark, span: Range<usize>) -> Ast {
        if mark == Mark::Plain && text == "*" {
            return Ast { span, node: Node::All };
        }
        if let Some(text) = Some(&text).filter(|_| mark == Mark::Plain).and_then(|text| slips::of_word(text)) {
            self.hints.push(Hint { span: span.clone(), text });
        } else if text.starts_with('\'') || text.starts_with('‘') {
            let text = "a phrase stands in double quotation marks: \"peace and stability\"".to_owned();
            self.hints.push(Hint { span: span.clone(), text });
        }
        Ast { span, node: Node::Word(text, mark) }
    }

    /// `( … )` or `{ … }`; the span takes in the brackets.
    fn group(&mut self, open: char, why: &Range<usize>) -> Result<Ast> {
        let close = if open == '(' { ')' } else { '}' };
        let at = self.opening(close, why)?;
        let inner = self.or()?;
        let end = self.closing(open, close, &at)?;
        self.depth -= 1;
        Ok(Ast { span: at.start..end, node: Node::Braces(Box::new(inner)) })
    }

    /// The place of the opening bracket, something stands behind which.
    #[inline(never)]
    fn opening(&mut self, close: char, why: &Range<usize>) -> Result<Range<usize>> {
        let at = self.next()?.span;
        self.deeper(&at)?;
        let first = self.peek()?;
        if first.token == Token::Close(close) {
            return Err(self.error("nothing stands between the brackets", why.start.min(at.start)..first.span.end));
        }
        Ok(at)
    }

    /// Where the closing bracket ends.
    #[inline(never)]
    fn closing(&mut self, open: char, close: char, at: &Range<usize>) -> Result<usize> {
        let last = self.next()?;
        if last.token == Token::Close(close) {
            return Ok(last.span.end);
        }
        let e = self.error(format!("this `{open}` is not closed"), at.clone());
        Err(match last.token {
            Token::Close(c) => e.hint(format!("write `{close}` where `{c}` stands")),
            _ => e.hint(format!("write `{close}` where the group ends")),
        })
    }

    fn field(&mut self, name: String, span: Range<usize>) -> Result<Ast> {
        let name_span = span.start..span.start + name.len();
        let operand = self.lexer.operand(&name, &span)?;
        let at = operand.span.clone();
        let operand = match operand.token {
            Token::Word(text, mark) if text == "*" && mark == Mark::Plain => Ast { span: at, node: Node::All },
            Token::Word(text, mark) => Ast { span: at, node: Node::Word(text, mark) },
            Token::Phrase(text, cased) => Ast { span: at, node: Node::Phrase(text, cased) },
            Token::Regex(pattern) => Ast { span: at, node: Node::Regex(pattern) },
            Token::AtLeast(n) => {
                let inner = self.group('(', &span)?;
                Ast { span: at.start..inner.span.end, node: Node::AtLeast(n, Box::new(bare(inner))) }
            }
            Token::Open(open) => {
                self.lexer.back_to(at.start);
                let inner = self.group(open, &span)?;
                if open == '{' { inner } else { bare(inner) }
            }
            _ => {
                return Err(self
                    .error(format!("`{name}:` needs something to look for"), span)
                    .hint(format!("write it directly after the colon: {name}:word or {name}:\"two words\"")));
            }
        };
        let whole = span.start..operand.span.end;
        Ok(Ast { span: whole, node: Node::Field(name, name_span, Box::new(operand)) })
    }

    #[inline(never)]
    fn missing(&self, next: &Lexeme) -> Error {
        let span = next.span.clone();
        let name = match &next.token {
            Token::And => "AND".to_owned(),
            Token::Or => "OR".to_owned(),
            Token::Near(op) => op.written(),
            Token::Close(c) => {
                return self.error(format!("something to look for is missing before `{c}`"), span);
            }
            _ if self.text.trim().is_empty() => {
                return Error::usage("the query is empty").hint("`*` finds everything");
            }
            _ => {
                let e = self.error("something to look for is missing at the end", span);
                return match self.text.split_whitespace().next_back().unwrap_or("") {
                    last @ ("NOT" | "-") => e.hint(format!("behind {last} stands what must not be there")),
                    last if last.contains('/') || matches!(last, "AND" | "OR") => e.hint(format!(
                        "{last} stands between two things; to search for the word itself, quote it: \"{}\"",
                        last.to_lowercase()
                    )),
                    _ => e,
                };
            }
        };
        self.error(format!("`{name}` needs something to look for on both sides"), span)
            .hint(format!("to search for the word itself, quote it: \"{}\"", name.to_lowercase()))
    }
}

/// The inside of a bracket, with the brackets in its span.
fn bare(group: Ast) -> Ast {
    match group.node {
        Node::Braces(inner) => Ast { span: group.span, node: inner.node },
        node => Ast { span: group.span, node },
    }
}

fn group(mut parts: Vec<Ast>, make: fn(Vec<Ast>) -> Node) -> Ast {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let span = parts.first().map_or(0, |p| p.span.start)..parts.last().map_or(0, |p| p.span.end);
    Ast { span, node: make(parts) }
}
