/// A text as a message quotes it: on one line, and not too much of it.
pub(crate) fn quote(text: &str) -> String {
    const LONGEST: usize = 60;
    let one_line = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
    let mut quoted: String = text.chars().take(LONGEST).map(one_line).collect();
    if text.chars().nth(LONGEST).is_some() {
        quoted.push('…');
    }
    quoted
}
