//! Manifests made up for measuring, with what the ten policies of `pack` find in them.
//!
//! The same number makes the same manifest. They look as people write them: comments, quotes, flow lists, anchors and
//! folded texts occur. What breaks which policy is worked out here from what was drawn, not from the text.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The policies, in the order of [`Manifest::breaks`].
pub const POLICIES: [&str; 10] = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10"];

/// A manifest, and which policies it breaks.
pub struct Manifest {
    pub name: String,
    pub text: String,
    pub breaks: [bool; 10],
}

const ZOHO: [&str; 8] = [
    "ZohoCRM.modules.leads.READ",
    "ZohoCRM.modules.ALL",
    "ZohoCRM.settings.ALL",
    "ZohoBooks.invoices.CREATE",
    "ZohoBooks.contacts.ALL",
    "ZohoDesk.tickets.READ",
    "ZohoProjects.tasks.READ",
    "ZohoCreator.report.READ",
];
const OTHERS: [(&str, &[&str]); 6] = [
    ("hubspot", &["crm.objects.contacts.read", "crm.objects.deals.read", "contacts", "forms", "tickets", "automation"]),
    (
        "google",
        &[
            "https://www.googleapis.com/auth/drive",
            "https://mail.google.com/",
            "https://www.googleapis.com/auth/calendar",
        ],
    ),
    (
        "slack",
        &["chat:write", "channels:read", "users:read", "users:read.email", "files:write", "bot", "client", "commands"],
    ),
    ("github", &["repo", "public_repo", "read:org", "admin:org", "user:email", "workflow", "gist", "write:packages"]),
    ("salesforce", &["api", "full", "refresh_token", "chatter_api", "web", "openid"]),
    (
        "stripe",
        &[
            "stripe.items.read",
            "stripe.items.write",
            "stripe.items.admin",
            "stripe.users.read",
            "stripe.users.write",
            "stripe.users.admin",
            "stripe.events.read",
            "stripe.events.write",
            "stripe.events.admin",
            "stripe.refunds.read",
            "stripe.refunds.write",
            "stripe.refunds.admin",
        ],
    ),
];
/// Regions, the ends of their hosts, and the days from which Zoho issued no more authtokens in them.
const REGIONS: [(&str, &str, Option<&str>); 6] = [
    ("US", "com", Some("2020-11-30")),
    ("EU", "eu", Some("2020-10-30")),
    ("IN", "in", Some("2020-09-30")),
    ("CN", "com.cn", Some("2020-10-30")),
    ("AU", "com.au", None),
    ("JP", "jp", None),
];
const MODES: [&str; 10] = [
    "authtoken",
    "static.api-key",
    "static.basic",
    "oauth2.authorization-code",
    "oauth2.client-credentials",
    "oauth2.implicit",
    "oauth2.password",
    "oauth1",
    "oauth2.jwt-bearer",
    "none",
];
const WORDS: [&str; 12] = [
    "sync", "invoice", "lead", "ticket", "order", "contact", "export", "nightly", "ledger", "quote", "stock", "intake",
];

/// A sequence of numbers that is the same everywhere (splitmix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (usize::try_from((z ^ (z >> 31)) >> 33).unwrap()) % most
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn day(&mut self) -> String {
        format!("20{}-{:02}-{:02}", self.below(6) + 15, self.below(12) + 1, self.below(28) + 1)
    }
}

/// The manifest of a number.
pub fn manifest(number: usize) -> Manifest {
    let draw = &mut Draw(number as u64 * 7919 + 1);
    let (vendor, scopes) = if draw.percent(40) { ("zoho", &ZOHO[..]) } else { draw.one_of(&OTHERS) };
    let region = REGIONS[draw.below(10).saturating_sub(4)];
    let zoho = vendor == "zoho";
    let mut breaks = [false; 10];
    let mut text = String::new();
    let name = format!("{vendor}-{}-{number:07}", draw.one_of(&WORDS));
    if draw.percent(40) {
        let _ = writeln!(text, "# {name}: maintained by hand, keep sorted");
    }
    let _ = writeln!(text, "integration: {name}\nvendor: {vendor}\nproduct: {}", draw.one_of(&WORDS));
    breaks[6] = draw.percent(3);
    if !breaks[6] {
        let _ = writeln!(text, "owner: \"team-{}@example.com\"", draw.one_of(&WORDS));
    }
    let environment = draw.one_of(&["production", "production", "staging", "dev"]);
    let note = if draw.percent(10) { "   # see the runbook" } else { "" };
    let _ = writeln!(text, "environment: {environment}{note}\nregion: {}\ncreated: {}", region.0, draw.day());
    let anchor = if draw.percent(20) { " &labels" } else { "" };
    let _ = writeln!(text, "labels:{anchor}\n  tier: '{}'", draw.one_of(&["gold", "silver", "bronze"]));
    text.push_str("description: >-\n");
    for _ in 0..=draw.below(4) {
        text.push(' ');
        for _ in 0..12 {
            let _ = write!(text, " {}", draw.one_of(&WORDS));
        }
        text.push('\n');
    }
    text.push_str("connections:\n");
    let connections = if draw.percent(80) { 1 } else { 2 + draw.below(4) };
    for index in 0..connections {
        connection(draw, index, (vendor, zoho, scopes), region, &mut breaks, &mut text);
    }
    Manifest { name, text, breaks }
}

fn connection(
    draw: &mut Draw,
    index: usize,
    (vendor, zoho, pool): (&str, bool, &[&str]),
    (_, domain, no_new): (&str, &str, Option<&str>),
    breaks: &mut [bool; 10],
    text: &mut String,
) {
    let mode = if zoho && draw.percent(10) { MODES[0] } else { MODES[1 + draw.below(MODES.len() - 1)] };
    let oauth2 = mode.starts_with("oauth2");
    let storage = draw.one_of(&["vault", "vault", "kms", "vault", "env", "file"]);
    let created = draw.day();
    let authtoken = mode == "authtoken";
    breaks[0] |= authtoken && no_new.is_some_and(|day| created.as_str() >= day);
    breaks[1] |= authtoken;
    breaks[2] |= matches!(mode, "oauth2.implicit" | "oauth2.password");
    breaks[7] |= matches!(mode, "authtoken" | "static.api-key" | "static.basic") && !matches!(storage, "vault" | "kms");
    let _ = write!(
        text,
        "  - name: c{index}\n    auth:\n      mode: {mode}\n      placed: header\n      storage: {storage}\n      created: {created}\n"
    );
    if oauth2 {
        let lives = draw.one_of(&[600, 3600, 3600, 7200]);
        breaks[8] |= lives > 3600;
        let _ = writeln!(text, "      expires_in: {lives}");
    }
    let count = if oauth2 { 1 + draw.below(pool.len()) } else { 0 };
    let scopes = &pool[..count];
    breaks[4] |= zoho && scopes.iter().any(|scope| scope.strip_suffix(".ALL").is_some());
    breaks[5] |= scopes.len() > 10;
    breaks[9] |= zoho
        && scopes
            .iter()
            .any(|scope| !["ZohoCRM.", "ZohoBooks.", "ZohoDesk."].iter().any(|product| scope.starts_with(product)));
    if scopes.is_empty() {
        text.push_str("    scopes: []\n");
    } else if draw.percent(40) {
        let quoted: Vec<String> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
        let _ = writeln!(text, "    scopes: [{}]", quoted.join(", "));
    } else {
        text.push_str("    scopes:\n");
        for scope in scopes {
            let note = if draw.percent(5) { "  # needed by the nightly job" } else { "" };
            let _ = writeln!(text, "      - {scope}{note}");
        }
    }
    text.push_str("    endpoints:\n");
    for _ in 0..=draw.below(4) {
        let scheme = if draw.percent(2) { "http" } else { "https" };
        breaks[3] |= scheme == "http";
        let method = draw.one_of(&["GET", "POST", "PUT"]);
        let (version, path) = (draw.below(5) + 1, draw.one_of(&WORDS));
        let url = format!("{scheme}://api.{vendor}.{domain}/v{version}/{path}s");
        let _ = if draw.percent(30) {
            writeln!(text, "      - {{ method: {method}, url: \"{url}\" }}")
        } else {
            writeln!(text, "      - method: {method}\n        url: {url}")
        };
    }
}

/// Writes manifests `0..count` into folders of a thousand, and says how many break each policy.
pub fn write(folder: &Path, count: usize) -> [usize; 10] {
    let mut broken = [0; 10];
    for number in 0..count {
        let folder: PathBuf = folder.join(format!("{:04}", number / 1000));
        if number % 1000 == 0 {
            std::fs::create_dir_all(&folder).unwrap();
        }
        let manifest = manifest(number);
        std::fs::write(folder.join(manifest.name + ".yaml"), manifest.text).unwrap();
        for (total, one) in broken.iter_mut().zip(manifest.breaks) {
            *total += usize::from(one);
        }
    }
    broken
}
