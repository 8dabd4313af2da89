//! Documents: text with the places at which it may break, and the printer that decides which of them do.

/// How long a line may get.
pub(super) const WIDTH: usize = 120;
/// How many lines a text may be folded over: the scanner takes much longer ones for texts without an end.
const MOST_FOLDS: usize = 40;
const MOST_FOLDED: usize = 3 * 1024;

/// A piece of layout.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    /// Something that does not break.
    Text(String),
    /// A text literal on one line, which may be folded at its spaces.
    Literal(String),
    /// The lines of a text block, without indentation, and the quotes around them.
    Block(Vec<String>),
    /// A space, or a new line where the group around it breaks.
    Line,
    /// Breaks all its lines or none.
    Group(Vec<Doc>),
    /// Items, as many on a line as there is room for.
    Fill(Vec<Doc>),
    /// One after another.
    Concat(Vec<Doc>),
    /// Deeper by so much.
    Nest(usize, Box<Doc>),
    /// What breaks in here goes on below the place where it began.
    Align(Box<Doc>),
    /// Keys and values, one a line where they do not fit on one: key, value, what follows it.
    Map(Vec<(Doc, Doc, Doc)>),
    /// `or else` before an operand, whose operands stand below each other where the group breaks.
    Hang(Box<Doc>, usize),
    /// A comment with a line to itself.
    Own(String),
    /// A comment after something.
    Trail(String),
}

pub(super) fn text(text: impl Into<String>) -> Doc {
    Doc::Text(text.into())
}

/// How wide something is on one line; nothing where it cannot stand on one.
pub(super) fn width(doc: &Doc) -> Option<usize> {
    let sum = |docs: &[Doc]| docs.iter().map(width).sum::<Option<usize>>();
    match doc {
        Doc::Text(text) | Doc::Literal(text) => Some(text.chars().count()),
        Doc::Line => Some(1),
        Doc::Group(docs) | Doc::Concat(docs) => sum(docs),
        Doc::Fill(docs) => Some(sum(docs)? + docs.len().saturating_sub(1)),
        Doc::Nest(_, doc) | Doc::Align(doc) => width(doc),
        Doc::Hang(doc, _) => Some(1 + width(doc)?),
        Doc::Map(entries) => {
            let all = entries.iter().map(|(key, value, end)| Some(width(key)? + 1 + width(value)? + width(end)?));
            Some(all.sum::<Option<usize>>()? + entries.len() + 1)
        }
        Doc::Block(_) | Doc::Own(_) | Doc::Trail(_) => None,
    }
}

/// The width of a column whose cells have these widths: that of the widest, leaving out those that are much wider than
/// the narrowest.
pub(super) fn column(widths: impl Iterator<Item = usize> + Clone) -> usize {
    let least = widths.clone().min().unwrap_or(0);
    widths.filter(|width| *width <= least + 30).max().unwrap_or(0)
}

/// Prints a document that begins at a column, as lines; the first without indentation.
pub(super) fn print(doc: &Doc, indent: usize) -> Vec<String> {
    let mut printer = Printer { lines: vec![], line: String::new(), column: indent, first: indent, pending: false };
    printer.doc(doc, indent, true, 0);
    printer.lines.push(printer.line);
    printer.lines
}

struct Printer {
    lines: Vec<String>,
    line: String,
    column: usize,
    first: usize,
    /// A comment has ended the line; the next text begins a new one.
    pending: bool,
}

impl Printer {
    fn new_line(&mut self, indent: usize) {
        let line = std::mem::take(&mut self.line);
        self.lines.push(line.trim_end().to_owned());
        self.line = " ".repeat(indent);
        self.column = indent;
        self.pending = false;
    }

    fn put(&mut self, text: &str, indent: usize) {
        if self.pending {
            if text.trim().is_empty() {
                return;
            }
            self.new_line(indent.max(self.first + 2));
        }
        self.line.push_str(text);
        self.column += text.chars().count();
    }

    fn fits(&self, doc: &Doc, after: usize) -> bool {
        !self.pending && width(doc).is_some_and(|width| self.column + width + after <= WIDTH)
    }

    /// Prints `docs` after each other; `after` is how much has to stand on the line of the last.
    fn all(&mut self, docs: &[Doc], indent: usize, broken: bool, after: usize) {
        for (at, doc) in docs.iter().enumerate() {
            let mut rest = 0;
            let mut end = true;
            for next in docs.get(at + 1..).unwrap_or_default() {
                match next {
                    Doc::Text(text) => rest += text.chars().count(),
                    Doc::Line if !broken => rest += 1,
                    _ => {
                        end = false;
                        break;
                    }
                }
            }
            self.doc(doc, indent, broken, if end { rest + after } else { rest });
        }
    }

    fn doc(&mut self, doc: &Doc, indent: usize, broken: bool, after: usize) {
        match doc {
            Doc::Text(text) => self.put(text, indent),
            Doc::Literal(text) => self.literal(text, indent),
            Doc::Block(lines) => {
                let indent = self.first + 2;
                self.put("\"\"\"", indent);
                for line in lines {
                    self.lines.push(std::mem::take(&mut self.line));
                    self.line = if line.is_empty() { String::new() } else { format!("{:indent$}{line}", "") };
                }
                self.lines.push(std::mem::take(&mut self.line));
                self.line = " ".repeat(indent);
                self.column = indent;
                self.put("\"\"\"", indent);
            }
            Doc::Line if broken => self.new_line(indent),
            Doc::Line => {
                if !self.pending {
                    self.put(" ", indent);
                }
            }
            Doc::Group(docs) => {
                let broken = !self.fits(doc, after);
                self.all(docs, indent, broken, after);
            }
            Doc::Concat(docs) => self.all(docs, indent, broken, after),
            Doc::Fill(items) => {
                for (at, item) in items.iter().enumerate() {
                    let after = if at + 1 == items.len() { after } else { 0 };
                    if at > 0 {
                        let fits = width(item).is_none_or(|width| self.column + 1 + width + after <= WIDTH);
                        if fits && !self.pending { self.put(" ", indent) } else { self.new_line(indent) }
                    }
                    self.doc(item, indent, false, after);
                }
            }
            Doc::Nest(by, doc) => self.doc(doc, indent + by, broken, after),
            Doc::Align(doc) => {
                if self.pending {
                    self.new_line(indent.max(self.first + 2));
                }
                self.doc(doc, self.column, broken, after);
            }
            Doc::Hang(doc, by) => {
                let mut indent = indent;
                if broken {
                    indent = indent.saturating_sub(*by);
                    self.new_line(indent);
                } else if !self.pending {
                    self.put(" ", indent);
                }
                self.doc(doc, indent, broken, after);
            }
            Doc::Map(entries) => self.map(entries, doc, indent, after),
            Doc::Own(comment) => {
                if !self.line.trim().is_empty() {
                    self.new_line(indent.max(self.first + 2));
                }
                self.put(comment, indent);
                self.pending = true;
            }
            Doc::Trail(comment) => {
                self.put("  ", indent);
                self.put(comment, indent);
                self.pending = true;
            }
        }
    }

    fn map(&mut self, entries: &[(Doc, Doc, Doc)], doc: &Doc, indent: usize, after: usize) {
        if self.fits(doc, after + 2) {
            for (key, value, end) in entries {
                self.put(" ", indent);
                self.doc(key, indent, false, 0);
                self.put(" ", indent);
                self.doc(value, indent, false, 0);
                self.doc(end, indent, false, 0);
            }
            self.put(" ", indent);
            return;
        }
        let keys = column(entries.iter().filter_map(|(key, ..)| width(key)).collect::<Vec<_>>().into_iter());
        for (key, value, end) in entries {
            self.new_line(indent + 2);
            self.doc(key, indent + 2, false, 0);
            let pad = width(key).map_or(0, |width| keys.saturating_sub(width));
            self.put(&" ".repeat(pad + 1), indent + 2);
            self.doc(value, indent + 2, false, 0);
            self.doc(end, indent + 2, false, 0);
        }
        self.new_line(indent);
    }

    /// A text literal: whole where it fits, else folded below its first letter.
    fn literal(&mut self, text: &str, indent: usize) {
        if self.pending {
            self.new_line(indent.max(self.first + 2));
        }
        let inside = self.column + 1;
        let mut lines: Vec<String> = vec![];
        let mut line = String::new();
        let mut at = self.column;
        for (n, word) in words(text).into_iter().enumerate() {
            let long = word.chars().count();
            if n > 0 && at + 1 + long > WIDTH {
                lines.push(std::mem::take(&mut line));
                at = inside;
            } else if n > 0 {
                line.push(' ');
                at += 1;
            }
            line.push_str(word);
            at += long;
        }
        lines.push(line);
        let folded: usize = lines.iter().skip(1).map(|line| line.len() + inside + 1).sum();
        if lines.len() > MOST_FOLDS || folded > MOST_FOLDED {
            self.put(text, indent);
            return;
        }
        for (n, line) in lines.iter().enumerate() {
            if n > 0 {
                self.new_line(inside);
            }
            self.put(line, indent);
        }
    }
}

/// A literal cut at the spaces at which it may be folded: those with no other white space beside them.
fn words(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let blank = |at: usize| bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\t' | b'"'));
    let mut all = vec![];
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        // Not beside a quotation mark either: one at the start of a line could end the literal.
        if byte == b' ' && at > 0 && !blank(at - 1) && !blank(at + 1) {
            all.push(text.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    all.push(text.get(start..).unwrap_or_default());
    all
}

/// A text literal on one line: its folds as the spaces that they stand for.
pub(super) fn unfold(written: &str) -> String {
    let mut lines = written.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    let mut open = true;
    for line in lines {
        if open {
            out.truncate(out.trim_end_matches([' ', '\t']).len());
            out.push(' ');
        }
        let line = line.trim_start_matches([' ', '\t']);
        out.push_str(line);
        open = !line.is_empty();
    }
    out
}
