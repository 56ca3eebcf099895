// Rules for deploy/terraform that neither `terraform validate` nor trivy has. Each is shown to find its fault in a broken copy.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(join(process.env.RETAIL_NODE_TOOLS ?? process.cwd(), "package.json"));
const { parse } = require("@cdktf/hcl2json");
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "terraform");

function list(folder) {
  return readdirSync(folder).filter((name) => name !== ".terraform").flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? list(path) : name.endsWith(".tf") ? [path] : [];
  });
}

const texts = Object.fromEntries(list(root).map((path) => [relative(root, path), readFileSync(path, "utf8")]));

/** folder → { text, variable, output, locals, module, ... }: all files of a folder as Terraform sees them. */
async function folders(files) {
  const result = {};
  for (const [path, text] of Object.entries(files)) {
    const folder = (result[dirname(path)] ??= { text: "", blocks: {} });
    folder.text += `\n${text.replace(/^\s*#.*$/gm, "")}`;
    for (const [kind, value] of Object.entries(await parse(path, text))) {
      if (Array.isArray(value)) (folder.blocks[kind] ??= []).push(...value);
      else for (const [name, inner] of Object.entries(value)) {
        folder.blocks[kind] ??= {};
        // resource "type" "name": the inner object has names; others have one list.
        if (Array.isArray(inner)) folder.blocks[kind][name] = inner[0];
        else Object.assign((folder.blocks[kind][name] ??= {}), inner);
      }
    }
  }
  return result;
}

const secretArguments = /^\s*(password|auth_token|secret_string|secret_data|administrator_password|passwords|value_sensitive)\s*=/m;
const environments = ["dev", "staging", "prod"], clouds = ["aws", "azure", "google"];

const rules = {
  "variables are typed and described": (all) => each(all, "variable", (name, value) =>
    !value.type || /\bany\b/.test(value.type) ? `${name} has no exact type` : value.description?.endsWith(".") ? null : `${name} has no description`),
  "outputs are described": (all) => each(all, "output", (name, value) => (value.description?.endsWith(".") ? null : `${name} has no description`)),
  "no variable is unused": (all) => each(all, "variable", (name, value, folder) => (new RegExp(`\\bvar\\.${name}\\b`).test(
    folder.text.replace(new RegExp(`variable "${name}" \\{[\\s\\S]*?\\n\\}`), "")) ? null : `${name} is used nowhere`)),
  "no local is unused": (all) => Object.entries(all).flatMap(([path, folder]) => (folder.blocks.locals ?? []).flatMap((locals) =>
    Object.keys(locals).filter((name) => !new RegExp(`\\blocal\\.${name}\\b`).test(folder.text)).map((name) => `${path}: local ${name} is used nowhere`))),
  "no data source is unused": (all) => Object.entries(all).flatMap(([path, folder]) => Object.entries(folder.blocks.data ?? {}).flatMap(([type, names]) =>
    Object.keys(names).filter((name) => !folder.text.includes(`data.${type}.${name}`)).map((name) => `${path}: data ${type}.${name} is used nowhere`))),
  "versions are stated": (all) => Object.entries(all).flatMap(([path, folder]) => {
    const terraform = folder.blocks.terraform?.[0];
    if (!terraform?.required_version) return [`${path}: no required_version`];
    return Object.entries(terraform.required_providers?.[0] ?? {}).filter(([, provider]) => !provider.version || !provider.source)
      .map(([name]) => `${path}: provider ${name} without source or version`);
  }),
  "modules are this repository's": (all) => each(all, "module", (name, value) => (value.source?.startsWith("../") ? null : `module ${name} comes from ${value.source}`)),
  "state is locked and encrypted": (all) => roots(all).flatMap(([path, folder]) => {
    const backend = folder.blocks.terraform?.[0]?.backend ?? {};
    const s3 = backend.s3?.[0];
    if (s3) return s3.encrypt && s3.use_lockfile && !s3.dynamodb_table ? [] : [`${path}: the S3 backend needs encrypt and use_lockfile`];
    return backend.azurerm?.[0]?.use_azuread_auth || backend.gcs ? [] : [`${path}: no remote backend`];
  }),
  "secrets are write-only": (all) => Object.entries(all).flatMap(([path, folder]) => {
    const found = [];
    for (const body of folder.text.split(/^(?=[a-z]+ )/m).filter((text) => text.startsWith("resource"))) {
      const bad = secretArguments.exec(body);
      if (bad) found.push(`${path}: ${bad[1]} would be kept in the state`);
      if (/^resource "azurerm_key_vault_secret"/.test(body) && /^\s*value\s*=/m.test(body)) found.push(`${path}: a vault's secret by value`);
    }
    if (/resource "random_password"/.test(folder.text)) found.push(`${path}: random_password is kept in the state; use the module password`);
    if (/sensitive\s*=\s*true/.test(folder.text) && /output/.test(folder.text)) found.push(`${path}: a sensitive output is kept in the state`);
    return found;
  }),
  "nothing lets the world in": (all) => Object.entries(all).flatMap(([path, folder]) =>
    folder.text.split(/^(?=[a-z]+ )/m).filter((body) => /"(0\.0\.0\.0\/0|::\/0)"/.test(body) && !/^resource "aws_route"/.test(body)
      || /cidr_ipv4\s*=\s*"0\./.test(body)).map((body) => `${path}: ${body.split("\n")[0]} names the whole internet`)),
  "policies name no star principal that is allowed": (all) => Object.entries(all).flatMap(([path, folder]) =>
    folder.text.split(/(?=Effect\s*=)/).filter((text) => /^Effect\s*=\s*"Allow"/.test(text) && /^[^}]*?Principal\s*=\s*"\*"/.test(text)).map(() => `${path}: everybody is allowed`)),
  "names of roles carry the region": (all) => Object.entries(all).flatMap(([path, folder]) => Object.entries(folder.blocks.resource?.aws_iam_role ?? {})
    // A bucket's name is unique in all of S3, and so is a role's that begins with it.
    .filter(([, role]) => !/aws_region\.current|local\.role_prefix|var\.bucket/.test(role[0].name)).map(([name]) => `${path}: role ${name} clashes with that of another region`)),
  "every cloud has every environment": (all) => clouds.flatMap((cloud) => environments.filter((name) => !all[`${cloud}/${name}`]).map((name) => `${cloud}/${name} is missing`)),
  "every cloud has every module": (all) => clouds.flatMap((cloud) => ["network", "kubernetes", "database", "cache", "storage", "monitoring", "platform"]
    .filter((name) => !all[`modules/${cloud}/${name}`]).map((name) => `modules/${cloud}/${name} is missing`)),
  "roots have equal outputs": (all) => {
    const outputs = Object.fromEntries(roots(all).map(([path, folder]) => [path, Object.keys(folder.blocks.output ?? {}).sort().join(" ")]));
    const fields = Object.fromEntries(clouds.map((cloud) => [`modules/${cloud}/platform`,
      Object.keys(all[`modules/${cloud}/platform`]?.blocks.output?.platform?.value ?? {}).sort().join(" ")]));
    return [outputs, fields].flatMap((group) => {
      const first = Object.values(group)[0];
      return Object.entries(group).filter(([, value]) => value !== first || value === "").map(([path, value]) => `${path}: ${value} instead of ${first}`);
    });
  },
};

const roots = (all) => Object.entries(all).filter(([path]) => /^(aws|azure|google)\//.test(path));
const each = (all, kind, check) => Object.entries(all).flatMap(([path, folder]) =>
  Object.entries(folder.blocks[kind] ?? {}).map(([name, value]) => [path, check(name, value, folder)]).filter(([, fault]) => fault).map(([path, fault]) => `${path}: ${fault}`));

// rule → a file and what is replaced in it.
const broken = {
  "variables are typed and described": ["modules/aws/network/variables.tf", "type        = string", "type        = any"],
  "outputs are described": ["modules/aws/network/outputs.tf", 'description = "The network."', ""],
  "no variable is unused": ["modules/aws/network/main.tf", "retention_in_days = var.log_retention_days", ""],
  "no local is unused": ["modules/aws/database/main.tf", "family      = local.family", 'family      = "postgres17"'],
  "no data source is unused": ["modules/aws/storage/main.tf", "data.aws_region.current.region", '"us-east-1"'],
  "versions are stated": ["modules/aws/cache/versions.tf", 'required_version = ">= 1.11"', ""],
  "modules are this repository's": ["aws/dev/main.tf", '"../../modules/aws/platform"', '"terraform-aws-modules/eks/aws"'],
  "state is locked and encrypted": ["aws/prod/versions.tf", "use_lockfile = true", 'dynamodb_table = "locks"'],
  "secrets are write-only": ["modules/aws/cache/main.tf", /auth_token_wo  *=/, "auth_token ="],
  "nothing lets the world in": ["modules/aws/cache/main.tf", "referenced_security_group_id = each.value", 'cidr_ipv4 = "0.0.0.0/0"'],
  "policies name no star principal that is allowed": ["modules/aws/storage/main.tf", 'Effect    = "Deny"', 'Effect    = "Allow"'],
  "names of roles carry the region": ["modules/aws/network/main.tf", "${var.name}-${data.aws_region.current.region}-flow-logs", "${var.name}-flow-logs"],
  "every cloud has every environment": ["google/prod/", null, null],
  "every cloud has every module": ["modules/azure/cache/", null, null],
  "roots have equal outputs": ["modules/google/platform/outputs.tf", "metrics_endpoint       = null", ""],
};

const all = await folders(texts);
let failed = false;
for (const [name, rule] of Object.entries(rules)) {
  for (const fault of rule(all)) {
    console.log(`${name}: ${fault}`);
    failed = true;
  }
  const [path, from, to] = broken[name] ?? [];
  const copy = from === null ? Object.fromEntries(Object.entries(texts).filter(([file]) => !file.startsWith(path)))
    : { ...texts, [path]: texts[path]?.replace(from, to) };
  if (from !== null && copy[path] === texts[path]) {
    console.log(`${name}: its broken copy is not broken any more`);
    failed = true;
  } else if (rule(await folders(copy)).length === 0) {
    console.log(`${name}: the broken copy passes`);
    failed = true;
  }
}
console.log(`${Object.keys(rules).length} rules over ${Object.keys(texts).length} files, each found in a broken copy`);
process.exitCode = failed ? 1 : 0;
