//! Examples of what imports complain of.

use super::Content::Text;
use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::run(
        "import/not-openapi",
        &[("apis.yaml", Text("apis:\n  - name: leads\n"))],
        "import openapi apis.yaml --vendor zoho --source files",
    ),
    Example::run(
        "import/left-out",
        &[(
            "crm.yaml",
            Text(
                "openapi: 3.0.0\ncomponents:\n  securitySchemes:\n    sign-in: { type: oauth2 }\npaths:\n  /leads:\n    get:\n      security: [{ sign-in: [leads.read] }]\n    post: {}\n",
            ),
        )],
        "import openapi crm.yaml --vendor zoho --source files",
    ),
    Example::run(
        "import/nothing",
        &[("crm.yaml", Text("openapi: 3.0.0\npaths:\n  /leads:\n    get: {}\n"))],
        "import openapi crm.yaml --vendor zoho --source files",
    ),
];
