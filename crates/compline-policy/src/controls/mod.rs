//! The controls that rules say they support: ids and short titles of four catalogues, and no text of theirs.

use compline_diagnostic::{did_you_mean, slip};

mod iso;
mod nist;
mod pci;
mod soc;

/// An id, a title, and what stands below it: numbers and ranges, `1-3 5`.
type Row = (&'static str, &'static str, &'static str);

/// A catalogue of controls.
#[derive(Debug)]
pub struct Catalogue {
    /// Its name, as a control of it begins.
    pub name: &'static str,
    /// Which edition the ids are of.
    pub edition: &'static str,
    /// What people write for the name: letters and digits, in lower case.
    spellings: &'static [&'static str],
    /// What parts an id from the number of something below it, and what ends that.
    below: (&'static str, &'static str),
    rows: &'static [Row],
}

/// The catalogues, in the order in which they are told.
pub static CATALOGUES: [Catalogue; 4] = [
    Catalogue {
        name: "NIST SP 800-53",
        edition: "revision 5",
        spellings: &["nistsp80053", "nist80053", "sp80053"],
        below: ("(", ")"),
        rows: nist::ROWS,
    },
    Catalogue {
        name: "ISO/IEC 27001",
        edition: "2022, Annex A",
        spellings: &["isoiec27001", "iso27001"],
        below: (".", ""),
        rows: iso::ROWS,
    },
    Catalogue { name: "PCI DSS", edition: "4.0.1", spellings: &["pcidss", "pci"], below: (".", ""), rows: pci::ROWS },
    Catalogue {
        name: "SOC 2",
        edition: "Trust Services Criteria of 2017",
        spellings: &["soc2", "soctwo"],
        below: (".", ""),
        rows: soc::ROWS,
    },
];

impl Catalogue {
    /// Every id, with its title; what stands below a control has the title of that.
    pub fn ids(&self) -> impl Iterator<Item = (String, &'static str)> + '_ {
        let (open, close) = self.below;
        self.rows.iter().flat_map(move |(id, title, below)| {
            let inside = numbers(below).map(move |number| (format!("{id}{open}{number}{close}"), *title));
            std::iter::once(((*id).to_owned(), *title)).chain(inside)
        })
    }
}

/// The numbers of `1-3 5 2.1-2.2`.
fn numbers(ranges: &'static str) -> impl Iterator<Item = String> {
    ranges.split_whitespace().flat_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (prefix, _) = first.rsplit_once('.').map_or(("", first), |(prefix, _)| (&first[..=prefix.len()], prefix));
        let number = |text: &str| text.rsplit('.').next().and_then(|number| number.parse::<u32>().ok()).unwrap_or(0);
        (number(first)..=number(last)).map(move |number| format!("{prefix}{number}"))
    })
}

/// What a text after `control` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A control of a catalogue, with its title.
    Known(&'static str),
    /// A control of a catalogue that is none of the four.
    Own,
    /// One of the four is meant, and it has no such control, or is called otherwise. What is wrong, and what to write.
    Wrong(String, String),
}

/// What a text after `control` means.
pub fn meaning(text: &str) -> Meaning {
    let (head, id) = text.rsplit_once(' ').unwrap_or(("", text));
    for catalogue in &CATALOGUES {
        let plain = plain(text);
        if head == catalogue.name
            && let Some((_, title)) = catalogue.ids().find(|(known, _)| known == id)
        {
            return Meaning::Known(title);
        }
        let meant = catalogue.spellings.iter().any(|spelling| plain.starts_with(spelling));
        if meant {
            return wrong(catalogue, head, id);
        }
    }
    // A slip in the name; other numbers are other standards.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let slipped = slip(head, CATALOGUES.iter().map(|catalogue| catalogue.name))
        .filter(|name| digits(name) == digits(head))
        .and_then(|name| CATALOGUES.iter().find(|catalogue| catalogue.name == name));
    slipped.map_or(Meaning::Own, |catalogue| wrong(catalogue, head, id))
}

fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn wrong(catalogue: &Catalogue, head: &str, id: &str) -> Meaning {
    let name = catalogue.name;
    let ids: Vec<String> = catalogue.ids().map(|(id, _)| id).collect();
    let same = ids.iter().find(|known| plain(known) == plain(id) || plain(known) == format!("a{}", plain(id)));
    if let Some(known) = same {
        return Meaning::Wrong(
            format!("this is not how controls of {name} are written"),
            format!("write it `{name} {known}`"),
        );
    }
    // Of what is as near, that of the same section is meant.
    let section = id.rsplit_once('.').map_or(id, |(section, _)| section);
    let beside =
        ids.iter().map(String::as_str).filter(|known| known.rsplit_once('.').is_some_and(|of| of.0 == section));
    let near = did_you_mean(id, beside).or_else(|| did_you_mean(id, ids.iter().map(String::as_str)));
    let help = near.map_or_else(
        || format!("its controls are written like `{name} {}`", ids.last().map_or("", String::as_str)),
        |suggestion| if head == name { suggestion } else { format!("{suggestion} It is written `{name} ID`") },
    );
    Meaning::Wrong(format!("{name} ({}) has no control `{id}`", catalogue.edition), help)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_stand_once_and_are_as_many_as_the_catalogues_have() {
        let counts = CATALOGUES.each_ref().map(|catalogue| {
            let ids: Vec<String> = catalogue.ids().map(|(id, _)| id).collect();
            let once: BTreeSet<&String> = ids.iter().collect();
            assert_eq!(once.len(), ids.len(), "{}", catalogue.name);
            ids.len()
        });
        assert_eq!(counts[1], 93);
        assert_eq!(counts[3], 61);
        assert!(CATALOGUES[0].ids().any(|(id, _)| id == "IA-5(18)"));
        assert!(CATALOGUES[2].ids().any(|(id, _)| id == "9.5.1.2.1"));
    }

    #[test]
    fn a_slip_is_told_and_other_catalogues_are_left_alone() {
        assert_eq!(meaning("NIST SP 800-53 IA-5"), Meaning::Known("Authenticator management"));
        assert_eq!(meaning("PCI DSS 8.6.2"), Meaning::Known("Application and system accounts"));
        for own in ["Handbook 3.2", "NIST SP 800-171 3.5.1", "ISO/IEC 27002 5.17", "ACME 7.2", "7.2", ""] {
            assert_eq!(meaning(own), Meaning::Own, "{own}");
        }
        let help = |text: &str| match meaning(text) {
            Meaning::Wrong(_, help) => help,
            other => format!("{other:?}"),
        };
        assert_eq!(help("NIST SP 800-53 IA-50"), "did you mean `IA-5`?");
        assert_eq!(help("ISO 27001 A.5.17"), "write it `ISO/IEC 27001 A.5.17`");
        assert_eq!(help("ISO/IEC 27001 5.17"), "write it `ISO/IEC 27001 A.5.17`");
        assert_eq!(help("PCI-DSS 8.6.2"), "write it `PCI DSS 8.6.2`");
        assert_eq!(help("NITS SP 800-53 IA-5"), "write it `NIST SP 800-53 IA-5`");
        assert_eq!(help("SOC2 cc6.1"), "write it `SOC 2 CC6.1`");
        assert_eq!(help("PCI DSS 8.6.4"), "did you mean `8.6.1`?");
    }
}
