using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Failures;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Access;

/// <summary>The first operator's account: RETAIL_ADMIN_USER and RETAIL_ADMIN_PASSWORD, both or neither.</summary>
internal sealed class FirstOperatorOptions
{
    public string? User { get; set; }

    public string? Password { get; set; }
}

/// <summary>Reads <see cref="FirstOperatorOptions"/>; an invalid setting stops the start with its name, but never with its value.</summary>
internal sealed class ReadFirstOperatorOptions(IConfiguration configuration) : IConfigureOptions<FirstOperatorOptions>
{
    private const string UserSetting = "RETAIL_ADMIN_USER";
    private const string PasswordSetting = "RETAIL_ADMIN_PASSWORD";

    public void Configure(FirstOperatorOptions options)
    {
        if (configuration[UserSetting] is { Length: > 0 } user) options.User = SubjectRules.Normal(user);
        if (configuration[PasswordSetting] is { Length: > 0 } password) options.Password = password;
        if (options is { User: null, Password: null }) return;

        List<string> problems = [];
        if (options.User is null || options.Password is null) problems.Add($"{UserSetting} and {PasswordSetting} must be given together.");
        if (options.User is not null && SubjectRules.Name(options.User) is { } wrongName) problems.Add($"{UserSetting} {wrongName}.");
        if (options.Password is not null && SubjectRules.Password(options.Password, options.User) is { } wrong)
            problems.Add($"{PasswordSetting} {wrong}.");
        if (problems.Count > 0)
            throw new OptionsValidationException(nameof(FirstOperatorOptions), typeof(FirstOperatorOptions), problems);
    }
}

/// <summary>
/// Creates the first operator's account at the start, unless an account of that name exists or ever existed. A new name in the settings
/// therefore restores access, and a deleted account does not reappear.
/// </summary>
internal sealed partial class FirstOperator(
    Subjects subjects,
    AuditTrail auditTrail,
    CallTickets tickets,
    IOptions<FirstOperatorOptions> options,
    TimeProvider time,
    ILogger<FirstOperator> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>Retries until grains can be reached.</summary>
    public async Task EnsureAsync(CancellationToken stopping)
    {
        if (options.Value is not { User: { } user, Password: { } password }) return;
        var backoff = new Backoff(FirstDelay, MaxDelay);
        while (!stopping.IsCancellationRequested && !await TryEnsureAsync(user, password, stopping))
        {
            await Task.Delay(backoff.Next(), time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task<bool> TryEnsureAsync(string user, string password, CancellationToken stopping)
    {
        try
        {
            tickets.AttachPlatform();
            // Otherwise every start would write an audit record.
            if (await subjects.HasExistedAsync(user, stopping)) return true;
            (Subject? made, Problem? problem) = await auditTrail.RunAsync(
                "account.create",
                user,
                Roles.Operator,
                () => subjects.AddAsync(user, null, [Roles.Operator], null, password, stopping, onlyIfNew: true),
                made => made.Problem?.Status ?? StatusCodes.Status201Created,
                stopping);
            if (made is not null) LogMade(user);
            return problem is not { Status: StatusCodes.Status429TooManyRequests };
        }
        catch (Exception e) when (ExceptionResponses.IsTransient(e) || stopping.IsCancellationRequested)
        {
            LogTryingAgain(e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Created the first operator account {Name}")]
    private partial void LogMade(string name);

    [LoggerMessage(LogLevel.Warning, "Failed to create the first operator account; retrying")]
    private partial void LogTryingAgain(Exception reason);
}
