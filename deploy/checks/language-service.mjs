// Asks GitHub's language service, which its editor extension uses, what is wrong with the workflows of a folder, and shows that it finds
// faults in broken copies: node language-service.cjs FOLDER, after esbuild has bundled it (deploy/check-pipelines.sh).
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

const error = 1, warning = 2;
const problems = async (name, text) =>
  (await validate(TextDocument.create(`file:///.github/workflows/${name}`, "yaml", 1, text)))
    .filter(({ severity }) => severity === undefined || severity === error || severity === warning)
    .map(({ range, message }) => `${name}:${range.start.line + 1}: ${message}`);

async function main(folder) {
  const texts = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  let failed = false;
  const report = (text) => {
    console.log(text);
    failed = true;
  };
  for (const [name, text] of Object.entries(texts)) for (const problem of await problems(name, text)) report(problem);

  const broken = {
    "a misspelt key": ["ci.yml", "timeout-minutes:", "timeout-minute:"],
    "an unknown permission": ["ci.yml", "contents: read", "content: read"],
    "an unknown context": ["release.yml", "${{ github.sha }}", "${{ git.sha }}"],
  };
  for (const [what, [name, from, to]] of Object.entries(broken)) {
    const copy = texts[name].replace(from, to);
    if (copy === texts[name]) report(`${what}: the broken copy is not broken any more`);
    // By another name, because the service keeps what it found for a name.
    else if ((await problems(`${what.replaceAll(" ", "-")}.yml`, copy)).length === 0) report(`${what}: the broken copy passes`);
  }
  console.log(`${Object.keys(texts).length} workflows, ${Object.keys(broken).length} broken copies refused`);
  process.exitCode = failed ? 1 : 0;
}

// No await at the top level: the bundle is CommonJS.
main(process.argv[2]).catch((reason) => {
  console.error(reason);
  process.exitCode = 1;
});
