//! What the terminal and the environment say about looks.

use std::io::IsTerminal;

use compline::report::Options;

use crate::cli::{Color, Common};

/// Columns where there is no terminal to ask.
const COLUMNS: usize = 80;

/// A stream that reports may go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
    File,
}

/// How text on `stream` may look.
pub(crate) fn options(common: &Common, stream: Stream) -> Options {
    Options { quiet: common.quiet, verbose: common.verbose, ..looks(common.color, stream) }
}

/// How text on `stream` may look, by what is asked of colour.
pub(crate) fn looks(flag: Color, stream: Stream) -> Options {
    let terminal = match stream {
        Stream::Stdout => std::io::stdout().is_terminal(),
        Stream::Stderr => std::io::stderr().is_terminal(),
        Stream::File => false,
    };
    let unicode = match stream {
        Stream::Stdout => supports_unicode::on(supports_unicode::Stream::Stdout),
        Stream::Stderr => supports_unicode::on(supports_unicode::Stream::Stderr),
        Stream::File => false,
    };
    let size = match stream {
        Stream::Stdout => terminal_size::terminal_size_of(std::io::stdout()),
        Stream::Stderr => terminal_size::terminal_size_of(std::io::stderr()),
        Stream::File => None,
    };
    let variable = |name: &str| std::env::var(name).ok();
    Options {
        color: color(flag, terminal, variable),
        unicode: terminal && unicode,
        width: size.map_or(COLUMNS, |(width, _)| usize::from(width.0)),
        ..Options::default()
    }
}

/// The flag decides, then `NO_COLOR`, then `CLICOLOR_FORCE` or `FORCE_COLOR`, then the terminal.
fn color(flag: Color, terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let forced = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") => true,
        Color::Auto => terminal && variable("TERM").as_deref() != Some("dumb"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_then_the_environment_then_the_terminal_decide_on_colour() {
        use Color::{Always, Auto, Never};
        for (flag, terminal, variables, expected) in [
            (Always, false, &[("NO_COLOR", "1")][..], true),
            (Never, true, &[("CLICOLOR_FORCE", "1")], false),
            (Auto, true, &[], true),
            (Auto, false, &[], false),
            (Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
            (Auto, true, &[("NO_COLOR", "")], true),
            (Auto, false, &[("CLICOLOR_FORCE", "1")], true),
            (Auto, false, &[("FORCE_COLOR", "true")], true),
            (Auto, false, &[("CLICOLOR_FORCE", "0")], false),
            (Auto, true, &[("TERM", "dumb")], false),
        ] {
            let variable =
                |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(color(flag, terminal, variable), expected, "{flag:?} {terminal} {variables:?}");
        }
    }
}
