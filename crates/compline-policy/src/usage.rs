//! What names the packs declare and what of them is used, as the compiler saw it: for lints.

use std::collections::{BTreeMap, BTreeSet};

use compline_diagnostic::FileSpan;
use compline_manifest::schema::Field;
use serde::{Deserialize, Serialize};

use crate::cutoff::StageRef;
use crate::format_clause::FormatClause;

/// A definition, which leaves no other trace in a policy.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct DefineUse {
    /// Its name.
    pub(crate) name: String,
    /// Where its name stands.
    pub(crate) at: FileSpan,
    /// Its pack, as an index into the policy's packs.
    pub(crate) pack: usize,
    /// Whether some condition asks it.
    pub(crate) used: bool,
}

/// What was declared and used.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Usage {
    /// Sources that something names, by number.
    pub(crate) sources: BTreeSet<u32>,
    /// Cutoffs that something names, by number.
    pub(crate) cutoffs: BTreeSet<u32>,
    /// Releases that something names, by number.
    pub(crate) releases: BTreeSet<u32>,
    /// Declared fields that a condition, a row, a point or a message names.
    pub(crate) fields: BTreeSet<Field>,
    /// Stages that something names.
    pub(crate) stages: BTreeSet<StageRef>,
    /// Modes that something names, by number.
    pub(crate) modes: BTreeSet<u32>,
    /// The clauses of each format, by its id.
    pub(crate) format_clauses: BTreeMap<String, Vec<FormatClause>>,
    /// Every definition.
    pub(crate) defines: Vec<DefineUse>,
    /// Every item, whole, documentation comments included, with its pack.
    pub(crate) items: Vec<(usize, FileSpan)>,
}

impl Usage {
    /// The pack that a place lies in.
    pub(crate) fn pack_of(&self, at: FileSpan) -> Option<usize> {
        self.items.iter().find(|(_, item)| item.file == at.file).map(|(pack, _)| *pack)
    }

    /// The whole item that a name is declared in.
    pub(crate) fn item_of(&self, at: FileSpan) -> Option<FileSpan> {
        let holds =
            |item: &FileSpan| item.file == at.file && item.span.start <= at.span.start && at.span.end <= item.span.end;
        self.items.iter().map(|(_, item)| *item).find(|item| holds(item))
    }
}
