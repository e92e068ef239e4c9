//! The syntax tree: what was written, without any knowledge of fields.
//!
//! Every node keeps the bytes of the query it came from, so that whatever is found wrong later can point there.

use std::ops::Range;

/// A piece of a query with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ast {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// What stands there.
    pub node: Node,
}

/// How a word was marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `word`
    Plain,
    /// `=word`: this form only.
    Exact,
    /// `==Word`: this form in this case.
    Cased,
    /// `word~1`: up to so many letters differ.
    Fuzzy(u8),
}

/// An operator between two operands that looks at their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// `w/n`: positions differ by at most n.
    Within(u32),
    /// `pre/n`: the same, in this order.
    Before(u32),
    /// `/s`: in one sentence.
    Sentence,
    /// `/p`: in one paragraph.
    Paragraph,
}

/// What stands in a place of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// `*`
    All,
    /// A run of characters without space, quotation marks or brackets, perhaps with wildcards.
    Word(String, Mark),
    /// The text between quotation marks; `true` after `==`.
    Phrase(String, bool),
    /// The pattern between slashes.
    Regex(String),
    /// `name:operand`; the first range is the name's, without the colon.
    Field(String, Range<usize>, Box<Ast>),
    /// `{ … }`, only as the operand of a field.
    Braces(Box<Ast>),
    /// `NOT a`, `-a`
    Not(Box<Ast>),
    /// Two or more operands in a row or with AND between them.
    And(Vec<Ast>),
    /// Two or more operands with OR between them.
    Or(Vec<Ast>),
    /// `a w/5 b`; `true` for `a NOT w/5 b`. The range is the operator's.
    Near(Box<Ast>, Near, bool, Range<usize>, Box<Ast>),
    /// `atleast3(a)`
    AtLeast(u32, Box<Ast>),
}

/// Something worth telling about a query that is not wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// One line, no final full stop.
    pub text: String,
}

impl Near {
    /// As it is written in a query.
    pub fn written(self) -> String {
        match self {
            Near::Within(n) => format!("w/{n}"),
            Near::Before(n) => format!("pre/{n}"),
            Near::Sentence => "/s".into(),
            Near::Paragraph => "/p".into(),
        }
    }
}

/// The tree as a query that parses to the same tree.
impl std::fmt::Display for Ast {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.node {
            Node::All => f.write_str("*"),
            Node::Word(text, mark) => match mark {
                Mark::Plain => f.write_str(text),
                Mark::Exact => write!(f, "={text}"),
                Mark::Cased => write!(f, "=={text}"),
                Mark::Fuzzy(n) => write!(f, "{text}~{n}"),
            },
            Node::Phrase(text, cased) => {
                let text = text.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "{}\"{text}\"", if *cased { "==" } else { "" })
            }
            Node::Regex(pattern) => write!(f, "/{pattern}/"),
            Node::Field(name, _, operand) => match operand.node {
                Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Near(..) => write!(f, "{name}:({operand})"),
                _ => write!(f, "{name}:{operand}"),
            },
            Node::Braces(inner) => write!(f, "{{{inner}}}"),
            Node::Not(inner) => {
                f.write_str("NOT ")?;
                inner.grouped(f, |n| matches!(n, Node::And(_) | Node::Or(_) | Node::Near(..)))
            }
            Node::And(parts) => join(f, parts, " ", |n| matches!(n, Node::And(_) | Node::Or(_))),
            Node::Or(parts) => join(f, parts, " OR ", |n| matches!(n, Node::Or(_))),
            Node::Near(a, op, negated, _, b) => {
                let compound = |n: &Node| matches!(n, Node::And(_) | Node::Or(_) | Node::Near(..));
                a.grouped(f, compound)?;
                write!(f, " {}{} ", if *negated { "NOT " } else { "" }, op.written())?;
                b.grouped(f, compound)
            }
            Node::AtLeast(n, inner) => write!(f, "atleast{n}({inner})"),
        }
    }
}

impl Ast {
    /// Writes the tree, in parentheses where `needs` says so.
    fn grouped(&self, f: &mut std::fmt::Formatter<'_>, needs: impl Fn(&Node) -> bool) -> std::fmt::Result {
        if needs(&self.node) { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

fn join(
    f: &mut std::fmt::Formatter<'_>,
    parts: &[Ast],
    between: &str,
    needs: impl Fn(&Node) -> bool,
) -> std::fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        part.grouped(f, &needs)?;
    }
    Ok(())
}
