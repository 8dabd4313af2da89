//! From pieces to items: strictly where that works, clause by clause where it does not.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, FileId, FileSpan, Span, Spanned, did_you_mean};

use crate::Parsed;
use crate::ast::{File, Item, ItemKind, Name, Text};
use crate::blocks::{bare_head_rule, block_of, clause_rules, head_rule, whole, words_of};
use crate::grammar::{self, Failure, Rule};
use crate::habits;
use crate::lower::{Block, Clause, Head, Lower, doc_text};
use crate::scan::{self, Kind, Scan};
use crate::skeleton::{self, Partner, Piece, Shape, Skeleton};
use crate::wording::{self, Place};
use crate::words;

/// Reads a rule file.
pub(crate) fn parse(text: &str, file: FileId) -> Parsed {
    let mut scan = scan::scan(text, file);
    let mut errors = std::mem::take(&mut scan.errors);
    let mut skeleton = skeleton::cut(&scan, file);
    // Braces that a text without an end swallowed are no second mistake.
    let lost: Vec<u32> =
        errors.iter().filter(|error| error.code == syntax::UNTERMINATED_TEXT).filter_map(start_of).collect();
    let in_piece = |at: u32, piece: &Piece| {
        let start = |token: usize| scan.tokens.get(token).map_or(u32::MAX, |token| token.span.start);
        start(piece.first) <= at && at < start(piece.end)
    };
    skeleton.errors.retain(|error| {
        let piece = start_of(error).and_then(|at| skeleton.pieces.iter().find(|piece| in_piece(at, piece)));
        piece.is_none_or(|piece| !lost.iter().any(|&at| in_piece(at, piece)))
    });
    errors.append(&mut skeleton.errors);
    let mut blamed: Vec<u32> = errors.iter().filter_map(start_of).collect();
    blamed.sort_unstable();
    let lower = Lower { text, base: 0, file, errors };
    let mut reader = Reader { scan: &scan, skeleton: &skeleton, blamed, lower, file };
    let items = (0..skeleton.pieces.len()).filter_map(|index| reader.piece(index)).collect();
    let mut errors = reader.lower.errors;
    errors.sort_by_key(|error| start_of(error).unwrap_or(0));
    Parsed { file: File { items }, errors }
}

fn start_of(error: &Diagnostic) -> Option<u32> {
    Some(error.labels.first()?.at.span.start)
}

struct Reader<'s, 't> {
    scan: &'s Scan<'t>,
    skeleton: &'s Skeleton,
    /// Where the scanner or skeleton found something wrong, sorted: what fails there again is not reported again.
    blamed: Vec<u32>,
    lower: Lower<'t>,
    file: FileId,
}

impl<'s, 't> Reader<'s, 't> {
    fn piece(&mut self, index: usize) -> Option<Item> {
        let piece = *self.skeleton.pieces.get(index)?;
        let span = self.span_of(piece.first, piece.end);
        let kind = match piece.shape {
            Shape::TooDeep => None,
            Shape::Junk => {
                self.junk(piece, index);
                None
            }
            Shape::Item => match self.run(whole(self.word(piece.first)), span) {
                Ok(kind) => kind,
                Err(failure) => self.mended(piece, span, Some(failure)),
            },
            Shape::Broken => self.mended(piece, span, None),
        }?;
        Some(Item { doc: self.doc(piece.first), span, kind })
    }

    fn word(&self, at: usize) -> &'t str {
        self.scan.tokens.get(at).map_or("", |token| self.scan.slice(token))
    }

    fn start(&self, at: usize) -> u32 {
        self.scan.tokens.get(at).map_or(self.scan.text.len() as u32, |token| token.span.start)
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.scan.tokens.get(at).map(|token| token.kind)
    }

    fn span_of(&self, first: usize, end: usize) -> Span {
        let start = self.start(first);
        let last = end.checked_sub(1).and_then(|last| self.scan.tokens.get(last));
        Span::new(start, last.map_or(start, |token| token.span.end).max(start))
    }

    fn clean(&self, span: Span) -> &'s str {
        self.scan.clean.get(span.range()).unwrap_or_default()
    }

    /// Parses and lowers a whole item.
    fn run(&mut self, rule: Option<Rule>, span: Span) -> Result<Option<ItemKind>, Failure> {
        let Some(rule) = rule else { return Ok(None) };
        let pair = grammar::parse(rule, self.clean(span))?;
        self.lower.base = span.start;
        Ok(self.lower.item(pair))
    }

    /// The documentation comments right above a token.
    fn doc(&self, at: usize) -> Option<Text> {
        let token = self.scan.tokens.get(at).filter(|token| token.first)?;
        let docs = &self.scan.docs;
        let end = docs.partition_point(|doc| doc.line < token.line);
        let above = docs.get(..end)?.iter().rev().zip(1..).take_while(|(doc, n)| doc.line + n == token.line).count();
        let docs = docs.get(end - above..end)?;
        let span = docs.first()?.span.to(docs.last()?.span);
        let lines = docs.iter().map(|doc| self.scan.text.get(doc.span.range()).unwrap_or_default());
        Some(Spanned::new(doc_text(lines), span))
    }

    // ---- text that is no item

    fn junk(&mut self, piece: Piece, index: usize) {
        let Some(token) = self.scan.tokens.get(piece.first) else { return };
        if self.is_blamed(token.span.start, self.start(piece.end)) {
            return;
        }
        let at = FileSpan::new(self.file, token.span);
        let word = self.word(piece.first);
        let before = index.checked_sub(1).and_then(|before| self.skeleton.pieces.get(before));
        let close =
            before.filter(|before| before.shape != Shape::Junk && self.kind(before.end - 1) == Some(Kind::Close));
        let error = if token.kind == Kind::Close {
            Diagnostic::error(syntax::EXTRA_BRACE, "this `}` closes nothing").at(at, "").help("leave it out")
        } else if let Some(before) = close.filter(|before| {
            words::of_item(self.word(before.first)).is_some_and(|words| words.contains(&word))
                || self.closes_more(piece)
        }) {
            let name = self.word(before.first + 1);
            let closing = self.scan.tokens.get(before.end - 1).map_or(token.span, |token| token.span);
            Diagnostic::error(syntax::EXTRA_BRACE, format!("`{word}` stands outside of `{name}`"))
                .at(at, "")
                .also(FileSpan::new(self.file, closing), format!("`{name}` ends here"))
                .help("is this `}` one too many?")
        } else {
            let known = did_you_mean(word, words::ITEMS.iter().copied()).filter(|_| token.kind == Kind::Word);
            let habit = habits::of_item(word).map(|known| format!("that is `{known}`"));
            let comment = (word == "/").then(|| habits::COMMENT.to_owned());
            let help = comment
                .or(habit)
                .or(known)
                .unwrap_or_else(|| format!("items begin with {}", wording::list(words::ITEMS)));
            Diagnostic::error(syntax::ITEM, format!("{} begins no item", wording::shown(self.scan, token)))
                .at(at, "")
                .help(help)
        };
        self.lower.errors.push(error);
    }

    /// Whether a stretch closes a brace that it did not open.
    fn closes_more(&self, piece: Piece) -> bool {
        let mut depth = 0_i64;
        (piece.first..piece.end).any(|at| {
            depth += match self.kind(at) {
                Some(Kind::Open) => 1,
                Some(Kind::Close) => -1,
                _ => 0,
            };
            depth < 0
        })
    }

    // ---- items that the strict grammar refused

    fn mended(&mut self, piece: Piece, span: Span, failure: Option<Failure>) -> Option<ItemKind> {
        let word = self.word(piece.first).to_owned();
        let Some(block) = block_of(&word) else {
            let failure = match failure {
                Some(failure) => failure,
                None => match self.run(whole(&word), span) {
                    Ok(kind) => return kind,
                    Err(failure) => failure,
                },
            };
            self.failed(&failure, span, piece.end, &Place::Item, span.start);
            return None;
        };
        let open = skeleton::body(self.scan, piece.first, piece.end);
        let (head, body, end) = if let Some(open) = open {
            let head = self.head(&block, piece.first, open);
            (head, open + 1, self.body_end(open, piece.end))
        } else {
            self.open_head(&block, piece)
        };
        let clauses = self.clauses(&block, body, end);
        // What the braces leave over.
        if open.is_some() && end + 1 < piece.end {
            self.left_over(end + 1, piece.end);
        }
        head?.item(clauses)
    }

    /// The token at which the block that `open` opens ends.
    fn body_end(&self, open: usize, limit: usize) -> usize {
        match self.skeleton.partners.get(open) {
            Some(Some(Partner::At(end) | Partner::Missing(end))) => (*end).min(limit),
            _ => limit,
        }
    }

    /// Reads what stands before a brace, or makes do with the name.
    fn head(&mut self, block: &Block, first: usize, open: usize) -> Option<Head> {
        let span = Span::new(self.start(first), self.start(open));
        let parsed = grammar::parse(head_rule(block), self.clean(span));
        self.lower.base = span.start;
        let read = match parsed {
            Ok(pair) => pair.into_inner().next().and_then(|head| self.lower.head(head)),
            Err(failure) => {
                self.failed(&failure, span, open, &Place::Head(block.clone()), span.start);
                None
            }
        };
        read.or_else(|| self.makeshift(block, first, open))
    }

    /// A head with what can be told without the grammar, so that the item's name is known in spite of its mistakes.
    fn makeshift(&self, block: &Block, first: usize, end: usize) -> Option<Head> {
        let name = |at: usize| -> Option<Name> {
            let token = self.scan.tokens.get(at).filter(|token| at < end && token.kind == Kind::Word)?;
            let word = self.scan.slice(token);
            let plain = !word.contains(['.', '/']) && !matches!(word, "for" | "where" | "is" | "known");
            plain.then(|| Spanned::new(word.to_owned(), token.span))
        };
        Some(match block {
            Block::Vendor => Head::Vendor(name(first + 1)?, None),
            Block::Source => Head::Source(name(first + 1)?),
            Block::Cutoff => Head::Cutoff(name(first + 1)?, None),
            Block::Stage => Head::Stage(name(first + 1)?, None),
            Block::Scopes => Head::Scopes(name(first + 1)?, None, None),
            Block::Operations => Head::Operations(name(first + 1)?),
            Block::Format => Head::Format(name(first + 1)?, None),
            Block::Each(subject) => Head::Each(
                name(first + 1).unwrap_or(Spanned::new(subject.clone(), self.span_of(first, first + 1))),
                vec![],
                None,
                vec![],
            ),
            // A rule without its selection would be another rule, and so with the others.
            Block::Rule | Block::Tighten | Block::Waive | Block::Test => return None,
        })
    }

    /// The head of an item that has no `{`, and where its clauses then begin and end.
    fn open_head(&mut self, block: &Block, piece: Piece) -> (Option<Head>, usize, usize) {
        let span = self.span_of(piece.first, piece.end);
        let last = piece.end - 1;
        let end = if self.kind(last) == Some(Kind::Close) { last } else { piece.end };
        let begins = |reader: &Self| {
            (piece.first + 2..end).find(|&at| reader.scan.is_one_of(at, words_of(block))).unwrap_or(end)
        };
        self.lower.base = span.start;
        match grammar::parse(bare_head_rule(block), self.clean(span)) {
            Ok(pair) => {
                let head_end = span.start + pair.as_str().trim_ascii_end().len() as u32;
                let head = self.lower.head(pair);
                let next = self.scan.token_at(head_end);
                let at = self
                    .scan
                    .tokens
                    .get(next)
                    .filter(|_| next < piece.end)
                    .map_or(Span::at(head_end), |token| token.span);
                if !self.is_blamed(span.start, at.end) {
                    self.lower.errors.push(self.no_brace(piece.first, at));
                }
                let body = if self.may_begin(block, next) { next } else { begins(self) };
                (head, body.max(piece.first + 1).min(end), end)
            }
            Err(failure) => {
                self.failed(&failure, span, piece.end, &Place::Head(block.clone()), span.start);
                let body = begins(self);
                (self.makeshift(block, piece.first, body), body, end)
            }
        }
    }

    fn left_over(&mut self, from: usize, to: usize) {
        let span = self.span_of(from, to);
        if self.is_blamed(span.start, span.end) {
            return;
        }
        let error = Diagnostic::error(
            syntax::EXTRA_BRACE,
            format!("`{}` stands outside of the item before it", self.word(from)),
        )
        .at(FileSpan::new(self.file, self.span_of(from, from + 1)), "")
        .help("is there a `}` too many before it?");
        self.lower.errors.push(error);
    }

    // ---- clauses

    /// Reads the clauses between two tokens, reporting those that cannot be read and going on after each.
    fn clauses(&mut self, block: &Block, first: usize, end: usize) -> Vec<Clause> {
        let (clause_rule, checked_rule) = clause_rules(block);
        let mut clauses = vec![];
        let mut at = first;
        while at < end {
            let span = self.span_of(at, end);
            let failure = match grammar::parse(clause_rule, self.clean(span)) {
                Ok(pair) => {
                    let clause_end = span.start + pair.as_str().trim_ascii_end().len() as u32;
                    let next = self.scan.token_at(clause_end);
                    let whole = next >= end
                        || self.kind(next) == Some(Kind::Close)
                        || self.may_begin(block, next)
                        || self.new_line(at, next);
                    let strict = if whole { Ok(pair) } else { grammar::parse(checked_rule, self.clean(span)) };
                    match strict {
                        Ok(pair) => {
                            let pair =
                                if pair.as_rule() == clause_rule { Some(pair) } else { pair.into_inner().next() };
                            self.lower.base = span.start;
                            clauses.extend(pair.and_then(|pair| self.lower.clause(block, pair)));
                            at = next.max(at + 1);
                            continue;
                        }
                        Err(failure) => failure,
                    }
                }
                Err(failure) => failure,
            };
            if let Some((clause, next)) = self.inner_block(block, at, end) {
                clauses.extend(clause);
                at = next;
                continue;
            }
            let fail = self.scan.tokens.partition_point(|token| token.span.end <= span.start + failure.at as u32);
            // `forbid`, and on the next line what should be a clause: the second is wrong, not the first.
            if let Some(next) = (at + 1..=fail.min(end - 1)).find(|&next| self.new_line(at, next)) {
                let first = self.span_of(at, next);
                if let Ok(pair) = grammar::parse(checked_rule, self.clean(first)) {
                    self.lower.base = first.start;
                    clauses.extend(pair.into_inner().next().and_then(|pair| self.lower.clause(block, pair)));
                    at = next;
                    continue;
                }
            }
            // A field without a value took the next line's field for one.
            if matches!(block, Block::Each(_)) && fail > at && self.new_line(at, at + 1) {
                let missing = Failure {
                    at: self.start(at + 1).saturating_sub(span.start) as usize,
                    expected: vec![Rule::reading],
                };
                self.failed(&missing, span, end, &Place::Clause(block.clone()), self.start(at + 1));
                at += 1;
                continue;
            }
            let next = self.resume(block, at, fail, end);
            let place = if fail <= at { Place::ClauseStart(block.clone()) } else { Place::Clause(block.clone()) };
            self.failed(&failure, span, end, &place, self.start(next));
            at = next;
        }
        clauses
    }

    /// Whether a clause of the block may begin with this token.
    fn may_begin(&self, block: &Block, at: usize) -> bool {
        match block {
            Block::Stage | Block::Each(_) => {
                let inner = &[
                    "as", "split", "by", "or", "else", "in", "where", "key", "value", "capture", "and", "is",
                    "relative",
                ];
                let row = *block == Block::Stage && self.scan.is_one_of(at, words::STAGE);
                self.kind(at) == Some(Kind::Word) && (row || !self.scan.is_one_of(at, inner))
            }
            Block::Scopes | Block::Operations if self.kind(at) == Some(Kind::Text) => true,
            _ => self.scan.is_one_of(at, words_of(block)),
        }
    }

    /// Whether layout makes `next` the beginning of a new clause after the one at `at`.
    fn new_line(&self, at: usize, next: usize) -> bool {
        match (self.scan.tokens.get(at), self.scan.tokens.get(next)) {
            (Some(clause), Some(next)) => {
                clause.first
                    && next.first
                    && next.column <= clause.column
                    && matches!(next.kind, Kind::Word | Kind::Text)
            }
            _ => false,
        }
    }

    /// Where to go on after the clause at `at` failed at token `fail`: at a word that begins a clause, or at a new line.
    fn resume(&self, block: &Block, at: usize, fail: usize, end: usize) -> usize {
        let lined = self.scan.tokens.get(at).is_some_and(|token| token.first);
        let mut next = at + 1;
        // What was skipped up to here may hold braces; those are passed over whole.
        if let Some(Some(Partner::At(close))) = self.skeleton.partners.get(at) {
            next = (*close + 1).min(end);
        }
        if self.kind(at) == Some(Kind::Close) {
            return next.min(end);
        }
        while next < end {
            let known = match block {
                Block::Stage => self.scan.is_one_of(next, &["known", "else"]),
                Block::Each(_) => self.scan.is_one_of(next, words::EACH),
                _ => self.may_begin(block, next) && self.kind(next) == Some(Kind::Word),
            };
            // Where clauses have lines of their own, one in the middle of a line has to be readable to count.
            let first = self.scan.tokens.get(next).is_some_and(|token| token.first);
            let known = known && (first || !lined || self.is_clause(block, next, end));
            let stray = self.kind(next) == Some(Kind::Close);
            if next >= fail && (known || stray || self.new_line(at, next)) {
                return next;
            }
            next = match self.skeleton.partners.get(next) {
                Some(Some(Partner::At(close))) if *close < end => close + 1,
                _ => next + 1,
            };
        }
        end
    }

    /// Whether a clause that can be read begins here and ends before another, or with its line.
    fn is_clause(&self, block: &Block, at: usize, end: usize) -> bool {
        let span = self.span_of(at, end);
        grammar::parse(clause_rules(block).0, self.clean(span)).is_ok_and(|pair| {
            let next = self.scan.token_at(span.start + pair.as_str().trim_ascii_end().len() as u32);
            let lone = next == at + 1 && self.scan.tokens.get(next).is_none_or(|token| token.first);
            next >= end || self.may_begin(block, next) && !lone
        })
    }

    /// A `stage` or `each` whose braces can be found, read clause by clause; and the token after it.
    fn inner_block(&mut self, outer: &Block, at: usize, end: usize) -> Option<(Option<Clause>, usize)> {
        let block = match outer {
            Block::Cutoff if self.scan.is_word(at, "stage") => Block::Stage,
            Block::Format | Block::Each(_) if self.scan.is_word(at, "each") => {
                Block::Each(self.word(at + 1).to_owned())
            }
            Block::Each(_) if self.kind(at) == Some(Kind::Word) && self.kind(at + 1) == Some(Kind::Open) => {
                Block::Each(self.word(at).to_owned())
            }
            _ => return None,
        };
        let open = (at + 1..end)
            .take_while(|&next| self.kind(next) != Some(Kind::Close) || self.closes_set(at, next))
            .take_while(|&next| !(self.new_line(at, next) && self.may_begin(outer, next)))
            .find(|&next| {
                self.kind(next) == Some(Kind::Open) && (next == at + 1 || !skeleton::opens_set(self.scan, at, next))
            });
        let Some(open) = open else { return self.open_inner_block(outer, &block, at, end) };
        let head = self.head(&block, at, open);
        let block = head.as_ref().map_or(block, Head::block);
        let body_end = self.body_end(open, end);
        let clauses = self.clauses(&block, open + 1, body_end);
        let closed = self.kind(body_end) == Some(Kind::Close)
            && self.skeleton.partners.get(open) == Some(&Some(Partner::At(body_end)));
        let next = if closed { body_end + 1 } else { body_end };
        let span = self.span_of(at, next);
        Some((head.and_then(|head| head.inner(clauses, span, outer)), next.max(at + 1)))
    }

    /// An inner block without its `{`.
    fn open_inner_block(
        &mut self,
        outer: &Block,
        block: &Block,
        at: usize,
        end: usize,
    ) -> Option<(Option<Clause>, usize)> {
        let span = self.span_of(at, end);
        let pair = grammar::parse(bare_head_rule(block), self.clean(span)).ok()?;
        let body = self.scan.token_at(span.start + pair.as_str().trim_ascii_end().len() as u32);
        if body >= end || !self.may_begin(block, body) || self.scan.is_one_of(body, words_of(outer)) {
            return None;
        }
        self.lower.base = span.start;
        let head = self.lower.head(pair);
        let token = self.span_of(body, body + 1);
        if !self.is_blamed(span.start, token.end) {
            self.lower.errors.push(self.no_brace(at, token));
        }
        let body_end = (body..end)
            .find(|&next| self.kind(next) == Some(Kind::Close) && !self.closes_set(at, next) || self.new_line(at, next))
            .unwrap_or(end);
        let clauses = self.clauses(block, body, body_end);
        let next = if self.kind(body_end) == Some(Kind::Close) && body_end < end { body_end + 1 } else { body_end };
        let span = self.span_of(at, next);
        Some((head.and_then(|head| head.inner(clauses, span, outer)), next.max(at + 1)))
    }

    /// That the block at `first` has no `{` before the token at `at`.
    fn no_brace(&self, first: usize, at: Span) -> Diagnostic {
        Diagnostic::error(syntax::MISSING_BRACE, format!("`{}` has no `{{` before its clauses", self.word(first + 1)))
            .at(FileSpan::new(self.file, at), "expected `{` before this")
            .help("put the clauses between `{` and `}`")
    }

    /// Whether the brace that closes at `close` was opened after `from`, as one of a set.
    fn closes_set(&self, from: usize, close: usize) -> bool {
        (from..close).any(|open| {
            self.skeleton.partners.get(open) == Some(&Some(Partner::At(close)))
                && skeleton::opens_set(self.scan, from, open)
        })
    }

    // ---- reporting

    fn is_blamed(&self, from: u32, to: u32) -> bool {
        let at = self.blamed.partition_point(|&start| start < from);
        self.blamed.get(at).is_some_and(|&start| start < to)
    }

    /// Reports a failure of the text at `span`, unless something between its start and `next` is to blame already.
    fn failed(&mut self, failure: &Failure, span: Span, end: usize, place: &Place, next: u32) {
        let at = span.start + failure.at as u32;
        if self.is_blamed(span.start, next.max(at + 1)) {
            return;
        }
        self.lower.errors.push(wording::explain(self.scan, failure, at, end, place, self.file));
    }
}
