using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RetailGrains.ServiceDefaults.Health;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class ConsoleServerTests
{
    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public void Without_settings_it_listens_on_port_8080_and_in_development_only_for_this_machine(string environment, bool isLocal)
    {
        ConsoleServer server = Read(environment);
        Assert.Equal(isLocal ? IPAddress.Loopback : null, server.Host);
        Assert.Equal(8080, server.Port);
        Assert.Equal(LogLevel.Information, server.LogLevel);
        Assert.Empty(server.Proxies);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public void Metrics_which_need_no_token_are_for_this_machine_only_unless_the_host_is_set(string environment)
    {
        Assert.Equal(IPAddress.Loopback, Read(environment).OperationsHost);
        Assert.Equal(8082, Read(environment).OperationsPort);
        Assert.Null(Read(environment, ("CONSOLE_OPS_HOST", "*")).OperationsHost);
    }

    [Theory]
    [InlineData("*", "http://127.0.0.1:8081/health")]
    [InlineData("0.0.0.0", "http://127.0.0.1:8081/health")]
    [InlineData("10.0.0.5", "http://10.0.0.5:8081/health")]
    [InlineData("::1", "http://[::1]:8081/health")]
    public void The_health_command_asks_where_the_server_listens(string host, string address)
    {
        ConsoleServer server = Read("Production", ("CONSOLE_HOST", host), ("CONSOLE_PORT", "8081"));
        Assert.Equal(address, HealthProbe.AddressOf(server.Host, server.Port, "http", "health").AbsoluteUri);
    }

    [Theory]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("WARNING", LogLevel.Warning)]
    [InlineData("NONE", LogLevel.None)]
    public void Levels_have_the_names_that_the_other_programs_accept(string name, LogLevel level) =>
        Assert.Equal(level, Read("Production", ("LOG_LEVEL", name)).LogLevel);

    [Theory]
    [InlineData("CONSOLE_HOST", "here")]
    [InlineData("CONSOLE_PORT", "0")]
    [InlineData("CONSOLE_PORT", "65536")]
    [InlineData("CONSOLE_PORT", "http")]
    [InlineData("CONSOLE_OPS_HOST", "there")]
    [InlineData("CONSOLE_OPS_PORT", "-1")]
    [InlineData("LOG_LEVEL", "LOUD")]
    [InlineData("LOG_LEVEL", "3")]
    [InlineData("Limits:TrustedProxies:0", "0.0.0.0/0")]
    public void A_wrong_setting_is_named(string name, string value)
    {
        string problem = Assert.Single(Assert.Throws<OptionsValidationException>(() => Read("Production", (name, value))).Failures);
        Assert.Contains(name, problem, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_need_a_port_of_their_own()
    {
        string problem = Assert.Single(
            Assert.Throws<OptionsValidationException>(() => Read("Production", ("CONSOLE_OPS_PORT", "8080"))).Failures);
        Assert.Equal("CONSOLE_OPS_PORT must differ from CONSOLE_PORT; both are 8080.", problem);
    }

    private static ConsoleServer Read(string environment, params (string Name, string Value)[] settings) => ConsoleServer.Read(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build(),
        new TestEnvironment(environment));
}
