namespace RetailGrains.Access;

/// <summary>
/// Only a call whose ticket names one of these roles is made; the silo checks it before the method runs. The grain that implements the
/// method must be a guarded one.
/// </summary>
/// <param name="roles">One of <see cref="Roles"/>, or <see cref="CallTicket.Process"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresRoleAttribute(params string[] roles) : Attribute
{
    /// <summary>Any of them suffices.</summary>
    public IReadOnlyList<string> Roles { get; } = roles;
}

/// <summary>The call is put on record before and after, by the silo, unless its caller has done so.</summary>
/// <param name="action">What it does, by its name in the audit.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AuditedAttribute(string action) : Attribute
{
    /// <summary>Its name in the audit.</summary>
    public string Action { get; } = action;
}

/// <summary>
/// What a call carries to say for whom it is made: a short-lived token that only a process with the platform's signing key can issue.
/// </summary>
public static class CallTicket
{
    /// <summary>Where it travels in Orleans' request context.</summary>
    public const string Key = "retail.ticket";

    /// <summary>A role that every ticket has and no account: the call comes from a process of this platform.</summary>
    public const string Process = "process";
}

/// <summary>For whom a call is made, as a verified ticket says.</summary>
/// <param name="Name">The caller's name in the audit.</param>
/// <param name="Address">Where from; null for the platform itself.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="AuditRow">The row that puts this call on record; null when there is none.</param>
public sealed record VerifiedCaller(string Name, string? Address, IReadOnlyList<string> Roles, long? AuditRow);

/// <summary>Verifies tickets.</summary>
public interface ICallVerifier
{
    /// <summary>Null unless it is a valid ticket.</summary>
    ValueTask<VerifiedCaller?> CallerOfAsync(string? ticket);
}
