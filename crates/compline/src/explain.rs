//! What packs and error codes mean, for people who ask.

use compline_diagnostic::{Diagnostic, codes, did_you_mean};
use compline_policy::explain::{
    Change, Entry, Explanation, Fact, Kind, Listing, calendar, explain, listings, of_no_vendor,
};

use crate::load::{Policy, PolicyError};

/// The index of error codes: each with an example and what is said of it. Its test holds it to the truth.
const ERRORS: &str = include_str!("../../../docs/errors.md");

impl Policy {
    /// What there is to say of a name: a rule (`pack/rule`, or `rule`), cutoff, mode, vendor, scope (`vendor:scope`),
    /// source, control, format, pack or error code. A name can mean several things; each is explained.
    ///
    /// # Errors
    /// Nothing goes by this name.
    pub fn explain(&self, name: &str) -> Result<Vec<Explanation>, PolicyError> {
        let mut found = explain(&self.inner, name);
        found.extend(explain_code(name));
        if !found.is_empty() {
            return Ok(found);
        }
        let listings = self.names();
        let ids: Vec<&str> = listings.iter().flat_map(|listing| &listing.names).map(|(id, _)| id.as_str()).collect();
        let bare = ids.iter().filter_map(|id| id.rsplit_once('/').map(|(_, bare)| bare));
        let modes = self.inner.modes.iter().map(|(_, mode)| mode.name.as_str());
        let help = did_you_mean(name, ids.iter().copied().chain(bare).chain(modes)).unwrap_or_else(|| {
            "`compline explain` without a name lists what there is; a scope is written `vendor:scope`".into()
        });
        let message = format!("nothing in the loaded packs is called `{name}`");
        Err(PolicyError::one(Diagnostic::error(codes::check::UNKNOWN_NAME, message).help(help)))
    }

    /// What there is to say of each vendor, in order of their names: a page each.
    pub fn vendors(&self) -> Vec<Explanation> {
        let mut names: Vec<&str> = self.inner.vendors.iter().map(|(_, vendor)| vendor.name.as_str()).collect();
        names.sort_unstable();
        let all = names.into_iter().flat_map(|name| explain(&self.inner, name));
        all.filter(|one| one.kind == Kind::Vendor).collect()
    }

    /// What there is to say of the cutoffs that are no vendor's, such as those of standards.
    pub fn of_no_vendor(&self) -> Vec<Explanation> {
        of_no_vendor(&self.inner)
    }

    /// Everything that the packs date, in order of time; what has no day of its own comes last.
    pub fn calendar(&self) -> Vec<Change> {
        calendar(&self.inner)
    }

    /// Every name that can be explained, by kind; scopes are without end, and not listed.
    pub fn names(&self) -> Vec<Listing> {
        let mut all = listings(&self.inner);
        let codes = codes::all().map(|info| (info.code.as_str().to_owned(), None)).collect();
        all.push(Listing { kind: Kind::Code, names: codes });
        all
    }
}

/// An error code: what it means, an example, and what is said of it.
fn explain_code(name: &str) -> Option<Explanation> {
    let info = codes::all().find(|info| info.code.as_str() == name)?;
    let facts = example(name).map(|(input, output)| {
        let fact = |name, text: String| Fact { name, entries: vec![Entry::new(text)] };
        vec![fact("example", input), fact("is told as", output)]
    });
    Some(Explanation {
        kind: Kind::Code,
        id: name.to_owned(),
        title: None,
        at: None,
        doc: Some(info.meaning.to_owned()),
        facts: facts.unwrap_or_default(),
        sections: vec![],
    })
}

/// The input and the output of a code's example: the first blocks of its section, and the last.
fn example(code: &str) -> Option<(String, String)> {
    let (_, section) = ERRORS.split_once(&format!("\n### `{code}`\n"))?;
    let section = section.split("\n## ").next()?.split("\n### ").next()?;
    // Every second part between fences is a block; its first line is the language.
    let mut blocks: Vec<String> = section
        .split("\n```")
        .skip(1)
        .step_by(2)
        .map(|block| format!("{}\n", block.split_once('\n').map_or("", |(_, text)| text)))
        .collect();
    let output = blocks.pop()?;
    Some((blocks.join("\n"), output))
}
