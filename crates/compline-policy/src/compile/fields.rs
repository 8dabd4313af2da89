//! Fields: those of the model, and those that packs declare.
//!
//! A manifest has one key for a field, whatever packs are loaded, so a declared name means one thing in all of them: packs
//! that declare it alike share the field, packs that do not cannot be loaded together.

use compline_diagnostic::{Diagnostic, FileSpan, codes, did_you_mean};
use compline_manifest::schema::{Declaration, DeclaredType, Field, Subject};
use compline_syntax::ast::{self, ItemKind};

use super::Compiler;
use super::conditions::an;
use super::points::Place;
use super::symbols::Kind;
use crate::policy::DeclaredField;

/// Types by their words, and words of other languages for them.
const TYPES: [(&str, &[&str]); 5] = [
    ("text", &["string", "str", "word", "enum", "words"]),
    ("date", &["day", "time", "datetime", "timestamp"]),
    ("number", &["int", "integer", "float", "count"]),
    ("length", &["duration", "seconds", "interval"]),
    ("truth", &["bool", "boolean", "flag"]),
];

impl Compiler {
    /// Makes the fields that packs declare, one for each declaration in turn; nothing where one cannot be made.
    pub(super) fn compile_fields(&mut self) {
        let mut numbers = [0; 4];
        let mut made: Vec<(Declaration, Field, FileSpan)> = vec![];
        for (pack, file, doc, field) in self.each_item(|kind| match kind {
            ItemKind::Field(field) => Some(field),
            _ => None,
        }) {
            let place = Place { pack, file };
            let at = place.at(field.name.span);
            let Some(mut declaration) = self.declaration(&place, &field) else {
                self.fields.push(None);
                continue;
            };
            let name = field.name.value.as_str();
            if let Some((known, same, first)) = made.iter().find(|(known, ..)| known.name == name) {
                declaration.number = known.number;
                declaration.meaning.clone_from(&known.meaning);
                if declaration == *known {
                    self.fields.push(Some(*same));
                } else {
                    let first = *first;
                    self.fields.push(None);
                    self.report(
                        Diagnostic::error(
                            codes::name::FIELD_CLASH,
                            format!("field `{name}` is declared differently elsewhere"),
                        )
                        .at(at, "declared here")
                        .also(first, "and here")
                        .help("a manifest has one key for both: declare it alike, or give one of them another name"),
                    );
                }
                continue;
            }
            let declared = made.iter().map(|(known, _, first)| (known.name.as_str(), known.subject, Some(*first)));
            let core = Field::CORE.iter().map(|field| (field.info().name, field.info().subject, None));
            // Keys of a manifest lie in each other as the parts of a name do, and a value cannot hold keys.
            let inside = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
            let clash = core.chain(declared).find(|(other, subject, _)| {
                *other == name || *subject == declaration.subject && (inside(other, name) || inside(name, other))
            });
            if let Some((other, subject, first)) = clash {
                let message = if other == name {
                    format!("the model has a field `{name}`, of {}", an(subject))
                } else {
                    format!("`{name}` and `{other}` cannot both be fields: one would lie in the value of the other")
                };
                let mut diagnostic = Diagnostic::error(codes::name::FIELD_CLASH, message)
                    .at(at, "declared here")
                    .help("give it another name");
                if let Some(first) = first {
                    diagnostic = diagnostic.also(first, "declared here");
                }
                self.report(diagnostic);
                self.fields.push(None);
                continue;
            }
            if let Some((cutoff, stage)) = name.rsplit_once('.')
                && let Some((_, other, _, known)) = self.cutoff_asts.iter().find(|(_, _, _, c)| c.name.value == cutoff)
                && let Some(stage) = known.stages.iter().find(|known| known.name.value == stage)
            {
                let stage = FileSpan::new(*other, stage.name.span);
                self.report(
                    Diagnostic::error(
                        codes::name::FIELD_CLASH,
                        format!("`{name}` is a stage of a cutoff, so it cannot be a field"),
                    )
                    .at(at, "declared here")
                    .also(stage, "this stage")
                    .help("give it another name"),
                );
                self.fields.push(None);
                continue;
            }
            declaration.number = numbers[declaration.subject as usize];
            numbers[declaration.subject as usize] += 1;
            let field = Field::declare(&declaration);
            self.fields.push(Some(field));
            self.declared.push(DeclaredField { field, at, pack, doc });
            made.push((declaration, field, at));
        }
    }

    /// What one item declares, without its place among others. A mistake is reported.
    fn declaration(&mut self, place: &Place, field: &ast::FieldDecl) -> Option<Declaration> {
        let subject = self.subject(&field.subject, place);
        let mut refuse = |at: FileSpan, message: String, help: String| {
            self.report(Diagnostic::error(codes::rule::FIELD, message).at(at, "").help(help));
        };
        let ty = match (field.ty.value.as_str(), field.values.is_empty()) {
            ("text", true) => Some(DeclaredType::Text),
            ("text", false) => Some(DeclaredType::Word(field.values.iter().map(|value| value.value.clone()).collect())),
            ("date", true) => Some(DeclaredType::Date),
            ("number", true) => Some(DeclaredType::Number),
            ("length", true) => Some(DeclaredType::Length),
            ("truth", true) => Some(DeclaredType::Truth),
            ("date" | "number" | "length" | "truth", false) => {
                let span = field.values[0].span.to(field.values[field.values.len() - 1].span);
                refuse(
                    place.at(span),
                    format!("only texts can be listed, and `{}` is {}", field.name.value, an_type(&field.ty.value)),
                    "write `is text one of ...`, or leave `one of` away".into(),
                );
                None
            }
            (other, _) => {
                let habit = TYPES.iter().find(|(_, habits)| habits.contains(&other)).map(|(ty, _)| *ty);
                let words = TYPES.map(|(ty, _)| ty);
                let help = habit.map(|ty| format!("write `{ty}`")).or_else(|| did_you_mean(other, words));
                refuse(
                    place.at(field.ty.span),
                    format!("`{other}` is no type of a field"),
                    help.unwrap_or_else(|| {
                        "types are `text`, `text one of WORD, WORD`, `date`, `number`, `length` and `truth`".into()
                    }),
                );
                None
            }
        };
        for (index, value) in field.values.iter().enumerate() {
            if field.values[..index].iter().any(|other| other.value.eq_ignore_ascii_case(&value.value)) {
                refuse(
                    place.at(value.span),
                    format!("`{}` stands twice in the list", value.value),
                    "leave one of them away; case does not count in manifests".into(),
                );
            }
        }
        if subject == Some(Subject::Scope) {
            refuse(
                place.at(field.subject.span),
                "a scope is a text in a list and has no keys of its own".into(),
                "declare the field for a `connection`, an `endpoint` or an `integration`".into(),
            );
            return None;
        }
        let meaning = field.meaning.as_ref().map_or_else(String::new, |meaning| meaning.value.clone());
        Some(Declaration { name: field.name.value.clone(), subject: subject?, ty: ty?, meaning, number: 0 })
    }

    /// The field of the model, or of a pack in sight, that goes by a name.
    pub(super) fn find_field(&mut self, name: &str, pack: usize) -> Option<Field> {
        if let Some(field) = Field::parse(name) {
            return Some(field);
        }
        let field = self.declared_in_sight(name, pack)?;
        self.used_fields.insert(field);
        Some(field)
    }

    /// The declared field of a name. To read it is not to use it.
    pub(super) fn declared_in_sight(&self, name: &str, pack: usize) -> Option<Field> {
        let id = self.in_sight(Kind::Field, name, pack).into_iter().next()?;
        self.fields.get(id as usize).copied().flatten()
    }

    /// Every field of the model and of the packs in sight.
    pub(super) fn fields_in_sight(&self, pack: usize) -> Vec<Field> {
        let seen = |declared: &&Field| !self.in_sight(Kind::Field, declared.info().name, pack).is_empty();
        let declared: Vec<Field> = self.declared.iter().map(|declared| declared.field).collect();
        Field::CORE.iter().chain(declared.iter().filter(seen)).copied().collect()
    }

    /// Whether a pack tried to declare this name, and that has been reported.
    pub(super) fn field_was_refused(&self, name: &str, pack: usize) -> bool {
        self.in_sight(Kind::Field, name, pack)
            .iter()
            .any(|id| self.fields.get(*id as usize).is_some_and(Option::is_none))
    }

    /// What to do about a name that a pack out of sight declares as a field.
    pub(super) fn field_out_of_sight(&self, name: &str) -> Option<String> {
        let declared = self.declared.iter().find(|declared| declared.field.info().name == name)?;
        let pack = &self.packs[declared.pack].info.name;
        Some(format!("pack `{pack}` declares it: add `use {pack}` at the top of the file"))
    }
}

fn an_type(word: &str) -> String {
    match word {
        "truth" => "a truth value".into(),
        other => format!("a {other}"),
    }
}
