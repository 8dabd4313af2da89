//! The skeleton: where each item of a file begins and ends, before any grammar is asked.
//!
//! Items are found by their braces. Where braces do not match, an item keyword at the start of a line that goes on as an
//! item does is taken for the next item, and indentation decides which brace has no partner.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, FileId, FileSpan};

use crate::scan::{Kind, Scan};
use crate::words;

/// The deepest nesting of braces, parentheses and negations that the grammar is given.
pub(crate) const MAX_DEPTH: usize = 64;

/// How many tokens are looked at to tell whether a brace closes early.
const LOOKAHEAD: usize = 4000;

/// Words between two parts of one thing.
const JOINERS: &[&str] = &[
    "or", "and", "not", "is", "in", "matches", "contains", "covers", "within", "exists", "absent", "null", "from",
    "before", "after", "during", "known", "as", "else", "any", "all", "no", "of", "one", "for", "to",
];
/// Items without braces.
const FLAT: &[&str] = &["use", "mode", "define", "field", "limit", "release"];

/// A stretch of tokens of a file: an item, or something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Its first token.
    pub(crate) first: usize,
    /// Past its last token.
    pub(crate) end: usize,
    pub(crate) shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It begins with an item keyword, and its braces match.
    Item,
    /// It begins with an item keyword; a brace is missing or one too many.
    Broken,
    /// It begins with an item keyword, and is nested too deep to be read.
    TooDeep,
    /// It begins with no item keyword.
    Junk,
}

/// Where a brace or parenthesis is closed, by token index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Partner {
    /// By this token.
    At(usize),
    /// By nothing; what it holds ends before this token.
    Missing(usize),
}

/// The pieces of a file, in order, and what is wrong with its braces.
pub(crate) struct Skeleton {
    pub(crate) pieces: Vec<Piece>,
    /// By token index; `None` for tokens that open nothing.
    pub(crate) partners: Vec<Option<Partner>>,
    pub(crate) errors: Vec<Diagnostic>,
}

/// Cuts a file into pieces.
pub(crate) fn cut(scan: &Scan<'_>, file: FileId) -> Skeleton {
    let mut cutter = Cutter { scan, file, partners: vec![None; scan.tokens.len()], errors: vec![] };
    let mut pieces = vec![];
    let mut at = 0;
    while at < scan.tokens.len() {
        let piece = cutter.piece(at);
        at = piece.end.max(at + 1);
        pieces.push(piece);
    }
    Skeleton { pieces, partners: cutter.partners, errors: cutter.errors }
}

/// Whether the brace at `at`, before the body of the item or block at `first`, opens a set of values.
pub(crate) fn opens_set(scan: &Scan<'_>, first: usize, at: usize) -> bool {
    let kind = |at: usize| scan.tokens.get(at).map(|token| token.kind);
    let operators = &["in", "is", "not", "contains", "covers", "within", "matches", "as"];
    let before = at.checked_sub(1).and_then(|before| scan.tokens.get(before));
    if before.is_some_and(|before| {
        operators.contains(&scan.slice(before)) || scan.slice(before).ends_with(['=', '<', '>', '~'])
    }) {
        return true;
    }
    // Only a condition can have lost the operator before a set.
    if !scan.is_word(first, "rule") {
        return false;
    }
    let value = match kind(at + 1) {
        Some(Kind::Text) => true,
        Some(Kind::Word) => !scan.is_one_of(at + 1, words::RULE),
        _ => false,
    };
    value
        && (kind(at + 2) == Some(Kind::Close) || scan.tokens.get(at + 2).is_some_and(|token| scan.slice(token) == ","))
}

/// Whether the token at `at` begins a clause of the item at `first`, so that the item's `{` cannot come any more.
fn past_head(scan: &Scan<'_>, first: usize, at: usize) -> bool {
    let first_on_line = scan.tokens.get(at).is_some_and(|token| token.first);
    match words::of_item(scan.tokens.get(first).map_or("", |token| scan.slice(token))) {
        // A condition may hold any word.
        Some(words) if scan.is_word(first, "rule") => first_on_line && scan.is_one_of(at, words),
        Some(_) if scan.is_word(first, "waive") => {
            first_on_line && scan.is_one_of(at, &["because", "approved", "ticket"])
        }
        Some(words) => at > first + 1 && scan.is_one_of(at, words),
        None => false,
    }
}

/// The brace that opens the body of the item at `first`.
pub(crate) fn body(scan: &Scan<'_>, first: usize, end: usize) -> Option<usize> {
    (first..end)
        .take_while(|&at| !past_head(scan, first, at))
        .find(|&at| scan.tokens[at].kind == Kind::Open && !opens_set(scan, first, at))
}

struct Cutter<'s, 't> {
    scan: &'s Scan<'t>,
    file: FileId,
    partners: Vec<Option<Partner>>,
    errors: Vec<Diagnostic>,
}

impl Cutter<'_, '_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.scan.tokens.get(at).map(|token| token.kind)
    }

    /// Whether the token begins a line and, with what follows, an item.
    fn heads_item(&self, at: usize) -> bool {
        self.scan.tokens.get(at).is_some_and(|token| token.first) && self.reads_as_item(at)
    }

    fn reads_as_item(&self, at: usize) -> bool {
        let scan = self.scan;
        let Some(token) = scan.tokens.get(at) else { return false };
        let named = if scan.slice(token) == "test" { Kind::Text } else { Kind::Word };
        if token.kind != Kind::Word || self.kind(at + 1) != Some(named) {
            return false;
        }
        let body = |at: usize| {
            self.kind(at) == Some(Kind::Open)
                || self.kind(at) == Some(Kind::Text) && self.kind(at + 1) == Some(Kind::Open)
        };
        match scan.slice(token) {
            "rule" => {
                let next = scan.tokens.get(at + 2);
                scan.is_one_of(at + 2, &["for", "where"])
                    || next.is_none_or(|next| next.kind == Kind::Open || next.first && token.column == 0)
            }
            "vendor" | "source" | "cutoff" | "format" | "operations" | "tighten" | "test" => body(at + 2),
            // In a condition an operator may follow the field `scopes`, and a brace that.
            "scopes" => body(at + 2) && !scan.is_one_of(at + 1, JOINERS) || scan.is_one_of(at + 2, &["api", "kind"]),
            "waive" => {
                let all = scan.tokens.get(at + 2).is_some_and(|mark| scan.slice(mark) == "/");
                all || body(at + 2) || scan.is_one_of(at + 2, &["for", "where"])
            }
            "field" => scan.is_word(at + 2, "for"),
            "limit" => scan.is_word(at + 2, "to"),
            "release" => {
                let titled = self.kind(at + 2) == Some(Kind::Text);
                scan.is_word(if titled { at + 3 } else { at + 2 }, "is")
            }
            // In a condition only an operator follows the field `mode`.
            "mode" => !scan.is_one_of(at + 1, JOINERS),
            "define" => self.kind(at + 2) == Some(Kind::OpenParen),
            // A path or a second word would make it something else; a name alone on its line, or a list, is a `use`.
            "use" => token.column == 0,
            _ => false,
        }
    }

    fn piece(&mut self, first: usize) -> Piece {
        if !self.scan.is_one_of(first, words::ITEMS) {
            return Piece { first, end: self.junk_end(first), shape: Shape::Junk };
        }
        let (mut end, matched) = if self.scan.is_one_of(first, FLAT) {
            let end = self.flat_end(first);
            (end, self.matches_simply(first, end))
        } else {
            self.braced_end(first)
        };
        let shape = if self.too_deep(first, end) {
            Shape::TooDeep
        } else if matched {
            Shape::Item
        } else {
            end = self.match_by_indentation(first, end);
            Shape::Broken
        };
        Piece { first, end, shape }
    }

    /// The end of an item that has no body.
    fn flat_end(&self, first: usize) -> usize {
        let scan = self.scan;
        let is_use = scan.is_word(first, "use");
        let start = scan.tokens[first];
        let mut depth = 0_usize;
        for at in first + 1..scan.tokens.len() {
            let token = &scan.tokens[at];
            match token.kind {
                Kind::Open | Kind::OpenParen => depth += 1,
                Kind::Close if depth == 0 => return at,
                Kind::Close | Kind::CloseParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            // Two words on two lines belong together only if one of them joins them, or the second line is indented.
            let before = at - 1;
            let joined = scan.is_one_of(at, JOINERS)
                || scan.is_one_of(before, JOINERS)
                || scan.tokens[before].kind == Kind::Mark
                || depth > 0
                || before == first;
            if token.kind == Kind::Word && token.first && token.column <= start.column && !joined {
                return at;
            }
            let item = scan.is_one_of(at, words::ITEMS);
            if is_use && item {
                return at;
            }
            let head = self.heads_item(at) && (depth == 0 || token.column == 0);
            // A condition may go on with `vendor is zoho`; another item on the same line may follow a mode.
            if head || depth == 0 && item && !is_use && self.reads_as_item(at) && at > first + 1 {
                return at;
            }
        }
        scan.tokens.len()
    }

    /// The end of an item with a body, and whether its braces match.
    fn braced_end(&mut self, first: usize) -> (usize, bool) {
        let scan = self.scan;
        let mut stack: Vec<usize> = vec![];
        let mut body = None;
        let mut headless = false;
        let mut broken = false;
        for at in first..scan.tokens.len() {
            let token = &scan.tokens[at];
            if at > first && self.heads_item(at) && (stack.is_empty() || token.column == 0) {
                return (at, false);
            }
            headless |= body.is_none() && past_head(scan, first, at);
            match token.kind {
                Kind::Open => {
                    if body.is_none() && !headless && !opens_set(scan, first, at) {
                        body = Some(at);
                    }
                    stack.push(at);
                }
                Kind::OpenParen => stack.push(at),
                Kind::Close => {
                    let mut opener = stack.pop();
                    let mut clean = true;
                    while opener.is_some_and(|open| self.kind(open) == Some(Kind::OpenParen)) {
                        opener = stack.pop();
                        clean = false;
                    }
                    let Some(open) = opener else { return (at + 1, false) };
                    if Some(open) == body && self.closes_early(open, at) {
                        stack.push(open);
                        broken = true;
                        continue;
                    }
                    self.partners[open] = Some(Partner::At(at));
                    if Some(open) == body {
                        clean &= !broken;
                        return (at + 1, clean && self.matches_simply(first, at + 1));
                    }
                }
                Kind::CloseParen => {
                    if let Some(open) = stack.pop_if(|open| self.kind(*open) == Some(Kind::OpenParen)) {
                        self.partners[open] = Some(Partner::At(at));
                    }
                }
                _ => {}
            }
        }
        (scan.tokens.len(), false)
    }

    /// Whether the `}` at `at` closes the body that `open` opens too early, going by indentation: more lines as deep as
    /// clauses follow, and then a `}` in the item's own column.
    fn closes_early(&self, open: usize, at: usize) -> bool {
        let scan = self.scan;
        let (Some(close), Some(next)) = (scan.tokens.get(at), scan.tokens.get(at + 1)) else { return false };
        let indent = self.scan.tokens[open].indent;
        let deeper = !close.first || close.column > indent;
        if close.line == scan.tokens[open].line || !deeper || !next.first || next.column <= indent {
            return false;
        }
        let end = (at + 1..scan.tokens.len())
            .take(LOOKAHEAD)
            .find(|&at| scan.tokens[at].first && scan.tokens[at].column <= indent);
        end.is_some_and(|end| self.kind(end) == Some(Kind::Close) && scan.tokens[end].column == indent)
    }

    /// Matches braces and parentheses in a range; false where one has no partner.
    fn matches_simply(&mut self, first: usize, end: usize) -> bool {
        let mut stack = vec![];
        for at in first..end {
            match self.kind(at) {
                Some(Kind::Open | Kind::OpenParen) => stack.push(at),
                Some(close @ (Kind::Close | Kind::CloseParen)) => {
                    let wanted = if close == Kind::Close { Kind::Open } else { Kind::OpenParen };
                    match stack.pop() {
                        Some(open) if self.kind(open) == Some(wanted) => self.partners[open] = Some(Partner::At(at)),
                        _ => return false,
                    }
                }
                _ => {}
            }
        }
        stack.is_empty()
    }

    /// Matches what can be matched, by indentation where there is a choice, and reports what is left open. Gives back
    /// where the item then ends.
    fn match_by_indentation(&mut self, first: usize, end: usize) -> usize {
        let mut stack: Vec<usize> = vec![];
        let body = body(self.scan, first, end);
        for at in first..end {
            let token = self.scan.tokens[at];
            match token.kind {
                Kind::Open | Kind::OpenParen => stack.push(at),
                Kind::CloseParen => {
                    if let Some(open) = stack.pop_if(|open| self.kind(*open) == Some(Kind::OpenParen)) {
                        self.partners[open] = Some(Partner::At(at));
                    }
                }
                Kind::Close => {
                    let braces =
                        || stack.iter().enumerate().rev().filter(|(_, open)| self.kind(**open) == Some(Kind::Open));
                    let same_line = braces().next().filter(|(_, open)| self.scan.tokens[**open].line == token.line);
                    let indented =
                        braces().find(|(_, open)| token.first && self.scan.tokens[**open].indent == token.column);
                    let any =
                        || braces().next().filter(|(_, open)| Some(**open) != body || !self.closes_early(**open, at));
                    let Some((depth, &open)) = same_line.or(indented).or_else(any) else { continue };
                    for lost in stack.split_off(depth + 1) {
                        self.unclosed(lost, at, end);
                    }
                    stack.pop();
                    self.partners[open] = Some(Partner::At(at));
                    if Some(open) == body {
                        return at + 1;
                    }
                }
                _ => {}
            }
        }
        for lost in stack {
            self.unclosed(lost, end, end);
        }
        end
    }

    /// Notes and reports that `open` was not closed before `outer`, which shows it.
    fn unclosed(&mut self, open: usize, outer: usize, end: usize) {
        let indent = self.scan.tokens[open].indent;
        let line = self.scan.tokens[open].line;
        let inner_end = (open + 1..outer)
            .find(|&at| {
                let token = &self.scan.tokens[at];
                token.first && token.line > line && token.column <= indent
            })
            .unwrap_or(outer);
        self.partners[open] = Some(Partner::Missing(inner_end));
        let paren = self.kind(open) == Some(Kind::OpenParen);
        // A missing parenthesis is reported by the clause that misses it.
        if paren {
            return;
        }
        let at = FileSpan::new(self.file, self.scan.tokens[open].span);
        let mut error = Diagnostic::error(syntax::UNCLOSED_BRACE, "this `{` is not closed").at(at, "opened here");
        if let Some(token) = self.scan.tokens.get(inner_end) {
            let what = if inner_end >= end { "the next item begins here" } else { "still open here" };
            error = error.also(FileSpan::new(self.file, token.span), what).help("add a `}` before it");
        } else {
            error = error.help("add a `}` at the end of the file");
        }
        self.errors.push(error);
    }

    /// The end of a stretch that begins no item.
    fn junk_end(&self, first: usize) -> usize {
        let scan = self.scan;
        if self.kind(first) == Some(Kind::Close) {
            return first + 1;
        }
        let mut depth = 0_usize;
        for at in first..scan.tokens.len() {
            if at > first && self.heads_item(at) && (depth == 0 || scan.tokens[at].column == 0) {
                return at;
            }
            match self.kind(at) {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return at + 1;
                    }
                }
                _ => {}
            }
        }
        scan.tokens.len()
    }

    /// Whether a range nests deeper than the grammar should be made to go; reports it.
    fn too_deep(&mut self, first: usize, end: usize) -> bool {
        let mut depth = 0_usize;
        let mut negations = 0_usize;
        for at in first..end {
            let written = self.scan.slice(&self.scan.tokens[at]);
            negations = match written {
                "not" => negations + 1,
                _ if written.starts_with('!') => negations + written.len(),
                _ => 0,
            };
            match self.kind(at) {
                Some(Kind::Open | Kind::OpenParen) => depth += 1,
                Some(Kind::Close | Kind::CloseParen) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MAX_DEPTH || negations > MAX_DEPTH {
                let at = FileSpan::new(self.file, self.scan.tokens[at].span);
                self.errors.push(
                    Diagnostic::error(syntax::TOO_DEEP, format!("nested more than {MAX_DEPTH} deep"))
                        .at(at, "the item is not read further")
                        .help("give parts of the condition names of their own with `define`"),
                );
                return true;
            }
        }
        false
    }
}
