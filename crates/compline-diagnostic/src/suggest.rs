/// The candidate nearest to `word` by edit distance (a swap of neighbours counts as one edit), if it is near enough to
/// be what was meant. Case does not count. Of equally near candidates one of the same letters wins, then the first.
pub fn suggest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let limit = match lower.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        n => (n / 3).min(4),
    };
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| (distance(&lower, &candidate.to_lowercase(), limit), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, candidate)| (*distance, letters(candidate) != letters(&lower)))
        .map(|(_, candidate)| candidate)
}

/// The letters of a word in order: those of a word that was mistyped by a swap are the same.
fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.to_lowercase().chars().collect();
    letters.sort_unstable();
    letters
}

/// The candidate that `word` is most likely a slip of the pen for: one edit away, in long words one in six letters. Stricter
/// than [`suggest`], for words that may well mean something else.
pub fn slip<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let letters = lower.chars().count();
    let limit = (letters / 6).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&lower, &candidate.to_lowercase(), limit), candidate))
        .filter(|(distance, _)| letters > 3 && (1..=limit).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "did you mean `x`?", where there is an `x`.
pub fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    suggest(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// Optimal string alignment distance; anything over `limit` comes back as some number over `limit`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let modes = ["authtoken", "oauth2", "oauth1", "static.api-key"];
        assert_eq!(suggest("autthoken", modes), Some("authtoken"));
        assert_eq!(suggest("OAUTH2", modes), Some("oauth2"));
        assert_eq!(suggest("static.apikey", modes), Some("static.api-key"));
        assert_eq!(suggest("UE", ["US", "EU"]), Some("EU"));
        assert_eq!(suggest("saml", modes), None);
        assert_eq!(suggest("", modes), None);
    }
}
