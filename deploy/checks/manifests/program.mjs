// What the programs read and offer, taken from their sources, so that manifests cannot drift from them.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** Sources of the programs, by path. */
const sources = ['Access', 'Api', 'Demo', 'Formats', 'Grains', 'Grains.Abstractions', 'Ledger', 'Silo', 'Streaming.Redis', 'tools/Producer', 'Console', 'ServiceDefaults']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith('.cs') && !/(^|[\\/])(bin|obj)[\\/]/.test(file))
  .map((file) => [file, readFileSync(join(root, file), 'utf8')]);
const all = sources.map(([, text]) => text).join('\n');
const ofConsole = sources.filter(([file]) => file.startsWith('Console') || file.startsWith('ServiceDefaults')).map(([, text]) => text).join('\n');

/** Settings of .NET, of Orleans' hosting package, and of the images' runtime. */
const frameworks = [
  /^DOTNET_(ENVIRONMENT|GCHeapHardLimitPercent|GCHeapCount|GCNoAffinitize|SYSTEM_GLOBALIZATION_INVARIANT)$/,
  /^ASPNETCORE_HTTP_PORTS$/,
  /^Logging__Console__FormatterName$/,
  /^(POD_NAMESPACE|ORLEANS_SERVICE_ID)$/,
  /^PGBACKREST_[A-Z0-9_]+$/,
];

/** Properties of the classes that are bound to a section, as text: a name in it is a setting. */
function sectionHas(section, rest) {
  const literal = `${section}:${rest.join(':')}`;
  if (all.includes(`"${literal}"`) || all.includes(`"${section}:${rest.slice(0, -1).join(':')}:*"`)) return true;
  const options = new RegExp(`WithSection<(\\w+)>\\("${section}"\\)`).exec(all)?.[1];
  const text = options ? textOf(options) : '';
  return (
    text.length > 0 &&
    rest
      .filter((part) => !/^[0-9]+$/.test(part))
      .every((part) => new RegExp(`\\b${part}\\b\\s*\\{ get;|\\b${part}\\b.*\\{ get;`).test(text))
  );
}

/** The text of the file of a class, and of the class that it extends. */
function textOf(name) {
  const type = sources.find(([, text]) => new RegExp(`class ${name}\\b`).test(text));
  if (!type) return '';
  const base = new RegExp(`class ${name} : (\\w+)`).exec(type[1])?.[1];
  return type[1] + (base ? textOf(base) : '');
}

/** Whether a program reads this environment variable. */
export function reads(name) {
  if (frameworks.some((known) => known.test(name))) return true;
  if (name.includes('__')) return sectionHas(name.split('__')[0], name.split('__').slice(1));
  return all.includes(`"${name}"`);
}

/** Whether the console in a process of its own reads this environment variable. */
export function consoleReads(name) {
  const section = name.replaceAll('__', ':').replace(/:[0-9]+$/, '');
  return frameworks.some((known) => known.test(name)) || ofConsole.includes(`"${section}"`);
}

/** Paths that only probes and Prometheus call, inside the cluster. */
export const innerPaths = ['/metrics', '/health', '/ready', '/startup'];

/** Paths that clients, the pipeline's smoke test and the chart's notes call at the public address. */
export const publicPaths = [
  ...new Set([
    '/api/v1',
    ...[...readFileSync(join(root, 'deploy', 'scripts', 'smoke.sh'), 'utf8').matchAll(/\$url(\/[a-z0-9/-]*[a-z0-9])/g)].map(([, path]) => path),
    ...[...readFileSync(join(root, 'deploy', 'helm', 'retail-grains', 'templates', 'NOTES.txt'), 'utf8').matchAll(/Values\.host \}\}(\/[a-z0-9/-]+)/g)].map(
      ([, path]) => path,
    ),
  ]),
];

/** Paths of the web console: its pages, and what their forms and scripts call. */
export const consolePaths = [
  ...new Set(
    readdirSync(join(root, 'Console'), { recursive: true })
      .filter((file) => /\.(cs|razor)$/.test(file) && !/(^|[\\/])(bin|obj)[\\/]/.test(file))
      .map((file) => readFileSync(join(root, 'Console', file), 'utf8'))
      .flatMap((text) => [...text.matchAll(/(?:@page |const string \w+ = |Map(?:Get|Post|Methods)\()"(\/[a-z.\/-]*)"/g)].map(([, path]) => path))
      .filter((path) => !innerPaths.includes(path)),
  ),
];

const number = (pattern, what, text = all) => {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`program.mjs: ${what} is not found in the sources; correct its pattern`);
  return Number(match[1]);
};

export const facts = {
  partitions: 16,
  ports: {
    silo: {
      silo: number(/int SiloPort \{ get; set; \} = (\d+)/, 'SILO_PORT'),
      gateway: number(/int GatewayPort \{ get; set; \} = (\d+)/, 'GATEWAY_PORT'),
      ops: number(/int OperationsPort \{ get; set; \} = (\d+)/, 'OPS_PORT'),
    },
    api: { http: number(/int Port \{ get; set; \} = (\d+)/, 'API_PORT') },
    console: {
      http: number(/const int DefaultPort = (\d+)/, 'CONSOLE_PORT', ofConsole),
      ops: number(/const int DefaultOperationsPort = (\d+)/, 'CONSOLE_OPS_PORT', ofConsole),
    },
  },
  /** Seconds in which a host stops: the silo's own, and .NET's default for the API and the console. */
  shutdown: { silo: number(/TimeToLeave = TimeSpan\.FromSeconds\((\d+)\)/, "the silo's shutdown time"), api: 30, console: 30 },
  /** Connections of a process beside its pool: for membership, the one that holds the store's lock, an API's for lists, a silo's for checks. */
  besidePool: (component) =>
    number(/ClusterPoolSize = (\d+)/, 'the pool for membership') + 1 + (component === 'api' ? number(/ReadPoolSize = (\d+)/, 'the pool for lists') : 0) +
    (component === 'silo' ? number(/CheckPoolSize = (\d+)/, 'the pool for reconciliation') : 0),
  defaultPool: number(/int PoolSize \{ get; set; \} = (\d+)/, 'DATABASE_POOL_SIZE'),
  has: (path, component) => (component === 'console' ? ofConsole : all).includes(`"${path}"`),
};
