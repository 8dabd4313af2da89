//! Colour, characters and width of the outputs for people.

use std::fmt::{self, Display};

use compline_diagnostic::Severity;
use compline_engine::finding::State;
use miette::{GraphicalTheme, ThemeCharacters, ThemeStyles};

/// How text for people may look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) color: bool,
    pub(crate) unicode: bool,
    pub(crate) width: usize,
}

/// What a piece of text means; its colour follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Error,
    Warning,
    Note,
    Undetermined,
    /// The name of a field.
    Key,
    /// A heading.
    Strong,
    /// What a reader may skip.
    Dim,
}

impl Ink {
    pub(crate) const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Note => Self::Note,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }

    /// The ink of a state; dim where nothing is wrong.
    pub(crate) fn of_state(state: State) -> Self {
        match state.at_most {
            None => Self::Dim,
            Some(_) if state.waived => Self::Dim,
            Some(severity) if state.at_least == Some(severity) => Self::of(severity),
            Some(_) => Self::Undetermined,
        }
    }

    /// Parameters of the "select graphic rendition" sequence (ECMA-48 §8.3.117). The sixteen colours only: terminals
    /// map them so that they can be read on their background.
    const fn parameters(self) -> &'static str {
        match self {
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Note => "1;36",
            Self::Undetermined => "1;35",
            Self::Key => "36",
            Self::Strong => "1",
            Self::Dim => "2",
        }
    }
}

impl Look {
    /// `text` in the colour of its meaning, where there is colour.
    pub(crate) fn paint<T: Display>(self, ink: Ink, text: T) -> Painted<T> {
        Painted { ink: self.color.then_some(ink), text }
    }

    /// What stands where text was cut.
    pub(crate) const fn ellipsis(self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// Miette's theme; `labels` are the inks of the labels in order of place.
    pub(crate) fn theme(self, labels: impl Iterator<Item = Ink>) -> GraphicalTheme {
        let characters = if self.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        if !self.color {
            return GraphicalTheme { characters, styles: ThemeStyles::none() };
        }
        let mut styles = ThemeStyles::ansi();
        let own = std::mem::take(&mut styles.highlights);
        styles.highlights = labels
            .map(|ink| match ink {
                Ink::Error => styles.error,
                Ink::Warning => styles.warning,
                // Miette's own first highlight is magenta, its last green.
                Ink::Undetermined => own.first().copied().unwrap_or(styles.help),
                Ink::Dim => own.last().copied().unwrap_or(styles.help),
                Ink::Note | Ink::Key | Ink::Strong => styles.advice,
            })
            .collect();
        if styles.highlights.is_empty() {
            styles.highlights = own;
        }
        GraphicalTheme { characters, styles }
    }
}

/// Text with a colour.
pub(crate) struct Painted<T> {
    ink: Option<Ink>,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ink {
            Some(ink) => write!(f, "\u{1b}[{}m{}\u{1b}[0m", ink.parameters(), self.text),
            None => self.text.fmt(f),
        }
    }
}
