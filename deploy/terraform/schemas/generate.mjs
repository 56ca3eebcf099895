// Writes aws.json, azurerm.json and google.json: the schemas of the resources, data sources and ephemeral resources that the
// configuration uses, read from the bindings that npm serves for each provider. generate.sh fetches them and runs this.
//
//   node generate.mjs FOLDER    FOLDER holds aws/, azurerm/ and google/, each an unpacked package with lib/TYPE/index.js
//
// What the bindings do not say: which attributes are sensitive, and the values that an attribute takes. `terraform validate` with these
// schemas finds unknown, missing and mistyped arguments, not a wrong instance class.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");

function files(folder) {
  return readdirSync(folder).filter((name) => name !== ".terraform").flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : /\.(tf|hcl)$/.test(name) ? [path] : [];
  });
}

/** The types that the configuration uses: { resource: Set, data: Set, ephemeral: Set } of names such as aws_vpc. */
export function typesInUse() {
  const used = { resource: new Set(), data: new Set(), ephemeral: new Set() };
  for (const path of files(root).filter((path) => path.endsWith(".tf"))) {
    for (const [, kind, type] of readFileSync(path, "utf8").matchAll(/^(resource|data|ephemeral) "([a-z0-9_]+)"/gm)) used[kind].add(type);
  }
  return used;
}

const simple = {
  getStringAttribute: "string", getBooleanAttribute: "bool", getNumberAttribute: "number", getListAttribute: ["list", "string"],
  getNumberListAttribute: ["list", "number"], getStringMapAttribute: ["map", "string"], getBooleanMapAttribute: ["map", "bool"],
  getNumberMapAttribute: ["map", "number"],
};
const maps = { StringMap: ["map", "string"], BooleanMap: ["map", "bool"], NumberMap: ["map", "number"], StringMapList: ["list", ["map", "string"]] };

/** Cuts a binding's source into its classes and its functions that turn a value into HCL. */
function parts(text) {
  const source = text.replace(/^\/\/# sourceMappingURL=.*$/m, "");
  const classes = {}, converters = {};
  const starts = [...source.matchAll(/^(?:class|function) /gm)].map((match) => match.index);
  for (const [index, start] of starts.entries()) {
    const chunk = source.slice(start, starts[index + 1]);
    const name = /^(?:class|function) (\w+)/.exec(chunk)?.[1];
    if (!name) continue;
    if (chunk.startsWith("class")) classes[name] = chunk;
    else converters[name] = chunk;
  }
  return { classes, converters };
}

/** name → { isBlock, type } as the converter to HCL lists them. Attributes that are only computed are not in it. */
function arguments_(text) {
  const found = {};
  const entry = /(\w+): \{\s+value: ([^\n]*),\s+isBlock: (true|false),\s+type: "(\w+)",\s+storageClassType: "(\w+)"/g;
  for (const [, name, value, isBlock, type, storage] of text.matchAll(entry)) {
    found[name] = { isBlock: isBlock === "true", type, storage, writeOnly: value.includes("markWriteOnly") };
  }
  return found;
}

function block(className, argumentsText, { classes, converters }) {
  const text = classes[className];
  if (!text) throw new Error(`no class ${className}`);
  const known = arguments_(argumentsText);
  const flags = Object.fromEntries([...text.matchAll(/\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)/g)]
    .map(([, name, computed, optional, required]) => [name, { computed: computed === "true", optional: optional === "true", required: required === "true" }]));
  const result = { attributes: {}, blocks: {} };

  // A binding that was compiled without the flags of simple attributes still says them by what it lets one do.
  const flagsOf = (name, camel) => {
    if (flags[name]) return flags[name];
    const settable = new RegExp(`set ${camel}\\(`).test(text);
    const resettable = new RegExp(`reset${camel[0].toUpperCase()}${camel.slice(1)}\\(`).test(text);
    return { computed: !settable, optional: resettable, required: settable && !resettable };
  };
  const add = (name, camel, type) => {
    const attribute = { type, ...flagsOf(name, camel) };
    if (known[name]?.writeOnly || /_wo$/.test(name)) attribute.writeOnly = true;
    result.attributes[name] = attribute;
  };

  for (const [, camel, body] of text.matchAll(/^    get (\w+)\(\) \{\n([\s\S]*?)\n    \}/gm)) {
    const call = /this\.(get\w+Attribute)\('(\w+)'\)/.exec(body);
    if (!call) continue;
    let type = simple[call[1]];
    if (!type) throw new Error(`${className}: ${call[1]}`);
    if (body.includes("Fn.tolist(")) type = ["set", type[1]];
    add(call[2], camel, type);
  }
  for (const [, camel, kind, name] of text.matchAll(/_(\w+) = new cdkt[fn]\.(\w+)\(this, "(\w+)"\)/g)) {
    if (maps[kind]) add(name, camel, maps[kind]);
  }
  for (const [, camel, kind, name, wraps] of text.matchAll(/_(\w+) = new (?:index_structs\w*\.)?(\w+)\(this, "(\w+)"(?:, (true|false))?\)/g)) {
    const item = kind.replace(/(List|Map)$/, "OutputReference");
    const itemClass = kind.endsWith("OutputReference") ? kind : item;
    const base = itemClass.replace(/OutputReference$/, "");
    const converter = converters[`${base[0].toLowerCase()}${base.slice(1)}ToHclTerraform`] ?? "";
    const inner = block(itemClass, converter, { classes, converters });
    const single = kind.endsWith("OutputReference");
    const listed = known[name];
    const nesting = kind.endsWith("Map") ? "map" : listed ? (listed.type === "struct" ? "single" : listed.type) : single ? "single" : wraps === "true" ? "set" : "list";
    const flag = flags[name] ?? { optional: true, required: false, computed: false };
    if (listed?.isBlock) {
      result.blocks[name] = { nesting, min: flag.required ? 1 : 0, max: single && nesting !== "single" ? 1 : 0, ...inner };
    } else if (listed) {
      result.attributes[name] = { ...flag, nested: { nesting, ...inner } };
    } else {
      result.attributes[name] = { type: collection(nesting, object(inner)), computed: true, optional: false, required: false };
    }
  }
  return result;
}

const collection = (nesting, type) => (nesting === "single" ? type : [nesting, type]);
function object(inner) {
  const fields = Object.entries(inner.attributes).map(([name, attribute]) =>
    [name, attribute.type ?? collection(attribute.nested.nesting, object(attribute.nested))]);
  return ["object", Object.fromEntries(fields)];
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== false && item !== 0)
    .sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

function read(folder, provider, kind, type) {
  const plain = type.slice(provider.length + 1).replaceAll("_", "-");
  const candidates = kind === "resource" ? [plain, `${plain}-resource`] : [`${kind}-${provider}-${plain}`];
  const path = candidates.map((name) => join(folder, provider, "lib", name, "index.js")).find(existsSync);
  if (!path) throw new Error(`${type}: the bindings have no such ${kind}`);
  // Large types keep their blocks in files beside.
  const beside = join(dirname(path), "index-structs");
  const structs = existsSync(beside) ? readdirSync(beside).filter((name) => name.endsWith(".js")).map((name) => join(beside, name)) : [];
  const all = parts([path, ...structs].map((name) => readFileSync(name, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "")).join("\n"));
  const main = Object.keys(all.classes).find((name) => all.classes[name].includes(`static tfResourceType = "${type}"`)
    || all.classes[name].includes(`terraformResourceType: '${type}'`));
  if (!main) throw new Error(`${type}: no class for it in ${path}`);
  const hcl = /synthesizeHclAttributes\(\) \{[\s\S]*/.exec(all.classes[main])?.[0] ?? "";
  return block(main, hcl, all);
}

function providerBlock(folder, provider) {
  const path = join(folder, provider, "lib", "provider", "index.js");
  const all = parts(readFileSync(path, "utf8"));
  const main = Object.keys(all.classes).find((name) => /extends cdkt[fn]\.TerraformProvider/.test(all.classes[name]));
  const hcl = /synthesizeHclAttributes\(\) \{[\s\S]*/.exec(all.classes[main])?.[0] ?? "";
  // Arguments of a provider are not read back, so the bindings have no typed getters for them; the converter lists all.
  const types = { string: "string", boolean: "bool", number: "number", stringList: ["list", "string"], stringMap: ["map", "string"] };
  const result = { attributes: {}, blocks: {} };
  for (const [name, entry] of Object.entries(arguments_(hcl))) {
    if (!entry.isBlock) {
      result.attributes[name] = { type: types[entry.storage] ?? "string", optional: true };
      continue;
    }
    const base = entry.storage.replace(/List$/, "");
    result.blocks[name] = { nesting: entry.type === "struct" ? "single" : entry.type, ...argumentBlock(base, all.converters) };
  }
  return result;
}

function argumentBlock(base, converters) {
  const text = converters[`${base[0].toLowerCase()}${base.slice(1)}ToHclTerraform`] ?? "";
  const types = { string: "string", boolean: "bool", number: "number", stringList: ["list", "string"], stringMap: ["map", "string"] };
  const result = { attributes: {}, blocks: {} };
  for (const [name, entry] of Object.entries(arguments_(text))) {
    if (entry.isBlock) result.blocks[name] = { nesting: entry.type === "struct" ? "single" : entry.type, ...argumentBlock(entry.storage.replace(/List$/, ""), converters) };
    else result.attributes[name] = { type: types[entry.storage] ?? "string", optional: true };
  }
  return result;
}

function main(folder) {
  const used = typesInUse();
  let failed = false;
  for (const provider of ["aws", "azurerm", "google"]) {
    const meta = JSON.parse(readFileSync(join(folder, provider, "package.json"), "utf8"));
    const schema = { version: (meta.cdktn ?? meta.cdktf).provider.version, provider: providerBlock(folder, provider), resource: {}, data: {}, ephemeral: {} };
    for (const kind of ["resource", "data", "ephemeral"]) {
      for (const type of [...used[kind]].filter((type) => type.startsWith(`${provider}_`)).sort()) {
        try {
          schema[kind][type] = read(folder, provider, kind, type);
        } catch (error) {
          console.error(error.message);
          failed = true;
        }
      }
    }
    writeFileSync(join(here, `${provider}.json`), `${JSON.stringify(sorted(schema))}\n`);
    const count = ["resource", "data", "ephemeral"].reduce((sum, kind) => sum + Object.keys(schema[kind]).length, 0);
    console.log(`${provider} ${schema.version}: ${count} types`);
  }
  process.exitCode = failed ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2]);
