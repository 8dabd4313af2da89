//! An example for each code: files, a command line, and what of it the page shows.

mod import;
mod input;
mod lint;
mod name;
mod pack;
mod rule;
mod syntax;
mod test;
mod tighten;
mod waiver;

/// A file's content.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    /// As it is.
    Text(&'static str),
    /// Made by a function, and how it is shown.
    Made(fn() -> Vec<u8>, &'static str),
    /// So many zero bytes.
    Zeros(u64),
}

/// What triggers a code.
#[derive(Clone, Copy)]
pub(crate) struct Example {
    /// The code.
    pub(crate) code: &'static str,
    /// A rule file of its own, `acme.compline`.
    rules: Option<&'static str>,
    /// Other files: paths and contents.
    files: &'static [(&'static str, Content)],
    /// Files that only have to be there, and that the page leaves out.
    pub(crate) hidden: &'static [&'static str],
    /// The arguments.
    pub(crate) run: &'static str,
}

impl Example {
    /// Rules that are wrong by themselves.
    const fn rules(code: &'static str, rules: &'static str) -> Self {
        Self { code, rules: Some(rules), files: &[], hidden: &[], run: "check . --pack acme.compline" }
    }

    /// Files and what is run on them.
    const fn run(code: &'static str, files: &'static [(&'static str, Content)], run: &'static str) -> Self {
        Self { code, rules: None, files, hidden: &[], run }
    }

    /// The same rules, with other files, and what is run on them.
    const fn and(self, files: &'static [(&'static str, Content)], run: &'static str) -> Self {
        Self { files, run, ..self }
    }

    /// The same, these files not shown.
    const fn hiding(self, hidden: &'static [&'static str]) -> Self {
        Self { hidden, ..self }
    }

    /// Every file there has to be.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&'static str, Content)> {
        let rules = self.rules.map(|text| ("acme.compline", Content::Text(text)));
        rules.into_iter().chain(self.files.iter().copied())
    }
}

/// The example of a code.
pub(crate) fn example(code: &str) -> Option<&'static Example> {
    all().find(|example| example.code == code)
}

/// Every example.
pub(crate) fn all() -> impl Iterator<Item = &'static Example> {
    let rules = [syntax::EXAMPLES, name::EXAMPLES, rule::EXAMPLES, test::EXAMPLES, tighten::EXAMPLES, waiver::EXAMPLES];
    rules.into_iter().chain([lint::EXAMPLES, pack::EXAMPLES, input::EXAMPLES, import::EXAMPLES]).flatten()
}
