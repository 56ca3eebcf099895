using k8s;
using YamlDotNet.Core;

namespace RetailGrains.Tests.Delivery;

/// <summary>
/// Reads objects into the typed models of Kubernetes' client, strictly: an unknown field, a duplicate key or a wrong type is a problem.
/// Custom resources have no model here; deploy/checks/manifests checks them.
/// </summary>
internal static class StrictReader
{
    private static readonly string[] BuiltIn =
        ["v1", "apps/v1", "autoscaling/v2", "batch/v1", "networking.k8s.io/v1", "policy/v1", "rbac.authorization.k8s.io/v1"];

    /// <summary>Returns the number of objects that were read, and a line for each problem.</summary>
    public static (int Read, List<string> Problems) Read(string name, string text)
    {
        int read = 0;
        List<string> problems = [];
        foreach (string document in $"\n{text}".Split("\n---\n"))
        {
            if (!BuiltIn.Contains(Value(document, "apiVersion:"))) continue;
            try
            {
                KubernetesYaml.LoadAllFromString(document, null, strict: true);
                read++;
            }
            catch (Exception e) when (e is YamlException or KeyNotFoundException or FormatException or InvalidCastException)
            {
                problems.Add($"{name}: {Value(document, "kind:")}: {(e.InnerException ?? e).Message}");
            }
        }

        return (read, problems);
    }

    private static string? Value(string document, string key) =>
        document.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim();
}
