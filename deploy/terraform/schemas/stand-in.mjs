// Stands in for the AWS, Azure and Google providers, of which no program is needed: serves their schemas, accepts every value, and knows
// nothing else. Prints the value of TF_REATTACH_PROVIDERS, then serves until its standard input closes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(process.env.RETAIL_NODE_TOOLS ?? process.cwd(), "package.json"));
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const nestings = { single: 1, list: 2, set: 3, map: 4 };

function attribute([name, value]) {
  const { type, nested, required, optional, computed, writeOnly } = value;
  return {
    name, required, optional, computed, write_only: writeOnly,
    ...(nested ? { nested_type: { attributes: Object.entries(nested.attributes ?? {}).map(attribute), nesting: nestings[nested.nesting] } }
      : { type: Buffer.from(JSON.stringify(type)) }),
  };
}

function block(value) {
  return {
    attributes: Object.entries(value.attributes ?? {}).map(attribute),
    block_types: Object.entries(value.blocks ?? {}).map(([type_name, inner]) =>
      ({ type_name, block: block(inner), nesting: nestings[inner.nesting], min_items: inner.min ?? 0, max_items: inner.max ?? 0 })),
  };
}

const schemas = (types) => Object.fromEntries(Object.entries(types ?? {}).map(([type, value]) => [type, { block: block(value) }]));

const definition = grpc.loadPackageDefinition(loader.loadSync(join(here, "provider.proto"), { keepCase: true }));
// The answer is megabytes and the same each time: it is encoded once.
const schemaMethod = definition.tfplugin6.Provider.service.GetProviderSchema;
const encodeSchema = schemaMethod.responseSerialize;
schemaMethod.responseSerialize = (encoded) => encoded;
const accept = (call, answer) => answer(null, {});

async function serve(provider) {
  const schema = JSON.parse(readFileSync(join(here, `${provider}.json`), "utf8"));
  const whole = encodeSchema({
    provider: { block: block(schema.provider) }, resource_schemas: schemas(schema.resource),
    data_source_schemas: schemas(schema.data), ephemeral_resource_schemas: schemas(schema.ephemeral),
  });
  const server = new grpc.Server();
  server.addService(definition.tfplugin6.Provider.service, {
    GetProviderSchema: (call, answer) => answer(null, whole),
    ValidateProviderConfig: accept, ValidateResourceConfig: accept, ValidateDataResourceConfig: accept, ValidateEphemeralResourceConfig: accept,
  });
  const port = await new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
  const address = { Network: "tcp", String: `127.0.0.1:${port}` };
  return { Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true, Addr: address };
}

const reattach = {};
// Terraform's address of a provider: its registry's host, which it adds itself, the vendor and the name.
for (const provider of ["aws", "azurerm", "google", "random"]) reattach[`hashicorp/${provider}`] = await serve(provider);
console.log(JSON.stringify(reattach));
process.stdin.on("end", () => process.exit(0)).resume();
