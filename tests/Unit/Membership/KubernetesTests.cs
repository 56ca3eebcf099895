using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting.Kubernetes;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Membership;

/// <summary>The options of a silo in a pod's environment, as far as they can be tested without Kubernetes.</summary>
public sealed class KubernetesTests
{
    private const string Switch = "ORLEANS_KUBERNETES_HOSTING";

    private static readonly Dictionary<string, string?> Pod = new()
    {
        ["KUBERNETES_SERVICE_HOST"] = "10.96.0.1",
        ["POD_NAME"] = "silo-2",
        ["POD_NAMESPACE"] = "retail",
        ["POD_IP"] = "10.244.1.17",
        ["ORLEANS_SERVICE_ID"] = "retail",
        ["ORLEANS_CLUSTER_ID"] = "blue",
        ["DATABASE_URL"] = "postgresql://db/retail",
        ["SILO_ALLOW_PLAINTEXT"] = "true",
    };

    [Fact]
    public void In_a_pod_the_silo_has_the_pods_address_and_name()
    {
        using IHost host = Build(Pod);
        EndpointOptions endpoints = Options<EndpointOptions>(host);
        Assert.Equal(
            (IPAddress.Parse("10.244.1.17"), 11111, 30000), (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort));
        Assert.Equal(new IPEndPoint(IPAddress.Any, 11111), endpoints.SiloListeningEndpoint);
        Assert.Equal("silo-2", Options<SiloOptions>(host).SiloName);
        Assert.Equal(("retail", "blue"), (Options<ClusterOptions>(host).ServiceId, Options<ClusterOptions>(host).ClusterId));
    }

    [Theory]
    [InlineData("10.244.1.17", "0.0.0.0")]
    [InlineData("fd00:10:244::17", "::")]
    public void Without_the_hosting_package_the_silo_has_the_pods_name_and_address_too(string address, string listens)
    {
        using IHost host = Build(new(Pod) { [Switch] = "false", ["POD_IP"] = address, ["SILO_PORT"] = "21111" });
        EndpointOptions endpoints = Options<EndpointOptions>(host);
        Assert.Equal((IPAddress.Parse(address), 21111, 30000), (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(listens), 21111), endpoints.SiloListeningEndpoint);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(listens), 30000), endpoints.GatewayListeningEndpoint);
        Assert.Equal("silo-2", Options<SiloOptions>(host).SiloName);
        Assert.Equal(("retail", "blue"), (Options<ClusterOptions>(host).ServiceId, Options<ClusterOptions>(host).ClusterId));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public void Nothing_calls_the_Kubernetes_API_when_the_hosting_package_is_off(string? value, bool calls)
    {
        using IHost host = Build(new(Pod) { [Switch] = value });
        Assert.Equal(calls, host.Services.GetServices<IConfigureOptions<KubernetesHostingOptions>>().Any());
        Assert.Equal(calls, host.Services.GetServices<IValidateOptions<KubernetesHostingOptions>>().Any());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pod.ip")]
    public void Without_the_hosting_package_the_pods_address_is_required(string? address)
    {
        using IHost host = Build(new(Pod) { [Switch] = "false", ["POD_IP"] = address });
        string problem = Assert.Single(Assert.Throws<OptionsValidationException>(() => Options<SiloHostOptions>(host)).Failures);
        Assert.StartsWith("POD_IP", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_a_pod_the_settings_determine_the_address()
    {
        using IHost host = Build(new()
        {
            ["DATABASE_URL"] = "postgresql://db/retail",
            ["SILO_ADDRESS"] = "192.168.1.5",
            ["SILO_ALLOW_PLAINTEXT"] = "true",
            ["SILO_PORT"] = "21111",
            ["GATEWAY_PORT"] = "40000",
        });
        EndpointOptions endpoints = Options<EndpointOptions>(host);
        Assert.Equal(
            (IPAddress.Parse("192.168.1.5"), 21111, 40000), (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort));
        Assert.Equal(("retail", "retail"), (Options<ClusterOptions>(host).ServiceId, Options<ClusterOptions>(host).ClusterId));
    }

    [Fact]
    public void Auto_is_an_address_of_this_host_that_others_can_reach()
    {
        IPAddress? own = OwnAddress.Find();
        using IHost host =
            Build(new() { ["DATABASE_URL"] = "postgresql://db/retail", ["SILO_ADDRESS"] = "auto", ["SILO_ALLOW_PLAINTEXT"] = "true" });
        if (own is null) Assert.Throws<OptionsValidationException>(() => Options<SiloHostOptions>(host));
        else Assert.Equal(own, Options<EndpointOptions>(host).AdvertisedIPAddress);
    }

    [Fact]
    public void The_operations_port_is_local_except_in_a_pod_whose_probes_come_from_outside()
    {
        using (IHost pod = Build(Pod)) Assert.Null(Options<SiloHostOptions>(pod).OperationsHost);
        using IHost host = Build(new() { ["DATABASE_URL"] = "postgresql://db/retail" });
        Assert.Equal(IPAddress.Loopback, Options<SiloHostOptions>(host).OperationsHost);
        using IHost any = Build(new() { ["DATABASE_URL"] = "postgresql://db/retail", ["OPS_HOST"] = "*" });
        Assert.Null(Options<SiloHostOptions>(any).OperationsHost);
    }

    [Fact]
    public void A_pod_needs_tls_or_the_permission_to_go_without()
    {
        using IHost host = Build(new(Pod) { ["SILO_ALLOW_PLAINTEXT"] = null });
        string problem = Assert.Single(Assert.Throws<OptionsValidationException>(() => Options<SiloHostOptions>(host)).Failures);
        Assert.Contains("POD_NAME=silo-2", problem, StringComparison.Ordinal);
        Assert.Contains("SILO_TLS_CERT", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SILO_PORT", "0")]
    [InlineData("OPS_PORT", "http")]
    [InlineData("SILO_ADDRESS", "0.0.0.0")]
    [InlineData("SILO_ADDRESS", "localhost")]
    [InlineData("DATABASE_URL", null)]
    [InlineData("ORLEANS_SERVICE_ID", "other")]
    [InlineData("ORLEANS_KUBERNETES_HOSTING", "off")]
    public void A_setting_that_cannot_be_used_is_named(string name, string? value)
    {
        using IHost host = Build(new(Pod) { [name] = value });
        string problem = Assert.Single(Assert.Throws<OptionsValidationException>(() => Options<SiloHostOptions>(host)).Failures);
        Assert.StartsWith(name, problem, StringComparison.Ordinal);
    }

    private static T Options<T>(IHost host)
        where T : class => host.Services.GetRequiredService<IOptions<T>>().Value;

    /// <summary>Orleans' hosting reads the process's environment; the variables are set only briefly and affect no other test.</summary>
    private static IHost Build(Dictionary<string, string?> settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        foreach ((string name, string? value) in Pod)
            Environment.SetEnvironmentVariable(name, settings.ContainsKey("POD_NAME") ? value : null);
        builder.Services.AddSingleton<IConfigureOptions<SiloHostOptions>, ReadSiloHostOptions>();
        builder.UseOrleans(silo => silo.UseIdentity(builder.Configuration));
        return builder.Build();
    }
}
