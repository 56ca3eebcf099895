namespace RetailGrains.Tests.Delivery;

/// <summary>The manifests as they are in the repository. These tests need no tools.</summary>
public sealed class StrictReaderTests
{
    [Fact]
    public void Every_object_of_the_sources_is_read()
    {
        string[] files =
        [
            .. Directory.GetFiles(Path.Combine(Script.Root, "k8s"), "*.yaml", SearchOption.AllDirectories),
            .. Directory.GetFiles(Path.Combine(Script.Root, "deploy", "backup"), "*.yaml"),
        ];
        int read = 0;
        List<string> problems = [];
        foreach (string file in files)
        {
            string text = File.ReadAllText(file);
            if (text.Contains("$patch:", StringComparison.Ordinal)) continue; // an instruction for kustomize, not an object
            (int count, List<string> found) = StrictReader.Read(Path.GetRelativePath(Script.Root, file), text);
            read += count;
            problems.AddRange(found);
        }

        Assert.Equal([], problems);
        Assert.InRange(read, 30, int.MaxValue);
    }

    [Theory]
    [InlineData("an unknown field", "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  port: []\n")]
    [InlineData("a duplicate key", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: b\n  a: c\n")]
    [InlineData("a wrong type", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  replicas: many\n")]
    [InlineData("an unknown kind", "apiVersion: apps/v1\nkind: Deploymint\nmetadata:\n  name: a\n")]
    public void A_broken_object_is_reported(string what, string text)
    {
        (int read, List<string> problems) = StrictReader.Read(what, text);
        Assert.Equal(0, read);
        Assert.StartsWith(what, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_check_of_deploy_is_run_by_a_test()
    {
        // Other scripts call these or people run them: deploy/checks/postgres-settings.sh measures, but checks nothing.
        string[] others =
        [
            "deploy/checks/tools.sh", "deploy/checks/manifests/tools.sh", "deploy/checks/monitoring/tools.sh",
            "deploy/checks/postgres-settings.sh",
        ];
        string[] scripts =
        [
            .. Directory.GetFiles(Path.Combine(Script.Root, "deploy"), "*.sh"),
            .. Directory.GetFiles(Path.Combine(Script.Root, "deploy", "checks"), "*.sh", SearchOption.AllDirectories),
        ];
        Assert.Equal(
            [.. DeliveryScripts.Scripts.Order()],
            scripts.Select(script => Path.GetRelativePath(Script.Root, script)).Except(others).Order());
    }
}
