//! The integration model: what a manifest says, cell by cell, with where it says it.
//!
//! Everything lies in flat tables that a thread reuses from file to file; things know the range of the things inside.

use std::ops::Range;

use compline_diagnostic::Span;

use crate::schema::{Field, Subject, core_fields_of};

/// A text of a manifest: a slice of the file, or of the buffer of texts that had to be decoded (escapes, folds).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Str {
    /// Offset of the first byte.
    pub start: u32,
    /// Length in bytes.
    pub len: u32,
    /// Whether it lies in [`Model::decoded`] rather than in the file.
    pub decoded: bool,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing is there. The cell's span is the nearest thing around that is.
    Absent,
    /// A null is there.
    Null,
    /// Something is there that cannot be of the field's type.
    WrongShape,
    /// It is filled in later (a template), or cannot be known for another reason; the text is as written.
    Opaque(Str),
    /// A text that the format's value map, or the vocabulary of a closed field, does not know.
    Unmapped(Str),
    /// A text; for vendor and region, a word that no pack declares.
    Text(Str),
    /// A word of the field's vocabulary (modes, vendors, regions, fixed words).
    Word(u32),
    /// A number, or seconds.
    Number(i64),
    /// True or false.
    Bool(bool),
    /// A civil day, as days since 1970-01-01.
    Day(i32),
    /// Elements, as a range of [`Model::items`].
    List(u32, u32),
    /// There is a secret.
    Secret,
}

/// How a cell came by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It stands there.
    Read,
    /// The format says so.
    Fixed,
    /// It was worked out, from what stands there.
    Derived,
}

/// One field of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it holds.
    pub content: Content,
    /// The bytes that say so; for what is absent, the nearest thing around (a key, or else the first byte of a map).
    pub span: Span,
    /// The node that says so, or the nearest around: an index into the tree, for its path in the document.
    pub node: u32,
    /// How it came about.
    pub origin: Origin,
}

/// One integration, connection, endpoint or scope.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its kind.
    pub subject: Subject,
    /// The thing it lies in; itself for an integration.
    pub parent: u32,
    /// Its cells, as an offset into [`Model::cells`]; one for each field of its kind, in the order of the table.
    pub cells: u32,
    /// The node it was read from.
    pub node: u32,
    /// The bytes of that node, or its first line where it is long: what stands for the thing as a whole.
    pub span: Span,
    /// How many places in the file say the same as this thing does; those after the first are not kept.
    pub places: u32,
}

/// An alias or a reference by which a cell was reached: the cell's own span is where the value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The cell, as an index of [`Model::cells`].
    pub cell: u32,
    /// The alias, or the map with the reference.
    pub node: u32,
    /// Its bytes: of an alias or reference the key it has, else its first line.
    pub span: Span,
}

/// What one document says.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Everything there is, each thing before what lies in it.
    pub things: Vec<Thing>,
    /// Cells of all things.
    pub cells: Vec<Cell>,
    /// Elements of lists.
    pub items: Vec<Cell>,
    /// Texts that are not slices of the file.
    pub decoded: String,
    /// How cells were reached that were reached by an alias or a reference, in the order of the cells.
    pub sites: Vec<Site>,
    /// How many fields packs declare for each kind of thing.
    declared: [usize; 4],
}

/// What a cell says, apart from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Said<'t> {
    Thing(Subject),
    Text(std::mem::Discriminant<Content>, &'t str),
    Number(std::mem::Discriminant<Content>, i64),
}

impl Model {
    /// Forgets everything and keeps the room for it. `declared` is how many fields packs declare for each kind of thing.
    pub fn clear(&mut self, declared: [usize; 4]) {
        self.declared = declared;
        self.things.clear();
        self.cells.clear();
        self.items.clear();
        self.decoded.clear();
        self.sites.clear();
    }

    /// How many fields a kind of thing has.
    const fn fields_of(&self, subject: Subject) -> usize {
        core_fields_of(subject) + self.declared[subject as usize]
    }

    /// Adds a thing whose cells are all absent, seen at `span`, and returns its index.
    pub fn push(&mut self, subject: Subject, parent: Option<u32>, node: u32, span: Span) -> u32 {
        let index = self.things.len() as u32;
        let cells = self.cells.len() as u32;
        let absent = Cell { content: Content::Absent, span, node, origin: Origin::Read };
        self.cells.extend(std::iter::repeat_n(absent, self.fields_of(subject)));
        self.things.push(Thing { subject, parent: parent.unwrap_or(index), cells, node, span, places: 1 });
        index
    }

    /// The index in [`Model::cells`] of a field of a thing, which may be a field of what the thing lies in; nothing for a
    /// field of what lies inside it.
    pub fn cell_index(&self, thing: u32, field: Field) -> Option<usize> {
        let info = field.info();
        let mut at = thing;
        loop {
            let this = &self.things[at as usize];
            if this.subject == info.subject {
                return (info.slot < self.fields_of(info.subject)).then_some(this.cells as usize + info.slot);
            }
            if this.parent == at {
                return None;
            }
            at = this.parent;
        }
    }

    /// A field of a thing or of what the thing lies in.
    pub fn cell(&self, thing: u32, field: Field) -> Option<&Cell> {
        self.cell_index(thing, field).map(|index| &self.cells[index])
    }

    /// The things of a kind inside a thing, in order; the thing itself if it is of that kind.
    pub fn inside(&self, thing: u32, subject: Subject) -> impl Iterator<Item = u32> + '_ {
        let end = self.end_of(thing);
        (thing..end).filter(move |&index| self.things[index as usize].subject == subject)
    }

    /// The indices of every integration.
    pub fn integrations(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.things.len() as u32).filter(|&index| self.things[index as usize].subject == Subject::Integration)
    }

    /// The integration that a thing lies in, or is.
    pub fn integration_of(&self, thing: u32) -> u32 {
        let mut at = thing;
        while self.things[at as usize].parent != at {
            at = self.things[at as usize].parent;
        }
        at
    }

    /// Just past the last thing inside `thing`.
    pub fn end_of(&self, thing: u32) -> u32 {
        let subject = self.things[thing as usize].subject;
        let after = thing as usize + 1;
        let len = self.things[after..].iter().take_while(|other| other.subject > subject && !is_leaf(subject)).count();
        (after + len) as u32
    }

    /// The elements of a list cell.
    pub fn list(&self, cell: &Cell) -> &[Cell] {
        match cell.content {
            Content::List(start, end) => &self.items[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The alias or reference by which a cell, as an index of [`Self::cells`], was reached.
    pub fn site(&self, cell: usize) -> Option<&Site> {
        let found = self.sites.binary_search_by_key(&(cell as u32), |site| site.cell).ok()?;
        self.sites.get(found)
    }

    /// Keeps a text that is no slice of the file.
    pub fn decode(&mut self, text: &str) -> Str {
        let start = self.decoded.len() as u32;
        self.decoded.push_str(text);
        Str { start, len: text.len() as u32, decoded: true }
    }

    /// How much there is, for [`Self::truncate`].
    pub(crate) const fn mark(&self) -> [usize; 5] {
        [self.things.len(), self.cells.len(), self.items.len(), self.decoded.len(), self.sites.len()]
    }

    /// Forgets everything since a mark.
    pub(crate) fn truncate(&mut self, [things, cells, items, decoded, sites]: [usize; 5]) {
        self.things.truncate(things);
        self.cells.truncate(cells);
        self.items.truncate(items);
        self.decoded.truncate(decoded);
        self.sites.truncate(sites);
    }

    /// Whether two things, with what lies inside them, say the same, wherever they say it.
    pub(crate) fn says_the_same(&self, file: &str, one: u32, other: u32) -> bool {
        let contents = |thing| {
            let mut contents = vec![];
            self.for_each_content(file, thing, &mut |content| contents.push(content));
            contents
        };
        contents(one) == contents(other)
    }

    /// What a thing and the things inside it say, cell by cell.
    pub(crate) fn for_each_content<'t>(&'t self, file: &'t str, thing: u32, say: &mut dyn FnMut(Said<'t>)) {
        for index in thing..self.end_of(thing) {
            let thing = &self.things[index as usize];
            say(Said::Thing(thing.subject));
            let cells = thing.cells as usize;
            for cell in &self.cells[cells..cells + self.fields_of(thing.subject)] {
                self.say(file, cell, say);
            }
        }
    }

    fn say<'t>(&'t self, file: &'t str, cell: &Cell, say: &mut dyn FnMut(Said<'t>)) {
        let kind = std::mem::discriminant(&cell.content);
        say(match cell.content {
            Content::Absent | Content::Null | Content::WrongShape | Content::Secret => Said::Number(kind, 0),
            Content::Opaque(text) | Content::Unmapped(text) | Content::Text(text) => {
                Said::Text(kind, self.text(file, text))
            }
            Content::Word(word) => Said::Number(kind, i64::from(word)),
            Content::Number(number) => Said::Number(kind, number),
            Content::Bool(value) => Said::Number(kind, i64::from(value)),
            Content::Day(day) => Said::Number(kind, i64::from(day)),
            Content::List(start, end) => Said::Number(kind, i64::from(end - start)),
        });
        for item in self.list(cell) {
            self.say(file, item, say);
        }
    }

    /// A text, given the file it is from.
    pub fn text<'t>(&'t self, file: &'t str, text: Str) -> &'t str {
        let range: Range<usize> = text.start as usize..(text.start + text.len) as usize;
        if text.decoded { &self.decoded[range] } else { &file[range] }
    }
}

/// Whether nothing lies inside things of this kind.
const fn is_leaf(subject: Subject) -> bool {
    matches!(subject, Subject::Endpoint | Subject::Scope)
}
