// Reads every YAML file of a folder into the typed models of Kubernetes' client, strictly: an unknown field, a duplicate key or a wrong
// type is a problem. Custom resources have no model here; deploy/checks/manifests checks them.
using k8s;
using YamlDotNet.Core;

string[] builtIn = ["v1", "apps/v1", "autoscaling/v2", "batch/v1", "networking.k8s.io/v1", "policy/v1", "rbac.authorization.k8s.io/v1"];
int read = 0, problems = 0;
foreach (string file in Directory.EnumerateFiles(args.Length == 1 ? args[0] : ".", "*.yaml").Order(StringComparer.Ordinal))
{
    foreach (string document in File.ReadAllText(file).Split("\n---\n"))
    {
        string? version = Line(document, "apiVersion:");
        if (version is null || !builtIn.Contains(version)) continue;
        try
        {
            _ = KubernetesYaml.LoadAllFromString(document, null, strict: true);
            read++;
        }
        catch (Exception e) when (e is YamlException or KeyNotFoundException or FormatException or InvalidCastException)
        {
            problems++;
            await Console.Error.WriteLineAsync($"{Path.GetFileName(file)}: {version} {Line(document, "kind:")}: {(e.InnerException ?? e).Message}");
        }
    }
}

Console.WriteLine($"{read} objects read strictly, {problems} problems.");
return problems > 0 || read == 0 ? 1 : 0;

static string? Line(string document, string key) =>
    document.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim();
