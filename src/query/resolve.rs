//! [`Ast`] and [`FIELDS`] → [`Part`]: what the words of the query mean, or what is wrong with them.

use super::dates;
use super::meaning::{has, is, names_act, part, relocate, spoken, zone};
use super::patterns;
use super::slips;
use super::suggest;
use super::syntax::{Ast, Hint, Mark, Node};
use super::tree::{Is, Operand, Part, Places, Query, Text, Zone};
use crate::error::{Error, Result};
use crate::fields::{self, FIELDS, Field, Kind};
use chrono::NaiveDate;
use std::ops::Range;

/// Gives the text of a saved query, or an error that says which there are.
pub type Saved<'a> = &'a dyn Fn(&str) -> Result<String>;

/// What a query may refer to beside the index.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The day that relative dates count from.
    pub now: NaiveDate,
    /// Where `query:NAME` finds saved queries.
    pub saved: Option<Saved<'a>>,
}

/// A query that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The query as it was written, but with operators in their ASCII forms; places are bytes of this.
    pub text: String,
    /// What was written.
    pub ast: Ast,
    /// What it means.
    pub root: Part,
    /// What its writer should know.
    pub hints: Vec<Hint>,
}

impl Parsed {
    /// A query that was made and not written; errors cannot point into it.
    pub fn of(query: Query) -> Self {
        let root = Part { span: 0..0, query };
        Parsed { text: String::new(), ast: Ast { span: 0..0, node: Node::All }, root, hints: Vec::new() }
    }
}

/// Reads a query.
///
/// # Errors
/// [`crate::ErrorKind::Usage`] with the place and hints.
pub fn parse(text: &str, options: Options) -> Result<Parsed> {
    parse_within(text, options, &mut Vec::new())
}

fn parse_within(text: &str, options: Options, names: &mut Vec<String>) -> Result<Parsed> {
    let text = &*super::narrow::of(text);
    let (ast, hints) = super::parser::parse(text)?;
    let mut resolver = Resolver { text, options, hints, names };
    let root = resolver.part(&ast, Scope::default())?;
    let hints = resolver.hints;
    Ok(Parsed { text: text.to_owned(), ast, root, hints })
}

/// How deep saved queries may refer to one another.
const MAX_SAVED: usize = 10;

/// Where in the query something stands.
#[derive(Clone, Copy, Default)]
struct Scope {
    /// The field whose operand it is.
    field: Option<&'static Field>,
    /// Within `said:{…}`.
    said: bool,
    /// Within `article:{…}`.
    article: bool,
}

struct Resolver<'a, 'o> {
    text: &'a str,
    options: Options<'o>,
    hints: Vec<Hint>,
    /// Saved queries that are being read, outermost first.
    names: &'a mut Vec<String>,
}

impl Resolver<'_, '_> {
    fn error(&self, what: impl Into<String>, span: &Range<usize>) -> Error {
        Error::usage(what).at(self.text, span.clone())
    }

    fn part(&mut self, ast: &Ast, scope: Scope) -> Result<Part> {
        let span = &ast.span;
        match &ast.node {
            Node::All => match scope.field {
                Some(field) => Ok(has(field, scope.said, span)),
                None => Ok(part(span, Query::All)),
            },
            Node::And(parts) => {
                self.hints.extend(slips::neighbours(self.text, parts)?);
                Ok(part(span, Query::And(self.parts(parts, scope)?)))
            }
            Node::Or(parts) => Ok(part(span, Query::Or(self.parts(parts, scope)?))),
            Node::Not(inner) => Ok(part(span, Query::Not(Box::new(self.part(inner, scope)?)))),
            Node::Field(name, at, operand) => self.field(name, at, operand, span, scope),
            Node::AtLeast(n, inner) => {
                self.text_only(scope, span, &format!("atleast{n}"))?;
                let places = self.places(inner, scope, "atleast")?;
                self.zoned(scope, span, places, *n)
            }
            Node::Near(_, op, ..) => {
                self.text_only(scope, span, &op.written())?;
                let places = self.places(ast, scope, &op.written())?;
                self.zoned(scope, span, places, 1)
            }
            Node::Braces(_) => Err(self.error("braces belong to `said:` and `article:`", span)),
            Node::Word(..) | Node::Phrase(..) | Node::Regex(_) => self.leaf(ast, scope),
        }
    }

    fn parts(&mut self, parts: &[Ast], scope: Scope) -> Result<Vec<Part>> {
        parts.iter().map(|p| self.part(p, scope)).collect()
    }

    /// Operators on positions take words, and not the values of a field.
    fn text_only(&self, scope: Scope, span: &Range<usize>, operator: &str) -> Result<()> {
        match scope.field {
            Some(f) if !matches!(f.kind, Kind::Prose | Kind::Names) => {
                Err(self.error(format!("{operator} looks at words, and `{}:` has values", f.name), span))
            }
            _ => Ok(()),
        }
    }

    fn leaf(&mut self, ast: &Ast, scope: Scope) -> Result<Part> {
        if let (None, Node::Word(text, Mark::Plain)) = (scope.field, &ast.node)
            && let Some((what, hint)) = slips::comparison(text)
        {
            return Err(self.error(what, &ast.span).hint(hint));
        }
        let kind = scope.field.map_or(Kind::Prose, |f| f.kind);
        if matches!(kind, Kind::Prose | Kind::Names) {
            if let Some(found) = self.paragraph_id(ast, scope)? {
                return Ok(found);
            }
            let places = self.places(ast, scope, "")?;
            return self.zoned(scope, &ast.span, places, 1);
        }
        // Fields of other kinds are there, since `kind` came from one.
        let Some(field) = scope.field else { return Err(self.error("this cannot stand here", &ast.span)) };
        let raw = match &ast.node {
            // There the sign is part of a comparison: `=>5` is no `>5`.
            Node::Word(_, Mark::Exact) if matches!(field.kind, Kind::Date | Kind::Number | Kind::Decimal) => {
                &self.text[ast.span.clone()]
            }
            Node::Word(text, Mark::Plain | Mark::Exact) | Node::Phrase(text, false) => text.trim(),
            _ => return Err(self.wants_value(field, &ast.span)),
        };
        self.value(field, raw, &ast.span)
    }

    fn wants_value(&self, field: &Field, span: &Range<usize>) -> Error {
        self.error(format!("`{}:` takes a plain value", field.name), span).hint(format!("write {}", field.example))
    }

    fn value(&self, field: &'static Field, raw: &str, span: &Range<usize>) -> Result<Part> {
        let wrong = |(at, what, hints): dates::Wrong| {
            // The operand is the end of the leaf, but for the closing mark of a quoted one.
            let offset = self.text.get(span.clone()).and_then(|s| s.find(raw)).map_or(span.start, |n| span.start + n);
            let mut e = self.error(what, &(offset + at.start..offset + at.end));
            e.hints = hints;
            e
        };
        let days = || dates::days(raw, self.options.now).map_err(wrong);
        let found = match (field.kind, field.name) {
            (Kind::Date, "date") => Is::Published(days()?),
            (Kind::Date, "updated") => Is::Updated(days()?),
            (Kind::Date, _) => Is::Mentions(days()?),
            (Kind::Number, _) => Is::Words(dates::numbers(raw, true).map_err(wrong)?),
            (Kind::Decimal, _) => Is::Confidence(dates::numbers(raw, false).map_err(wrong)?),
            (_, "family") => Is::Family(raw.to_owned()),
            (_, "lang") => Is::Lang(self.lang(raw, span)?),
            _ => Is::Value(field.name, self.one_of(field, raw, span)?),
        };
        Ok(is(span, found))
    }

    fn lang(&self, raw: &str, span: &Range<usize>) -> Result<String> {
        if (2..=3).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Ok(raw.to_ascii_lowercase());
        }
        Err(self.error(format!("`{raw}` is not a language code"), span).hint("two letters, as in lang:en or lang:de"))
    }

    fn one_of(&self, field: &Field, raw: &str, span: &Range<usize>) -> Result<String> {
        let values = fields::values(field);
        let low = raw.to_ascii_lowercase();
        if values.contains(&low.as_str()) {
            return Ok(low);
        }
        let mut e = self.error(format!("`{}:` has no value `{raw}`", field.name), span);
        if let Some(near) = suggest::nearest(raw, values.iter().copied()).first() {
            e = e.hint(format!("did you mean {}:{near}?", field.name));
        }
        Err(e.hint(format!("its values are {}", values.join(", "))))
    }

    /// `id:name#6`: the paragraph of that number of the articles of that id.
    fn paragraph_id(&mut self, ast: &Ast, scope: Scope) -> Result<Option<Part>> {
        let (Some("id"), Node::Word(text, _) | Node::Phrase(text, _)) = (scope.field.map(|f| f.name), &ast.node) else {
            return Ok(None);
        };
        let Some((article, number)) = text.rsplit_once('#') else { return Ok(None) };
        let Ok(number) = number.parse::<u64>() else { return Ok(None) };
        let article = Ast { span: ast.span.clone(), node: Node::Phrase(article.to_owned(), false) };
        let both = vec![self.leaf(&article, scope)?, is(&ast.span, Is::Paragraph(number..=number))];
        Ok(Some(part(&ast.span, Query::And(both))))
    }

    fn field(
        &mut self,
        name: &str,
        at: &Range<usize>,
        operand: &Ast,
        span: &Range<usize>,
        scope: Scope,
    ) -> Result<Part> {
        let Some(field) = fields::find(name) else { return Err(self.unknown(name, at)) };
        if let Some(outer) = scope.field {
            return Err(self
                .error(format!("`{}:` within the operand of `{}:`", field.name, outer.name), span)
                .hint("close the parenthesis before it"));
        }
        if scope.said && field.name == "said" {
            return Err(self
                .error("`said:` within `said:`", span)
                .hint("one pair of braces is about one quotation; for two of them write said:{…} said:{…}"));
        }
        if scope.said && !field.inside {
            let inside: Vec<&str> = FIELDS.iter().filter(|f| f.inside).map(|f| f.name).collect();
            return Err(self
                .error(format!("`{}:` says nothing about one quotation", field.name), span)
                .hint(format!("move it out of said:{{…}}; inside, words and {}: are asked for", inside.join(":, "))));
        }
        if !scope.said && !field.outside {
            return Err(self
                .error(format!("`{}:` is about one quotation", field.name), at)
                .hint(format!("write said:{{{}}}", &self.text[span.clone()])));
        }
        match (field.kind, &operand.node) {
            (Kind::Braces, Node::Braces(inner)) if field.name == "said" => self.said(inner, span, scope),
            (Kind::Braces, Node::Braces(inner)) => self.article(inner, span, scope),
            (Kind::Braces, _) => {
                let inside = self.text[operand.span.clone()].trim_matches(['(', ')']);
                Err(self
                    .error(format!("`{}:` takes braces", field.name), span)
                    .hint(format!("write {}:{{{inside}}}", field.name)))
            }
            (_, Node::Braces(_)) => Err(self
                .error(format!("`{}:` takes no braces", field.name), &operand.span)
                .hint(format!("use parentheses: {}:(a OR b)", field.name))),
            (Kind::Saved, _) => self.saved(operand, span, scope),
            _ => {
                let mut part = self.part(operand, Scope { field: Some(field), ..scope })?;
                part.span = span.clone();
                if !matches!(operand.node, Node::And(_) | Node::Or(_) | Node::Not(_)) {
                    relocate(&mut part, span, false);
                }
                Ok(part)
            }
        }
    }

    fn unknown(&self, name: &str, at: &Range<usize>) -> Error {
        let mut e = self.error(format!("unknown field `{name}`"), at);
        e.hints = slips::field(name);
        e
    }

    fn said(&mut self, inner: &Ast, span: &Range<usize>, scope: Scope) -> Result<Part> {
        let found = self.part(inner, Scope { said: true, ..scope })?;
        if names_act(inner) {
            return Ok(part(span, Query::Said(Box::new(found))));
        }
        Ok(spoken(span, found))
    }

    fn article(&mut self, inner: &Ast, span: &Range<usize>, scope: Scope) -> Result<Part> {
        if scope.article {
            return Err(self.error("`article:` within `article:`", span).hint("one pair of braces holds all parts"));
        }
        let scope = Scope { article: true, ..scope };
        let parts = match &inner.node {
            // What stands in parentheses of its own, `article:{(a b)}`, is one part.
            Node::And(parts) if parts.first().is_some_and(|p| p.span.start == inner.span.start) => {
                self.parts(parts, scope)?
            }
            _ => vec![self.part(inner, scope)?],
        };
        Ok(part(span, Query::Article(parts)))
    }

    fn saved(&mut self, operand: &Ast, span: &Range<usize>, scope: Scope) -> Result<Part> {
        let (Node::Word(name, Mark::Plain) | Node::Phrase(name, false)) = &operand.node else {
            return Err(self.error("`query:` takes the name of a saved query", span));
        };
        let Some(saved) = self.options.saved else { return Err(self.error("no queries are saved here", span)) };
        if self.names.contains(name) {
            let around = self.names.iter().chain([name]).map(|n| format!("query:{n}")).collect::<Vec<_>>().join(" → ");
            return Err(self
                .error(format!("the saved query `{name}` refers to itself"), span)
                .hint(format!("it goes round: {around}")));
        }
        if self.names.len() > MAX_SAVED {
            return Err(self.error(format!("saved queries refer to one another more than {MAX_SAVED} deep"), span));
        }
        let text = saved(name).map_err(|e| Error { place: Some((self.text.to_owned(), span.clone())), ..e })?;
        self.names.push(name.clone());
        let parsed = parse_within(&text, self.options, self.names);
        self.names.pop();
        let mut root = parsed.map_err(|e| e.hint(format!("this is the saved query `{name}`")))?.root;
        let mut allowed = true;
        root.walk(&mut |p| allowed &= !(scope.article && matches!(p.query, Query::Article(_))));
        if !allowed {
            return Err(self.error(format!("the saved query `{name}` has `article:` within `article:`"), span));
        }
        relocate(&mut root, span, true);
        Ok(root)
    }

    /// An operand whose words have places.
    fn places(&mut self, ast: &Ast, scope: Scope, operator: &str) -> Result<Places> {
        let inflect = scope.field.is_none_or(|f| f.kind == Kind::Prose);
        let wrong = |what: &str| Err(self.error(format!("{what} cannot be an operand of {operator}"), &ast.span));
        match &ast.node {
            Node::Word(..) | Node::Phrase(..) | Node::Regex(_) => {
                patterns::of(self.text, ast, inflect, &mut self.hints).map(Places::Phrase)
            }
            Node::Or(parts) => {
                Ok(Places::Any(parts.iter().map(|p| self.operand(p, scope, operator)).collect::<Result<_>>()?))
            }
            Node::Near(a, near, negated, _, b) => Ok(Places::Near {
                a: Box::new(self.operand(a, scope, &near.written())?),
                near: *near,
                negated: *negated,
                b: Box::new(self.operand(b, scope, &near.written())?),
            }),
            Node::Not(inner) => wrong("NOT").map_err(|e: Error| {
                e.hint("to find what has none near: a NOT w/5 b").hint(match operator.starts_with("at") {
                    true => "to find what has fewer: NOT atleast3(a)".to_owned(),
                    false => format!("to negate all of it: NOT ({} {operator} …)", &self.text[inner.span.clone()]),
                })
            }),
            Node::And(_) => wrong("several words that are neither a phrase nor an OR group")
                .map_err(|e: Error| {
                    e.hint(match operator.starts_with("at") {
                        true => format!("for each of them so often: {operator}3(a) {operator}3(b); else quote them, or put OR between them"),
                        false => "quote them as a phrase, put OR between them, or nest: (a w/5 b) w/10 c".to_owned(),
                    })
                }),
            Node::Field(name, ..) => wrong(&format!("`{name}:`")).map_err(|e: Error| e.hint(slips::operand(name))),
            Node::AtLeast(..) => wrong("atleast"),
            Node::All => wrong("`*`"),
            Node::Braces(_) => wrong("`{…}`"),
        }
    }

    fn operand(&mut self, ast: &Ast, scope: Scope, operator: &str) -> Result<Operand> {
        Ok(Operand { span: ast.span.clone(), places: self.places(ast, scope, operator)? })
    }

    /// Words in the zone of the scope's field.
    fn zoned(&mut self, scope: Scope, span: &Range<usize>, places: Places, at_least: u32) -> Result<Part> {
        let text = |zone| part(span, Query::Text(Text { zone, places: places.clone(), at_least }));
        let numbered = |numbers| {
            let both = part(span, Query::And(vec![text(Zone::Text), is(span, Is::Paragraph(numbers))]));
            part(span, Query::Paragraph(Box::new(both)))
        };
        let Some(field) = scope.field else { return Ok(text(Zone::Text)) };
        if places.cased() && !matches!(field.name, "quote" | "headline" | "lead") {
            return Err(self
                .error(format!("`{}:` does not tell capitals from small letters", field.name), span)
                .hint("leave out the equals signs; == is for words of the text"));
        }
        Ok(match field.name {
            "quote" => spoken(span, text(Zone::Text)),
            "speaker" if scope.said => text(Zone::Speaker),
            "speaker" => spoken(span, text(Zone::Speaker)),
            "headline" => numbered(0..=0),
            "lead" => numbered(1..=2),
            "entity" => part(
                span,
                Query::Or([Zone::Person, Zone::Org, Zone::Place, Zone::Other].map(text).into_iter().collect()),
            ),
            name => match zone(name) {
                Some(zone) => text(zone),
                None => return Err(self.wants_value(field, span)),
            },
        })
    }
}
