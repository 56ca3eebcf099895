using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.Hosting;
using RetailGrains.WebConsole.SignIn.External;

namespace RetailGrains.Tests.WebConsole.Rules;

public sealed class ExternalIssuerSettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Without_settings_there_is_no_issuer() => Assert.Null(Read().Issuer);

    [Fact]
    public void An_authority_and_a_client_suffice()
    {
        ExternalIssuerOptions issuer = Read(("AUTHORITY", "https://login.example/realm"), ("CLIENT_ID", "console")).Issuer!;
        Assert.Equal(new ExternalIssuerOptions(new Uri("https://login.example/realm"), "console", null, "openid profile"), issuer);
    }

    [Fact]
    public void The_secret_is_the_files_text_without_the_line_break()
    {
        File.WriteAllText(_file, "hush\n");
        ConsoleOptions options = Read(
            ("AUTHORITY", "http://localhost:1"), ("CLIENT_ID", "console"), ("CLIENT_SECRET_FILE", _file), ("SCOPES", "openid api"));
        Assert.Equal("hush", options.Issuer!.ClientSecret);
        Assert.Equal("openid api", options.Issuer.Scopes);
    }

    [Theory]
    [InlineData("AUTHORITY", "http://login.example", "https")]
    [InlineData("AUTHORITY", "login.example", "https")]
    [InlineData("AUTHORITY", "https://login.example?a=b", "https")]
    [InlineData("AUTHORITY", "", "CONSOLE_OIDC_CLIENT_ID needs CONSOLE_OIDC_AUTHORITY")]
    [InlineData("CLIENT_ID", "", "CONSOLE_OIDC_CLIENT_ID must be given")]
    [InlineData("CLIENT_SECRET_FILE", "/nowhere/secret", "cannot be read")]
    [InlineData("CLIENT_SECRET_FILE", "/dev/null", "is empty")]
    [InlineData("SCOPES", "profile openidx", "must contain openid")]
    public void A_wrong_setting_is_named(string name, string value, string problem)
    {
        Dictionary<string, string> settings = new() { ["AUTHORITY"] = "https://login.example", ["CLIENT_ID"] = "console" };
        settings[name] = value;
        var wrong = Assert.Throws<OptionsValidationException>(
            () => Read([.. settings.Select(setting => (setting.Key, setting.Value))]));
        string told = Assert.Single(wrong.Failures);
        Assert.Contains($"CONSOLE_OIDC_{name}", told, StringComparison.Ordinal);
        Assert.Contains(problem, told, StringComparison.Ordinal);
    }

    private static ConsoleOptions Read(params (string Name, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"CONSOLE_OIDC_{setting.Name}", (string?)setting.Value))).Build();
        var options = new ConsoleOptions();
        new ReadConsoleOptions(configuration).Configure(options);
        return options;
    }
}
