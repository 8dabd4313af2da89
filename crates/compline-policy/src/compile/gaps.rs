//! Gaps of a stage: manifests that fields with few values tell apart, and of which no row speaks.

use compline_diagnostic::{Diagnostic, codes};
use compline_manifest::schema::{Field, FieldType};
use compline_syntax::ast;

use super::Compiler;
use super::points::Place;
use crate::cutoff::Row;
use crate::expr::Value;
use crate::vendor::{RegionId, VendorId};

impl Compiler {
    /// Values of fields with few of them, the vendor's regions and fixed lists of words, of which no row speaks.
    pub(super) fn warn_of_gaps(&mut self, place: &Place, stage: &ast::Stage, rows: &[Row], vendor: Option<VendorId>) {
        /// The most combinations of values that are looked at.
        const MOST: usize = 4096;
        let mut cases: Vec<Vec<(Field, Value)>> = vec![vec![]];
        let mut fields: Vec<Field> =
            rows.iter().flat_map(|row| row.selectors.iter().map(|(field, _)| *field)).collect();
        fields.sort_unstable();
        fields.dedup();
        for field in fields {
            let values = self.values_of(field, vendor);
            if values.is_empty() || cases.len() * values.len() > MOST {
                continue;
            }
            let with = |case: &Vec<(Field, Value)>, value: &Value| {
                let mut case = case.clone();
                case.push((field, value.clone()));
                case
            };
            cases = cases.iter().flat_map(|case| values.iter().map(move |value| with(case, value))).collect();
        }
        // Of a field that is not among them nothing is said: a row that selects by it speaks of some.
        let speaks = |row: &Row, case: &[(Field, Value)]| {
            row.selectors.iter().all(|(field, values)| {
                let own = case.iter().find(|(other, _)| other == field);
                own.is_none_or(|(_, value)| values.iter().any(|named| named.value == *value))
            })
        };
        let silent = cases.iter().filter(|case| !case.is_empty() && !rows.iter().any(|row| speaks(row, case)));
        let silent: Vec<String> = silent.map(|case| self.case_in_words(case)).collect();
        if silent.is_empty() {
            return;
        }
        let few = silent.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
        let more = silent.len().checked_sub(9).map_or_else(String::new, |more| format!(" and {} more", more + 1));
        self.report(
            Diagnostic::warning(
                codes::rule::STAGE_GAP,
                format!("no row of stage `{}` speaks of {few}{more}", stage.name.value),
            )
            .at(place.at(stage.name.span), "")
            .help("say what holds there: `else never` or `else unknown`"),
        );
    }

    /// Every value that a field can have, where packs say which those are.
    fn values_of(&self, field: Field, vendor: Option<VendorId>) -> Vec<Value> {
        match field.info().ty {
            FieldType::Region => {
                let regions = vendor.map(|vendor| self.vendors.get(vendor).regions.as_slice()).unwrap_or_default();
                regions.iter().map(|region| Value::Word(region.0)).collect()
            }
            FieldType::Word(words) => (0..words.len() as u32).map(Value::Word).collect(),
            FieldType::Bool => vec![Value::Bool(true), Value::Bool(false)],
            _ => vec![],
        }
    }

    fn case_in_words(&self, case: &[(Field, Value)]) -> String {
        let word = |(field, value): &(Field, Value)| match (field.info().ty, value) {
            (FieldType::Region, Value::Word(id)) => self.vendors.region_name(RegionId(*id)).to_owned(),
            (FieldType::Word(words), Value::Word(id)) => {
                words.get(*id as usize).copied().unwrap_or_default().to_owned()
            }
            (_, Value::Bool(value)) => format!("{} {value}", field.info().name),
            _ => String::new(),
        };
        let words: Vec<String> = case.iter().map(|one| format!("`{}`", word(one))).collect();
        words.join(" with ")
    }
}
