namespace RetailGrains.Access;

/// <summary>What accounts and clients may be called, and what is a password.</summary>
public static class SubjectRules
{
    /// <summary>Begins the ids of clients, which are given by the platform; no account's name may.</summary>
    public const string ClientPrefix = "client-";

    /// <summary>In characters.</summary>
    public const int MinPassword = 12;

    /// <summary>In characters: hashing must not cost more than it has to.</summary>
    public const int MaxPassword = 256;

    private const int MinName = 2;
    private const int MaxName = 64;

    /// <summary>
    /// A name as it is kept: upper and lower case are one, so that nobody can pass for somebody else by a capital letter.
    /// </summary>
    public static string Normal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant();
    }

    /// <summary>What is wrong with an account's name in normal form; null when it is fine.</summary>
    public static string? Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is < MinName or > MaxName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@'))
            return "must be 2 to 64 letters a to z, digits and . _ - @; upper and lower case are one";
        return name.StartsWith(ClientPrefix, StringComparison.Ordinal) ? $"must not begin with {ClientPrefix}, as ids of clients do" : null;
    }

    /// <summary>Whether it can be the id of a client.</summary>
    public static bool IsClientId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length <= MaxName && id.StartsWith(ClientPrefix, StringComparison.Ordinal) && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }

    /// <summary>What is wrong with a password for an account; null when it is fine.</summary>
    public static string? Password(string password, string? name)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length is < MinPassword or > MaxPassword) return "must have 12 to 256 characters";
        if (name is not null && password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < name.Length + MinPassword)
            return "must be more than the name";
        return password.Distinct().Count() < 5 ? "must have at least 5 different characters" : null;
    }

    /// <summary>What is wrong with roles; null when they are fine.</summary>
    public static string? RolesOf(IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return roles.Count > 0 && roles.All(Roles.All.Contains) && roles.Distinct().Count() == roles.Count
            ? null
            : "must be some of viewer, producer and operator, each once";
    }
}
