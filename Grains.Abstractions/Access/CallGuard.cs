namespace RetailGrains.Access;

/// <summary>
/// The silo runs the method only if the caller's ticket has one of these roles. The grain that implements the method must derive from the
/// guarded base class, or check in the method.
/// </summary>
/// <param name="roles">One of <see cref="Roles"/>, or <see cref="CallTicket.Process"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresRoleAttribute(params string[] roles) : Attribute
{
    /// <summary>The caller needs any one of them.</summary>
    public IReadOnlyList<string> Roles { get; } = roles;
}

/// <summary>The silo writes an audit row before and after the call, unless the caller has already written one.</summary>
/// <param name="action">The action's name in the audit.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AuditedAttribute(string action) : Attribute
{
    /// <summary>The action's name in the audit.</summary>
    public string Action { get; } = action;
}

/// <summary>
/// The ticket that names a call's caller: a short-lived token that only a process with the platform's signing key can issue.
/// </summary>
public static class CallTicket
{
    /// <summary>The key of the ticket in Orleans' request context.</summary>
    public const string Key = "retail.ticket";

    /// <summary>A role that every ticket has and no account has: the call comes from a process of this platform.</summary>
    public const string Process = "process";
}

/// <summary>The caller that a verified ticket names.</summary>
/// <param name="Name">The caller's name in the audit.</param>
/// <param name="Address">The caller's network address; null for the platform itself.</param>
/// <param name="Roles">The caller's roles.</param>
/// <param name="AuditRow">The audit row of this call; null when there is none.</param>
public sealed record VerifiedCaller(string Name, string? Address, IReadOnlyList<string> Roles, long? AuditRow);

/// <summary>Verifies the tickets of guarded calls.</summary>
public interface ICallVerifier
{
    /// <summary>Verifies a ticket and returns its caller; null when the ticket is not valid.</summary>
    ValueTask<VerifiedCaller?> CallerOfAsync(string? ticket);
}
