//! The scope lattices that ship, each asked what the vendor's page says.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;

use compline_policy::scope_lattice::{Empty, ScopeLattice};
use compline_policy::{PackFile, PackFiles, Policy, compile};

/// The packs that ship, all of them together.
fn shipped() -> Policy {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut packs = vec![];
    let mut folders: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.join("pack.yaml").is_file()) {
        let mut pack = PackFiles {
            fallback_name: folder.file_name().unwrap().to_string_lossy().into_owned(),
            manifest: None,
            rules: vec![],
        };
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let file = PackFile { path: path.display().to_string(), text };
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("yaml") => pack.manifest = Some(file),
                Some("compline") => pack.rules.push(file),
                _ => {}
            }
        }
        packs.push(pack);
    }
    match compile(packs, &[]) {
        Ok(compiled) => {
            assert!(compiled.warnings.is_empty(), "{:#?}", compiled.warnings);
            compiled.policy
        }
        Err(rejected) => panic!("{:#?}", rejected.diagnostics),
    }
}

/// Asks one lattice of the packs that ship.
fn ask(vendor: &str, api: Option<&str>, kind: Option<&str>, questions: impl Fn(&ScopeLattice)) {
    let policy = shipped();
    let vendor = policy.vendors.lookup(vendor).unwrap();
    let lattices = policy.lattices_for(vendor, api, kind);
    let [Some(lattice)] = lattices.as_slice() else { panic!("{} lattices", lattices.len()) };
    questions(lattice);
}

#[test]
fn zoho_all_gives_every_operation_and_write_those_that_change_something() {
    ask("zoho", None, None, |zoho| {
        for operation in ["CREATE", "READ", "UPDATE", "DELETE", "WRITE", "CUSTOM"] {
            assert!(zoho.covers("ZohoCRM.users.ALL", &format!("ZohoCRM.users.{operation}")), "{operation}");
            assert!(zoho.covers("ZohoCRM.modules.ALL", &format!("ZohoCRM.modules.leads.{operation}")), "{operation}");
        }
        assert!(zoho.covers("ZohoCRM.users.WRITE", "ZohoCRM.users.DELETE"));
        assert!(!zoho.covers("ZohoCRM.users.WRITE", "ZohoCRM.users.READ"), "WRITE does not imply READ");
        assert!(zoho.covers("ZohoCRM.settings.ALL", "ZohoCRM.settings.fields.READ"));
        assert!(!zoho.covers("ZohoCRM.modules.ALL", "ZohoBooks.modules.leads.READ"), "another service");
        assert_eq!(zoho.separator(), Some(","));
        assert_eq!(
            zoho.normalise(["ZohoCRM.modules.leads.READ", "ZohoCRM.modules.ALL", "ZohoCRM.org.READ"]),
            ["zohocrm.modules.all", "zohocrm.org.read"]
        );
        assert!(zoho.covers("ZohoCRM.Modules.all", "zohocrm.modules.Leads.read"), "case does not count");
        assert!(zoho.covers("ZohoCRM.modules.READ", "ZohoCRM.modules.leads.READ"));
        assert!(!zoho.covers("ZohoCRM.modules.READ", "ZohoCRM.modules.leads.UPDATE"));
    });
}

#[test]
fn zoho_records_need_the_operation_of_their_module() {
    let policy = shipped();
    let zoho = policy.vendors.lookup("zoho").unwrap();
    let lattice = policy.lattice(zoho);
    let operations = policy.operations(zoho).unwrap();
    let read = operations.find("GET", "/crm/v2/Leads").unwrap();
    assert!(read.is_satisfied(lattice, &["ZohoCRM.modules.leads.READ"]));
    assert!(read.is_satisfied(lattice, &["ZohoCRM.modules.ALL"]));
    assert!(!read.is_satisfied(lattice, &["ZohoCRM.modules.deals.ALL", "ZohoCRM.modules.leads.WRITE"]));
    let change = operations.find("PUT", "/crm/v8/Deals/42").unwrap();
    assert!(change.is_satisfied(lattice, &["ZohoCRM.modules.deals.WRITE"]));
    assert!(operations.find("GET", "/crm/v3/Activities").is_none());
}

#[test]
fn github_keeps_what_nothing_else_includes() {
    ask("github", None, None, |github| {
        for narrow in ["repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"] {
            assert!(github.covers("repo", narrow), "{narrow}");
        }
        assert!(github.covers("admin:repo_hook", "read:repo_hook"));
        assert!(github.covers("repo", "write:repo_hook"), "not in the tree, by the text");
        assert!(!github.covers("public_repo", "read:repo_hook"));
        assert!(github.covers("admin:org", "read:org") && !github.covers("admin:org", "admin:org_hook"));
        assert!(!github.covers("write:packages", "read:packages"), "siblings in the table");
        assert!(!github.covers("repo", "delete_repo"));
        assert_eq!(github.normalise(["user", "gist", "user:email"]), ["gist", "user"], "the page's own example");
        assert_eq!(github.empty(), Empty::None);
    });
}

#[test]
fn google_covers_by_what_a_scope_does_and_sorts_by_tier_apart_from_that() {
    ask("google", None, None, |google| {
        let gmail = |name: &str| format!("https://www.googleapis.com/auth/gmail.{name}");
        for name in ["modify", "readonly", "compose", "send", "labels", "metadata"] {
            assert!(google.covers("https://mail.google.com/", &gmail(name)), "{name}");
        }
        assert!(google.covers(&gmail("compose"), &gmail("send")));
        assert!(google.covers(&gmail("readonly"), &gmail("metadata")));
        assert!(!google.covers(&gmail("readonly"), &gmail("send")));
        assert!(!google.covers(&gmail("modify"), &gmail("settings.basic")), "the settings stand by themselves");
        assert!(
            !google.covers("https://www.googleapis.com/auth/drive", "https://www.googleapis.com/auth/drive.scripts")
        );
        assert_eq!(google.tier(&gmail("metadata")), Some("restricted"), "narrower, and in the same tier");
        assert_eq!(google.tier(&gmail("send")), Some("sensitive"));
        assert_eq!(google.tier(&gmail("labels")), None);
    });
}

#[test]
fn microsoft_has_a_lattice_for_each_api_and_kind_of_permission() {
    ask("microsoft", Some("graph"), Some("delegated"), |graph| {
        assert!(graph.covers("Mail.ReadWrite.Shared", "Mail.Read.Shared"));
        assert!(graph.covers("Files.ReadWrite.All", "Files.Read"), "by way of either");
        assert!(graph.covers("User.ReadBasic.All", "User.Read") && graph.covers("User.Read.All", "User.ReadBasic.All"));
        assert!(!graph.covers("Mail.Read", "Mail.ReadWrite") && !graph.covers("Mail.Read.All", "Files.Read"));
        assert!(!graph.covers("Sites.Read.All", "Sites.Selected"));
        assert_eq!(graph.tier("Mail.Read"), None);
    });
    ask("microsoft", Some("graph"), Some("application"), |graph| {
        assert!(graph.covers("Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"));
        assert!(!graph.covers("User.ReadBasic.All", "User.Read"), "that is a delegated permission");
        assert_eq!(graph.tier("User.Read.All"), Some("admin-consent"));
    });
    ask("microsoft", Some("azure-ad-graph"), None, |graph| {
        assert!(graph.covers("Directory.ReadWrite.All", "Directory.Read.All"));
        assert!(!graph.covers("User.Read.All", "User.ReadBasic.All"));
    });
    let policy = shipped();
    let microsoft = policy.vendors.lookup("microsoft").unwrap();
    assert!(policy.lattices_for(microsoft, Some("graph"), None).len() > 1, "which one it is, is not known");
}

#[test]
fn slack_reading_is_not_history_and_the_umbrella_is_gone() {
    for kind in ["bot", "user"] {
        ask("slack", None, Some(kind), |slack| {
            assert!(!slack.covers("channels:read", "channels:history"));
            assert!(!slack.covers("users:read", "users:read.email"));
            assert!(!slack.covers("chat:write", "chat:write.public"));
            assert_eq!(slack.retired("bot").count(), usize::from(kind == "bot"));
        });
    }
}

#[test]
fn atlassian_writing_is_not_reading() {
    ask("atlassian", Some("jira"), None, |jira| {
        assert!(!jira.covers("write:jira-work", "read:jira-work"));
        assert!(!jira.covers("manage:jira-configuration", "read:jira-work"));
    });
}

#[test]
fn salesforce_full_is_everything_but_a_refresh_token_and_asking_for_nothing_gets_all() {
    ask("salesforce", None, None, |salesforce| {
        for narrow in ["api", "chatter_api", "web", "visualforce", "openid", "wave_api"] {
            assert!(salesforce.covers("full", narrow), "{narrow}");
        }
        assert!(salesforce.covers("api", "chatter_api") && !salesforce.covers("chatter_api", "api"));
        assert!(!salesforce.covers("full", "refresh_token"));
        assert!(salesforce.covers("offline_access", "refresh_token"));
        assert_eq!(salesforce.normalise(["offline_access", "api", "chatter_api"]), ["api", "refresh_token"]);
        assert_eq!(salesforce.empty(), Empty::All);
    });
}

#[test]
fn xero_broad_scopes_are_the_narrow_ones_together() {
    ask("xero", None, None, |xero| {
        let parts = ["invoices", "payments", "banktransactions", "manualjournals", "classicexpenses"];
        let parts = parts.map(|part| format!("accounting.{part}"));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        for part in &parts {
            assert!(xero.covers("accounting.transactions", part));
            assert!(xero.covers("accounting.transactions", &format!("{part}.read")));
        }
        assert!(xero.gives(&parts, "accounting.transactions"));
        assert!(xero.gives(&parts, "accounting.transactions.read"));
        assert!(!xero.gives(&parts[1..], "accounting.transactions"), "one is lacking");
        assert!(xero.covers("accounting.reports.read", "accounting.reports.aged.read"));
        assert_eq!(xero.retired("accounting.reports.read").count(), 1);
        assert_eq!(xero.retired("accounting.reports.aged.read").count(), 0);
    });
    let policy = shipped();
    let xero = policy.vendors.lookup("xero").unwrap();
    let items = policy.operations(xero).unwrap().find("GET", "/api.xro/2.0/Items").unwrap();
    for enough in ["accounting.invoices", "accounting.settings.read", "accounting.transactions"] {
        assert!(items.is_satisfied(policy.lattice(xero), &[enough]), "{enough}");
    }
    assert!(!items.is_satisfied(policy.lattice(xero), &["accounting.payments"]));
}

#[test]
fn hubspot_contacts_was_an_umbrella() {
    ask("hubspot", None, None, |hubspot| {
        for kind in ["contacts", "companies", "deals"] {
            assert!(hubspot.covers("contacts", &format!("crm.objects.{kind}.write")), "{kind}");
        }
        assert!(!hubspot.covers("crm.objects.contacts.write", "crm.objects.contacts.read"));
        assert_eq!(hubspot.retired("contacts").count(), 1);
    });
}

#[test]
fn linkedin_new_names_give_less() {
    ask("linkedin", None, None, |linkedin| {
        assert!(
            linkedin.covers("r_basicprofile", "r_liteprofile") && !linkedin.covers("r_liteprofile", "r_basicprofile")
        );
        assert!(linkedin.covers("w_share", "w_member_social"));
        for gone in ["r_basicprofile", "w_share", "r_fullprofile", "w_messages"] {
            assert_eq!(linkedin.retired(gone).count(), 1, "{gone}");
        }
        assert_eq!(linkedin.retired("r_emailaddress").count(), 0, "unchanged in v2");
        assert_eq!(linkedin.tier("rw_company_admin"), Some("partner"));
    });
}

#[test]
fn gitlab_writing_is_reading_within_one_interface() {
    ask("gitlab", None, None, |gitlab| {
        assert!(gitlab.covers("api", "read_api") && gitlab.covers("write_repository", "read_repository"));
        assert!(!gitlab.covers("api", "read_repository") && !gitlab.covers("read_api", "api"));
    });
}

#[test]
fn dropbox_scopes_stand_by_themselves() {
    ask("dropbox", None, None, |dropbox| {
        assert!(!dropbox.covers("files.content.write", "files.content.read"));
        assert!(!dropbox.covers("files.content.read", "files.metadata.read"));
        assert_eq!(dropbox.tier("members.read"), Some("team"));
        assert_eq!(dropbox.tier("files.content.read"), None);
    });
}

#[test]
fn every_lattice_has_a_source_and_no_circle() {
    let policy = shipped();
    let vendors: std::collections::BTreeSet<&str> =
        policy.lattices.iter().map(|scopes| policy.vendors.get(scopes.vendor).name.as_str()).collect();
    let expected = [
        "atlassian",
        "dropbox",
        "github",
        "gitlab",
        "google",
        "hubspot",
        "linkedin",
        "microsoft",
        "salesforce",
        "slack",
        "xero",
        "zoho",
    ];
    assert!(expected.iter().all(|vendor| vendors.contains(vendor)), "{vendors:?}");
    for scopes in &policy.lattices {
        assert!(!scopes.sources.is_empty(), "{}", policy.vendors.get(scopes.vendor).name);
        assert_eq!(scopes.lattice.cycle(), None);
    }
}
