namespace RetailGrains.Tests.Delivery;

/// <summary>The scripts that check the deployment files with the real tools. Their test classes run in parallel.</summary>
internal static class DeliveryScripts
{
    public const string Manifests = "deploy/check.sh";
    public const string Image = "deploy/checks/manifests/image.sh";
    public const string Terraform = "deploy/check-terraform.sh";
    public const string Pipelines = "deploy/check-pipelines.sh";
    public const string Monitoring = "deploy/check-monitoring.sh";
    public const string Verification = "deploy/checks/verify-deployment.sh";
    public const string RestoreDrill = "deploy/checks/restore-drill.sh";

    public static IReadOnlyList<string> Scripts { get; } = [Manifests, Image, Terraform, Pipelines, Monitoring, Verification, RestoreDrill];
}

public sealed class ManifestTests(ITestOutputHelper output)
{
    [CheckFact]
    public async Task Manifests_chart_compose_and_Dockerfile_pass_their_checks()
    {
        if (!await Script.RunAsync(output, DeliveryScripts.Manifests)) return;
        int read = 0;
        List<string> problems = [];
        foreach (string file in Directory.GetFiles(Path.Combine(Script.Root, "artifacts", "manifests", "rendered"), "*.yaml"))
        {
            (int count, List<string> found) = StrictReader.Read(Path.GetFileName(file), await File.ReadAllTextAsync(file));
            read += count;
            problems.AddRange(found);
        }

        output.WriteLine($"{read} rendered objects are read strictly by Kubernetes' client.");
        Assert.Equal([], problems);
        Assert.NotEqual(0, read);
    }

    [LongCheckFact]
    public Task Images_are_built_and_run_as_on_a_cluster() => Script.RunAsync(output, DeliveryScripts.Image);
}

public sealed class TerraformTests(ITestOutputHelper output)
{
    [CheckFact]
    public Task Every_root_and_module_passes_its_checks() => Script.RunAsync(output, DeliveryScripts.Terraform);
}

public sealed class PipelineTests(ITestOutputHelper output)
{
    [CheckFact]
    public Task Workflows_Argo_CD_and_scripts_pass_their_checks() => Script.RunAsync(output, DeliveryScripts.Pipelines);
}

public sealed class MonitoringTests(ITestOutputHelper output)
{
    [CheckFact]
    public Task Rules_dashboards_and_routes_of_alerts_work_on_a_cluster_under_load() => Script.RunAsync(output, DeliveryScripts.Monitoring);
}

public sealed class VerificationTests(ITestOutputHelper output)
{
    [CheckFact]
    public Task The_scripts_that_verify_a_deployment_detect_faults() => Script.RunAsync(output, DeliveryScripts.Verification);
}

public sealed class RestoreDrillTests(ITestOutputHelper output)
{
    [CheckFact]
    public Task A_restore_to_a_point_in_time_loses_nothing_acknowledged_before_it() =>
        Script.RunAsync(output, DeliveryScripts.RestoreDrill);
}
