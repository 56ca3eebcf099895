namespace RetailGrains.Access;

/// <summary>Rules for the names of accounts, the ids of clients, and passwords.</summary>
public static class SubjectRules
{
    /// <summary>The prefix of client ids, which the platform assigns. No account name may begin with it.</summary>
    public const string ClientPrefix = "client-";

    /// <summary>In characters.</summary>
    public const int MinPassword = 12;

    /// <summary>In characters. The bound limits the cost of hashing.</summary>
    public const int MaxPassword = 256;

    private const int MinName = 2;
    private const int MaxName = 64;

    /// <summary>The stored form of a name. It ignores case, so that no account can impersonate another by a capital letter.</summary>
    public static string Normal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant();
    }

    /// <summary>Returns what is wrong with a normalized account name; null when it is valid.</summary>
    public static string? Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is < MinName or > MaxName
            || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@'))
            return "must be 2 to 64 letters a to z, digits and . _ - @; case is ignored";
        return name.StartsWith(ClientPrefix, StringComparison.Ordinal) ? $"must not begin with {ClientPrefix}, as ids of clients do" : null;
    }

    /// <summary>Returns whether the text has the form of a client id.</summary>
    public static bool IsClientId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length <= MaxName && id.StartsWith(ClientPrefix, StringComparison.Ordinal)
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }

    /// <summary>Returns what is wrong with an account's password; null when it is valid.</summary>
    public static string? Password(string password, string? name)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length is < MinPassword or > MaxPassword) return "must have 12 to 256 characters";
        if (name is not null && password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < name.Length + MinPassword)
            return "must be at least 12 characters longer than the name if it contains the name";
        return password.Distinct().Count() < 5 ? "must have at least 5 different characters" : null;
    }

    /// <summary>Returns why a subject with these roles cannot be bound to stores; null when it can.</summary>
    public static string? Binding(IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return roles.Contains(Roles.Operator) ? "must be null for an operator, because operators administer all stores" : null;
    }

    /// <summary>Returns what is wrong with roles; null when they are valid.</summary>
    public static string? RolesOf(IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return roles.Count > 0 && roles.All(Roles.All.Contains) && roles.Distinct().Count() == roles.Count
            ? null
            : "must be one or more of viewer, producer and operator, each at most once";
    }
}
