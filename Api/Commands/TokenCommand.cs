using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RetailGrains.Access;

namespace RetailGrains.Api.Commands;

/// <summary>
/// <c>token</c>: prints a token signed with the configured key. The key is never an argument, because every user of the host can read
/// the arguments of a process.
/// </summary>
internal static class TokenCommand
{
    private const int MaxSubject = 100;
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    public static Command Create(string[] settings)
    {
        var role = new Option<string[]>("--role")
        {
            Description = "viewer, producer or operator; may be given several times.",
            DefaultValueFactory = _ => [Roles.Operator],
        };
        var subject = new Option<string>("--subject")
        {
            Description = "The subject of the token, as the audit shows it.",
            DefaultValueFactory = _ => "command-line",
        };
        var lifetime = new Option<TimeSpan>("--lifetime")
        {
            Description = "How long the token is valid: a number with s, m, h or d, such as 30m or 7d.",
            HelpName = "time",
            DefaultValueFactory = _ => TimeSpan.FromHours(1),
            CustomParser = Lifetime,
        };
        var store = new Option<string[]>("--store")
        {
            Description = "A store that the token is bound to; may be given several times. Without it the token is for all stores.",
        };
        role.Validators.Add(CheckRoles);
        store.Validators.Add(CheckStores);
        subject.Validators.Add(CheckSubject);
        var command = new Command(
            "token", "Prints a token signed with JWT_SECRET_KEY or JWT_PRIVATE_KEY_FILE, or with the key of Development in RETAIL_HOME.")
        {
            role, subject, lifetime, store,
        };
        command.SetAction((parsed, _) => RunAsync(
            settings,
            [.. parsed.GetValue(role)!.Distinct()],
            parsed.GetValue(store) is { Length: > 0 } stores ? stores : null,
            parsed.GetValue(subject)!,
            parsed.GetValue(lifetime)));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, string[] roles, string[]? stores, string subject, TimeSpan lifetime)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(settings);
        builder.Services.AddAccess();
        await using ServiceProvider services = builder.Services.BuildServiceProvider();
        IssuedToken token = services.GetRequiredService<TokenIssuer>().Issue(subject, roles, lifetime: lifetime, stores: stores);
        await Console.Out.WriteLineAsync(token.Text);
        return 0;
    }

    private static void CheckRoles(OptionResult result)
    {
        foreach (string role in result.Tokens.Select(token => token.Value).Where(role => !Roles.All.Contains(role)))
            result.AddError($"--role must be viewer, producer or operator, not '{role}'.");
    }

    private static void CheckStores(OptionResult result)
    {
        if (StoreScope.Problem([.. result.Tokens.Select(token => token.Value)]) is { } problem) result.AddError($"--store {problem}.");
    }

    private static void CheckSubject(OptionResult result)
    {
        if (result.Tokens is not [{ Value: { } subject }, ..]) return;
        if (subject.Length is 0 or > MaxSubject || subject.Any(char.IsControl))
            result.AddError($"--subject must have 1 to {MaxSubject} characters, and no control characters.");
    }

    private static TimeSpan Lifetime(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Read(text) is { } lifetime && lifetime > TimeSpan.Zero && lifetime <= MaxLifetime) return lifetime;
        result.AddError($"--lifetime must be a number with s, m, h or d, such as 30m or 7d, up to {MaxLifetime.Days}d, not '{text}'.");
        return TimeSpan.Zero;
    }

    private static TimeSpan? Read(string text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return null;
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' when number <= MaxLifetime.Days => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
