// Checks compose.yaml with its .env files, and the Dockerfile.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse, tools } from './model.mjs';
import { facts, reads, root } from './program.mjs';

const files = ['.env.example', '.env.development', '.env.staging', '.env.production'];
const program = join(tools, 'bin', 'docker-compose');
const secret = /(PASSWORD|SECRET|_KEY|TOKEN)$/;

/** The shell's environment without what the files are about. */
const shell = { PATH: process.env.PATH, HOME: process.env.HOME };

function compose(variables, ...parameters) {
  return spawnSync(program, ['--project-directory', root, '-f', join(root, 'compose.yaml'), ...parameters], {
    encoding: 'utf8',
    env: { ...shell, ...variables },
  });
}

const lines = (file) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);

/** A value for each variable that a file takes from the shell or leaves empty. */
function stand(file) {
  const values = {};
  for (const [name, value] of lines(file)) {
    if (value === '' && name !== 'COMPOSE_PROFILES') values[name] = `x-${name.toLowerCase()}`;
    for (const [, given] of value.matchAll(/\$\{([A-Z_]+):\?/g)) values[given] = `x-${given.toLowerCase()}`;
  }
  return values;
}

function fileProblems(file) {
  const values = stand(file);
  const names = lines(file).map(([name]) => name);
  const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
  const problems = [
    ...lines(file)
      .filter(([name, value]) => secret.test(name) && value !== '' && !value.startsWith('${'))
      .map(([name]) => `${file}: ${name} is a secret`),
    ...names
      .filter(
        (name) =>
          !name.startsWith('COMPOSE_') &&
          !text.includes(`\${${name}`) &&
          !new RegExp(`environment: ${name}$`, 'm').test(text) &&
          !lines(file).some(([, value]) => value.includes(`\${${name}}`)),
      )
      .map((name) => `${file}: compose.yaml does not use ${name}`),
  ];
  const run = compose(
    { ...values, COMPOSE_PROFILES: 'data,monitoring,loadtest', GRAFANA_ADMIN_PASSWORD: 'x' },
    '--env-file',
    join(root, file),
    'config',
  );
  if (run.status !== 0) return [...problems, `${file}: ${run.stderr.trim()}`];
  problems.push(
    ...run.stderr
      .split('\n')
      .filter((line) => /warn/i.test(line))
      .filter((line) => !/POSTGRES|REDIS_(APP|PRODUCER)/.test(line))
      .map((line) => `${file}: ${line}`),
  );
  // Each secret that is missing must be named, whichever it is.
  for (const missing of Object.keys(values).filter((name) => !/^(POSTGRES|REDIS)_(APP_|MONITOR_|PRODUCER_)?PASSWORD$|^GRAFANA/.test(name))) {
    const without = { ...values };
    delete without[missing];
    if (compose(without, '--env-file', join(root, file), 'config', '-q').status === 0) problems.push(`${file}: starts without ${missing}`);
  }
  return [...problems, ...modelProblems(file, parse(run.stdout)[0])];
}

function modelProblems(file, model) {
  const services = Object.entries(model.services);
  const ours = services.filter(([, service]) => /retail-grains\/(api|console|silo|migrate|tools):/.test(service.image));
  const pools = { silo: 3, api: 2, migrate: 1 };
  const connections = Object.entries(pools).reduce(
    (sum, [name, most]) =>
      sum +
      (model.services[name].deploy?.replicas ?? most) * (Number(model.services[name].environment.DATABASE_POOL_SIZE) + facts.besidePool(name)),
    0,
  );
  const most = Number(model.services.postgres.command.find((part) => part.startsWith('max_connections=')).split('=')[1]);
  return [
    ...services
      .filter(([, service]) => !/:[A-Za-z0-9][A-Za-z0-9._-]*$/.test(service.image) || service.image.endsWith(':latest'))
      .map(([name]) => `${name}: ${model.services[name].image} has no fixed version`),
    ...services.flatMap(([name, service]) =>
      (service.ports ?? []).filter((port) => port.host_ip !== '127.0.0.1').map((port) => `${name}: port ${port.published} is open to all`),
    ),
    ...services
      .filter(([, service]) => !(service.cap_drop ?? []).includes('ALL') && service.image.includes('retail-grains'))
      .map(([name]) => `${name}: keeps capabilities`),
    ...ours.flatMap(([name, service]) =>
      Object.keys(service.environment)
        .filter((one) => !reads(one))
        .map((one) => `${name}: ${one} is read by no program`),
    ),
    ...ours.filter(([, service]) => !service.read_only).map(([name]) => `${name}: has a writable root`),
    ...(new Set(ours.map(([, service]) => service.image.split(':').at(-1))).size > 1 ? ['images of different releases'] : []),
    ...services.flatMap(([name, service]) =>
      (service.volumes ?? [])
        .filter((volume) => volume.type === 'bind' && !existsSync(volume.source))
        .map((volume) => `${name}: ${volume.source} is missing`),
    ),
    ...Object.keys(facts.shutdown)
      .filter((name) => model.services[name])
      .filter((name) => Number.parseInt(model.services[name].stop_grace_period.replace('1m0s', '60s'), 10) < facts.shutdown[name] + 10)
      .map((name) => `${name}: stop_grace_period is too short`),
    ...(connections > most - 20 ? [`${connections} connections at most are more than max_connections ${most} less 20`] : []),
    ...(model.networks && Object.values(model.networks).some((network) => network?.ipam?.config) ? ['a fixed subnet'] : []),
  ].map((problem) => `${file}: ${problem}`);
}

export function composeProblems() {
  if (!existsSync(program)) {
    console.log('docker-compose is missing: compose.yaml is not checked');
    return [];
  }
  const bare = compose({}, '--env-file', '/dev/null', 'config', '-q');
  return [...(bare.status === 0 ? ['compose.yaml: starts without any secret'] : []), ...files.flatMap(fileProblems)];
}

/** Projects that a project needs, itself included. */
function closure(project, found = new Set()) {
  if (found.has(project)) return found;
  found.add(project);
  const text = readFileSync(join(root, project), 'utf8');
  for (const [, reference] of text.matchAll(/ProjectReference Include="([^"]+)"/g))
    closure(normalize(join(dirname(project), reference)), found);
  return found;
}

export function dockerfileProblems() {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const needed = new Set(
    ['Api/Api.csproj', 'Console/Console.csproj', 'Silo/Silo.csproj', 'tools/Producer/Producer.csproj'].flatMap((project) => [...closure(project)]),
  );
  const copied = new Set([...text.matchAll(/^COPY (\S+\.csproj) /gm)].map(([, file]) => file));
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8');
  const stages = text.split(/^FROM /m).slice(1);
  const last = stages.slice(stages.findIndex((stage) => stage.startsWith('${BASE}')));
  const platforms = /<RuntimeIdentifiers>(.*)<\/RuntimeIdentifiers>/.exec(readFileSync(join(root, 'Directory.Build.props'), 'utf8'))[1].split(';');
  let lint = '';
  try {
    lint = execFileSync(
      'node',
      [join(tools, 'npm', 'node_modules', 'dockerfilelint', 'bin', 'dockerfilelint'), '-o', 'json', join(root, 'Dockerfile')],
      { encoding: 'utf8' },
    );
  } catch (error) {
    lint = error.stdout;
  }
  // The linter does not know stages as bases, nor several options of HEALTHCHECK.
  const issues = JSON.parse(lint)
    .files.flatMap((file) => file.issues)
    .filter((issue) => issue.title !== 'Base Image Missing Tag' && !/^HEALTHCHECK /.test(text.split('\n')[issue.line - 1]));
  return [
    ...[...needed].filter((project) => !copied.has(project)).map((project) => `Dockerfile: ${project} is not copied before the restore`),
    ...[...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)]
      .flatMap(([, files]) => files.split(' '))
      .filter((file) => !file.includes('*') && !existsSync(join(root, file)))
      .map((file) => `Dockerfile: there is no ${file} to copy`),
    ...['global.json', 'nuget.config', 'Directory.*']
      .filter((files) => !text.match(/^COPY .*$/gm).some((line) => line.split(' ').includes(files)) || !ignore.includes(`!${files}\n`))
      .map((files) => `Dockerfile or .dockerignore: leaves out ${files}`),
    ...[...text.matchAll(/dotnet restore(?! --locked-mode)/g)].map(() => 'Dockerfile: a restore that accepts packages which no lock file has'),
    ...[...text.matchAll(/echo (linux-\w+)/g)]
      .filter(([, platform]) => !platforms.includes(platform))
      .map(([, platform]) => `Dockerfile: the lock files are not for ${platform}`),
    ...[...copied]
      .filter((project) => !text.includes(`${dirname(project)}/packages.lock.json`))
      .map((project) => `Dockerfile: the lock file of ${project} is not copied`),
    ...[...copied].filter((project) => !needed.has(project)).map((project) => `Dockerfile: ${project} is copied and not needed`),
    ...[...needed]
      .filter((project) => !ignore.includes(`!${dirname(project)}/**`))
      .map((project) => `.dockerignore: leaves out ${dirname(project)}`),
    ...last.filter((stage) => /^RUN /m.test(stage)).map((stage) => `Dockerfile: RUN in ${stage.split('\n')[0]}, whose base has no shell`),
    ...[...text.matchAll(/^(ENTRYPOINT|CMD|HEALTHCHECK .*CMD) (?!\[)/gm)].map(([line]) => `Dockerfile: ${line} needs a shell`),
    ...(/^ARG (SDK|BASE)=\S+@sha256:[0-9a-f]{64}$/gm.exec(text) &&
    [...text.matchAll(/^ARG (?:SDK|BASE)=(\S+)$/gm)].every(([, image]) => /@sha256:[0-9a-f]{64}$/.test(image))
      ? []
      : ['Dockerfile: a base image without digest']),
    ...['api', 'console', 'silo', 'migrate', 'tools']
      .filter((target) => !new RegExp(`^FROM \\S+ AS ${target}$`, 'm').test(text))
      .map((target) => `Dockerfile: no target ${target}`),
    ...(/^USER [1-9][0-9]*:[1-9][0-9]*$/m.test(text) ? [] : ['Dockerfile: no numeric user']),
    ...issues.map((issue) => `Dockerfile: line ${issue.line}: ${issue.title}`),
    ...readdirSync(root)
      .filter((name) => name === 'docker-compose.yml')
      .map((name) => `${name}: there is a compose.yaml already`),
  ];
}
