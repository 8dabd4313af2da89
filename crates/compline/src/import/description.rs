//! OpenAPI descriptions as trees, and the operations in them.

use std::sync::Arc;

use compline_diagnostic::{Diagnostic, FileSpan, Located, Severity, SourceFile, Sources, Span, codes};
use compline_manifest::{Kind, NodeId, Syntax, Tree, View, read};

use crate::load::PolicyError;

/// The keys of a path that are methods.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// How many references may follow each other.
const MOST_REFERENCES: usize = 32;

/// One of the files.
struct File {
    source: Arc<SourceFile>,
    tree: Tree,
}

/// A node of one of the files.
#[derive(Clone, Copy)]
struct Node {
    file: usize,
    id: NodeId,
}

/// All files that were given.
pub(super) struct Descriptions {
    files: Vec<File>,
}

/// An operation of a description.
pub(super) struct Found {
    pub(super) file: usize,
    /// In upper case.
    pub(super) method: String,
    /// With that of the server before it.
    pub(super) path: String,
    pub(super) at: FileSpan,
    /// The alternatives, each a list of scopes that are all required; or why there is no telling.
    pub(super) security: Result<Vec<Vec<String>>, String>,
}

impl Descriptions {
    /// Reads files, names and texts.
    pub(super) fn read(files: Vec<(String, String)>) -> Result<Self, PolicyError> {
        let mut all = Self { files: vec![] };
        let mut wrong = vec![];
        for (name, text) in files {
            let mut tree = Tree::new();
            let diagnostics = read(&text, Syntax::of(&name, &text), &mut tree);
            all.files.push(File { source: Arc::new(SourceFile::new(name, text)), tree });
            let file = all.files.len() - 1;
            let mut errors: Vec<Diagnostic> =
                diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
            let is_description = all
                .root(file)
                .is_some_and(|root| ["openapi", "swagger"].iter().any(|key| all.get(root, key).is_some()));
            if errors.is_empty() && !is_description {
                let what = "the file is no OpenAPI description";
                errors.push(
                    Diagnostic::error(codes::import::NOT_OPENAPI, what)
                        .at(FileSpan::manifest(Span::at(0)), "neither `openapi` nor `swagger` at the top")
                        .help("name descriptions only, and beside them those that their `$ref`s name"),
                );
            }
            wrong.extend(errors.into_iter().map(|error| all.located(file, error)));
        }
        if wrong.is_empty() { Ok(all) } else { Err(PolicyError { diagnostics: wrong }) }
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// A file's name, without the folders before it.
    pub(super) fn name(&self, file: usize) -> &str {
        let name = self.files[file].source.name();
        name.rsplit(['/', '\\']).next().unwrap_or(name)
    }

    pub(super) fn located(&self, file: usize, diagnostic: Diagnostic) -> Located {
        let sources = Sources::default().with_manifest(Arc::clone(&self.files[file].source));
        Located::new(diagnostic, &sources)
    }

    fn view(&self, file: usize) -> View<'_> {
        let file = &self.files[file];
        file.tree.view(file.source.text())
    }

    fn root(&self, file: usize) -> Option<Node> {
        Some(Node { file, id: self.files[file].tree.root(0)? })
    }

    fn get(&self, map: Node, key: &str) -> Option<Node> {
        Some(Node { id: self.view(map.file).get(map.id, key)?, ..map })
    }

    fn text(&self, node: Node) -> Option<&str> {
        self.view(node.file).text(node.id)
    }

    fn items(&self, list: Node) -> impl Iterator<Item = Node> + '_ {
        let tree = &self.files[list.file].tree;
        let id = tree.resolve(list.id);
        let is_list = tree.kind(id) == Kind::List;
        tree.children(id).filter(move |_| is_list).map(move |id| Node { id, ..list })
    }

    fn entries(&self, map: Node) -> impl Iterator<Item = (&str, Node)> + '_ {
        let tree = &self.files[map.file].tree;
        let id = tree.resolve(map.id);
        let is_map = tree.kind(id) == Kind::Map;
        let key = move |key| self.view(map.file).key_name(key);
        tree.entries(id).filter(move |_| is_map).map(move |(name, id)| (key(name), Node { id, ..map }))
    }

    /// The node that a node stands for, by its `$ref`.
    fn dereference(&self, mut node: Node) -> Result<Node, PolicyError> {
        for _ in 0..MOST_REFERENCES {
            let Some(reference) = self.get(node, "$ref") else { return Ok(node) };
            let Some(text) = self.text(reference) else { return Ok(node) };
            node = self.follow(reference, text)?;
        }
        Err(self.dangling(node, "references lead round in a circle, or too far".to_owned()))
    }

    fn follow(&self, at: Node, reference: &str) -> Result<Node, PolicyError> {
        let (place, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if place.is_empty() {
            at.file
        } else {
            let name = place.rsplit('/').next().unwrap_or(place);
            let mut named = (0..self.len()).filter(|&file| self.name(file) == name);
            match (named.next(), named.next()) {
                (Some(file), None) => file,
                (None, _) => return Err(self.dangling(at, format!("`{name}` is not among the files that are given"))),
                _ => return Err(self.dangling(at, format!("several of the files are called `{name}`"))),
            }
        };
        let mut steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
        let found = self.root(file).and_then(|root| {
            steps.try_fold(root, |node, step| match step.parse::<usize>() {
                Ok(at) if self.get(node, &step).is_none() => self.items(node).nth(at),
                _ => self.get(node, &step),
            })
        });
        found.ok_or_else(|| self.dangling(at, format!("`{}` has no such place", self.name(file))))
    }

    fn dangling(&self, at: Node, why: String) -> PolicyError {
        let span = self.files[at.file].tree.span(at.id);
        let diagnostic = Diagnostic::error(codes::input::DANGLING_REFERENCE, "the reference leads nowhere")
            .at(FileSpan::manifest(span), why)
            .help("give the file that it names, too: files are told apart by their names, without folders");
        PolicyError { diagnostics: vec![self.located(at.file, diagnostic)] }
    }

    /// Every operation of every description, in order of file and place.
    pub(super) fn operations(&self) -> Result<Vec<Found>, PolicyError> {
        let mut found = vec![];
        for file in 0..self.len() {
            let Some(root) = self.root(file) else { continue };
            let Some(paths) = self.get(root, "paths") else { continue };
            for (path, item) in self.entries(paths).filter(|(path, _)| path.starts_with('/')) {
                let item = self.dereference(item)?;
                for (method, operation) in self.entries(item).filter(|(key, _)| METHODS.contains(key)) {
                    let security = self.security(root, operation)?;
                    let at =
                        FileSpan::manifest(self.files[operation.file].tree.key_span(operation.id).unwrap_or_default());
                    for base in self.bases(root, item, operation) {
                        found.push(Found {
                            file: operation.file,
                            method: method.to_ascii_uppercase(),
                            path: format!("{base}{path}"),
                            at,
                            security: security.clone(),
                        });
                    }
                }
            }
        }
        Ok(found)
    }

    /// The paths of the servers, without a slash at their end, which go before an operation's own.
    fn bases(&self, root: Node, item: Node, operation: Node) -> Vec<String> {
        let base = |url: &str| {
            let path = match url.split_once("://") {
                Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
                None => url,
            };
            path.trim_end_matches('/').to_owned()
        };
        if let Some(path) = self.get(root, "basePath").and_then(|path| self.text(path)) {
            return vec![base(path)];
        }
        let servers = [operation, item, root].into_iter().find_map(|of| self.get(of, "servers"));
        let urls = servers.into_iter().flat_map(|servers| self.items(servers));
        let urls = urls.filter_map(|server| self.text(self.get(server, "url")?));
        let mut bases: Vec<String> = urls.map(base).collect();
        bases.sort();
        bases.dedup();
        if bases.is_empty() { vec![String::new()] } else { bases }
    }

    /// The alternatives of scopes, of the operation or else of the whole description.
    fn security(&self, root: Node, operation: Node) -> Result<Result<Vec<Vec<String>>, String>, PolicyError> {
        let Some(security) = self.get(operation, "security").or_else(|| self.get(root, "security")) else {
            return Ok(Err("nothing is said of its security".to_owned()));
        };
        let mut alternatives = vec![];
        for requirement in self.items(security) {
            let mut scopes = vec![];
            for (scheme, list) in self.entries(requirement) {
                let Some(kind) = self.scheme(root, scheme)? else {
                    return Ok(Err(format!("there is no security scheme `{scheme}`")));
                };
                if !matches!(kind.as_str(), "oauth2" | "openIdConnect") {
                    return Ok(Err(format!("`{scheme}` is of type `{kind}`, which has no scopes")));
                }
                let names = self.items(list).filter_map(|scope| self.text(scope));
                scopes.extend(names.filter(|scope| !scope.trim().is_empty()).map(str::to_owned));
            }
            if scopes.is_empty() {
                return Ok(Err("it is said to need no scope".to_owned()));
            }
            alternatives.push(scopes);
        }
        Ok(if alternatives.is_empty() { Err("it is said to need no scope".to_owned()) } else { Ok(alternatives) })
    }

    /// The type of a security scheme.
    fn scheme(&self, root: Node, name: &str) -> Result<Option<String>, PolicyError> {
        let schemes = match self.get(root, "components") {
            Some(components) => self.get(components, "securitySchemes"),
            None => self.get(root, "securityDefinitions"),
        };
        let Some(schemes) = schemes else { return Ok(None) };
        let Some(scheme) = self.get(self.dereference(schemes)?, name) else { return Ok(None) };
        let kind = self.get(self.dereference(scheme)?, "type");
        Ok(kind.and_then(|kind| self.text(kind)).map(str::to_owned))
    }
}
