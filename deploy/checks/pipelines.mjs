// Rules for the workflows, Dependabot and Argo CD's objects that their own linters do not have.
//   node pipelines.mjs extract FOLDER   writes each `run:` block as a script with its shell, for shellcheck
//   node pipelines.mjs                  checks, and shows each rule to find its fault in a broken copy
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(join(process.env.RETAIL_NODE_TOOLS ?? process.cwd(), "package.json"));
const { parse, parseAllDocuments } = require("yaml");
const modelsFolder = join(process.env.RETAIL_NODE_TOOLS ?? process.cwd(), "node_modules", "@kubernetes-models", "argo-cd", "argoproj.io", "v1alpha1");

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const workflowFolder = join(root, ".github", "workflows"), argoFolder = join(root, "deploy", "argocd");
const read = (folder) => Object.fromEntries(readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
const jobs = (workflow) => Object.entries(workflow.jobs ?? {});
const steps = (workflow) => jobs(workflow).flatMap(([name, job]) => (job.steps ?? []).map((step, index) => [`${name}[${index}]`, step]));

if (process.argv[2] === "extract") {
  mkdirSync(process.argv[3], { recursive: true });
  for (const [file, text] of Object.entries(read(workflowFolder))) {
    for (const [where, step] of steps(parse(text))) {
      if (!step.run) continue;
      // GitHub runs bash with these; expressions are put in before the shell sees them.
      const script = `#!/usr/bin/env bash\nset -eo pipefail\n${step.run.replace(/\$\{\{[^}]*\}\}/g, "expression")}\n`;
      writeFileSync(join(process.argv[3], `${file}-${where.replace(/\W/g, "-")}.sh`), script);
    }
  }
  process.exit();
}

/** The Dockerfile's images: its stages with a title. */
const targets = readFileSync(join(root, "Dockerfile"), "utf8").split(/^FROM /m).slice(1)
  .filter((stage) => /image\.title=/.test(stage)).map((stage) => /^\S+ AS (\S+)/.exec(stage)[1]);
const overlayFolder = join(root, "k8s", "overlays");
const imagesOfOverlays = (existsSync(overlayFolder) ? ["staging", "production"] : [])
  .flatMap((name) => parse(readFileSync(join(overlayFolder, name, "kustomization.yaml"), "utf8")).images.map((image) => image.name.split("/").at(-1)));

const allowedWrites = { contents: ["staging", "production", "overlay"], packages: ["image", "packages"], attestations: ["image"], "id-token": ["image", "plan"] };

const workflowRules = {
  "the top grants nothing": (workflow) => (JSON.stringify(workflow.permissions) === "{}" ? [] : ["permissions at the top are not {}"]),
  "every job states its permissions": (workflow) => jobs(workflow).flatMap(([name, job]) => {
    if (typeof job.permissions !== "object") return [`${name}: no permissions`];
    return Object.entries(job.permissions).filter(([scope, level]) => level === "write" && !allowedWrites[scope]?.includes(name)).map(([scope]) => `${name}: writes ${scope}`);
  }),
  "actions are pinned by commit, with their version": (workflow, text) => [
    ...steps(workflow).map(([where, step]) => [where, step.uses]), ...jobs(workflow).map(([name, job]) => [name, job.uses])]
    .filter(([, uses]) => uses && !uses.startsWith("./"))
    .flatMap(([where, uses]) => (!/@[0-9a-f]{40}$/.test(uses) ? [`${where}: ${uses}`]
      : new RegExp(`${uses.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")} # v\\d+\\.\\d+\\.\\d+`).test(text) ? [] : [`${where}: ${uses} without its version`])),
  "no expression of somebody else's in a script": (workflow) => steps(workflow)
    .filter(([, step]) => /\$\{\{\s*(github\.(event|head_ref|ref_name)|inputs|matrix|steps|secrets|vars)/.test(step.run ?? "")).map(([where]) => `${where}: put it into env`),
  "no static keys of a cloud": (workflow, text) => (/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)|AZURE_CREDENTIALS|GOOGLE_CREDENTIALS|credentials_json/.test(text) ? ["a static key"] : []),
  "checkout keeps no credentials, but where it pushes": (workflow) => steps(workflow)
    .filter(([where, step]) => step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false && !where.startsWith("overlay")).map(([where]) => where),
  "jobs end by themselves": (workflow) => jobs(workflow).filter(([, job]) => !job.uses && !job["timeout-minutes"]).map(([name]) => `${name}: no timeout`),
  "nothing is run for strangers with secrets": (workflow) => (Object.keys(workflow.on ?? {}).some((event) => ["pull_request_target", "workflow_run"].includes(event)) ? ["a privileged event"] : []),
  "no registry's host is named": (workflow, text) => (/\b(ghcr|docker|quay|gcr)\.(io|com)\b/.test(text.replace(/uses: \S+/g, "")) ? ["name it by vars.REGISTRY"] : []),
  "images are not built without tests": (workflow) => jobs(workflow).filter(([, job]) => (job.steps ?? []).some((step) => step.uses?.startsWith("docker/build-push-action")) && ![job.needs].flat().includes("verify")).map(([name]) => name),
  "every target of the Dockerfile is built": (workflow) => {
    const built = workflow.jobs.image?.strategy?.matrix?.target;
    return built ? targets.filter((target) => !built.includes(target)).concat(built.filter((target) => !targets.includes(target))) : [];
  },
  "every image of an overlay gets its digest": (workflow) => {
    const step = workflow.jobs.overlay?.steps?.find((one) => /set-digests/.test(one.run ?? ""));
    return step ? imagesOfOverlays.filter((name) => !step.run.split(/\s+/).includes(`digest-${name}`)) : [];
  },
  "images have the commit's time": (workflow) => steps(workflow).filter(([, step]) => step.uses?.startsWith("docker/build-push-action")
    && !(/rewrite-timestamp=true/.test(step.with.outputs) && step.env?.SOURCE_DATE_EPOCH)).map(([where]) => where),
};

const broken = {
  "the top grants nothing": ["ci.yml", "permissions: {}", "permissions: read-all"],
  "every job states its permissions": ["ci.yml", "      contents: read", "      contents: write"],
  "actions are pinned by commit, with their version": ["ci.yml", /checkout@[0-9a-f]+ # v5.0.0/, "checkout@v5"],
  "no expression of somebody else's in a script": ["ci.yml", "run: dotnet build Api -c Release", "run: echo ${{ github.event.pull_request.title }}"],
  "no static keys of a cloud": ["terraform.yml", "role-to-assume: ${{ vars.AWS_PLAN_ROLE }}", "aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}"],
  "checkout keeps no credentials, but where it pushes": ["ci.yml", "persist-credentials: false", "fetch-tags: true"],
  "jobs end by themselves": ["ci.yml", "    timeout-minutes: 60\n", ""],
  "nothing is run for strangers with secrets": ["ci.yml", "pull_request:", "pull_request_target:"],
  "no registry's host is named": ["release.yml", "registry: ${{ vars.REGISTRY }}", "registry: ghcr.io"],
  "images are not built without tests": ["release.yml", "    needs: verify\n    runs-on: ubuntu-24.04\n    timeout-minutes: 45", "    runs-on: ubuntu-24.04\n    timeout-minutes: 45"],
  "every target of the Dockerfile is built": ["release.yml", "target: [api, console, ", "target: [api, "],
  "every image of an overlay gets its digest": ["rollout.yml", " digest-console", ""],
  "images have the commit's time": ["release.yml", ",rewrite-timestamp=true", ""],
};

const argoTypes = () => ({ AppProject, Application });
const argoRules = {
  "objects are as Argo CD defines them": ({ objects }) => objects.flatMap((object) => {
    const type = argoTypes()[object.kind];
    if (!type) return [`${object.kind} is not Argo CD's`];
    try {
      new type(object).validate();
      return [];
    } catch (error) {
      return [`${object.metadata.name}: ${error.message}`];
    }
  }),
  "no application is of the project default": ({ applications }) => applications.filter((one) => one.spec.project !== "retail-grains").map((one) => one.metadata.name),
  "destinations are the project's": ({ applications, project }) => applications.filter((one) => !project.spec.destinations.some((to) =>
    to.namespace === one.spec.destination.namespace && to.server === one.spec.destination.server)).map((one) => one.metadata.name),
  "sources are the project's": ({ applications, project }) => applications.filter((one) => !project.spec.sourceRepos.includes(one.spec.source.repoURL)).map((one) => one.metadata.name),
  "nothing is allowed by a star": ({ project }) => [...project.spec.clusterResourceWhitelist, ...project.spec.namespaceResourceWhitelist].filter((one) => one.group === "*" || one.kind === "*").map(() => "a star")
    .concat(project.spec.destinations.filter((to) => /\*/.test(to.namespace)).map((to) => to.namespace)),
  "autoscalers own replicas": ({ applications }) => applications.filter((one) => !one.spec.ignoreDifferences?.some((difference) => difference.kind === "Deployment" && difference.jsonPointers?.includes("/spec/replicas"))
    || !one.spec.syncPolicy.syncOptions.includes("RespectIgnoreDifferences=true")).map((one) => one.metadata.name),
  "kinds are exactly those of the overlays": ({ project, rendered }) => {
    if (!rendered) return [];
    const used = new Set(rendered.map((object) => `${object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : ""}/${object.kind}`));
    const allowed = new Set([...project.spec.clusterResourceWhitelist, ...project.spec.namespaceResourceWhitelist].map((one) => `${one.group}/${one.kind}`));
    return [...[...used].filter((one) => !allowed.has(one)).map((one) => `${one} is used and not allowed`), ...[...allowed].filter((one) => !used.has(one)).map((one) => `${one} is allowed and not used`)];
  },
  "migrate runs before pods, after what it needs": ({ rendered }) => {
    if (!rendered) return [];
    const wave = (object) => Number(object.metadata.annotations?.["argocd.argoproj.io/sync-wave"] ?? 0);
    const jobs = rendered.filter((object) => object.kind === "Job");
    return jobs.flatMap((job) => [
      ...(job.metadata.annotations?.["argocd.argoproj.io/hook"] === "Sync" ? [] : [`${job.metadata.name} is no hook of the sync`]),
      ...rendered.filter((object) => object.kind === "Deployment" && wave(object) <= wave(job)).map((object) => `${object.metadata.name} does not wait for ${job.metadata.name}`),
      ...rendered.filter((object) => ["ServiceAccount", "ConfigMap", "ExternalSecret", "NetworkPolicy", "Certificate"].includes(object.kind) && wave(object) >= wave(job)).map((object) => `${object.kind} ${object.metadata.name} comes after ${job.metadata.name}`),
    ]).concat(jobs.length === 0 ? ["there is no migrate job"] : []);
  },
};

const brokenArgo = {
  "objects are as Argo CD defines them": (all) => { all.applications[0].spec.syncPolicy.retry.limit = "many"; },
  "no application is of the project default": (all) => { all.applications[0].spec.project = "default"; },
  "destinations are the project's": (all) => { all.applications[0].spec.destination.namespace = "kube-system"; },
  "sources are the project's": (all) => { all.applications[0].spec.source.repoURL = "https://git.example.com/other.git"; },
  "nothing is allowed by a star": (all) => { all.project.spec.destinations[0].namespace = "retail*"; },
  "autoscalers own replicas": (all) => { delete all.applications[0].spec.ignoreDifferences; },
  "kinds are exactly those of the overlays": (all) => { all.project.spec.namespaceResourceWhitelist.push({ group: "", kind: "Secret" }); },
  "migrate runs before pods, after what it needs": (all) => { all.rendered.find((object) => object.kind === "Job").metadata.annotations["argocd.argoproj.io/hook"] = "PreSync"; },
};

let failed = false;
const report = (text) => { console.log(text); failed = true; };
const texts = read(workflowFolder);
const runWorkflows = (rule, files) => Object.entries(files).flatMap(([file, text]) => rule(parse(text), text).map((fault) => `${file}: ${fault}`));
for (const [name, rule] of Object.entries(workflowRules)) {
  for (const fault of runWorkflows(rule, texts)) report(`${name}: ${fault}`);
  const [file, from, to] = broken[name];
  const copy = texts[file].replace(from, to);
  if (copy === texts[file]) report(`${name}: its broken copy is not broken any more`);
  else if (runWorkflows(rule, { ...texts, [file]: copy }).length === 0) report(`${name}: the broken copy passes`);
}

const { AppProject, Application } = await import(pathToFileURL(join(modelsFolder, "index.js")));
const objects = Object.values(read(argoFolder)).flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()));
let rendered = null;
if (existsSync(join(root, "k8s", "overlays"))) {
  rendered = ["staging", "production"].flatMap((name) => parseAllDocuments(execFileSync("kubectl", ["kustomize", join(argoFolder, name)], { encoding: "utf8" })).map((document) => document.toJS()));
}
const everything = () => {
  const copy = structuredClone({ objects, rendered });
  return { ...copy, project: copy.objects.find((one) => one.kind === "AppProject"), applications: copy.objects.filter((one) => one.kind === "Application") };
};
for (const [name, rule] of Object.entries(argoRules)) {
  for (const fault of rule(everything())) report(`${name}: ${fault}`);
  if (!rendered && /overlays|migrate/.test(name)) continue;
  const copy = everything();
  brokenArgo[name](copy);
  if (rule(copy).length === 0) report(`${name}: the broken copy passes`);
}
console.log(`${Object.keys(workflowRules).length + Object.keys(argoRules).length} rules over ${Object.keys(texts).length} workflows and ${objects.length} objects of Argo CD`
  + (rendered ? `, which apply ${rendered.length}` : "; k8s/overlays is not here, so what they apply was not checked"));
process.exitCode = failed ? 1 : 0;
