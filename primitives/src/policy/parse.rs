//! Text to expression.

use super::{Expression, InvalidExpression, Node, MAX_DEPTH};
use crate::{
    attribute::{Attribute, InvalidAttribute},
    label::InvalidLabel,
};
use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

/// Longest text that is read, in bytes.
pub const MAX_TEXT: usize = 8 * 1024;
/// Most nested parentheses: superfluous ones cost nothing in the tree, but must not cost the stack.
const MAX_NESTING: u32 = 4 * MAX_DEPTH;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Column of the first wrong character, from 1.
    pub column: usize,
    /// What is wrong there.
    pub kind: ParseErrorKind,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseErrorKind {
    /// The text is longer than [`MAX_TEXT`].
    TooLong,
    /// Something else should stand here.
    Expected(&'static str),
    /// A character that no expression contains.
    Character(char),
    /// A word with `@` that is not an attribute.
    Attribute(InvalidAttribute),
    /// More than 32 nested parentheses.
    Nesting,
    /// The parts do not make an expression.
    Expression(InvalidExpression),
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: ", self.column)?;
        match &self.kind {
            ParseErrorKind::TooLong => write!(f, "the text is longer than {MAX_TEXT} bytes"),
            ParseErrorKind::Expected(what) => write!(f, "expected {what}"),
            ParseErrorKind::Character(c) => write!(f, "'{}' is not allowed here", c.escape_debug()),
            ParseErrorKind::Attribute(reason) => write!(f, "{reason}"),
            ParseErrorKind::Nesting => f.write_str("too many nested parentheses"),
            ParseErrorKind::Expression(reason) => write!(f, "{reason}"),
        }
    }
}

impl core::error::Error for ParseError {}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Comma,
    And,
    Or,
    Of,
    Number(u8),
    Attribute(Attribute),
}

const OPERAND: &str = "an attribute (name@authority), '(' or 'k of ('";

impl FromStr for Expression {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_TEXT {
            return Err(ParseError { column: MAX_TEXT, kind: ParseErrorKind::TooLong });
        }
        let tokens = tokenize(text)?;
        let end = text.chars().count().saturating_add(1);
        let mut parser = Parser { tokens, next: 0, end, nesting: 0 };
        let nodes = parser.alternatives()?;
        if let Some((column, _)) = parser.peek_at() {
            return Err(ParseError { column, kind: ParseErrorKind::Expected("AND, OR or the end") });
        }
        Expression::new(nodes)
            .map_err(|reason| ParseError { column: 1, kind: ParseErrorKind::Expression(reason) })
    }
}

fn tokenize(text: &str) -> Result<Vec<(usize, Token)>, ParseError> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().zip(1usize..).peekable();
    while let Some(&(c, column)) = characters.peek() {
        let token = match c {
            '(' => Some(Token::Open),
            ')' => Some(Token::Close),
            ',' => Some(Token::Comma),
            // No other white space: what looks like a space and is none is named, not guessed at.
            c if c.is_ascii_whitespace() => None,
            c if is_word(c) => {
                let mut word = String::new();
                while let Some((c, _)) = characters.next_if(|(c, _)| is_word(*c)) {
                    word.push(c);
                }
                tokens.push((column, read_word(&word, column)?));
                continue;
            }
            c => return Err(ParseError { column, kind: ParseErrorKind::Character(c) }),
        };
        characters.next();
        tokens.extend(token.map(|token| (column, token)));
    }
    Ok(tokens)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '@' | '-' | '_' | '.' | '#')
}

fn read_word(word: &str, column: usize) -> Result<Token, ParseError> {
    if word.contains('@') {
        return word.parse().map(Token::Attribute).map_err(|reason| {
            let authority = word.find('@').unwrap_or(0).saturating_add(1);
            let inside = match reason {
                InvalidAttribute::Name(InvalidLabel::Character(at)) => at,
                InvalidAttribute::Authority(InvalidLabel::Character(at)) => authority.saturating_add(at),
                InvalidAttribute::Authority(InvalidLabel::Length) => authority,
                _ => 0,
            };
            // A label's positions count bytes; the column counts characters.
            let characters = word.get(..inside).map_or(inside, |head| head.chars().count());
            ParseError { column: column.saturating_add(characters), kind: ParseErrorKind::Attribute(reason) }
        });
    }
    if word.eq_ignore_ascii_case("and") {
        Ok(Token::And)
    } else if word.eq_ignore_ascii_case("or") {
        Ok(Token::Or)
    } else if word.eq_ignore_ascii_case("of") {
        Ok(Token::Of)
    } else if word.bytes().all(|c| c.is_ascii_digit()) {
        word.parse().map(Token::Number).map_err(|_| ParseError {
            column,
            kind: ParseErrorKind::Expression(InvalidExpression::Threshold),
        })
    } else {
        Err(ParseError { column, kind: ParseErrorKind::Attribute(InvalidAttribute::NoAuthority) })
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
    nesting: u32,
}

impl Parser {
    fn peek_at(&self) -> Option<(usize, &Token)> {
        self.tokens.get(self.next).map(|(column, token)| (*column, token))
    }

    fn column(&self) -> usize {
        self.peek_at().map_or(self.end, |(column, _)| column)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.peek_at().is_some_and(|(_, token)| token == wanted);
        if found {
            self.next = self.next.saturating_add(1);
        }
        found
    }

    fn require(&mut self, wanted: &Token, what: &'static str) -> Result<(), ParseError> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(ParseError { column: self.column(), kind: ParseErrorKind::Expected(what) })
        }
    }

    fn alternatives(&mut self) -> Result<Vec<Node>, ParseError> {
        self.chain(&Token::Or, |_| 1, Self::conjunction)
    }

    fn conjunction(&mut self) -> Result<Vec<Node>, ParseError> {
        self.chain(&Token::And, |children| children, Self::operand)
    }

    /// One or more parts with `word` between them.
    fn chain(
        &mut self,
        word: &Token,
        threshold: fn(u8) -> u8,
        part: fn(&mut Self) -> Result<Vec<Node>, ParseError>,
    ) -> Result<Vec<Node>, ParseError> {
        let start = self.column();
        let mut parts = part(self)?;
        let mut children = 1u8;
        while self.take(word) {
            parts.extend(part(self)?);
            children = children.checked_add(1).ok_or(too_many(start))?;
        }
        if children > 1 {
            parts.insert(0, Node::Gate { threshold: threshold(children), children });
        }
        Ok(parts)
    }

    fn operand(&mut self) -> Result<Vec<Node>, ParseError> {
        let column = self.column();
        match self.peek_at().map(|(_, token)| token.clone()) {
            Some(Token::Attribute(attribute)) => {
                self.next = self.next.saturating_add(1);
                Ok(alloc::vec![Node::Leaf(attribute)])
            }
            Some(Token::Open) => {
                self.next = self.next.saturating_add(1);
                self.nested(column, |parser| {
                    let inner = parser.alternatives()?;
                    parser.require(&Token::Close, "AND, OR or ')'")?;
                    Ok(inner)
                })
            }
            Some(Token::Number(threshold)) => {
                self.next = self.next.saturating_add(1);
                self.require(&Token::Of, "'of'")?;
                self.require(&Token::Open, "'('")?;
                self.nested(column, |parser| parser.threshold(threshold, column))
            }
            _ => Err(ParseError { column, kind: ParseErrorKind::Expected(OPERAND) }),
        }
    }

    fn threshold(&mut self, threshold: u8, column: usize) -> Result<Vec<Node>, ParseError> {
        let mut parts = self.alternatives()?;
        let mut children = 1u8;
        while self.take(&Token::Comma) {
            parts.extend(self.alternatives()?);
            children = children.checked_add(1).ok_or(too_many(column))?;
        }
        self.require(&Token::Close, "AND, OR, ',' or ')'")?;
        if children < 2 || threshold == 0 || threshold > children {
            let kind = ParseErrorKind::Expression(InvalidExpression::Threshold);
            return Err(ParseError { column, kind });
        }
        parts.insert(0, Node::Gate { threshold, children });
        Ok(parts)
    }

    fn nested<T>(
        &mut self,
        column: usize,
        inner: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        self.nesting = self.nesting.saturating_add(1);
        if self.nesting > MAX_NESTING {
            return Err(ParseError { column, kind: ParseErrorKind::Nesting });
        }
        let result = inner(self);
        self.nesting = self.nesting.saturating_sub(1);
        result
    }
}

fn too_many(column: usize) -> ParseError {
    ParseError { column, kind: ParseErrorKind::Expression(InvalidExpression::TooManyLeaves) }
}
