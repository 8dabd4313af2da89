//! Releases: names that vendors give to points in time, each with its date in one place.

use compline_diagnostic::FileSpan;
use compline_syntax::ast::ItemKind;

use super::Compiler;
use super::points::Place;
use super::symbols::Kind;
use crate::cutoff::Point;
use crate::policy::{Release, SourceId};

impl Compiler {
    pub(super) fn compile_releases(&mut self) {
        for (pack, file, doc, release) in self.each_item(|kind| match kind {
            ItemKind::Release(release) => Some(release),
            _ => None,
        }) {
            let sources = self.lookup_all(Kind::Source, &release.sources, pack, file);
            self.releases.push(Release {
                id: self.qualified(pack, &release.name.value),
                title: release.title.map_or_else(|| release.name.value.clone(), |title| title.value),
                moment: release.at.value,
                sources: sources.into_iter().map(SourceId).collect(),
                at: FileSpan::new(file, release.name.span),
                pack,
                doc,
            });
        }
    }

    /// The point that a release stands for, if a name in sight is one's.
    pub(super) fn release_point(
        &mut self,
        name: &str,
        span: compline_diagnostic::Span,
        place: &Place,
    ) -> Option<Point> {
        if self.in_sight(Kind::Release, name, place.pack).is_empty() {
            return None;
        }
        let id = self.lookup(Kind::Release, name, place.pack, place.at(span))?;
        self.releases_named.push(id);
        self.releases.get(id as usize).map(|release| Point::Moment(release.moment.clone()))
    }
}
