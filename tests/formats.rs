//! The formats that ship, each on small files in the shape of its family: what is read, a connection a line.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::fmt::Write as _;

use support::{compline_in, json, root};

/// What is read below a folder of `tests/formats`.
fn read(folder: &str) -> String {
    let folder = root().join("tests/formats").join(folder);
    let run = compline_in(&folder, &["inventory", ".", "--as-of", "2026-11-01", "--format", "json"]);
    let mut out = String::new();
    for file in json(&run)["files"].as_array().unwrap() {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
        let format = file.get("format").filter(|format| !format.is_null()).map_or_else(|| text(&file["status"]), text);
        let _ = writeln!(out, "{} {format}", text(&file["path"]));
        for entry in file["connections"].as_array().unwrap() {
            let field = |key: &str| match (entry[key]["state"].as_str().unwrap(), text(&entry[key]["value"])) {
                ("known", value) => value,
                ("unknown", value) => format!("?{value}"),
                _ => "-".to_owned(),
            };
            let _ = write!(out, "  {} {} {}:", field("integration"), field("connection"), field("mode"));
            let _ = write!(out, " {}, vendor {}, region {}", text(&entry["usage"]), field("vendor"), field("region"));
            for key in ["scopes", "hosts", "unknown_scopes", "unknown_hosts"] {
                let all: Vec<String> = entry[key].as_array().unwrap().iter().map(text).collect();
                if !all.is_empty() {
                    let _ = write!(out, ", {} {}", key.replace('_', " "), all.join(" | "));
                }
            }
            let _ = writeln!(out, ", {}:{}", entry["line"], entry["column"]);
        }
        for diagnostic in file["diagnostics"].as_array().unwrap() {
            let _ = writeln!(out, "  {}: {}", text(&diagnostic["code"]), text(&diagnostic["message"]));
        }
    }
    out
}

macro_rules! families {
    ($($test:ident: $folder:literal,)*) => {$(
        #[test]
        fn $test() {
            insta::assert_snapshot!(stringify!($test), read($folder));
        }
    )*};
}

families! {
    oauthd: "oauthd",
    grant: "grant",
    pizzly: "pizzly",
    nango_yaml: "nango-yaml",
    freshworks: "freshworks",
    openapi: "openapi",
    swagger: "swagger",
    power_platform: "power-platform",
    postman: "postman",
    nearby: "nearby",
    alexa: "alexa",
    atlassian: "atlassian",
    chatgpt: "chatgpt",
    dify: "dify",
    google: "google",
    keycloak: "keycloak",
    kong: "kong",
    manifests: "manifests",
    mcp: "mcp",
    meltano: "meltano",
    microsoft: "microsoft",
    n8n: "n8n",
    rudderstack: "rudderstack",
    shopify: "shopify",
    slack: "slack",
    zoho_plugin: "zoho-plugin",
}
